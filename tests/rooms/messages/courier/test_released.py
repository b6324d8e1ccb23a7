"""A word that the centre released reaches other nodes under its signature; without it they take none (practice 9)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.bureaus.signed.keeping import keep_keys
from comity.kit.ids import new_id
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.release import read_release
from comity.messages.courier.rules import Level
from comity.messages.courier.tables import Outgoing, Sent
from comity.messages.evidence.papers import read_evidence
from comity.messages.models import Message
from comity.messages.proving import prove
from comity.messages.writing.drafting import save_draft, send_draft
from comity.messages.writing.releasing import release
from comity.seal.errors import WrongSignature
from tests.rooms.messages.conftest import Person
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.messages.courier.test_evidence import run
from tests.rooms.messages.courier.test_opening import open_all, told
from tests.rooms.messages.courier.test_sealing import seal


@pytest.fixture
def chen(mission) -> Person:
    """The centre is hosted here, and FRA's words wait for it."""
    centre = Bureau.objects.create(
        code="CEN", kind=int(BureauKind.CENTRE), names={"en": "Centre"}, hosted=True
    )
    keep_keys(centre, timezone.now(), by=NODE)
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.PRE_MODERATED))
    DIRECTORY.forget()
    return Person("CEN", "legal reviewer")


@pytest.fixture
def released(amina, chen) -> Message:
    typed = {"to": "UNM-A", "subject": "A lorry", "text": "Is it yours?"}
    row = save_draft(new_id(), typed, sitting=uuid4(), by=amina)
    assert send_draft(row.id, language="en", by=amina) is None
    return release(row.id, seen=row.version, by=chen)


def test_what_the_centre_released_leaves_with_its_signature(released, mission):
    assert seal() == 1
    opened = mission.opens(Outgoing.objects.get())
    letter = mission.reads(Outgoing.objects.get())

    said = read_release(opened.header, letter, DIRECTORY.signing_key)
    assert (opened.header.sender, said.centre, said.at) == ("FRA", "CEN", opened.header.issued_at)
    for changed in (
        replace(letter, body="{}"),
        replace(letter, files=(b"f" * 32,)),
        replace(letter, case="X"),
    ):
        with pytest.raises(WrongSignature):
            read_release(opened.header, changed, DIRECTORY.signing_key)
    for header in (
        replace(opened.header, to=("UNM-A", "XXA")),
        replace(opened.header, sender="ITA"),
        replace(opened.header, issued_at=opened.header.issued_at + 1),
    ):
        with pytest.raises(WrongSignature):
            read_release(header, letter, DIRECTORY.signing_key)


def test_without_the_centres_key_it_waits(released, monkeypatch):
    signer = type(DIRECTORY).signer
    monkeypatch.setattr(
        type(DIRECTORY), "signer", lambda self, code: None if code == "CEN" else signer(self, code)
    )

    assert seal() == 0
    assert Sent.objects.get().waits_for == "no-signing-key"


def test_the_release_is_shown_with_the_words(released, amina, tmp_path):
    seal()
    data = prove(released, by=amina)
    (words,) = read_evidence(data).words
    assert words.release.centre == "CEN"
    (tmp_path / "a.proof").write_bytes(data)
    assert "CEN has signed that it released these words" in run(tmp_path / "a.proof").output


@pytest.fixture
def centre(mission) -> Far:
    """The centre is another node, which hosts UNM-A, whose words wait for it."""
    Bureau.objects.filter(code="UNM-A").update(standing=int(Standing.PRE_MODERATED))
    far = Far("CEN").listed()
    Bureau.objects.filter(code="CEN").update(kind=int(BureauKind.CENTRE))
    return far


def test_a_released_word_is_taken_and_its_reader_sees_who_released_it(mission, centre):
    mission.hands_over(mission.seals("ITA", released_by=centre).envelope)
    open_all()

    assert Message.objects.get().released_by == "CEN"
    assert told() == [("ITA", Level.DELIVERED, "")]


def test_a_direct_word_is_not(mission, centre):
    mission.hands_over(mission.seals("ITA").envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "standing")]


def test_nobody_but_a_centre_releases(mission, centre):
    mission.hands_over(mission.seals("ITA", released_by=Far("XXA").listed()).envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "unknown-key")]


def test_a_centre_whose_key_is_not_its_own_releases_nothing(mission, centre):
    impostor = _Impostor("CEN")

    mission.hands_over(mission.seals("ITA", released_by=impostor).envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "unknown-key")]


class _Impostor(Far):
    @property
    def seed(self) -> bytes:
        return b"\7" * 32


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.MANDATE_ENDED])
def test_a_release_opens_what_waits_and_not_what_is_forbidden(mission, centre, standing):
    Bureau.objects.filter(code="UNM-A").update(standing=int(standing))

    mission.hands_over(mission.seals("ITA", released_by=centre).envelope)
    open_all()

    assert not Message.objects.exists()
    assert told() == [("ITA", Level.REFUSED, "standing")]
