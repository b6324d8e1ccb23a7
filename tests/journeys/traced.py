"""Traces in the two worlds: one of each bureau, asked of the other. Import it once Django is set up."""

from typing import Any

from comity.tracing import actions
from comity.tracing.actions.asking import Ask
from comity.tracing.models import TraceRequest, TraceStep
from comity.tracing.seizure import EXAMPLE


def traces_between(own: Any, other: Any) -> dict[str, list[str]]:
    """The ids that an address may name, as `own` may see them: requests, steps, conversations."""
    for seizing, asked in ((own, other.bureau), (other, own.bureau)):
        actions.send_step(actions.draft(EXAMPLE, by=seizing), Ask(bureau=asked), by=seizing)
    steps = TraceStep.visible_to(own).order_by("pk").values_list("pk", "thread")
    return {
        "traces": [str(pk) for pk in TraceRequest.visible_to(own).values_list("pk", flat=True)],
        "trace_steps": [str(identity) for each in steps for identity in each],
    }
