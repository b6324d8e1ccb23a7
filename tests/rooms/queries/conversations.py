"""A passport of Amina's that Bruno finds: what the tests of confirmations do with it."""

from dataclasses import replace
from datetime import timedelta

import msgspec

from comity.gate import epoch
from comity.queries import actions
from comity.queries.actions.answering import Reply, Word
from comity.queries.actions.confirming import Question
from comity.queries.asked import read_asked
from comity.queries.clocks import Urgency
from comity.queries.conversation import State
from comity.queries.models import ASKER, OWNER, Confirmation, Hit
from comity.queries.telling import Telling
from tests.actors import AMINA, BRUNO, AnyActor

DOCUMENT = {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}
YES = Question(telling=Telling.YES, urgency=Urgency.HELD, text="In hand. Does it stand?")
SECOND = timedelta(seconds=1)


def hit_by(actor: AnyActor = BRUNO, *, subject: dict | None = None, silent: bool = False) -> Hit:
    """A question of this actor that finds the passport; the hit it made."""
    body = {"purpose": "border-control", "subjects": [subject or DOCUMENT], "silent": silent}
    current = replace(actor, epoch=epoch.current())
    answer = actions.ask(read_asked(msgspec.json.encode(body)), by=lambda fresh: current)
    found = next(one for one in answer.subjects[0].answers if one.found)
    return Hit.objects.get(pk=found.found[0].hit)


def owners(asked: Confirmation) -> Confirmation:
    return Confirmation.objects.get(thread=asked.thread, side=OWNER)


def state(asked: Confirmation, side: int = ASKER) -> State:
    return Confirmation.objects.get(thread=asked.thread, side=side).standing


def say(asked: Confirmation, word: Word, **more: object) -> None:
    actions.answer(owners(asked), Reply(word=word, **more), by=AMINA)
