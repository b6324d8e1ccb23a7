"""A note is kept as it is typed, by the desk that writes it; two at one draft lose nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotFound, Refused, Stale
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.models import Message, NoteDraft
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, Precedence
from comity.messages.tasks import end_unsent
from comity.messages.views import writing
from comity.messages.writing.drafting import drop_draft, save_draft, send_draft
from tests.rooms.messages.conftest import Person

TYPED = {
    "to": "ita, esp",
    "case": "C-1",
    "precedence": "urgent",
    "subject": "A lorry",
    "text": "Is it yours?",
}


def acts() -> list[str]:
    return list(ActRow.objects.order_by("at").values_list("verb", flat=True))


def asked_by(actor, method="get", path="/", **data):
    request = getattr(RequestFactory(), method)(path, data)
    request.actor, request.session = actor, {}
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    return request


def saved_by_script(actor, pk, sitting, **data):
    path = reverse("messages:save-draft", args=[pk])
    return writing.save(asked_by(actor, "post", path, sitting=str(sitting), **data), pk)


def test_a_sitting_is_one_act_however_often_it_saves(amina):
    pk, sitting = new_id(), uuid4()
    row = save_draft(pk, {"subject": "A"}, sitting=sitting, by=amina)
    row = save_draft(pk, {"subject": "A lorry"}, sitting=sitting, seen=row.version, by=amina)
    assert acts() == ["messages.save_draft"]
    save_draft(pk, {"subject": "A boat"}, sitting=uuid4(), seen=row.version, by=amina)
    assert acts() == ["messages.save_draft"] * 2


def test_a_save_whose_answer_was_lost_is_no_conflict_and_no_second_draft(amina):
    pk, sitting = new_id(), uuid4()
    for words in ("A", "A lorry"):
        save_draft(pk, {"subject": words}, sitting=sitting, seen=0, by=amina)
    assert NoteDraft.objects.get().typed["subject"] == "A lorry"


def test_nothing_is_written_over_unseen(amina):
    pk = new_id()
    colleague = Person("FRA", "desk officer", unit=amina.unit)
    row = save_draft(pk, {"subject": "A lorry"}, sitting=uuid4(), by=amina)
    save_draft(pk, {"subject": "A boat"}, sitting=uuid4(), seen=row.version, by=colleague)
    with pytest.raises(Stale):
        save_draft(pk, {"subject": "Mine"}, sitting=uuid4(), seen=row.version, by=amina)
    page = saved_by_script(amina, pk, uuid4(), subject="Mine", seen=row.version)
    assert (page.status_code, page["Comity-Part"]) == (409, "conflict")
    assert "A boat" in page.content.decode()
    over = NoteDraft.objects.get().version
    assert saved_by_script(amina, pk, uuid4(), subject="Mine", seen=row.version, over=over).status_code == 200
    assert NoteDraft.objects.get().typed["subject"] == "Mine"


def test_the_button_shows_what_the_other_one_saved(amina):
    pk = new_id()
    save_draft(pk, {"subject": "A boat"}, sitting=uuid4(), by=amina)
    request = asked_by(amina, "post", subject="Mine", do="save", sitting=str(uuid4()))
    answer = writing.draft(request, pk)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A boat" in page
    assert 'value="Mine"' in page
    assert "Save mine over it" in page


def test_an_empty_form_begins_no_draft(amina):
    pk, sitting = new_id(), uuid4()
    assert saved_by_script(amina, pk, sitting, precedence="routine").status_code == 200
    assert NoteDraft.objects.count() == 0
    saved_by_script(amina, pk, sitting, subject="A")
    assert NoteDraft.objects.count() == 1


def test_a_draft_is_of_its_unit_alone(amina, bruno):
    row = save_draft(new_id(), TYPED, sitting=uuid4(), by=amina)
    for other in (bruno, Person("FRA", "desk officer", unit=new_id())):
        assert not NoteDraft.visible_to(other).exists()
        with pytest.raises(Http404):
            writing.draft(asked_by(other), row.id)
        for verb in (
            lambda by: save_draft(row.id, {}, sitting=uuid4(), seen=row.version, by=by),
            lambda by: send_draft(row.id, language="en", by=by),
            lambda by: drop_draft(row.id, by=by),
        ):
            with pytest.raises(NotFound):
                verb(other)
    colleague = Person("FRA", "bureau head", unit=amina.unit)
    assert "A lorry" in writing.drafts(asked_by(colleague)).content.decode()


def test_a_draft_is_sent_as_it_stands_with_its_clock(amina, bruno):
    row = save_draft(new_id(), {**TYPED, "answer": "on"}, sitting=uuid4(), by=amina)
    message = send_draft(row.id, language="fr", by=amina)
    assert (message.precedence, message.case, message.content["language"]) == (Precedence.URGENT, "C-1", "fr")
    assert message.expires_at - message.created_at == pytest.approx(
        timedelta(hours=24), abs=timedelta(seconds=5)
    )
    assert sorted(message.deliveries.values_list("bureau", flat=True)) == ["ESP", "ITA"]
    assert NoteDraft.objects.count() == 0


def test_the_operator_says_how_long_an_answer_may_take(amina, settings):
    settings.ANSWER_HOURS = {"flash": 1}
    typed = {**TYPED, "answer": "on", "precedence": "flash"}
    message = send_draft(save_draft(new_id(), typed, sitting=uuid4(), by=amina).id, language="en", by=amina)
    assert message.expires_at - message.created_at == pytest.approx(
        timedelta(hours=1), abs=timedelta(seconds=5)
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": " "}, "to"),
        ({"to": "ITA XYZ"}, "to"),
        ({"subject": ""}, "subject"),
        ({"text": "\n"}, "text"),
        ({"text": "turn \u202e around"}, "text"),
        ({"precedence": "very"}, "precedence"),
    ],
)
def test_what_cannot_be_sent_stays_a_draft(amina, change, field):
    row = save_draft(new_id(), {**TYPED, **change}, sitting=uuid4(), by=amina)
    with pytest.raises(Invalid) as refusal:
        send_draft(row.id, language="en", by=amina)
    assert field in {error.field for error in refusal.value.errors}
    assert NoteDraft.objects.get().typed["to"] == (change.get("to", TYPED["to"]))
    assert Message.objects.count() == 0


def test_an_answer_joins_the_conversation_and_stops_the_clock(amina, bruno, eva):
    asked = actions.send(
        Draft(
            kind=NOTE,
            to=("ITA",),
            body={"subject": "A", "text": "B"},
            expires_at=timezone.now() + timedelta(hours=1),
        ),
        by=amina,
    )
    page = writing.write(asked_by(bruno, reply_to=str(asked.id))).content.decode()
    assert 'value="FRA"' in page
    row = save_draft(new_id(), {**TYPED, "to": "FRA"}, sitting=uuid4(), reply_to=asked.id, by=bruno)
    answer = send_draft(row.id, language="en", by=bruno)
    assert (answer.thread, answer.reply_to) == (asked.id, asked.id)
    assert asked.deliveries.get().answered_at is not None
    with pytest.raises(NotFound):
        save_draft(new_id(), TYPED, sitting=uuid4(), reply_to=asked.id, by=eva)


def test_more_than_a_message_holds_is_refused(amina):
    with pytest.raises(Refused):
        save_draft(new_id(), {"text": "x" * 40_001}, sitting=uuid4(), by=amina)


def test_a_draft_goes_thirty_days_after_its_last_word(amina):
    old, young = (save_draft(new_id(), TYPED, sitting=uuid4(), by=amina) for _ in range(2))
    month = timezone.now() - timedelta(days=30)
    NoteDraft.objects.filter(pk=old.pk).update(saved_at=month)
    NoteDraft.objects.filter(pk=young.pk).update(saved_at=month + timedelta(minutes=1))
    assert end_unsent(0) >= 1  # also files on the disk, which has a clock of its own
    assert NoteDraft.objects.get().pk == young.pk


def test_a_draft_is_dropped_after_a_question(amina):
    row = save_draft(new_id(), TYPED, sitting=uuid4(), by=amina)
    assert "A lorry" in writing.drop(asked_by(amina), row.id).content.decode()
    assert NoteDraft.objects.count() == 1
    assert writing.drop(asked_by(amina, "post"), row.id).status_code == 302
    assert NoteDraft.objects.count() == 0
