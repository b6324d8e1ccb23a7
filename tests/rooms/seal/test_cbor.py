"""CBOR as the envelope has it: each value in one way, and nothing else is read."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.seal.cbor import DEEPEST, MOST_NUMBER, MOST_VALUES, Tagged, read, write
from comity.seal.errors import Malformed, NotCanonical, Refusal, TooLarge, TrailingBytes

PLENTY = 1 << 20
NAMES = st.text(max_size=5) | st.integers(-100, 100)
PLAIN = st.integers(-MOST_NUMBER, MOST_NUMBER) | st.binary(max_size=300) | st.text(max_size=300)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES, inner, max_size=4)
        | st.builds(Tagged, st.sampled_from([96, 98]), inner)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(value=VALUES)
def test_what_is_written_reads_as_it_was(value):
    try:
        assert read(write(value), most_bytes=PLENTY) == value
    except TooLarge:  # deeper than the format goes
        assert write(value)


@settings(deadline=None)
@given(data=st.binary(max_size=60))
def test_any_bytes_are_read_in_one_way_or_refused(data):
    with suppress(Refusal):
        assert write(read(data, most_bytes=PLENTY)) == data


# RFC 8949, appendix A: those that this subset has.
@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (1000000, "1a000f4240"),
        (1000000000000, "1b000000e8d4a51000"),
        (-1, "20"),
        (-1000, "3903e7"),
        (b"\x01\x02\x03\x04", "4401020304"),
        ("ü", "62c3bc"),
        ("水", "63e6b0b4"),
        ([1, [2, 3], [4, 5]], "8301820203820405"),
        ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
        ({1: 2, 3: 4}, "a201020304"),
    ],
)
def test_the_examples_of_the_standard(value, encoded):
    assert write(value).hex() == encoded
    assert read(bytes.fromhex(encoded), most_bytes=PLENTY) == value


@pytest.mark.parametrize(
    ("encoded", "refusal"),
    [
        ("1817", NotCanonical),  # 23 in two bytes
        ("190017", NotCanonical),
        ("1a0000ffff", NotCanonical),
        ("1b00000000ffffffff", NotCanonical),
        ("5f41014102ff", NotCanonical),  # a length left open
        ("9f01ff", NotCanonical),
        ("bf616101ff", NotCanonical),
        ("a2616101616102", NotCanonical),  # a name twice
        ("a2616201616101", NotCanonical),  # in another order
        ("a1410101", NotCanonical),  # a name of bytes
        ("f5", NotCanonical),  # true
        ("f6", NotCanonical),  # null
        ("f97e00", NotCanonical),  # a float
        ("c11a514b67b0", NotCanonical),  # a date
        ("d81c00", NotCanonical),  # a tag of sharing
        ("c249010000000000000000", NotCanonical),  # a bignum
        ("0000", TrailingBytes),
        ("", Malformed),
        ("19", Malformed),
        ("4401", Malformed),
        ("9affffffff", Malformed),
        ("61ff", Malformed),  # no UTF-8
        ("1bffffffffffffffff", Malformed),
        ("81" * (DEEPEST + 1) + "00", TooLarge),
        ("99ffff" + "00" * 0xFFFF, TooLarge),
    ],
)
def test_everything_else_is_refused_with_its_reason(encoded, refusal):
    assert MOST_VALUES < 0xFFFF
    with pytest.raises(refusal):
        read(bytes.fromhex(encoded), most_bytes=PLENTY)


def test_more_bytes_than_wanted_are_not_looked_at():
    with pytest.raises(TooLarge):
        read(write(bytes(100)), most_bytes=100)


def test_what_the_format_has_not_is_not_written():
    for value in (1.5, None, {1, 2}):
        with pytest.raises(TypeError):
            write(value)
    with pytest.raises(ValueError, match="64 bits"):
        write(1 << 64)
