"""Evidence of released words: an exporter cannot make up what a bureau signed, nor who released it."""

from hashlib import sha256

import pytest
from django.utils import timezone

from comity.bureaus.signed.keys import own_signer
from comity.kit.canonical import canonical_json
from comity.kit.ids import new_id
from comity.messages.evidence.papers import ENVELOPE, Part, read_evidence, write_evidence
from comity.messages.models import Message
from comity.messages.proving import prove, told
from comity.messages.shown import show
from comity.seal.errors import Malformed, Refusal, UnknownKey, WrongSignature
from comity.seal.proof import Said, sign_proof, write_proof
from comity.seal.signing import public_of
from tests.rooms.messages.courier.test_opening import open_all
from tests.rooms.messages.moderation.conftest import Words


@pytest.fixture
def words(mission) -> Words:
    return Words.of("ITA")


@pytest.fixture
def got(words, centre, mission) -> Message:
    centre.hands_over(words.released(centre, mission).envelope)
    open_all()
    return Message.objects.get()


def made_up(message: Message, sealed, by, keys, actor, **said) -> bytes:
    """What ITA exports when it puts this envelope under the message. by: whose signature the envelope bears."""
    part = Part(ENVELOPE, str(message.pk), write_proof(sealed.signed, sealed.content, public_of(by.seed)))
    body = told(show([message], actor), "ITA", timezone.now(), [part])
    body["messages"][0] |= said
    signed = Said(new_id(), "conversation", 2, int(timezone.now().timestamp()))
    proof = sign_proof(signed, canonical_json(body).encode(), own_signer("ITA"))
    return write_evidence(proof, [part], keys)


def test_one_changed_byte_anywhere_is_noticed(got, bruno):
    data = prove(got, by=bruno)
    for place in range(0, len(data), 211):
        forged = bytearray(data)
        forged[place] ^= 1 << place % 8
        with pytest.raises(Refusal):
            read_evidence(bytes(forged))


def test_what_holds_can_be_made_up_of_its_parts_so_the_next_tests_can_fail(
    got, words, centre, mission, bruno
):
    sealed = words.released(centre, mission)
    (shown,) = read_evidence(made_up(got, sealed, centre, [public_of(mission.seed)], bruno)).words
    assert (shown.sender, shown.release.centre) == ("UNM-A", "CEN")


def test_other_words_under_the_same_signature_are_refused(got, words, centre, mission, bruno):
    other = canonical_json({"language": "en", "subject": "A lorry", "text": "Arrest him."})
    sealed = words.released(centre, mission, body=other)
    more = {"body": other, "sha256": sha256(other.encode()).hexdigest()}

    with pytest.raises(WrongSignature):
        read_evidence(made_up(got, sealed, centre, [public_of(mission.seed)], bruno, **more))


def test_the_bureau_that_is_said_to_have_written_is_the_one_that_signed(got, words, centre, mission, bruno):
    sealed = words.released(centre, mission)
    with pytest.raises(Malformed):
        read_evidence(made_up(got, sealed, centre, [public_of(mission.seed)], bruno, sender="CEN"))


def test_without_the_bureaus_key_nothing_is_believed(got, words, centre, mission, bruno):
    sealed = words.released(centre, mission)
    with pytest.raises(UnknownKey):
        read_evidence(made_up(got, sealed, centre, [], bruno))


def test_an_envelope_that_only_says_released_is_refused(got, words, centre, mission, bruno):
    sealed = words.released(centre, mission, written=b"")
    with pytest.raises(Malformed):
        read_evidence(made_up(got, sealed, centre, [], bruno))
