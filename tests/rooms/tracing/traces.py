"""A pistol of ITA's make that Amina's bureau seized: what the tests of traces do with it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from comity.tracing import actions
from comity.tracing.actions.asking import Ask
from comity.tracing.answers import Answer, Said
from comity.tracing.models import ASKED, SEIZER, TraceRequest, TraceStep
from comity.tracing.proposing import Why
from comity.tracing.seizure import EXAMPLE
from tests.actors import AMINA, BRUNO, AnyActor

DIETER = replace(BRUNO, bureau="DEU", function="firearms desk")
SEIZED: dict[str, Any] = {**EXAMPLE, "account": "Under the floor.", "country_of_import": "DEU", "case": "F-1"}
TO_ITALY = Ask(bureau="ITA", why=Why.MAKER)
TO_GERMANY = Ask(bureau="DEU", why=Why.EXPORTED)
EXPORTED = Answer(said=Said.EXPORTED_TO, country="DEU", date="2017-03", document="EXP-17/88")


def seized(by: AnyActor = AMINA, **more: Any) -> TraceRequest:
    return actions.draft({**SEIZED, **more}, by=by)


def sent(ask: Ask = TO_ITALY, request: TraceRequest | None = None, by: AnyActor = AMINA) -> TraceStep:
    """A step of a new request, or of this one; the seizing bureau's copy."""
    return actions.send_step(request or seized(by), ask, by=by)


def theirs(step: TraceStep) -> TraceStep:
    """The asked bureau's copy."""
    return TraceStep.objects.get(thread=step.thread, side=ASKED)


def ours(step: TraceStep) -> TraceStep:
    """The seizing bureau's copy as it stands now."""
    return TraceStep.objects.select_related("request").get(thread=step.thread, side=SEIZER)


def answered(step: TraceStep, told: Answer = EXPORTED, by: AnyActor = BRUNO) -> TraceStep:
    actions.answer(theirs(step), told, by=by)
    return ours(step)


def due(step: TraceStep) -> datetime:
    return ours(step).due_at
