"""Proofs: a third party sees what was sent, from whom and to whom, and nobody can make one of something else."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.seal.envelope import open_envelope, verify_envelope
from comity.seal.errors import (
    Malformed,
    NotCommitted,
    Refusal,
    TooLarge,
    UnknownKey,
    WrongVersion,
)
from comity.seal.proof import MOST_BYTES, read_proof, write_proof
from tests.rooms.seal.sealing import CONTENT, EPOCH, KEYS, OPENING, SIGNERS, put_together, sealed, taken_apart

SEALED = sealed("ITA", "KEN")
PUBLIC, OTHER = (KEYS[SIGNERS[code].key_id] for code in ("FRA", "ITA"))
PROOF = write_proof(SEALED.signed, SEALED.content, PUBLIC)


def test_a_third_party_sees_what_was_sent():
    proof = read_proof(PROOF, KEYS.get)
    assert proof.content == CONTENT
    assert (proof.header, proof.digest, proof.key_id) == (SEALED.header, SEALED.digest, SIGNERS["FRA"].key_id)
    assert read_proof(PROOF).key == PUBLIC


def test_an_addressee_makes_the_same_proof_as_the_sender():
    verified = verify_envelope(SEALED.envelope, KEYS.get)
    opened = open_envelope(verified, "KEN", {EPOCH: OPENING["KEN"]})
    assert write_proof(verified.signed, opened.raw, PUBLIC) == PROOF


def test_one_changed_byte_is_noticed():
    for place in range(0, len(PROOF), 3):
        forged = bytearray(PROOF)
        forged[place] ^= 1 << place % 8
        with pytest.raises(Refusal):
            read_proof(bytes(forged))
        with pytest.raises(Refusal):
            read_proof(bytes(forged), KEYS.get)


def test_content_of_another_message_is_noticed():
    with pytest.raises(NotCommitted):
        read_proof(write_proof(SEALED.signed, sealed().content, PUBLIC))


def test_a_forger_signs_with_a_key_of_its_own_and_is_found_out_by_whoever_knows_the_right_one():
    forged = write_proof(SEALED.signed, SEALED.content, OTHER)
    for keys in (None, KEYS.get):
        with pytest.raises(UnknownKey):
            read_proof(forged, keys)
    with pytest.raises(UnknownKey):
        read_proof(PROOF, lambda _name: OTHER)
    with pytest.raises(UnknownKey):
        read_proof(PROOF, {}.get)


def test_other_files_are_refused_as_such():
    parts = taken_apart(PROOF)
    parts[0] = "comity/proof/v2"
    with pytest.raises(WrongVersion):
        read_proof(put_together(parts))
    with pytest.raises(Malformed):
        read_proof(SEALED.envelope)
    with pytest.raises(TooLarge):
        read_proof(PROOF + bytes(MOST_BYTES))


@settings(deadline=None)
@given(data=st.binary(max_size=300), keep=st.integers(0, len(PROOF)))
def test_any_bytes_are_a_proof_or_refused(data, keep):
    with suppress(Refusal):
        assert read_proof(PROOF[:keep] + data, KEYS.get).content == CONTENT
