"""Envelopes that were changed, cut, mixed or made wrong: each is refused with a reason of its own."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.seal import cbor
from comity.seal import errors as refused
from comity.seal.content import commitment
from comity.seal.envelope import MOST_BYTES, Box, open_envelope, trim_envelope, verify_envelope
from comity.seal.errors import Refusal, SealError
from comity.seal.header import FIRST
from comity.seal.signed import Signer, sign_header
from comity.seal.signing import public_of
from comity.seal.suites import CURRENT
from comity.seal.wraps import Addressee, make_wrap, root_of
from tests.rooms.seal.sealing import (
    EPOCH,
    KEYS,
    OPENING,
    SIGNER,
    SIGNERS,
    SIGNING,
    addressee,
    put_together,
    read,
    sealed,
    sealed_wrongly,
    signed_anew,
    signed_by,
    taken_apart,
)

ENVELOPE = sealed("ITA", "KEN").envelope
OTHER = sealed("ITA", "KEN").envelope
SIGNED, SEALED = 1, 2  # the parts of an envelope
PROTECTED, OPEN, SEALED_CONTENT, RECIPIENTS = range(4)


def test_every_changed_byte_is_noticed_by_whoever_carries_it():
    """By all of them: nothing in an envelope is outside what is signed."""
    for place in range(len(ENVELOPE)):
        forged = bytearray(ENVELOPE)
        forged[place] ^= 1 << place % 8
        with pytest.raises(Refusal):
            verify_envelope(bytes(forged), KEYS.get)


def test_every_changed_byte_of_a_trimmed_one_is_noticed():
    trimmed = trim_envelope(verify_envelope(ENVELOPE, KEYS.get), {"ITA"})
    for place in range(0, len(trimmed), 3):
        forged = bytearray(trimmed)
        forged[place] ^= 0x80 >> place % 8
        with pytest.raises(Refusal):
            verify_envelope(bytes(forged), KEYS.get)


@pytest.mark.parametrize("length", [0, 1, 20, 500, len(ENVELOPE) // 2, len(ENVELOPE) - 1])
def test_a_cut_envelope_is_refused(length):
    with pytest.raises(refused.Malformed):
        read(ENVELOPE[:length])


@settings(deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_refused_with_a_reason_and_nothing_else_happens(data):
    for garbage in (data, ENVELOPE[:21] + data, ENVELOPE[:-200] + data):
        with pytest.raises(SealError):
            read(garbage)


@settings(deadline=None)
@given(place=st.integers(0, len(ENVELOPE)), cut=st.integers(0, 40), put=st.binary(max_size=40))
def test_whatever_is_cut_out_or_put_in_is_refused(place, cut, put):
    changed = ENVELOPE[:place] + put + ENVELOPE[place + cut :]
    if changed == ENVELOPE:
        return
    with pytest.raises(Refusal):
        verify_envelope(changed, KEYS.get)


@settings(deadline=None)
@given(st.recursive(st.integers() | st.binary(max_size=9) | st.text(max_size=9), st.lists, max_leaves=9))
def test_any_well_formed_value_in_any_place_is_refused(value):
    for part in (SIGNED, SEALED):
        for place in range(4):
            parts = taken_apart(ENVELOPE)
            if value == parts[part].value[place]:  # the first of COSE_Sign is empty
                continue
            parts[part].value[place] = value
            with suppress(ValueError), pytest.raises(Refusal):  # a number too long to write
                verify_envelope(put_together(parts), KEYS.get)


def test_more_than_the_format_has_is_not_looked_at():
    with pytest.raises(refused.TooLarge):
        read(ENVELOPE + bytes(MOST_BYTES))


def test_something_behind_the_end_is_refused():
    with pytest.raises(refused.TrailingBytes):
        read(ENVELOPE + b"\0")


def test_another_version_is_refused_as_such():
    parts = taken_apart(ENVELOPE)
    parts[0] = "comity/envelope/v2"
    with pytest.raises(refused.WrongVersion):
        read(put_together(parts))
    parts[0] = "comity/proof/v1"
    with pytest.raises(refused.Malformed):
        read(put_together(parts))


# Honestly signed, so that the header itself is what is wrong.
@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda header: header.update(v=2), refused.WrongVersion),
        (lambda header: header.update(suite=2), refused.UnknownSuite),
        (lambda header: header.update(crit=[1]), refused.UnknownHeader),
        (lambda header: header.update({2: ["x"]}), refused.UnknownHeader),
        (lambda header: header.pop("prev"), refused.Malformed),
        (lambda header: header.update({"from": "ITA"}), refused.SignatureMissing),
        (lambda header: header.update(to=["KEN", "ITA"]), refused.Malformed),
        (lambda header: header.update(to=["ITA", "ITA", "KEN"]), refused.Malformed),
        (lambda header: header.update(to=["ITA"]), refused.WrongWraps),
        (lambda header: header.update(to=["ITA", "KEN", "UGA"]), refused.WrongWraps),
        (lambda header: header.update(to=["FRA", "ITA"]), refused.WrongWraps),
        (lambda header: header.update(exp=header["iat"]), refused.Malformed),
        (lambda header: header.update(iat=-1), refused.Malformed),
        (lambda header: header.update(seq="1"), refused.Malformed),
        (lambda header: header.update(id=bytes(15)), refused.Malformed),
        (lambda header: header.update(blobs=[[0, bytes(32)]]), refused.Malformed),
    ],
)
def test_a_wrong_header_is_refused_though_its_sender_signed_it(change, refusal):
    with pytest.raises(refusal):
        verify_envelope(signed_anew(ENVELOPE, change), KEYS.get)


def test_a_header_that_was_changed_after_sealing_opens_for_nobody():
    """Content and wraps are bound to the header: even the sender cannot move them under another one."""
    moved = signed_anew(ENVELOPE, lambda header: header.update(precedence=4))
    verified = verify_envelope(moved, KEYS.get)
    with pytest.raises(refused.WrapNotOpened):
        open_envelope(verified, "ITA", {EPOCH: OPENING["ITA"]})


@pytest.mark.parametrize("place", [0, 1])
def test_one_signature_stripped_doubled_or_exchanged_is_refused(place):
    for change in (
        lambda each: each.pop(place),
        lambda each: each.append(each[place]),
        lambda each: each.reverse(),
        lambda each: each.__setitem__(place, each[1 - place]),
        lambda each: each.clear(),
    ):
        parts = taken_apart(ENVELOPE)
        change(parts[SIGNED].value[3])
        with pytest.raises(refused.SignatureMissing):
            verify_envelope(put_together(parts), KEYS.get)


@pytest.mark.parametrize("place", [0, 1])
def test_two_keys_of_one_sender_do_not_make_one_signature(place):
    """A bureau changed its key: one signature by the former and one by the new, each good by itself."""
    former = Signer("FRA", SIGNING["KEN"])
    keys = KEYS | {former.key_id: public_of(former.seed)}
    parts, other = taken_apart(ENVELOPE), taken_apart(signed_by(ENVELOPE, former))
    parts[SIGNED].value[3][place] = other[SIGNED].value[3][place]
    with pytest.raises(refused.SignatureMissing):
        verify_envelope(put_together(parts), keys.get)


@pytest.mark.parametrize("place", [0, 1])
def test_each_signature_alone_must_hold(place):
    parts, other = taken_apart(ENVELOPE), taken_apart(OTHER)
    parts[SIGNED].value[3][place] = other[SIGNED].value[3][place]
    with pytest.raises(refused.WrongSignature):
        verify_envelope(put_together(parts), KEYS.get)


def test_a_stranger_signs_in_nobodys_name():
    for signer, refusal in (
        (SimpleNamespace(key_id=SIGNER.key_id, seed=SIGNING["ITA"]), refused.WrongSignature),
        (SIGNERS["ITA"], refused.SignatureMissing),
        (Signer("FRA", SIGNING["ITA"]), refused.UnknownKey),
    ):
        with pytest.raises(refusal):
            verify_envelope(signed_by(ENVELOPE, signer), KEYS.get)


def test_a_directory_that_gives_out_another_key_under_the_name_is_not_believed():
    with pytest.raises(refused.UnknownKey):
        verify_envelope(ENVELOPE, lambda _name: KEYS[SIGNERS["ITA"].key_id])


def test_a_box_under_another_valid_signature_is_refused():
    parts, other = taken_apart(ENVELOPE), taken_apart(OTHER)
    for place in (OPEN, SEALED_CONTENT):
        mixed = taken_apart(ENVELOPE)
        mixed[SEALED].value[place] = other[SEALED].value[place]
        with pytest.raises(refused.BoxSwapped):
            verify_envelope(put_together(mixed), KEYS.get)
    parts[SEALED] = other[SEALED]
    with pytest.raises(refused.BoxSwapped):
        verify_envelope(put_together(parts), KEYS.get)


def test_wraps_of_another_envelope_left_out_or_exchanged_are_refused():
    other = taken_apart(OTHER)[SEALED].value[RECIPIENTS]
    for change in (
        lambda wraps: wraps.__setitem__(0, other[0]),
        lambda wraps: wraps.reverse(),
        lambda wraps: wraps.pop(),
        lambda wraps: wraps.append(wraps[0]),
        lambda wraps: wraps[0].__setitem__(2, wraps[1][2]),
        lambda wraps: wraps[0][1].update(path=[wraps[1][2][:32]]),
    ):
        parts = taken_apart(ENVELOPE)
        change(parts[SEALED].value[RECIPIENTS])
        with pytest.raises(refused.WrongWraps):
            verify_envelope(put_together(parts), KEYS.get)


def test_algorithms_other_than_the_suites_are_refused_though_the_sender_signed_them():
    header, box_digest, root = cbor.read(taken_apart(ENVELOPE)[SIGNED].value[2], most_bytes=1 << 20)
    sealed_part = taken_apart(ENVELOPE)[SEALED].value

    weaker = Box(cbor.write({1: 1}), sealed_part[OPEN][5], sealed_part[SEALED_CONTENT])  # A128GCM
    parts = taken_apart(ENVELOPE)
    parts[SIGNED] = sign_header(header, weaker.digest, root, SIGNER, CURRENT)
    parts[SEALED].value[PROTECTED] = weaker.protected
    with pytest.raises(refused.Malformed, match="another algorithm"):
        verify_envelope(put_together(parts), KEYS.get)

    other = replace(CURRENT, wrapping=-35)  # HPKE with P-256
    wraps = [make_wrap(bytes(32), addressee(code), other, commitment(header)) for code in ("ITA", "KEN")]
    parts = taken_apart(ENVELOPE)
    parts[SIGNED] = sign_header(header, box_digest, root_of(wraps), SIGNER, CURRENT)
    parts[SEALED].value[RECIPIENTS] = [list(each.written) for each in wraps]
    with pytest.raises(refused.WrongWraps, match="another algorithm"):
        verify_envelope(put_together(parts), KEYS.get)


def test_a_trimmed_one_has_its_wraps_in_order_and_once():
    envelope = sealed("CEN", "ITA", "KEN").envelope
    trimmed = trim_envelope(verify_envelope(envelope, KEYS.get), {"CEN", "KEN"})
    for change in (
        lambda wraps: wraps.reverse(),
        lambda wraps: wraps.append(wraps[1]),
        lambda wraps: wraps.insert(
            1, taken_apart(envelope)[SEALED].value[RECIPIENTS][1]
        ),  # one without a path
    ):
        parts = taken_apart(trimmed)
        change(parts[SEALED].value[RECIPIENTS])
        with pytest.raises(refused.WrongWraps):
            verify_envelope(put_together(parts), KEYS.get)


@pytest.mark.parametrize("where", ["signed", "signature", "encrypt", "recipient"])
def test_an_unknown_header_of_cose_is_refused_wherever_it_stands(where):
    parts = taken_apart(ENVELOPE)
    {
        "signed": parts[SIGNED].value[1],
        "signature": parts[SIGNED].value[3][0][1],
        "encrypt": parts[SEALED].value[OPEN],
        "recipient": parts[SEALED].value[RECIPIENTS][0][1],
    }[where][99] = b"x"
    with pytest.raises(refused.UnknownHeader):
        verify_envelope(put_together(parts), KEYS.get)


def test_who_is_not_addressed_or_lacks_the_key_reads_nothing():
    verified = verify_envelope(ENVELOPE, KEYS.get)
    with pytest.raises(refused.NotAddressed):
        open_envelope(verified, "CEN", {EPOCH: OPENING["CEN"]})
    with pytest.raises(refused.NoPrivateKey):
        open_envelope(verified, "ITA", {"2026-10": OPENING["ITA"]})
    with pytest.raises(refused.WrapNotOpened):
        open_envelope(verified, "ITA", {EPOCH: OPENING["KEN"]})


def test_a_sender_cannot_show_its_addressees_anything_but_what_the_header_promises():
    for envelope, refusal in (
        (sealed_wrongly(ENVELOPE, b"another story"), refused.NotCommitted),
        (sealed_wrongly(ENVELOPE, b"x", padded=bytes(256)), refused.WrongPadding),
        (sealed_wrongly(ENVELOPE, b"x", wrapped=bytes(32)), refused.BoxNotOpened),
    ):
        with pytest.raises(refusal):
            open_envelope(verify_envelope(envelope, KEYS.get), "ITA", {EPOCH: OPENING["ITA"]})


def test_a_wrap_for_another_bureaus_key_is_refused():
    parts = taken_apart(ENVELOPE)
    header, box, _wraps = cbor.read(parts[SIGNED].value[2], most_bytes=1 << 20)
    mislabelled = Addressee(f"ITA/{EPOCH}", addressee("CEN").public, FIRST)
    wraps = [
        make_wrap(bytes(32), each, CURRENT, commitment(header)) for each in (mislabelled, addressee("KEN"))
    ]
    parts[SIGNED] = sign_header(header, box, root_of(wraps), SIGNER, CURRENT)
    parts[SEALED].value[RECIPIENTS] = [list(each.written) for each in wraps]
    verified = verify_envelope(put_together(parts), KEYS.get)
    with pytest.raises(refused.WrapNotOpened):
        open_envelope(verified, "ITA", {EPOCH: OPENING["ITA"]})


def test_every_refusal_has_a_code_of_its_own_that_the_specification_names():
    page = (Path(__file__).parents[3] / "docs/spec/seal.md").read_text("utf-8")
    codes = [each.code for each in Refusal.__subclasses__() if each.__module__.startswith("comity.seal.")]
    assert len(set(codes)) == len(codes) > 20
    assert [code for code in codes if f"`{code}`" not in page] == []
