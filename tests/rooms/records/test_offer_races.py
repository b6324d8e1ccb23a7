"""Two officers at the same moment: an offer is answered once, a record offered once, whoever is quicker."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from comity.databases.persons import Person
from comity.databases.vehicles import Vehicle
from comity.kit.errors import ComityError
from comity.records import actions
from comity.records.between import answering, behalf
from comity.records.between.agreed import Offer, OfferedRecord, OnBehalf
from comity.records.between.agreements import Behalf, Step
from comity.records.models import RecordVersion, SearchKey
from comity.records.rules import Status
from tests.actors import AMINA, BRUNO
from tests.rooms.records.test_behalf import recorded as recorded_for
from tests.rooms.records.test_offering import now, offered, recorded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bureaus")]


def at_once(*verbs: Callable[[], Any]) -> list[str]:
    """What each of these came to, begun at one moment on connections of their own: "" or the code of its refusal."""
    together = Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> str:
        try:
            together.wait()
            verb()
        except ComityError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(run, verbs))


def test_of_two_who_accept_one_does() -> None:
    record = recorded()
    offer = offered(record)
    accept = lambda: answering.accept_offer(offer.id, by=BRUNO)  # noqa: E731
    assert at_once(accept, accept) == ["", "wrong-state"]
    assert (now(record).owner, now(record).version) == ("ITA", 2)
    assert RecordVersion.objects.filter(record=record.id).count() == 1
    assert set(SearchKey.objects.filter(record=record.id).values_list("owner", flat=True)) == {"ITA"}


def test_accepting_and_taking_back_cannot_both_succeed() -> None:
    record = recorded()
    offer = offered(record)
    done = at_once(
        lambda: answering.accept_offer(offer.id, by=BRUNO),
        lambda: answering.take_back_offer(offer.id, by=AMINA),
    )
    assert done == ["", "wrong-state"]
    is_accepted = Offer.objects.get().step == Step.ACCEPTED
    assert now(record).owner == ("ITA" if is_accepted else "FRA")


def test_accepting_and_changing_cannot_both_succeed_at_one_version() -> None:
    record = recorded()
    offer = offered(record)
    raw = {**Vehicle.example, "case": "FRA-9"}
    done = at_once(
        lambda: answering.accept_offer(offer.id, by=BRUNO),
        lambda: actions.change(Vehicle, record.id, raw, seen=1, by=AMINA),
    )
    assert done in (["", "changed-since"], ["", "not-found"])
    assert now(record).version == 2
    assert now(record).owner == ("FRA" if done[1] == "changed-since" else "ITA")


def test_of_two_who_offer_one_record_one_does() -> None:
    record = recorded()
    done = at_once(lambda: offered(record), lambda: offered(record, to="DEU"))
    assert done == ["", "already-offered"]
    assert OfferedRecord.objects.filter(is_open=True).count() == Offer.objects.count() == 1


def test_accepting_and_rejecting_what_was_recorded_on_ones_behalf_happens_once() -> None:
    row = recorded_for()
    done = at_once(
        lambda: behalf.accept_recorded(row.id, by=AMINA),
        lambda: behalf.reject_recorded(row.id, reason="Not ours.", by=AMINA),
    )
    assert done == ["", "wrong-state"]
    is_accepted = OnBehalf.objects.get().step == Behalf.ACCEPTED
    record = Person.objects.get()
    assert record.status == (Status.ACTIVE if is_accepted else Status.WITHDRAWN)
    assert SearchKey.objects.filter(record=record.id).exists() == is_accepted
