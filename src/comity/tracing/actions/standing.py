"""The stage of a request as its steps have it, and the order in which rows are locked: request, then step."""

from uuid import UUID

from comity.tracing.chain import stage_now
from comity.tracing.models import TraceRequest


def lock_request(request: UUID | None) -> None:
    """Hold the request of a step that is about to be locked: whoever closes or asks locks in this order too."""
    if request is not None:
        TraceRequest.objects.select_for_update().filter(pk=request).first()


def restage(request: UUID | None) -> None:
    """Write the stage that the steps say now. The row is held, so that of two words at once none is forgotten."""
    row = TraceRequest.objects.select_for_update().filter(pk=request).first() if request else None
    if row is not None:
        row.stage = int(stage_now(row))
        row.save(update_fields=["stage"])
