"""Traces that a bureau closes or answers before it moves to a node of its own, and that go along (messages.moving).

Names of private holders stay: they are sealed under this node's secret, and end within 180 days.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.messages.moving.letting_go import LET_GO
from comity.messages.moving.parts import MORE, Part
from comity.messages.moving.still_open import LOOKS, StillOpen
from comity.tracing.models import ASKED, HolderKey, TraceRequest, TraceStep
from comity.tracing.rules import OPEN

REQUESTS = "SELECT id FROM tracing_tracerequest WHERE bureau = %(bureau)s"
STEPS = f"t.bureau = %(bureau)s AND (t.request_id IS NULL OR t.request_id IN ({REQUESTS}))"
_NO_HOLDER = {"holder_key": "NULL::uuid", "holder_words": "''::bytea"}


def register_move() -> None:
    """From `AppConfig.ready`."""
    LOOKS.append(open_traces)
    LET_GO.append(let_go_of_traces)
    MORE.append(Part("traces", TraceRequest, "t.bureau = %(bureau)s", only="t.closed_at IS NOT NULL"))
    MORE.append(Part("trace-steps", TraceStep, STEPS, leaves=_NO_HOLDER, arrives=_NO_HOLDER))


def open_traces(bureau: str) -> Iterator[StillOpen]:
    requests = TraceRequest.objects.filter(bureau=bureau, closed_at=None).count()
    yield StillOpen("traces", _("Requests to trace a weapon that are not closed"), requests)
    states = [int(state) for state in OPEN]
    asked = TraceStep.objects.filter(bureau=bureau, side=ASKED, state__in=states).count()
    yield StillOpen("trace-questions", _("Questions about a weapon that it has not answered"), asked)


def let_go_of_traces(bureau: str) -> int:
    """Nobody but the bureau ever saw them here, and it has them at home; how many rows."""
    HolderKey.objects.filter(bureau=bureau).delete()
    steps, _each = TraceStep.objects.filter(bureau=bureau).delete()
    requests, _each = TraceRequest.objects.filter(bureau=bureau).delete()
    return steps + requests
