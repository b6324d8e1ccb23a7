"""What only puts words into mailboxes is opened and signed for together, and each alone where one fails."""

import random
import threading
import time
from datetime import timedelta
from uuid import uuid4

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.gate.system import clock_of
from comity.messages import actions
from comity.messages.courier import agenda, opened, opening, receipting, sealing, sending, waking
from comity.messages.courier.agenda import Work
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.receipts import Receipt
from comity.messages.courier.rules import Level, ParcelState, TakenState
from comity.messages.courier.sending import Turn
from comity.messages.courier.tables import Incoming, Outgoing, ReceiptDue, Sent, Taken
from comity.messages.models import Delivery, Message
from comity.messages.rules import Draft, State
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.messages.courier.test_opening import open_all, told

MANY = 30


def statements_of_opening(mission, count: int) -> int:
    mission.hands_over(*(mission.seals("ITA").envelope for _each in range(count)))
    with CaptureQueriesContext(connection) as seen:
        assert opening.open_parcels(DIRECTORY, DIRECTORY, by=NODE) == count
    return len(seen)


def test_many_notes_cost_as_many_statements_as_two(mission):
    statements_of_opening(mission, 1)  # the directory is read, and the chain begins
    few, many = statements_of_opening(mission, 2), statements_of_opening(mission, MANY)

    assert many == few
    assert Message.objects.count() == Delivery.objects.count() == ReceiptDue.objects.count() == MANY + 3
    assert [row.seq for row in Taken.objects.order_by("seq")] == list(range(1, MANY + 4))


def test_what_fails_in_one_undoes_nothing_of_the_others(mission, monkeypatch):
    sealed = [mission.seals("ITA", function=name) for name in ("one", "two", "three")]
    judge = opened.judge

    def failing(came, known, now):
        if came.letter.function == "two":
            raise RuntimeError("ours")
        return judge(came, known, now)

    monkeypatch.setattr(opened, "judge", failing)
    mission.hands_over(*(each.envelope for each in sealed))
    open_all()

    assert {row.function for row in Message.objects.all()} == {"one", "three"}
    assert [(row.seq, row.code) for row in Taken.objects.order_by("seq")] == [(1, ""), (2, "fault"), (3, "")]
    assert sorted(told()) == sorted([("ITA", Level.DELIVERED, "")] * 2 + [("ITA", Level.REFUSED, "fault")])


def test_one_refused_among_many_keeps_its_number_and_is_told_its_code(mission):
    bad = mission.seals("ITA", body='{"subject":"no text"}')
    good = [mission.seals("ITA") for _each in range(2)]

    mission.hands_over(bad.envelope, *(each.envelope for each in good))
    open_all()

    assert Message.objects.count() == 2
    assert [row.code for row in Taken.objects.order_by("seq")] == ["body-form", "", ""]
    assert {bytes(row.subject): row.code for row in ReceiptDue.objects.all()} == {
        bad.digest: "body-form",
        good[0].digest: "",
        good[1].digest: "",
    }


def test_a_round_ends_with_its_time_and_the_next_goes_on(mission, monkeypatch):
    mission.hands_over(*(mission.seals("ITA").envelope for _each in range(5)))
    monkeypatch.setattr(opening, "SECONDS_AT_ONCE", 0.0)

    assert [opening.open_parcels(DIRECTORY, DIRECTORY, by=NODE) for _round in range(2)] == [1, 1]
    assert Incoming.objects.filter(state=int(TakenState.WHOLE)).count() == 3
    monkeypatch.undo()
    open_all()

    assert [row.seq for row in Taken.objects.order_by("seq")] == [1, 2, 3, 4, 5]


def test_the_same_envelope_twice_in_one_round_is_told_once_and_rightly(mission):
    bad, good = mission.seals("ITA", body='{"subject":"no text"}'), mission.seals("ITA")

    mission.hands_over(bad.envelope, bad.envelope, good.envelope, good.envelope)
    open_all()

    assert {row.state for row in Incoming.objects.all()} == {int(TakenState.OPENED)}
    assert Message.objects.count() == 1
    assert sorted(told()) == [("ITA", Level.DELIVERED, ""), ("ITA", Level.REFUSED, "body-form")]


def test_a_question_and_what_follows_it_may_come_in_one_round(mission):
    id = uuid4()
    question = mission.seals("ITA", message=id)
    more = [mission.seals("ITA", thread=id, reply_to=id) for _each in range(3)]

    mission.hands_over(question.envelope, *(each.envelope for each in more))
    open_all()

    assert Message.objects.filter(thread=id).count() == 4


def test_nobody_writes_himself_into_a_conversation_that_came_in_the_same_round(mission):
    id = uuid4()
    question = mission.seals("ITA", message=id)
    stranger = Far("UNM-B").listed()
    strange = stranger.seals("ITA", thread=id, reply_to=id)

    mission.hands_over(question.envelope, strange.envelope)
    open_all()

    assert Message.objects.filter(thread=id).count() == 1
    assert ReceiptDue.objects.get(subject=strange.digest).code == "not-their-thread"


def test_many_receipts_cost_as_many_statements_as_two(mission):
    def applied(count: int) -> int:
        by = clock_of("FRA", "messages.send")
        sent = [
            actions.send(Draft(kind="note", to=("UNM-A",), body={"subject": "A", "text": "B"}), by=by).pk
            for _each in range(count)
        ]
        sealing.seal(DIRECTORY, DIRECTORY, by=NODE)
        parcels = list(Outgoing.objects.filter(pk__in=Sent.objects.filter(message__in=sent).values("parcel")))
        answers = {each.pk: "have" for each in parcels}
        with CaptureQueriesContext(connection) as noted:
            sending.note_sent(Turn("UNM-A", answers), random.Random(6), by=NODE)
        at = int(timezone.now().timestamp())
        signed = mission.signs(
            "FRA", *(Receipt(mission.opens(each).digest, Level.DELIVERED, at) for each in parcels)
        )
        with CaptureQueriesContext(connection) as seen:
            receipting.apply_receipts(signed, DIRECTORY, timezone.now())
        assert {row.state for row in Delivery.objects.filter(message__in=sent)} == {int(State.DELIVERED)}
        assert {row.state for row in Outgoing.objects.filter(pk__in=answers)} == {int(ParcelState.DONE)}
        return len(seen) + len(noted)

    applied(1)
    assert applied(2) == applied(MANY)


def test_one_statement_says_what_is_due_and_what_is_not_yet(mission):
    now = timezone.now()
    assert agenda.due(now) == set()

    actions.send(
        Draft(kind="note", to=("UNM-A",), body={"subject": "A", "text": "B"}),
        by=clock_of("FRA", "messages.send"),
    )
    assert agenda.due(now - timedelta(seconds=1)) == set()
    assert agenda.due(timezone.now()) == {Work.SEAL}

    sealing.seal(DIRECTORY, DIRECTORY, by=NODE, compared=())
    assert agenda.due(timezone.now()) == {Work.COMPARE}
    later = timezone.now() + sealing.ASK_SOON
    assert agenda.due(later) == {Work.COMPARE, Work.SEAL}

    Sent.objects.update(next_at=now)
    sealing.seal(DIRECTORY, DIRECTORY, by=NODE)
    assert agenda.due(timezone.now()) == {Work.HAND_OVER}

    mission.hands_over(mission.seals("ITA").envelope)
    assert agenda.due(timezone.now()) == {Work.HAND_OVER, Work.OPEN}
    open_all()
    assert agenda.due(timezone.now()) == {Work.HAND_OVER, Work.SIGN}


def test_what_is_due_is_found_by_the_indexes_over_what_is_open(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (GENERIC_PLAN) " + agenda._statement().decode())
        plan = " ".join(line for (line,) in cursor.fetchall())

    for index in ("sent_not_sealed", "incoming_whole", "outgoing_open", "outgoing_file_open"):
        assert index in plan


def test_a_commit_that_leaves_the_courier_something_wakes_it_and_no_other(db):
    ended = threading.Event()
    listening = threading.Thread(target=waking.listen, args=(ended,))
    parameters = connection.get_connection_params()
    named = {
        name: parameters[name]
        for name in ("host", "port", "dbname", "user", "password")
        if name in parameters
    }
    with psycopg.connect(**named, autocommit=True) as other:

        def rings(statement: str) -> bool:
            """Until the listener has begun it may be missed: so often, and then it rings."""
            waking.BELL.clear()
            with other.transaction():
                other.execute(statement)
            return waking.BELL.wait(0.5)

        leaves = (
            'INSERT INTO messages_receiptdue (id, bureau, "to", subject, level, code, at) '
            "VALUES (gen_random_uuid(), 'FRA', 'XXA', '', 2, '', now())"
        )
        listening.start()
        try:
            until = time.monotonic() + 30
            while not rings(leaves):
                assert time.monotonic() < until
            assert not rings("UPDATE messages_receiptdue SET at = now() WHERE \"to\" = 'XXA'")
        finally:
            ended.set()
            listening.join()
            other.execute("DELETE FROM messages_receiptdue WHERE \"to\" = 'XXA'")
