"""A bureau with a node of its own receives what this node keeps, signs for it, and says that it obeyed."""

import datetime
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.kit.ids import new_id
from comity.messages.courier.rules import Level
from comity.messages.models import Message
from comity.notices import actions, telling
from comity.notices.models import Notice, Received
from comity.notices.public.shares import shares
from tests.rooms.messages.courier.far import Far
from tests.rooms.notices.stories import AMINA, published, taken_in
from tests.rooms.queries.abroad import far, hosted, left_for, says, signs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
TODAY = datetime.date.today()


@pytest.fixture
def rome(legal_basis: None) -> Far:
    """ITA has a node of its own; the centre, FRA and DEU are hosted here."""
    hosted("CEN", "FRA", "DEU")
    return far("ITA")


@pytest.fixture
def row(rome: Far) -> Notice:
    return published()


def at(bureau: str = "ITA") -> Received:
    return Received.objects.get(bureau=bureau)


def obeys(who: Far, row: Notice, *, to: str = "CEN", **more) -> str:
    received = Received.objects.filter(notice=row, bureau=who.code).first()
    recalled_at = (received.recalled_at if received else None) or timezone.now()
    body = {
        "notice": str(row.pk),
        "recalled_at": recalled_at.isoformat(),
        "removed_on": TODAY.isoformat(),
        **{name: more.pop(name) for name in ("recalled_at", "removed_on", "notice") if name in more},
    }
    return says(who, to, telling.OBEYED, body, about=f"notice:{body['notice']}", **more)


def test_it_counts_as_received_when_its_bureau_signed(rome, row):
    ((parcel, kind, letter),) = [each for each in left_for(rome) if each[1] == telling.NOTICE]
    assert (at("DEU").received_at is not None, at().received_at) == (True, None)
    assert (kind, letter.about) == (telling.NOTICE, f"notice:{row.pk}")

    signs(rome, parcel, Level.DELIVERED, to="CEN")

    assert at().received_at is not None


def test_its_recall_is_signed_for_and_then_obeyed(rome, row):
    actions.withdraw(row, reason="The warrant was withdrawn.", by=AMINA)
    (recall,) = [each[0] for each in left_for(rome) if each[1] == telling.RECALL]
    assert recall.precedence == 3
    signs(rome, recall, Level.DELIVERED, to="CEN")
    assert (at().recall_received_at is not None, at().waits) == (True, True)

    assert obeys(rome, row) == ""

    assert (at().removed_on, at().removed_function, at().remind_at) == (TODAY, "duty desk", None)
    assert obeys(rome, row) == ""  # said twice: once
    assert at("DEU").waits


def test_the_published_share_counts_a_bureau_s_own_node(rome):
    first, now = published(), timezone.now()
    named = ("bureau", "kind", "body", "digest", "state_since", "created_at")
    same = {name: getattr(first, name) for name in named}
    for place in range(10):
        row = Notice.objects.create(number=f"2026-{place}", **same)
        Received.objects.create(notice=row, bureau="ITA", sent_at=now, recalled_at=now)
        if place < 6:
            assert obeys(rome, row) == ""

    found = {each.bureau.code: each.percent for each in shares(timezone.now() + timedelta(hours=25))}

    assert found["ITA"] == 60


def test_who_never_received_it_learns_nothing_of_it(rome, row):
    madrid = far("ESP")  # joined after it was out
    actions.withdraw(row, reason="Over.", by=AMINA)
    Received.objects.filter(bureau="ESP").delete()

    unknown = obeys(madrid, row, notice=str(new_id()))

    assert obeys(madrid, row) == unknown == "unknown-notice"
    assert obeys(rome, row, to="FRA") == "unknown-notice"
    assert at().waits


def test_a_word_about_what_stands_or_was_recalled_again_is_not_taken(rome, row):
    assert obeys(rome, row) == "not-recalled"
    actions.withdraw(row, reason="Over.", by=AMINA)

    assert obeys(rome, row, recalled_at=(timezone.now() - timedelta(days=1)).isoformat()) == "stale"
    assert obeys(rome, row, removed_on=(TODAY + timedelta(days=5)).isoformat()) == "invalid"
    assert obeys(rome, row, removed_on=(TODAY - timedelta(days=5)).isoformat()) == "invalid"

    assert at().waits


def test_a_suspended_bureau_is_heard_and_one_whose_mandate_ended_is_not(rome, row):
    actions.withdraw(row, reason="Over.", by=AMINA)
    Bureau.objects.filter(pk="ITA").update(standing=int(Standing.MANDATE_ENDED))
    assert obeys(rome, row) == "standing"

    Bureau.objects.filter(pk="ITA").update(standing=int(Standing.SUSPENDED))
    assert obeys(rome, row) == ""


def test_a_correction_is_signed_for_and_put_right(rome, row):
    row = taken_in(row, offence="Armed robbery of a bank")
    (parcel,) = [each[0] for each in left_for(rome) if each[1] == telling.CORRECTION]
    signs(rome, parcel, Level.DELIVERED, to="CEN")
    assert at().correction_received_at is not None
    body = {"notice": str(row.pk), "version": row.version, "applied_on": TODAY.isoformat()}

    assert says(rome, "CEN", telling.APPLIED, body | {"version": 99}, about=f"notice:{row.pk}") == "stale"
    assert at().is_to_correct
    assert says(rome, "CEN", telling.APPLIED, body, about=f"notice:{row.pk}") == ""

    assert (at().applied_on, at().is_to_correct) == (TODAY, False)
    actions.withdraw(row, reason="Over.", by=AMINA)
    assert says(rome, "CEN", telling.APPLIED, body, about=f"notice:{row.pk}") == "not-corrected"


def test_a_bureau_speaks_for_itself_alone(rome, row):
    """The row is found by who signed: no field names a bureau."""
    actions.withdraw(row, reason="Over.", by=AMINA)
    obeys(rome, row)

    assert {each.bureau for each in Received.objects.exclude(removed_at=None)} == {"ITA"}
    assert Message.objects.filter(kind=telling.OBEYED, sender="ITA").exists()
