"""What hits know of traces: which may be traced, which trace began with one, who may not be asked. Reads only."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.queries.models import Hit
from comity.queries.telling import Telling
from comity.records.registry import by_code
from comity.tracing.models import TraceRequest


def may_be_traced(hit: Hit) -> bool:
    """Does the way of such a thing lead back to a maker? A word of the declaration."""
    return by_code(hit.database).traced


def trace_of(hit: Hit, actor: Actor) -> TraceRequest | None:
    """The trace request that began with this hit, the newest that is not closed."""
    return TraceRequest.visible_to(actor).filter(hit=hit.pk, closed_at=None).order_by("-id").first()


def not_to_be_told(request: TraceRequest, bureau: str) -> str | Promise:
    """Why an owner who may not be told of the hit is asked for no trace: that would tell it. Source: practice 2."""
    if request.hit is None:
        return ""
    # Whoever sends the step: also an officer to whom this hit of another unit is not shown.
    hit = Hit.objects.filter(pk=request.hit, bureau=request.bureau, owner=bureau).first()
    if hit is None or hit.telling == Telling.YES:
        return ""
    return _(
        "This bureau owns the record of the hit, and nobody said yet that it may be told. Say so there first."
    )
