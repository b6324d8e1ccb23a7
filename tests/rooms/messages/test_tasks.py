"""The clock: it closes for whoever asked, and writes nothing where nothing ran out."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.journal.models import ActRow
from comity.messages import actions
from comity.messages.models import Delivery
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, State
from comity.messages.tasks import close_unanswered

BODY = {"subject": "A lorry", "text": "Is it yours?"}


def test_each_minute_what_ran_out_is_closed_in_the_name_of_who_asked(amina, bruno):
    for by, to in ((amina, "ITA"), (bruno, "ESP")):
        draft = Draft(kind=NOTE, to=(to,), body=BODY, expires_at=timezone.now() + timedelta(hours=1))
        actions.send(draft, by=by)
    assert close_unanswered(0) == 0
    assert not ActRow.objects.filter(verb="messages.expire_due").exists()

    Delivery.objects.update(due_at=timezone.now())
    assert close_unanswered(0) == 2
    acts = ActRow.objects.filter(verb="messages.expire_due")
    assert {(act.bureau, act.function) for act in acts} == {("FRA", "clock"), ("ITA", "clock")}
    assert {row.level for row in Delivery.objects.all()} == {State.EXPIRED}


def test_the_worker_knows_the_clock():
    assert "messages.close_unanswered" in app.tasks
