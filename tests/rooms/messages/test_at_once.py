"""Two at once: one answer, one reading, and no message of which only a part was sent."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from comity.kit.errors import Refused
from comity.messages import actions
from comity.messages.models import Delivery, Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, State

pytestmark = pytest.mark.django_db(transaction=True)
BODY = {"subject": "A lorry", "text": "Is it yours?"}


def at_once(*calls):
    """Run the calls in threads that start together; each one's result or exception."""
    together, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        together.wait()
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_of_two_answers_at_once_one_is_sent(amina, bruno):
    asked = actions.send(Draft(kind=NOTE, to=("ITA",), body=BODY), by=amina)
    results = at_once(*[lambda: actions.answer(asked, BODY, by=bruno, kind=NOTE)] * 4)

    assert sum(isinstance(result, Message) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 3
    assert Message.objects.count() == 2


def test_reading_and_running_out_at_once_lose_neither_moment(amina, bruno):
    asked = actions.send(Draft(kind=NOTE, to=("ITA",), body=BODY), by=amina)
    Delivery.objects.update(due_at=timezone.now())
    results = at_once(
        lambda: actions.read(asked, by=bruno),
        lambda: actions.expire_due(by=amina),
        lambda: actions.read(asked, by=bruno),
        lambda: actions.expire_due(by=amina),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    actions.expire_due(by=amina)  # a clock that found the row locked leaves it for its next round
    row = Delivery.objects.get()
    assert row.level is State.EXPIRED
    assert row.read_at is not None
    assert row.expired_at is not None
