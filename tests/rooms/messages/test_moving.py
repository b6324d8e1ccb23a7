"""A bureau leaves the centre's node: closed first, back again, handed over once; what still comes for it goes on."""

from typing import Any

import pytest
from django.utils import timezone

from comity.access.actors import for_node
from comity.access.models import Officer, Token
from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.bureaus.signed import keeping
from comity.bureaus.signed.entries import Signed
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.history import head_of
from comity.bureaus.signed.holding import held_signing
from comity.kit.errors import Refused
from comity.kit.ids import new_id
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.rules import Level, TakenState
from comity.messages.courier.tables import Incoming, Outgoing, ReceiptDue
from comity.messages.models import Delivery, Message, NoteDraft
from comity.messages.moving.handing_over import close_bureau, hand_bureau_over, reopen_bureau
from comity.messages.moving.still_open import still_open
from comity.messages.moving.tables import Departure
from comity.tracing.models import TraceRequest
from tests import people
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.messages.courier.test_opening import open_all


@pytest.fixture
def centre(db: None) -> None:
    """CEN hosts FRA and ITA, each with its keys."""
    people.bureau("CEN", BureauKind.CENTRE)
    for code in ("FRA", "ITA"):
        people.bureau(code)
    for each in Bureau.objects.all():
        keeping.keep_keys(each, timezone.now(), by=NODE)
    DIRECTORY.forget()


@pytest.fixture
def request_of_rome(centre: None) -> Signed:
    """What Rome's own node writes, which hosts nobody yet."""
    return prepared()


def prepared() -> Signed:
    hosted = list(Bureau.objects.filter(hosted=True).values_list("code", flat=True))
    Bureau.objects.update(hosted=False)
    made = keeping.begin_recovery(Bureau.objects.get(code="ITA"), timezone.now(), by=NODE)
    Bureau.objects.filter(code__in=hosted).update(hosted=True)
    return made


def said(made: Signed) -> dict[str, Any]:
    return {"by": for_node("ITA"), "fingerprint_said": fingerprint(made.entry.signing_key)}


def close(made: Signed) -> Departure:
    return close_bureau(made, timezone.now(), **said(made))


def hand_over(made: Signed) -> Departure:
    return hand_bureau_over(made, timezone.now(), **said(made))


def can_sign_in() -> list[str]:
    return list(
        Officer.objects.filter(is_active=True).order_by("full_name").values_list("full_name", flat=True)
    )


def test_a_closed_bureau_is_handed_over_when_all_is_signed_or_opens_again_as_it_was(request_of_rome):
    place = people.unit("ITA")
    people.officer("bruno", Role.DESK_OFFICER, place=place)
    people.officer("left", place=place, is_active=False, left_at=timezone.now())
    people.token(place)
    before = head_of("ITA").digest
    close(request_of_rome)
    assert (can_sign_in(), Token.objects.filter(revoked_at=None).count()) == ([], 0)
    ReceiptDue.objects.create(
        bureau="ITA", to="FRA", subject=b"x" * 32, level=int(Level.DELIVERED), at=timezone.now()
    )

    with pytest.raises(Refused) as refused:
        hand_over(request_of_rome)

    assert (refused.value.code, head_of("ITA").digest) == ("under-way", before)
    assert reopen_bureau(by=for_node("ITA")) == 1
    assert (can_sign_in(), Token.objects.filter(revoked_at=None).count()) == (["Bruno"], 1)
    assert Bureau.objects.get(code="ITA").hosted
    assert not Departure.objects.exists()


def test_the_former_key_signs_once_and_a_second_node_gets_nothing(request_of_rome):
    former, other = head_of("ITA").signing_key, prepared()
    close(request_of_rome)
    hand_over(request_of_rome)
    head = head_of("ITA")
    assert (head.digest, head.signed.entry.hosted_by) == (request_of_rome.digest, "")
    assert held_signing("ITA", former) is None

    again = hand_over(request_of_rome)
    assert again.entry == head.digest

    with pytest.raises(Refused) as refused:
        hand_over(other)
    assert refused.value.code == "handed-over"
    with pytest.raises(Refused):
        reopen_bureau(by=for_node("ITA"))
    assert head_of("ITA").digest == head.digest


def test_a_request_from_before_the_bureaus_newest_entry_hands_nothing_over(request_of_rome):
    keeping.rotate_key(Bureau.objects.get(code="ITA"), timezone.now(), by=NODE)
    with pytest.raises(Refused) as refused:
        close(request_of_rome)
    assert refused.value.code == "request-old"
    assert Bureau.objects.get(code="ITA").hosted


def test_a_new_node_names_no_months_key_as_the_centre_has_named_one(request_of_rome):
    known = {each.epoch for each in head_of("ITA").signed.entry.encryption}
    assert known.isdisjoint({each.epoch for each in request_of_rome.entry.encryption})


def test_what_rooms_have_open_is_counted_by_its_code(centre):
    now = timezone.now()
    assert still_open("ITA", now) == []
    NoteDraft.objects.create(id=new_id(), owner="ITA", sitting=new_id(), saved_at=now, submitted_at=now)
    TraceRequest.objects.create(bureau="ITA", body={}, created_at=now, changed_at=now, kept_until=now.date())
    assert {each.code: each.count for each in still_open("ITA", now)} == {"drafts-waiting": 1, "traces": 1}
    assert still_open("FRA", now) == []


# What still comes


@pytest.fixture
def berlin(centre: None) -> Far:
    """DEU has a node of its own, and believes that ITA lives at the centre."""
    return Far("DEU").listed()


def left(*, handed: bool) -> None:
    now = timezone.now()
    Bureau.objects.filter(code="ITA").update(hosted=False)
    Departure.objects.create(bureau="ITA", began_at=now, handed_at=now if handed else None)


def states() -> list[int]:
    return list(Incoming.objects.order_by("row").values_list("state", flat=True))


def test_an_envelope_for_a_bureau_that_has_left_goes_on_as_it_was_sealed(berlin):
    sealed = berlin.seals("ITA")
    left(handed=True)

    assert berlin.hands_over(sealed.envelope) == ["have"]
    open_all()

    onward = Outgoing.objects.get(node="ITA")
    assert bytes(onward.content) == sealed.envelope
    assert states() == [TakenState.OPENED]
    assert not Message.objects.exists()


def test_one_for_a_bureau_here_too_is_read_here_and_goes_on(berlin):
    sealed = berlin.seals("FRA", "ITA")
    left(handed=True)
    berlin.hands_over(sealed.envelope)
    open_all()
    assert list(Delivery.objects.values_list("bureau", flat=True)) == ["FRA"]
    assert Outgoing.objects.filter(node="ITA").count() == 1


def test_what_comes_while_a_bureau_is_about_to_leave_lies_aside(berlin):
    sealed = berlin.seals("ITA")
    left(handed=False)
    berlin.hands_over(sealed.envelope)
    open_all()
    assert (states(), Outgoing.objects.filter(node="ITA").exists()) == ([TakenState.ASIDE], False)


def test_an_envelope_for_one_that_never_lived_here_is_refused(berlin):
    sealed = berlin.seals("ITA")
    Bureau.objects.filter(code="ITA").update(hosted=False)
    berlin.hands_over(sealed.envelope)
    open_all()
    assert Incoming.objects.get().code == "not-addressed"
    assert not Outgoing.objects.filter(node="ITA").exists()
