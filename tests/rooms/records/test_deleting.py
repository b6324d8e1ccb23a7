"""An owner deletes a record on purpose: withdrawn at once, gone within a minute; what others said against it stays."""

from dataclasses import replace
from uuid import UUID

import pytest

from comity.access.roles import Role
from comity.access.rules import RIGHTS
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed, NotFound, Refused, Stale
from comity.records import actions, scope
from comity.records.ending.asked import AskedDeletion
from comity.records.ending.deleting import ask_deletion
from comity.records.ending.endings import Ending
from comity.records.ending.ordered import GROUNDS, Ground, order_deletion
from comity.records.ending.traced import list_traces
from comity.records.life import blocking, disputing
from comity.records.life.disputes import Dispute
from comity.records.life.states import Cause
from comity.records.models import RecordTrace, RecordVersion, SearchKey, StillElsewhere
from comity.records.orphans import orphans
from comity.records.rules import Status
from comity.records.tasks import delete_asked
from comity.records.watching import reviewing
from tests.actors import AMINA, BRUNO, CHEN, AnyActor, without
from tests.rooms.records import programs
from tests.rooms.records.pages import opened
from tests.rooms.records.programs import called

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
EXAMPLE = TravelDocument.example


def recorded(**more: object) -> TravelDocument:
    return actions.create(TravelDocument, {**EXAMPLE, **more}, by=amina())


def amina() -> AnyActor:
    return replace(AMINA, epoch=epoch.current())


def deleted(pk: UUID, *, seen: int = 1, cause: Cause = Cause.PURPOSE_MET, by: AnyActor = AMINA) -> None:
    ask_deletion(TravelDocument, pk, cause=cause, seen=seen, by=replace(by, epoch=epoch.current()))


def status(pk: UUID) -> Status:
    return Status(TravelDocument.objects.get(pk=pk).status)


def stand(standing: Standing) -> None:
    Bureau.objects.filter(code="FRA").update(standing=int(standing))
    scope.forget()


def test_nobody_finds_it_at_once_and_within_a_minute_it_is_gone() -> None:
    pk = recorded().id
    deleted(pk, cause=Cause.ORDERED)

    assert status(pk) is Status.WITHDRAWN
    assert not SearchKey.objects.exists()

    assert delete_asked(0) == 1
    assert delete_asked(0) == 0
    assert not TravelDocument.objects.exists()
    assert not RecordVersion.objects.exists()
    assert not AskedDeletion.objects.exists()
    assert orphans() == []
    trace = RecordTrace.objects.get()
    assert (trace.record, trace.reason, trace.code, len(trace.tags)) == (pk, Ending.OWNER, "ordered", 1)
    asked, done = ActRow.objects.get(verb="records.delete"), ActRow.objects.get(verb="records.delete_asked")
    assert (asked.about, asked.reason) == ("deletion ordered", "")
    assert (done.bureau, done.function, done.count) == ("FRA", "clock", 1)


def test_what_other_systems_still_say_stays_listed() -> None:
    pk = recorded(references=[{"system": "sis", "number": "17"}]).id
    deleted(pk)
    delete_asked(0)
    assert StillElsewhere.visible_to(AMINA).get().there["number"] == "17"


def test_what_was_withdrawn_before_need_not_wait_for_its_ninety_days() -> None:
    pk = recorded().id
    actions.withdraw(TravelDocument, pk, reason="sold", seen=1, by=AMINA)
    deleted(pk, seen=2)
    deleted(pk, seen=2)  # a second press of the button
    assert delete_asked(0) == 1


def test_only_its_owner_deletes_and_only_the_version_it_saw() -> None:
    pk = recorded().id
    with pytest.raises(NotFound):
        deleted(pk, by=BRUNO)
    with pytest.raises(Stale):
        deleted(pk, seen=2)
    actions.withdraw(TravelDocument, pk, reason="sold", seen=1, by=AMINA)
    with pytest.raises(Stale):
        deleted(pk, seen=1)
    assert delete_asked(0) == 0


@pytest.mark.parametrize("state", [Status.DISPUTED, Status.BLOCKED, Status.SUSPENDED, Status.WAITS_FOR_OWNER])
def test_nothing_that_is_held_against_it_vanishes_with_it(state: Status) -> None:
    pk = recorded().id
    TravelDocument.objects.update(status=int(state))
    with pytest.raises(Refused) as refusal:
        deleted(pk)
    assert refusal.value.code == "wrong-state"


def test_what_others_said_against_it_stays_as_long_as_after_a_withdrawal() -> None:
    record = recorded()
    disputing.open_dispute(record, bureau="ITA", unit=None, function="desk", evidence="It is his.")
    Dispute.about(record).update(state=3)
    with pytest.raises(Refused) as refusal:
        deleted(record.id)
    assert refusal.value.code == "said-against"

    blocked = recorded(number="12AB34568")
    blocking.block(TravelDocument, blocked.id, reason="in doubt", seen=1, by=CHEN)
    blocking.unblock(TravelDocument, blocked.id, reason="decided", seen=2, by=CHEN)
    actions.withdraw(TravelDocument, blocked.id, reason="done", seen=3, by=AMINA)
    with pytest.raises(Refused):
        deleted(blocked.id, seen=4)


def test_a_pre_moderated_bureau_deletes_only_what_was_never_let_out() -> None:
    before = recorded()
    stand(Standing.PRE_MODERATED)
    waiting = recorded(number="12AB34568")
    with pytest.raises(Refused) as refusal:
        deleted(before.id)
    assert refusal.value.code == "pre-moderated"
    # A change makes it wait again: that is no way to make it vanish.
    actions.change(TravelDocument, before.id, {**EXAMPLE, "case": "C"}, seen=1, by=amina())
    assert status(before.id) is Status.DRAFT
    with pytest.raises(Refused):
        deleted(before.id, seen=2)
    reviewing.release(TravelDocument, before.id, seen=2, by=replace(CHEN, epoch=epoch.current()))
    with pytest.raises(Refused):
        deleted(before.id, seen=3)

    deleted(waiting.id)
    assert delete_asked(0) == 1


def test_who_may_not_delete_does_not() -> None:
    pk = recorded().id
    with pytest.raises(NotAllowed):
        deleted(pk, by=without(AMINA, "records.delete"))


def test_the_page_asks_why_and_whether_it_is_meant() -> None:
    record = recorded()
    base = (TravelDocument.slug, record.id)
    link = f"/records/{TravelDocument.slug}/{record.id}/delete/"
    assert link in opened(AMINA, "page", *base).content.decode()
    assert opened(AMINA, "delete", *base).status_code == 200

    said = {"cause": "duplicate", "seen": 1}
    assert opened(AMINA, "delete", *base, data=said, post=True).status_code == 422, (
        "nobody said that it is meant"
    )
    assert (
        opened(AMINA, "delete", *base, data={**said, "sure": "on", "cause": "x"}, post=True).status_code
        == 422
    )
    assert status(record.id) is Status.ACTIVE

    answer = opened(AMINA, "delete", *base, data={**said, "sure": "on"}, post=True)

    assert answer.status_code == 302
    page = opened(AMINA, "page", *base).content.decode()
    assert "it goes within a minute" in page
    delete_asked(0)
    with pytest.raises(NotFound):
        opened(AMINA, "page", *base)


def test_a_page_offers_no_deletion_that_would_be_refused() -> None:
    record = recorded()
    disputing.doubt(record, reason="unanswered", by=AMINA)
    assert "/delete/" not in opened(AMINA, "page", TravelDocument.slug, record.id).content.decode()


def test_a_program_deletes_for_a_code_of_the_list_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.access.api.actor_for", programs.actor_for)
    pk = recorded().id
    path = f"/{TravelDocument.slug}/{pk}/delete"
    assert called("amina", "post", path, {"version": 1, "cause": "because"}).status_code == 422
    assert called("bruno", "post", path, {"version": 1, "cause": "duplicate"}).status_code == 404

    answer = called("amina", "post", path, {"version": 1, "cause": "duplicate"})

    assert (answer.status_code, answer.json()["status"]) == (202, "withdrawn")
    delete_asked(0)
    assert called("amina", "post", path, {"version": 2, "cause": "duplicate"}).status_code == 404


def test_the_commission_reads_what_was_deleted_and_why_and_nothing_of_what_it_said() -> None:
    pk = recorded().id
    deleted(pk, cause=Cause.PROTECTED_PERSON)
    other = recorded(number="12AB34568").id
    order_deletion(TravelDocument, other, ground=Ground.NEUTRALITY, decision="7/26", by=CHEN)
    delete_asked(0)

    rows = list_traces(by=CHEN)

    assert [(each.trace.record, str(each.trace.why), str(each.coded)) for each in rows] == [
        (pk, "its owner deleted it", "The rights of the person concerned weigh more"),
        (other, "the commission ordered it", str(GROUNDS[Ground.NEUTRALITY])),
    ]
    assert [each.trace.record for each in list_traces(why="owner", by=CHEN)] == [pk]
    assert list_traces(owner="ITA", by=CHEN) == list_traces(why="no-such", by=CHEN) == []
    page = opened(CHEN, "traces", data={"owner": "fra", "why": "owner"}).content.decode()
    assert (str(pk) in page, str(other) in page, "12AB34567" in page) == (True, False, False)
    assert ActRow.objects.filter(verb="records.list_traces").latest("at").about == "FRA owner"


def test_nobody_else_reads_traces() -> None:
    deleted(recorded().id)
    delete_asked(0)
    with pytest.raises(NotAllowed):
        list_traces(by=without(AMINA, "records.list_traces"))
    assert list_traces(by=without(AMINA, "journal.read_all")) == []
    assert RIGHTS["records.list_traces"].roles == {Role.COMMISSION}
