"""Whoever found a record may say that it is wrong; its owner answers; the centre and the commission watch."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comity.access import middleware
from comity.access.roles import Role
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.gate.action import ActDraft
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotFound, Refused, Stale
from comity.queries import actions as queries
from comity.queries.actions.confirming import Question
from comity.queries.models import Confirmation, Hit
from comity.queries.telling import Telling
from comity.records import actions
from comity.records.ending.endings import Ending
from comity.records.ending.expire import delete
from comity.records.life import blocking, disputing
from comity.records.life.disputes import Block, Dispute, DisputeState
from comity.records.life.happened import Turn
from comity.records.life.happenings import Happening
from comity.records.life.matters import list_matters
from comity.records.life.standing import resting
from comity.records.models import SearchKey
from comity.records.rules import Status
from comity.records.watching import reviewing
from comity.records.watching.waiting import watch
from tests import people
from tests.actors import AMINA, BRUNO, CHEN, AnyActor, without
from tests.rooms.queries.conversations import YES, hit_by
from tests.rooms.queries.disputed import bruno, dispute, expired, said, status

pytestmark = pytest.mark.usefixtures("directory")
DOCUMENTS = TravelDocument
EXAMPLE = TravelDocument.example
REVIEWER = without(CHEN, "records.view_all", "queries.view_all_hits")
CLARA = AnyActor(bureau="DEU", function="desk officer")


def test_a_dispute_marks_the_record_and_tells_its_owner_bureau_and_function(asked: Confirmation) -> None:
    row = dispute()

    assert status() is Status.DISPUTED
    assert SearchKey.objects.filter(visible=None).exists(), "it answers on, as disputed"
    assert said() == [("ITA", "FRA", "disputed")]
    assert (row.bureau, row.function, row.owner) == ("ITA", "border guard", "FRA")
    assert row.due_at > timezone.now() + timedelta(days=12)
    found = list_matters(by=AMINA)
    assert [each.row for each in found.disputes] == [row]
    assert list_matters(by=CLARA).disputes == list_matters(by=CLARA).ours == []
    act = ActRow.objects.get(verb="records.dispute")
    assert (act.recipients, act.reason) == (["FRA"], "")


def test_only_whom_a_hit_led_there_may_dispute(record: TravelDocument) -> None:
    with pytest.raises(NotFound):
        dispute()
    with pytest.raises(Refused) as refusal:
        dispute(AMINA)
    assert refusal.value.code == "own-record"


def test_a_record_closed_since_is_not_there_to_be_disputed(asked: Confirmation) -> None:
    actions.change(DOCUMENTS, asked.record, {**EXAMPLE, "restriction": "all-but ITA"}, seen=1, by=AMINA)
    with pytest.raises(NotFound):
        dispute()


def test_nothing_goes_to_an_owner_who_may_not_be_told(hit: Hit) -> None:
    with pytest.raises(Refused) as refusal:
        dispute()
    assert refusal.value.code == "telling-first"

    queries.ask_confirmation(hit, YES, by=BRUNO)
    second = hit_by()
    queries.ask_confirmation(second, Question(telling=Telling.NO, reason="asks for asylum"), by=BRUNO)
    with pytest.raises(Refused):
        dispute()

    assert status() is Status.ACTIVE
    assert said() == []
    assert not Dispute.visible_to(AMINA).exists()


def test_a_silent_hit_disputes_nothing_before_it_is_disclosed(record: TravelDocument) -> None:
    silent = hit_by(silent=True)
    queries.ask_confirmation(silent, Question(telling=Telling.YES), by=without(BRUNO, "queries.disclose"))
    with pytest.raises(Refused):
        dispute()

    queries.ask_confirmation(silent, Question(telling=Telling.YES), by=BRUNO)
    dispute()


def test_a_second_dispute_of_one_bureau_waits_and_another_bureaus_stands_beside(asked: Confirmation) -> None:
    dispute()
    with pytest.raises(Refused) as refusal:
        dispute()
    assert refusal.value.code == "already-disputed"

    queries.ask_confirmation(hit_by(CLARA), YES, by=CLARA)
    first = dispute(replace(CLARA, epoch=epoch.current()))
    version = TravelDocument.objects.get().version
    assert version == 2, "already disputed: nothing of the record changed"

    disputing.answer_dispute(first.id, upheld=False, answer="no", by=AMINA)
    assert status() is Status.DISPUTED, "the other one is open"


def test_a_dispute_needs_evidence_and_the_present_version(asked: Confirmation) -> None:
    with pytest.raises(Invalid):
        dispute(evidence=" ")
    with pytest.raises(Stale):
        disputing.dispute(DOCUMENTS, asked.record, evidence="so", seen=7, by=bruno())
    assert status() is Status.ACTIVE


def test_the_owner_says_that_it_stands_and_it_answers_as_before(asked: Confirmation) -> None:
    row = dispute()

    disputing.answer_dispute(row.id, upheld=False, answer="The bearer reported it again.", by=AMINA)

    assert status() is Status.ACTIVE
    assert said()[-1] == ("FRA", "ITA", "dispute-stands")
    what = [each.happened for each in Happening.of(TravelDocument.objects.get())]
    assert what == [Turn.STANDS, Turn.DISPUTED]
    with pytest.raises(Refused) as refusal:
        disputing.answer_dispute(row.id, upheld=False, answer="again", by=AMINA)
    assert refusal.value.code == "already-answered"


def test_what_was_recovered_is_recovered_again_after_a_dispute(asked: Confirmation) -> None:
    actions.recover(DOCUMENTS, asked.record, reason="at home", seen=1, by=AMINA)
    row = dispute()
    with pytest.raises(Refused):
        actions.recover(DOCUMENTS, asked.record, reason="again", seen=3, by=AMINA)

    disputing.answer_dispute(row.id, upheld=False, answer="no", by=AMINA)

    assert status() is Status.RECOVERED


def test_a_right_dispute_is_one_after_which_something_was_corrected(asked: Confirmation) -> None:
    row = dispute()
    with pytest.raises(Refused) as refusal:
        disputing.answer_dispute(row.id, upheld=True, answer="yes", by=AMINA)
    assert refusal.value.code == "correct-first"

    body = {**EXAMPLE, "number": "12AB34568"}
    actions.change(DOCUMENTS, asked.record, body, seen=2, reason="8, not 7", by=AMINA)
    assert status() is Status.DISPUTED, "until it is answered"
    disputing.answer_dispute(row.id, upheld=True, answer="8, not 7", by=AMINA)

    assert status() is Status.ACTIVE
    assert said()[-1] == ("FRA", "ITA", "dispute-upheld")


@pytest.mark.parametrize("verb", [actions.withdraw, actions.mark_error])
def test_to_end_the_record_is_an_answer_too(asked: Confirmation, verb: object) -> None:
    row = dispute()

    verb(DOCUMENTS, asked.record, reason="it was wrong", seen=2, by=AMINA)  # type: ignore[operator]

    row.refresh_from_db()
    assert DisputeState(row.state) is DisputeState.UPHELD
    assert list_matters(by=AMINA).disputes == []


def test_others_answer_nothing_and_words_are_needed(asked: Confirmation) -> None:
    row = dispute()
    for actor in (BRUNO, CLARA, replace(AMINA, bureau="DEU")):
        with pytest.raises(NotFound):
            disputing.answer_dispute(row.id, upheld=False, answer="no", by=actor)
    with pytest.raises(Invalid):
        disputing.answer_dispute(row.id, upheld=False, answer=" ", by=AMINA)


def test_an_owner_below_the_records_clearance_neither_sees_nor_answers(asked: Confirmation) -> None:
    row = dispute()
    TravelDocument.objects.update(marking=3)
    low = replace(AMINA, clearance=1)

    assert list_matters(by=low).disputes == []
    with pytest.raises(NotFound):
        disputing.answer_dispute(row.id, upheld=False, answer="no", by=low)


def test_when_the_days_are_over_the_centre_sees_it_and_the_commission_did_before(asked: Confirmation) -> None:
    row = dispute()
    assert [each.row for each in watch(CHEN).disputes] == [row]
    assert watch(REVIEWER).disputes == []
    with pytest.raises(NotFound):
        blocking.oversee(DOCUMENTS, asked.record, by=replace(REVIEWER, epoch=epoch.current()))

    expired(row)

    assert [each.row for each in watch(REVIEWER).disputes] == [row]
    assert blocking.oversee(DOCUMENTS, asked.record, by=REVIEWER).id == asked.record
    disputing.answer_dispute(row.id, upheld=False, answer="late", by=AMINA)
    assert watch(REVIEWER).disputes == watch(CHEN).disputes == []


def test_what_is_closed_to_the_centre_is_closed_to_its_reviewer_and_not_to_the_commission(
    asked: Confirmation,
) -> None:
    row = dispute()
    actions.change(DOCUMENTS, asked.record, {**EXAMPLE, "restriction": "all-but CEN"}, seen=2, by=AMINA)
    expired(row)

    assert watch(REVIEWER).disputes == []
    with pytest.raises(NotFound):
        blocking.block(DOCUMENTS, asked.record, reason="in doubt", seen=3, by=REVIEWER)
    assert blocking.block(DOCUMENTS, asked.record, reason="in doubt", seen=3, by=CHEN).version == 4


def test_a_block_answers_nobody_and_is_lifted_to_what_it_was(asked: Confirmation) -> None:
    row = dispute()
    blocking.block(DOCUMENTS, asked.record, reason="refugee status", seen=2, by=CHEN)

    assert status() is Status.BLOCKED
    assert not SearchKey.objects.filter(visible=None).exists()
    assert said()[-1] == ("CEN", "FRA", "blocked")
    assert [each.row.reason for each in watch(REVIEWER).blocks] == ["refugee status"]
    with pytest.raises(Refused):
        blocking.block(DOCUMENTS, asked.record, reason="again", seen=3, by=CHEN)

    disputing.answer_dispute(row.id, upheld=False, answer="no", by=AMINA)
    assert status() is Status.BLOCKED, "the owner's word does not lift a block"
    blocking.unblock(DOCUMENTS, asked.record, reason="decided", seen=3, by=REVIEWER)

    assert status() is Status.ACTIVE
    assert watch(CHEN).blocks == []
    assert said()[-1] == ("CEN", "FRA", "unblocked")
    with pytest.raises(Refused):
        blocking.unblock(DOCUMENTS, asked.record, reason="again", seen=4, by=CHEN)


def test_a_block_is_lifted_to_disputed_where_a_dispute_is_open(asked: Confirmation) -> None:
    dispute()
    blocking.block(DOCUMENTS, asked.record, reason="in doubt", seen=2, by=CHEN)
    blocking.unblock(DOCUMENTS, asked.record, reason="decided", seen=3, by=CHEN)
    assert status() is Status.DISPUTED


def test_a_blocked_record_is_corrected_and_ended_but_not_recovered_out_of_its_block(
    asked: Confirmation,
) -> None:
    blocking.block(DOCUMENTS, asked.record, reason="in doubt", seen=1, by=CHEN)
    with pytest.raises(Refused):
        actions.recover(DOCUMENTS, asked.record, reason="found", seen=2, by=AMINA)
    actions.change(DOCUMENTS, asked.record, {**EXAMPLE, "case": "C"}, seen=2, by=AMINA)
    assert status() is Status.BLOCKED

    actions.withdraw(DOCUMENTS, asked.record, reason="done", seen=3, by=AMINA)
    assert watch(CHEN).blocks == []


def test_no_reason_no_block_and_nobody_else_blocks(asked: Confirmation) -> None:
    with pytest.raises(Invalid):
        blocking.block(DOCUMENTS, asked.record, reason=" ", seen=1, by=CHEN)
    with pytest.raises(Stale):
        blocking.block(DOCUMENTS, asked.record, reason="so", seen=9, by=CHEN)
    for actor in (without(BRUNO, "records.view_all"), without(AMINA, "records.view_all")):
        with pytest.raises(NotFound):
            blocking.block(DOCUMENTS, asked.record, reason="so", seen=1, by=actor)


def test_what_was_held_for_the_centre_meanwhile_is_released_as_what_it_then_is(asked: Confirmation) -> None:
    row = dispute()
    TravelDocument.objects.update(status=int(Status.DRAFT))
    record = TravelDocument.objects.get()
    actions.change(DOCUMENTS, record.id, {**EXAMPLE, "case": "C"}, seen=2, by=AMINA)
    disputing.answer_dispute(row.id, upheld=False, answer="no", by=AMINA)

    assert resting(record) is Status.ACTIVE
    reviewing.release(DOCUMENTS, record.id, seen=3, by=CHEN)
    assert status() is Status.ACTIVE


def test_three_unanswered_questions_are_answered_like_any_dispute(record: TravelDocument) -> None:
    disputing.doubt(record, reason="unanswered", by=AMINA)
    [matter] = list_matters(by=AMINA).disputes
    assert matter.row.bureau == ""

    disputing.answer_dispute(matter.row.id, upheld=False, answer="we were closed", by=AMINA)

    assert status() is Status.ACTIVE
    assert said() == []


def test_what_was_written_goes_with_the_record(asked: Confirmation) -> None:
    dispute(evidence="canary words")
    blocking.block(DOCUMENTS, asked.record, reason="in doubt", seen=2, by=CHEN)
    delete(ActDraft(), TravelDocument.objects.get(), timezone.now(), Ending.WITHDRAWN, by=AMINA)

    assert not Dispute.all_open().exists()
    assert not Block.in_force().exists()


def page(person: object, path: str, **posted: str) -> tuple[int, str]:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    response = client.post(path, posted) if posted else client.get(path)
    return response.status_code, response.content.decode()


def test_the_pages_from_a_hit_to_the_answer(asked: Confirmation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    guard = people.officer("gina", Role.BORDER_GUARD, place=people.unit("ITA"))
    desk = people.officer("amina", Role.DESK_OFFICER, place=people.unit("FRA"))
    noor = people.officer("noor", Role.COMMISSION, place=people.unit("CEN"))
    Hit.objects.update(unit=people.unit("ITA").id)
    hit = Hit.objects.get()
    base = f"/records/travel-documents/{asked.record}"

    assert f"{base}/dispute/" in page(guard, f"/hits/{hit.pk}/")[1]
    assert page(guard, f"{base}/dispute/", evidence="", seen="1")[0] == 422
    assert page(guard, f"{base}/dispute/", evidence="It is his.", seen="1")[0] == 302
    row = Dispute.visible_to(AMINA).get()

    assert "It is his." in page(desk, f"/records/matters/disputes/{row.pk}/")[1]
    assert f"/records/matters/disputes/{row.pk}/" in page(desk, f"{base}/")[1]
    assert "1" in page(desk, "/records/matters/")[1]
    assert "It is his." in page(noor, f"/records/oversight/travel-documents/{asked.record}/")[1]
    assert page(noor, f"/records/oversight/?record={asked.record}")[0] == 302
    assert "Blocked by" not in page(desk, f"{base}/")[1], "nobody has blocked it"
    assert page(desk, "/records/oversight/")[0] == 403
    blocked = f"/records/oversight/travel-documents/{asked.record}/"
    assert page(noor, blocked, reason="in doubt", seen="2", block="")[0] == 302
    assert "in doubt" in page(desk, f"{base}/")[1].partition('id="h-facts"')[0], "above what is recorded"
    answered = page(desk, f"/records/matters/disputes/{row.pk}/", upheld="no", answer="It is not.")
    assert answered[0] == 302
    stranger = people.officer("clara", Role.DESK_OFFICER, place=people.unit("DEU"))
    assert page(stranger, f"/records/matters/disputes/{row.pk}/")[0] == 404
    assert page(stranger, f"{base}/dispute/")[0] == 404
