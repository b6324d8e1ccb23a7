"""What a passport's machine-readable line makes of a name, and back."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.names.letters import from_icao_arabic, icao_forms

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "icao9303.json").read_text("utf-8"))
ARABIC_LETTERS = "ءآأؤإئابتثجحخدذرزسشصضطظعغفقكلمنهوىي"


@pytest.mark.parametrize(("name", "forms"), VECTORS["forms"].items())
def test_the_forms_of_a_name(name: str, forms: list[str]) -> None:
    assert list(icao_forms(name)) == forms


@pytest.mark.parametrize(("latin", "arabic"), VECTORS["decoded"].items())
def test_a_reversible_form_is_read_back(latin: str, arabic: str | None) -> None:
    assert from_icao_arabic(latin) == arabic


@given(st.lists(st.text(ARABIC_LETTERS, min_size=1, max_size=10), min_size=1, max_size=4))
def test_every_arabic_name_comes_back_whole(parts: list[str]) -> None:
    name = " ".join(parts)
    (form,) = icao_forms(name)
    assert form.replace(" ", "").isalpha()
    assert form.isascii()
    # Y stands for two letters of which Arabic has one; without an X the form is no such name by itself.
    assert from_icao_arabic(form) == (name if "X" in form else None)


@given(st.text(max_size=300))
def test_whatever_is_typed_has_forms_of_capital_letters_or_none(name: str) -> None:
    for form in icao_forms(name):
        assert all("A" <= letter <= "Z" or letter == " " for letter in form)
    from_icao_arabic(name)
