"""Envelopes: every addressee reads the same, whoever carries one can check it, and each bureau gets its own wrap."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.seal.content import Content
from comity.seal.envelope import seal_envelope, trim_envelope, verify_envelope
from comity.seal.errors import Expired, Malformed, NotAddressed, NotYet, WeakSecret, WrongPadding
from comity.seal.header import FIRST, Link, check_times
from comity.seal.padding import pad, padded_length, unpad
from comity.seal.tree import leaf, path, root, root_by_path
from comity.seal.wraps import Addressee
from tests.rooms.seal.sealing import CONTENT, DRAFT, KEYS, NOON, OPENING, SIGNER, addressee, read, sealed

ALL = ("CEN", "ITA", "KEN")
ENVELOPE = sealed(*ALL)


def test_every_addressee_reads_what_was_sealed():
    for code in ALL:
        opened = read(ENVELOPE.envelope, code)
        assert opened.content == CONTENT
        assert opened.header == ENVELOPE.header
        assert opened.digest == ENVELOPE.digest


def test_a_carrier_learns_origin_and_addressees_and_no_more():
    verified = verify_envelope(ENVELOPE.envelope, KEYS.get)

    assert (verified.header.sender, verified.header.to, verified.key_id) == ("FRA", ALL, SIGNER.key_id)
    assert b"Silver boat" not in ENVELOPE.envelope
    assert "Silver" not in repr(read(ENVELOPE.envelope))


def test_a_carrier_leaves_each_bureau_its_own_wrap_alone():
    verified = verify_envelope(ENVELOPE.envelope, KEYS.get)
    for code in ALL:
        trimmed = trim_envelope(verified, {code})

        assert read(trimmed, code).content == CONTENT
        assert trim_envelope(verify_envelope(trimmed, KEYS.get), {code}) == trimmed
        assert len(trimmed) < len(ENVELOPE.envelope) - 2 * 1100
        for other in set(ALL) - {code}:
            with pytest.raises(NotAddressed):
                read(trimmed, other)
            with pytest.raises(NotAddressed):
                trim_envelope(verify_envelope(trimmed, KEYS.get), {other})


def test_a_node_of_two_bureaus_takes_both_their_wraps():
    trimmed = trim_envelope(verify_envelope(ENVELOPE.envelope, KEYS.get), {"KEN", "CEN"})
    assert read(trimmed, "KEN").content == read(trimmed, "CEN").content == CONTENT


def test_each_addressee_has_its_own_place_in_what_it_was_sent():
    to = [addressee("ITA", Link(5, b"i" * 32)), addressee("KEN", Link(9, b"k" * 32))]
    envelope = seal_envelope(DRAFT, CONTENT, to, SIGNER).envelope

    assert read(envelope, "ITA").link == Link(5, b"i" * 32)
    assert read(envelope, "KEN").link == Link(9, b"k" * 32)
    trimmed = trim_envelope(verify_envelope(envelope, KEYS.get), {"ITA"})
    assert b"k" * 32 not in trimmed


@settings(deadline=None, max_examples=30)
@given(
    codes=st.sets(st.sampled_from(["CEN", "FRA", "ITA", "KEN"]), min_size=1),
    draft=st.fixed_dictionaries(
        {
            "id": st.uuids(),
            "kind": st.from_regex(r"[a-z][a-z0-9._-]{0,39}", fullmatch=True),
            "schema": st.integers(1, 65535),
            "precedence": st.integers(1, 4),
            "expires_at": st.integers(NOON + 1, NOON + 30 * 86_400),
            "link": st.builds(Link, st.integers(2, 1 << 62), st.binary(min_size=32, max_size=32).filter(any)),
        }
    ),
    body=st.binary(max_size=2000),
)
def test_whatever_is_sealed_is_read_by_all_and_only_by_those_it_is_for(codes, draft, body):
    made = sealed(*codes, content=Content(body), **draft)
    verified = verify_envelope(made.envelope, KEYS.get)
    for code in OPENING:
        if code in codes:
            assert read(trim_envelope(verified, {code}), code).content.body == body
        else:
            with pytest.raises(NotAddressed):
                read(made.envelope, code)
    assert verified.header == made.header


def test_two_envelopes_of_the_same_have_nothing_in_common_that_tells():
    other = sealed(*ALL)
    assert other.header.commit != ENVELOPE.header.commit
    assert read(other.envelope).content == read(ENVELOPE.envelope).content


def test_the_length_tells_little():
    lengths = {len(sealed(content=Content(b"x" * count)).envelope) for count in range(0, 180, 12)}
    assert len(lengths) == 1


@settings(deadline=None)
@given(content=st.binary(max_size=2000))
def test_padding_comes_off_again_and_is_never_long(content):
    padded = pad(content)
    assert unpad(padded) == content
    assert len(padded) <= max(256, (len(content) + 1) * 1.12)
    for wrong in (padded + b"\0", padded[:-1] + b"\1", padded[:-1], b"", bytes(256), padded + bytes(64)):
        with pytest.raises(WrongPadding):
            unpad(wrong)


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 256), (256, 256), (257, 272), (1000, 1024), (4097, 4352), (65_537, 67_584), (1 << 30, 1 << 30)],
)
def test_the_lengths_of_the_specification(length, padded):
    assert padded_length(length) == padded


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 40), data=st.data())
def test_a_path_leads_to_the_root_from_its_own_place_alone(count, data):
    leaves = [leaf(bytes([place])) for place in range(count)]
    place = data.draw(st.integers(0, count - 1))
    hashes = path(leaves, place)

    assert root_by_path(leaves[place], place, count, hashes) == root(leaves)
    for other in set(range(count)) - {place}:
        try:
            assert root_by_path(leaves[other], other, count, hashes) != root(leaves)
        except Malformed:
            continue
    for wrong in (hashes[:-1], [*hashes, bytes(32)]):
        if len(wrong) != len(hashes):
            with pytest.raises(Malformed):
                root_by_path(leaves[place], place, count, wrong)


def test_the_tree_is_that_of_the_standard():
    """The root over eight values of RFC 6962's own tests."""
    values = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    made = root([leaf(bytes.fromhex(each)) for each in values])
    assert made.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_an_envelope_is_taken_while_it_is_in_force_and_clocks_may_differ_by_five_minutes():
    issued = datetime.fromtimestamp(NOON, timezone.utc)
    expires = datetime.fromtimestamp(ENVELOPE.header.expires_at, timezone.utc)
    second = timedelta(seconds=1)

    check_times(ENVELOPE.header, issued - timedelta(minutes=5))
    check_times(ENVELOPE.header, expires - second)
    with pytest.raises(NotYet):
        check_times(ENVELOPE.header, issued - timedelta(minutes=5) - second)
    with pytest.raises(NotYet):
        check_times(ENVELOPE.header, issued - timedelta(days=1))
    with pytest.raises(Expired):
        check_times(ENVELOPE.header, expires)


@pytest.mark.parametrize(
    "changed",
    [
        {"sender": "fra"},
        {"sender": "../etc"},
        {"kind": "Note"},
        {"kind": ""},
        {"schema": 0},
        {"precedence": 5},
        {"expires_at": NOON},
        {"expires_at": NOON + 31 * 86_400},
        {"link": Link(2, bytes(32))},
        {"link": Link(1, b"x" * 32)},
        {"link": Link(0, bytes(32))},
    ],
)
def test_what_nobody_would_take_is_not_sealed(changed):
    with pytest.raises(Malformed):
        sealed(**changed)


def test_nothing_is_sealed_for_nobody_or_twice_for_one_or_without_a_key():
    with pytest.raises(Malformed):
        seal_envelope(DRAFT, CONTENT, [], SIGNER)
    with pytest.raises(Malformed):
        sealed("ITA", "ITA")
    for wrong in ("ITA", "ITA/", "ITA/../x", "/2026-11"):
        with pytest.raises(Malformed):
            seal_envelope(DRAFT, CONTENT, [Addressee(wrong, addressee("ITA").public, FIRST)], SIGNER)
    with pytest.raises(WeakSecret):
        seal_envelope(DRAFT, CONTENT, [Addressee("ITA/2026-11", OPENING["ITA"], FIRST)], SIGNER)
    with pytest.raises(Malformed):
        sealed(content=Content(bytes(512 * 1024 + 1)))
