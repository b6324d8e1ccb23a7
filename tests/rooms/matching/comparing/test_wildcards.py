"""Names with letters left open: what they fit, what they say, what they may not be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.dates import parse_partial
from comity.kit.errors import Invalid
from comity.matching.names import Paper, Person, PersonName, PersonTier, Term, compare_persons
from comity.matching.names.index.wording import pattern_of, says_enough
from comity.matching.names.wildcards import check_wildcards, compare_filled, filled, spelled_as

YURI = Person((PersonName("Юрий Щербаков"), PersonName("Yury Shcherbakov")))


def asked(name: str) -> Person:
    return Person((PersonName(name),))


@pytest.mark.parametrize(
    ("name", "recorded", "word"),
    [
        ("Shcherb* Yury", "Yury Shcherbakov", "shcherbakov"),
        ("Yury Shcherb?kov", "Yury Shcherbakov", "shcherbakov"),
        ("M?hammad", "Muhammad Karimi", "muhammad"),
        ("*stellani", "Bruno Castellani", "castellani"),
        ("Múñ*", "MUÑOZ Ana", "munoz"),
        ("Shcherb*", "Юрий Щербаков", "shcherbakov"),
    ],
)
def test_a_wildcard_is_the_word_that_fits(name, recorded, word):
    found = filled(name, recorded)
    assert found is not None
    assert found.words[0][1] == word


@pytest.mark.parametrize(
    ("name", "recorded"), [("Shcherb*", "Yury Petrov"), ("M?hammad", "Maahammad"), ("M?hammad", "Mhammad")]
)
def test_where_no_word_fits_nothing_is_compared(name, recorded):
    assert filled(name, recorded) is None
    assert compare_filled(asked(name), asked(recorded)) is None


def test_what_is_left_open_says_nothing_and_its_reasons_still_sum():
    whole = compare_persons(asked("Yury Shcherbakov"), YURI)
    part = compare_filled(asked("Yury Shcherb*"), YURI)
    less = compare_filled(asked("Yury Shc*"), YURI)
    assert part is not None
    assert less is not None
    assert whole.bits > part.bits > less.bits
    assert whole.alike_by_chance > part.alike_by_chance > less.alike_by_chance
    assert abs(sum(reason.bits for reason in part.reasons) - part.bits) < 1e-9
    assert [reason.right for reason in part.reasons if reason.term is Term.WILDCARD] == ["shcherbakov"]


def test_who_leaves_letters_open_names_nobody_and_is_never_a_hit():
    more = {
        "born": (parse_partial("1987-03-14", field="born"),),
        "papers": (Paper("AB123456", "UKR", "passport"),),
    }
    part = compare_filled(
        Person((PersonName("Yury Shcherbako?"),), **more), Person((PersonName("Yury Shcherbakov"),), **more)
    )
    assert part is not None
    assert part.tier is PersonTier.POSSIBLE


@pytest.mark.parametrize("name", ["*", "Sh*", "?a?", "Yury **", "a*b*c*d*e", "???"])
def test_a_wildcard_with_too_few_letters_or_too_many_stars_is_refused(name):
    with pytest.raises(Invalid):
        check_wildcards(name)


@pytest.mark.parametrize("name", ["Shc*", "M?hammad", "*bak*ov*", "Yury Shcherb*"])
def test_three_letters_are_enough(name):
    check_wildcards(name)


def test_strictly_is_letter_for_letter_but_for_case_accents_and_order():
    assert spelled_as("SHCHERBAKOV, Yúry", YURI)
    assert spelled_as("Shcherbakov", YURI)
    assert not spelled_as("Yuri Shcherbakov", YURI)
    assert spelled_as("щербаков юрий", YURI)


@given(st.text(max_size=60))
def test_any_text_is_a_pattern_that_is_weighed_and_never_an_accident(text):
    says_enough(pattern_of(text))
    filled(text + "*", text)
