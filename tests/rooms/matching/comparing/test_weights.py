"""What was learned keeps its promises: no curve turns back, tables are folded and ordered, and reading is bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.names import Term, compare, prior
from comity.matching.names.births import Births
from comity.matching.names.folding import plain
from comity.matching.names.pieces import LONGEST_NAME, MOST_WORDS
from comity.matching.names.reading import read
from comity.matching.names.weights import Curve, nicknames, sexes, variants, weights

RISING = {Term.RARITY, Term.WHOLE}
OF_PERSONS = {
    Term.BORN,
    Term.NATIONALITY,
    Term.SEX_OF_PERSON,
    Term.PLACE,
    Term.DOCUMENT,
    Term.NAMES_TRIED,
    Term.WILDCARD,
}


def test_every_term_of_names_has_a_curve_that_never_turns_back():
    curves = weights().curves

    assert curves.keys() == set(Term) - OF_PERSONS - {Term.START}
    for term, curve in curves.items():
        assert list(curve.at) == sorted(curve.at)
        assert list(curve.bits) == sorted(curve.bits, reverse=term not in RISING), term


@given(st.sampled_from(sorted(weights().curves)), st.floats(-5, 80), st.floats(-5, 80))
def test_more_of_a_term_never_says_the_opposite(term, one, other):
    curve = weights().curves[term]
    low, high = sorted((one, other))
    assert curve(low) <= curve(high) if term in RISING else curve(low) >= curve(high)


def test_a_curve_is_straight_between_its_knots_and_flat_beyond():
    curve = Curve((0.0, 2.0, 4.0), (0.0, -1.0, -5.0))
    assert [curve(value) for value in (-1, 0, 1, 2, 3, 4, 9)] == [0, 0, -0.5, -1, -3, -5, -5]


def test_the_weights_of_persons_say_what_their_words_say():
    bits = weights().persons

    assert {grade.value for grade in Births} <= bits.keys()
    assert bits["same-day"] > bits["day-and-month-swapped"] > bits["one-digit-differs"] > bits["same-year"]
    assert bits["same-year"] > 0 > bits["next-year"] > bits["apart"] > bits["far-apart"]
    assert bits["paper"] > bits["paper-alike"] > bits["paper-of-another-issuer"] > 0
    assert bits["same-sex"] > 0 > bits["other-sex"]


def test_the_tables_hold_plain_words_only():
    for table in (nicknames(), sexes(), {word for pair in variants() for word in pair}):
        assert [word for word in table if plain(word) != word or not word.isalpha()] == []
    assert [pair for pair in variants() if pair[0] >= pair[1]] == []


@pytest.mark.parametrize(
    ("commoner", "rarer"), [("john", "zoltan"), ("mohammed", "muthanna"), ("smith", "przybylko")]
)
def test_a_common_token_is_less_rare(commoner, rarer):
    assert prior().bits(commoner) + 2 < prior().bits(rarer)


@given(st.text(max_size=400))
def test_no_more_is_read_than_the_limits_allow(written):
    name = read(written)

    assert len(name.tokens) <= MOST_WORDS
    assert sum(len(token.text) for token in name.tokens) <= 20 * LONGEST_NAME
    assert all(token.text for token in name.tokens)
    assert bool(name.tokens) == ("no-letters" not in name.notes)


@given(st.sampled_from(["alexander", "mohammed", "petrovsky", "gabriela"]), st.data())
def test_a_second_slip_never_makes_two_words_more_alike(word, data):
    letters = st.sampled_from("bcdfgjkpqvwxz")
    first, second = data.draw(st.tuples(st.integers(1, 3), st.integers(5, len(word) - 1)))
    once = word[:first] + data.draw(letters) + word[first + 1 :]
    twice = once[:second] + data.draw(letters) + once[second + 1 :]

    family = " Przybylko"
    assert compare(word + family, word + family).bits >= compare(word + family, once + family).bits - 1e-9
    if once not in (word, twice) and twice[second] != word[second] and not prior().knows(once):
        assert compare(word + family, once + family).bits >= compare(word + family, twice + family).bits - 0.5
