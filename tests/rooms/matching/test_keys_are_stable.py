"""Properties of normalising and folding, whatever people type."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from comity.matching.folding import folded, latin, normalised
from comity.matching.names.exact import normalised_name

PLAIN = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1)


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalised(normalised(text)) == normalised(text)
    assert normalised_name(normalised_name(text)) == normalised_name(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_of_plain_text_the_letters_and_digits_stay_in_their_order(text):
    assert normalised(text) == "".join(each.upper() for each in text if each.isalnum())


@given(st.text())
def test_composed_and_decomposed_text_are_the_same(text):
    for form in ("NFC", "NFD"):
        assert normalised(unicodedata.normalize(form, text)) == normalised(text)
        assert normalised_name(unicodedata.normalize(form, text)) == normalised_name(text)


@given(st.text())
def test_no_part_of_a_key_holds_its_separator_or_a_wildcard(text):
    assert not set(normalised(text) + folded(normalised(text)) + normalised_name(text)) & set("|%_\\\0")


@given(PLAIN, st.sampled_from(" -./_:\u2013\u00a0"))
def test_case_and_separators_do_not_matter(number, separator):
    assert normalised(separator.join(number).lower()) == number


@given(PLAIN)
def test_folding_keeps_the_length_and_repeats_itself(number):
    assert len(folded(number)) == len(number)
    assert folded(folded(number)) == folded(number)
    assert latin(number) == number


@given(st.text("0123456789", min_size=9, max_size=9), st.text("0123456789", min_size=9, max_size=9))
def test_two_numbers_of_digits_never_fold_to_one(one, other):
    assert (folded(one) == folded(other)) == (one == other)
