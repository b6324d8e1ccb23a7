"""Words and measures of things without a number: what agrees, what does not, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.matching.descriptions import (
    MOST_CLUES,
    Dimension,
    Measured,
    clues_of,
    description_keys,
    description_probes,
    read_measure,
    step_of,
    words_of_text,
)
from comity.matching.keys import Grade

WORDS = "Harbour at low tide, fishing boats (1894); signed L. Ferrante"


def tall(text: str) -> Measured:
    return read_measure(text, field="height", dimension=Dimension.HEIGHT)


def values(words: str, *measures: Measured, kind: str = "painting") -> set[str]:
    return {probe.value for probe in description_probes(words, measures, kind)}


def test_words_are_compared_by_their_beginning_and_short_ones_say_nothing() -> None:
    keys = {key.value for key in description_keys([WORDS], (), "painting")}

    assert {"HARBO|painting", "FISHI|painting", "1894|painting", "FERRA|painting"} <= keys
    assert not {each for each in keys if each.startswith(("AT|", "LOW|", "L|"))}
    assert values("harbour, boat") == {"HARBO|painting", "BOAT|painting"} < keys
    assert all(key.grade is Grade.CANDIDATE for key in description_keys([WORDS], (), "painting"))


def test_accents_case_and_punctuation_do_not_matter() -> None:
    assert values("crépuscule, FORÊT") == values("Foret; crepuscule") == {"CREPU|painting", "FORET|painting"}


def test_two_signs_of_a_script_without_capitals_are_a_word() -> None:
    assert set(words_of_text("山水 画 مرفأ")) == {"山水", "مرفا"}


@pytest.mark.parametrize(
    ("text", "amount"), [("64 cm", 640), ("640mm", 640), ("0,64 m", 640), ("1.2 m", 1200), ("1 mm", 1)]
)
def test_a_measure_is_read_with_its_unit(text: str, amount: int) -> None:
    assert tall(text).amount == amount


@pytest.mark.parametrize(
    "text",
    ["64", "cm", "64 kg", "6 4 cm", "64 cm 3", "0 mm", "9999999999 m", "1.2.3 m", "٣ cm", "-4 cm", "1e3 m"],
)
def test_what_is_no_measure_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        tall(text)
    assert refusal.value.errors[0].code == "measure"


def test_a_weight_wants_a_unit_of_weight() -> None:
    assert read_measure("3 kg", field="weight", dimension=Dimension.WEIGHT).amount == 3000
    with pytest.raises(Invalid):
        read_measure("3 cm", field="weight", dimension=Dimension.WEIGHT)


@given(st.integers(min_value=25, max_value=900_000_000))
def test_what_differs_by_less_than_a_step_is_still_asked_for(amount: int) -> None:
    recorded = {key.value for key in description_keys((), [Measured(Dimension.HEIGHT, amount, "")], "mask")}
    for near in (amount - amount // 26, amount + amount // 26):
        asked = description_probes("bronze", [Measured(Dimension.HEIGHT, near, "")], "mask")
        assert recorded & {probe.value for probe in asked}
    far = description_probes("bronze", [Measured(Dimension.HEIGHT, amount + amount // 4, "")], "mask")
    assert not recorded & {probe.value for probe in far}


@given(st.integers(min_value=1, max_value=999_999_999))
def test_steps_grow_with_measures(amount: int) -> None:
    assert step_of(amount) <= step_of(amount + 1) <= step_of(amount) + 1


@pytest.mark.parametrize("words", ["", "harbour", "at low", " ".join(f"{n}{n}{n}" for n in range(10, 30))])
def test_too_few_clues_and_too_many_are_refused(words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        description_probes(words, ())
    assert refusal.value.errors[0].code == "clues"


def test_one_word_and_one_measure_are_enough_and_one_measure_is_one_clue() -> None:
    probes = description_probes("harbour", [tall("64 cm")])

    assert len(probes) == 4
    assert {probe.exact for probe in probes} == {"HARBOUR", "height 64 cm"}
    assert all(probe.prefix and probe.value.endswith("|") for probe in probes)


def test_a_long_description_keeps_its_measures() -> None:
    long = " ".join(f"wor{n:03}" for n in range(200))
    keys = description_keys([long], [tall("64 cm")], "painting")
    assert len(keys) <= MOST_CLUES
    assert any(key.value.startswith("height") for key in keys)


def test_the_tag_of_a_description_does_not_depend_on_the_order_of_words() -> None:
    assert clues_of("Boats, harbour", [tall("64 cm")]) == clues_of("HARBOURS boat s boats", [tall("640 mm")])
