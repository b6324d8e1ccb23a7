"""A seized firearm that hits: its page asks the recording bureau and begins a trace, from what was asked alone."""

from dataclasses import replace
from uuid import UUID, uuid4

import msgspec
import pytest
from django.utils import timezone

from comity.databases.firearms import Firearm
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.gate.system import clock_of
from comity.kit.errors import NotFound, Refused
from comity.queries import actions as queries
from comity.queries.actions.confirming import Question
from comity.queries.asked import read_asked
from comity.queries.models import Confirmation, Hit
from comity.queries.telling import Telling
from comity.records import actions as records
from comity.records.ending.endings import Ending
from comity.records.ending.forgetting import Gone, forget
from comity.tracing import actions
from comity.tracing.actions.asking import Ask
from comity.tracing.models import TraceRequest
from tests.actors import AMINA, BRUNO, AnyActor, without
from tests.rooms.tracing.traces import DIETER, SEIZED

pytestmark = pytest.mark.django_db
YES = Question(telling=Telling.YES)


def hit_on(subject: dict, by: AnyActor = AMINA, case: str = "F-7") -> Hit:
    body = {"purpose": "investigate", "subjects": [subject], "case": case}
    answer = queries.ask(
        read_asked(msgspec.json.encode(body)), by=lambda _fresh: replace(by, epoch=epoch.current())
    )
    found = next(one for one in answer.subjects[0].answers if one.found)
    return Hit.objects.get(pk=UUID(str(found.found[0].hit)))


@pytest.fixture
def hit() -> Hit:
    """Amina's, on a pistol that Italy recorded as stolen."""
    records.create(Firearm, {**Firearm.example, "stamped_at": "under the grip"}, by=BRUNO)
    return hit_on({"firearm": {"serial": "TX0091842", "make": "Brandelius", "calibre": "9x19"}})


def test_the_draft_holds_what_was_asked_and_nothing_of_the_record(hit: Hit):
    begun = queries.offer_trace(hit, by=AMINA)
    assert begun.body == {
        "serial": "TX0091842",
        "make": "Brandelius",
        "calibre": "9x19",
        "seized_on": hit.at.date().isoformat(),
        "case": "F-7",
    }
    assert (begun.hit, begun.record) == (hit.pk, hit.record)


def test_the_recording_bureau_is_asked_in_the_same_act(hit: Hit):
    queries.offer_trace(hit, YES, by=AMINA)
    assert Confirmation.objects.filter(record=hit.record).count() == 2  # its copy and ours
    with pytest.raises(Refused):
        queries.offer_trace(hit, YES, by=AMINA)
    assert TraceRequest.objects.count() == 1


def test_a_hit_begins_one_trace_and_another_once_that_is_closed(hit: Hit):
    begun = queries.offer_trace(hit, by=AMINA)
    assert queries.offer_trace(hit, by=AMINA) == begun
    actions.change(begun, SEIZED, seen=1, by=AMINA)
    actions.send_step(begun, Ask(bureau="DEU"), by=AMINA)
    actions.close(begun, "", by=AMINA)
    assert queries.offer_trace(hit, by=AMINA) != begun


def test_an_owner_who_may_not_be_told_is_asked_for_no_trace(hit: Hit):
    begun = queries.offer_trace(hit, Question(telling=Telling.NO, reason="A witness."), by=AMINA)
    actions.change(begun, SEIZED, seen=1, by=AMINA)
    with pytest.raises(Refused) as refusal:
        actions.send_step(begun, Ask(bureau="ITA"), by=AMINA)
    assert refusal.value.code == "not-to-be-told"
    elsewhere = replace(without(AMINA, "queries.view_all_hits", "queries.view_bureau_hits"), unit=uuid4())
    assert not Hit.visible_to(elsewhere).exists()
    with pytest.raises(Refused):  # nor by an officer to whom the hit of another unit is not shown
        actions.send_step(begun, Ask(bureau="ITA"), by=elsewhere)
    assert actions.send_step(begun, Ask(bureau="DEU"), by=AMINA)
    Hit.objects.filter(pk=hit.pk).update(telling=int(Telling.YES))
    assert actions.send_step(begun, Ask(bureau="ITA"), by=AMINA)


def test_a_record_that_is_deleted_leaves_no_id_in_a_trace(hit: Hit):
    begun = queries.offer_trace(hit, by=AMINA)
    record = Firearm.objects.get(pk=hit.record)
    ended = Gone(record, Ending.EXPIRED, timezone.now(), clock_of("ITA"))
    forget(ended)
    begun.refresh_from_db()
    assert (begun.hit, begun.database, begun.record) == (None, None, None)
    assert begun.body["serial"] == "TX0091842"


def test_only_one_s_own_hits_and_only_what_is_traced(hit: Hit):
    with pytest.raises(NotFound):
        queries.offer_trace(hit, by=DIETER)
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    passport = hit_on({"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}, by=BRUNO)
    with pytest.raises(Refused) as refusal:
        queries.offer_trace(passport, by=BRUNO)
    assert refusal.value.code == "not-traced"
