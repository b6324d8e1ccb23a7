"""The stage of a request as its steps have it, and the one order in which rows are locked.

Request, then both copies of a step by their ids.
"""

from uuid import UUID

from comity.tracing.chain import stage_now
from comity.tracing.models import TraceRequest, TraceStep


def lock_request(request: UUID | None) -> None:
    """Hold the request of a step that is about to be locked: whoever closes or asks locks in this order too."""
    if request is not None:
        TraceRequest.objects.select_for_update().filter(pk=request).first()


def lock_thread(thread: UUID | None) -> None:
    """Hold the request and both copies of a step: two sides who speak in one instant would wait for each other."""
    if thread is not None:
        rows = TraceStep.objects.filter(thread=thread)
        lock_request(rows.filter(request__isnull=False).values_list("request", flat=True).first())
        list(rows.order_by("id").select_for_update().values_list("pk", flat=True))


def restage(request: UUID | None) -> None:
    """Write the stage that the steps say now. The row is held, so that of two words at once none is forgotten."""
    row = TraceRequest.objects.select_for_update().filter(pk=request).first() if request else None
    if row is not None:
        row.stage = int(stage_now(row))
        row.save(update_fields=["stage"])
