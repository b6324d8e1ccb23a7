"""Chains: what is lost, repeated or told twice is noticed, and a gap can be filled."""

import pytest

from comity.seal.chain import Held, follow
from comity.seal.errors import Forked, Gap, Repeated
from comity.seal.header import BEGINNING, Link


def digest(number: int, story: str = "a") -> bytes:
    return f"{number}{story}".encode().ljust(32, b".") if number else BEGINNING


def link(number: int, story: str = "a") -> Link:
    return Link(number, digest(number - 1, story))


def holding(*numbers: int) -> dict[int, Held]:
    return {number: Held(digest(number), digest(number - 1)) for number in numbers}


def test_one_after_the_other_is_taken():
    follow({}, link(1), digest(1), last=0)
    follow(holding(1), link(2), digest(2), last=1)
    follow(holding(41), link(42), digest(42), last=41)  # what came before 41 expired


def test_the_same_again_is_a_repeat_and_no_story():
    with pytest.raises(Repeated):
        follow(holding(1, 2), link(2), digest(2), last=2)


def test_two_stories_under_one_number_are_noticed():
    with pytest.raises(Forked):
        follow(holding(1, 2), link(2), digest(2, "b"), last=2)
    with pytest.raises(Forked):
        follow(holding(9, 10), link(3), digest(3), last=10)  # an unexpired one that was never taken


def test_another_past_is_noticed():
    with pytest.raises(Forked):
        follow(holding(1, 2), link(3, "b"), digest(3), last=2)


def test_a_gap_says_what_is_missing():
    with pytest.raises(Gap) as found:
        follow(holding(1, 2), link(6), digest(6), last=2)
    assert found.value.missing == (3, 5)
    with pytest.raises(Gap) as found:
        follow(holding(1, 2, 5), link(8), digest(8), last=2)
    assert found.value.missing == (6, 7)
    with pytest.raises(Gap) as found:
        follow({}, link(3), digest(3), last=0)
    assert found.value.missing == (1, 2)


def test_a_gap_is_filled_by_what_fits_on_both_sides():
    held = holding(1, 2, 5, 6)
    follow(held, link(3), digest(3), last=2)
    with pytest.raises(Gap) as found:
        follow(held, link(4), digest(4), last=2)
    assert found.value.missing == (3, 3)
    follow(held | holding(3), link(4), digest(4), last=3)
    with pytest.raises(Forked):
        follow(held | holding(3), link(4), digest(4, "b"), last=3)


def test_what_follows_something_held_aside_is_taken_with_it():
    follow(holding(1, 5), link(6), digest(6), last=1)
