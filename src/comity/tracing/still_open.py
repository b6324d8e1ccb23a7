"""Traces that a bureau closes or answers before it moves to a node of its own (messages.moving)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.messages.moving.still_open import StillOpen
from comity.tracing.models import ASKED, TraceRequest, TraceStep
from comity.tracing.rules import OPEN


def open_traces(bureau: str) -> Iterator[StillOpen]:
    requests = TraceRequest.objects.filter(bureau=bureau, closed_at=None).count()
    yield StillOpen("traces", _("Requests to trace a weapon that are not closed"), requests)
    states = [int(state) for state in OPEN]
    asked = TraceStep.objects.filter(bureau=bureau, side=ASKED, state__in=states).count()
    yield StillOpen("trace-questions", _("Questions about a weapon that it has not answered"), asked)
