"""Sending, reading, answering, running out: once, for the right bureau, in one transaction."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.journal.models import ActRow
from comity.kit.canonical import digest
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.messages import actions, kinds
from comity.messages.mailboxes import bureaus_due
from comity.messages.models import Delivery, Message
from comity.messages.notes import NOTE, Note
from comity.messages.rules import Draft, Precedence, State
from tests.rooms.messages.conftest import Person

BODY = {"subject": "A lorry", "text": "Is it yours?"}


def note(*to, **more):
    return Draft(kind=NOTE, to=to, body=BODY, **more)


def states(message):
    return {row.bureau: row.level for row in Delivery.objects.filter(message=message)}


def test_it_arrives_at_once_where_the_bureau_is_hosted_and_waits_where_not(amina):
    message = actions.send(note("ITA", "UNM-A", precedence=Precedence.URGENT), by=amina)

    assert states(message) == {"ITA": State.DELIVERED, "UNM-A": State.ACCEPTED}
    assert (message.sender, message.function, message.thread) == ("FRA", "desk officer", message.id)


def test_the_body_is_canonical_and_its_hash_holds(amina):
    message = actions.send(note("ITA"), by=amina)
    stored = Message.objects.get(pk=message.pk)

    assert stored.body == '{"language":"en","subject":"A lorry","text":"Is it yours?"}'
    assert bytes(stored.sha256) == digest(stored.body)
    stored.body = stored.body.replace("yours", "ours")
    assert not stored.is_whole


def test_the_act_names_message_case_and_recipients(amina):
    message = actions.send(note("ITA", "ESP", case="FRA-26-0311"), by=amina)
    act = ActRow.objects.get(verb="messages.send")

    assert (act.about, act.case, act.count) == (f"message:{message.id}", "FRA-26-0311", 2)
    assert act.recipients == ["ITA", "ESP"]


def test_sender_and_addressees_see_it_and_nobody_else(amina, bruno, eva):
    message = actions.send(note("ITA", "UNM-A"), by=amina)

    assert Message.visible_to(amina).get() == message
    assert Message.visible_to(bruno).get() == message
    assert not Message.visible_to(eva).exists()
    assert not Delivery.visible_to(eva).exists()


def test_an_addressee_sees_only_itself_in_the_list(amina, bruno):
    message = actions.send(note("ITA", "UNM-A"), by=amina)

    assert [row.bureau for row in message.deliveries_for(amina)] == ["ITA", "UNM-A"]
    assert [row.bureau for row in message.deliveries_for(bruno)] == ["ITA"]


def test_reading_twice_is_harmless(amina, bruno):
    message = actions.send(note("ITA"), by=amina)
    actions.read(message, by=bruno)
    first = Delivery.objects.get()
    actions.read(message, by=Person("ITA", "head of bureau"))
    again = Delivery.objects.get()

    assert again.level is State.READ
    assert (again.read_at, again.read_function) == (first.read_at, "duty desk")


def test_the_senders_own_look_does_not_count_as_reading(amina):
    message = actions.send(note("ITA"), by=amina)
    actions.read(message, by=amina)
    assert states(message) == {"ITA": State.DELIVERED}


def test_a_bureau_that_is_not_addressed_can_neither_read_nor_answer(amina, eva):
    message = actions.send(note("ITA"), by=amina)
    with pytest.raises(NotFound):
        actions.read(message, by=eva)
    with pytest.raises(NotFound):
        actions.answer(message, BODY, by=eva, kind=NOTE)
    assert Message.objects.count() == 1


def test_what_is_still_on_its_way_cannot_be_answered(amina, dalia):
    message = actions.send(note("UNM-A"), by=amina)
    with pytest.raises(NotFound):
        actions.answer(message, BODY, by=dalia, kind=NOTE)


def test_an_answer_goes_to_the_sender_and_stops_the_clock(amina, bruno, eva):
    asked = actions.send(note("ITA", "ESP", case="FRA-26-0311", about="hit:1"), by=amina)
    answer = actions.answer(asked, BODY, by=bruno, kind=NOTE)

    assert states(asked) == {"ITA": State.ANSWERED, "ESP": State.DELIVERED}
    assert states(answer) == {"FRA": State.DELIVERED}
    assert (answer.thread, answer.reply_to, answer.about) == (asked.id, asked.id, "hit:1")
    assert answer.case == "FRA-26-0311"
    assert not Message.visible_to(eva).filter(pk=answer.pk).exists()


def test_a_second_answer_is_refused_and_changes_nothing(amina, bruno):
    asked = actions.send(note("ITA"), by=amina)
    actions.answer(asked, BODY, by=bruno, kind=NOTE)
    with pytest.raises(Refused) as refusal:
        actions.answer(asked, BODY, by=bruno, kind=NOTE)
    assert refusal.value.code == "already-answered"
    assert Message.objects.count() == 2


def test_time_runs_out_once_and_only_for_those_who_did_not_answer(amina, bruno, eva):
    asked = actions.send(note("ITA", "ESP", expires_at=timezone.now() + timedelta(hours=1)), by=amina)
    actions.answer(asked, BODY, by=bruno, kind=NOTE)
    assert actions.expire_due(by=amina) == 0

    Delivery.objects.filter(message=asked).update(due_at=timezone.now())
    assert actions.expire_due(by=amina) == 1
    assert actions.expire_due(by=amina) == 0
    assert states(asked) == {"ITA": State.ANSWERED, "ESP": State.EXPIRED}


def test_the_clock_of_a_bureau_closes_its_own_questions(amina, bruno):
    ends = timezone.now() + timedelta(hours=1)
    for sender, to in ((amina, "ITA"), (bruno, "ESP")):
        actions.send(note(to, expires_at=ends), by=sender)
    Delivery.objects.update(due_at=timezone.now())

    assert bureaus_due(timezone.now() - timedelta(minutes=1)) == []
    assert bureaus_due(timezone.now()) == ["FRA", "ITA"]
    assert actions.expire_due(by=amina) == 1
    assert bureaus_due(timezone.now()) == ["ITA"]


def test_a_late_answer_still_reaches_the_sender(amina, bruno):
    asked = actions.send(note("ITA", expires_at=timezone.now() + timedelta(hours=1)), by=amina)
    Delivery.objects.update(due_at=timezone.now())
    actions.expire_due(by=amina)

    answer = actions.answer(asked, BODY, by=bruno, kind=NOTE)
    row = Delivery.objects.get(message=asked)
    assert row.level is State.ANSWERED
    assert row.expired_at is not None
    assert states(answer) == {"FRA": State.DELIVERED}


@pytest.mark.parametrize(
    ("draft", "error", "code"),
    [
        (Draft(kind="telegram", to=("ITA",), body={}), Refused, "unknown-kind"),
        (Draft(kind=NOTE, to=("ITA", "XXX"), body=BODY), Invalid, "unknown-bureau"),
        (Draft(kind=NOTE, to=(), body=BODY), Invalid, "required"),
        (Draft(kind=NOTE, to=("ITA",), body={"text": 1}), Invalid, "body-form"),
    ],
)
def test_what_does_not_fit_leaves_a_refusal_and_no_message(amina, draft, error, code):
    with pytest.raises(error) as refusal:
        actions.send(draft, by=amina)
    told = refusal.value.code if error is Refused else refusal.value.errors[0].code
    assert told == code
    assert not Message.objects.exists()
    assert ActRow.objects.get().outcome == 2


def test_a_reply_needs_a_message_one_can_see(amina, eva):
    asked = actions.send(note("ITA"), by=amina)
    with pytest.raises(NotFound):
        actions.send(note("ITA", reply_to=asked.id), by=eva)


def test_without_the_right_nothing_is_sent(amina):
    guard = Person("FRA", "border guard", rights=frozenset())
    with pytest.raises(NotAllowed):
        actions.send(note("ITA"), by=guard)
    assert not Message.objects.exists()


def test_the_kinds_handler_runs_where_it_arrives_and_its_refusal_undoes_the_sending(amina, monkeypatch):
    arrived = []

    def handler(message, delivery):
        arrived.append(delivery.bureau)
        if delivery.bureau == "ESP":
            raise Refused("Not today.", code="not-today")

    monkeypatch.setattr(kinds, "KINDS", {("probe", 1): kinds.Kind("probe", 1, "Probe", Note, handler)})
    actions.send(Draft(kind="probe", to=("ITA", "UNM-A"), body=BODY), by=amina)
    assert arrived == ["ITA"]

    with pytest.raises(Refused, match="Not today"):
        actions.send(Draft(kind="probe", to=("ESP",), body=BODY), by=amina)
    assert Message.objects.count() == 1


def test_a_handler_for_all_runs_once_with_every_bureau_at_which_it_arrives(amina, monkeypatch):
    calls = []

    def together(message, deliveries):
        calls.append([row.bureau for row in deliveries])

    probe = kinds.Kind("probe", 1, "Probe", Note, together=together)
    monkeypatch.setattr(kinds, "KINDS", {("probe", 1): probe})

    actions.send(Draft(kind="probe", to=("ITA", "ESP", "UNM-A"), body=BODY), by=amina)
    actions.send(Draft(kind="probe", to=("UNM-A",), body=BODY), by=amina)

    assert [sorted(each) for each in calls] == [["ESP", "ITA"]]
