"""A paper says who printed which version when, and no byte of it changes unseen."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.notices.printing.printed import Name, Photograph
from comity.notices.printing.stamps import (
    LONGEST_NUMBER,
    MOST_LAST_LINE_BYTES,
    Stamp,
    read,
    read_file,
    sealed_file,
    signed,
)
from comity.seal.errors import NotSigned, WeakSecret
from comity.seal.papers import paper_key, paper_public
from tests.rooms.notices.papers import ENGLISH, KEY

PUBLIC = paper_public(KEY)
STAMP = Stamp(
    UUID("01890000-0000-7000-8000-000000000001"),
    2,
    "R-2026/000417",
    datetime(2026, 5, 3, 14, 2, 30, tzinfo=timezone.utc),
    bytes(range(16)),
)
# Other programs read these: they change only with the number of the format.
VECTOR = "AQGJAAAAAHAAgAAAAAAAAAEAAgAAAABp91V2BwABAgMEBQYHCAkKCwwNDg9SLTIwMjYvMDAwNDE3"


def test_the_words_of_format_one_never_change():
    assert signed(STAMP, KEY).startswith(VECTOR)
    assert read(signed(STAMP, KEY), PUBLIC) == STAMP


@given(
    notice=st.uuids(),
    version=st.integers(0, 65_535),
    number=st.text(max_size=15),
    printed_at=st.datetimes(
        min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(timezone.utc)
    ),
    facts=st.binary(min_size=16, max_size=16),
)
def test_a_stamp_reads_back_as_it_was_written(notice, version, number, printed_at, facts):
    stamp = Stamp(notice, version, number, printed_at.replace(microsecond=0), facts)

    assert read(signed(stamp, KEY), PUBLIC) == stamp


@given(st.text(max_size=200))
def test_what_is_no_stamp_is_refused(word):
    with pytest.raises(NotSigned):
        read(word, PUBLIC)


def test_each_changed_letter_of_a_stamp_is_seen():
    word = signed(STAMP, KEY)
    for at, letter in enumerate(word):
        other = "A" if letter != "A" else "B"
        with pytest.raises(NotSigned):
            read(word[:at] + other + word[at + 1 :], PUBLIC)
    for other in (word + "=", word[:-1], word + "A", "", " " + word):
        with pytest.raises(NotSigned):
            read(other, PUBLIC)


def test_another_nodes_stamp_is_refused():
    with pytest.raises(NotSigned):
        read(signed(STAMP, paper_key(bytes(32))), PUBLIC)


def test_a_number_that_no_notice_has_is_not_signed():
    with pytest.raises(ValueError, match="number"):
        signed(replace(STAMP, number="x" * (LONGEST_NUMBER + 1)), KEY)


def test_each_changed_byte_of_a_file_is_seen():
    content = sealed_file(b"%PDF-1.7\nthe page\n%%EOF", signed(STAMP, KEY), KEY)

    assert read_file(content, PUBLIC) == STAMP
    for at in range(len(content)):
        with pytest.raises(NotSigned):
            read_file(content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :], PUBLIC)
    for other in (content + b"\n", content[:-1], b"", b"%PDF", content + b"%comity-notice a b\n"):
        with pytest.raises(NotSigned):
            read_file(other, PUBLIC)


def test_a_stamp_of_another_paper_does_not_fit_this_one():
    first = sealed_file(b"%PDF one", signed(STAMP, KEY), KEY)
    second = sealed_file(b"%PDF two", signed(replace(STAMP, version=3), KEY), KEY)
    changed = first[: first.rfind(b"%comity")] + second[second.rfind(b"%comity") :]

    with pytest.raises(NotSigned):
        read_file(changed, PUBLIC)


def test_the_longest_last_line_leaves_the_end_of_the_file_to_be_found():
    line = sealed_file(b"", signed(replace(STAMP, number="x" * LONGEST_NUMBER), KEY), KEY)

    assert len(line) < MOST_LAST_LINE_BYTES


def test_a_paper_may_be_relied_on_for_seven_days_and_not_a_second_longer():
    last = STAMP.printed_at + timedelta(days=7)

    assert STAMP.until == last
    assert not STAMP.is_too_old(last)
    assert STAMP.is_too_old(last + timedelta(seconds=1))


def test_a_secret_that_is_too_short_makes_no_key():
    with pytest.raises(WeakSecret):
        paper_key(b"short")


@pytest.mark.parametrize(
    "other",
    [
        {"version": 3},
        {"language": "fr"},
        {"valid_until": None},
        {"dangers": ()},
        {"measure": "Locate only."},
        {"names": (Name("Family name", "Almasry"),)},
        {"photographs": (Photograph(b"another", "Photograph of 2024, from a driving licence"),)},
        {"sections": ENGLISH.sections[:-1]},
        {"law": "Model rule 88"},
        {"body": "Another centre"},
    ],
)
def test_the_signature_is_about_every_fact(other):
    assert replace(ENGLISH, **other).digest() != ENGLISH.digest()
    assert set(ENGLISH.facts()) - {"format"} == set(ENGLISH.__slots__)
