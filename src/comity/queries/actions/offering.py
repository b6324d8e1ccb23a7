"""After a hit on a firearm: begin a trace of it, filled from what was asked, and ask its owner as every hit does."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused
from comity.queries.actions.confirming import Question, ask_confirmation, is_about
from comity.queries.beside import asked_of
from comity.queries.models import Hit
from comity.queries.traces import may_be_traced, trace_of
from comity.records.comparing import facts_of
from comity.tracing import actions as tracing
from comity.tracing.actions.drafting import Source
from comity.tracing.models import TraceRequest
from comity.tracing.seizure import WEAPON_NAMES


@action("queries.offer_trace")
def offer_trace(act: ActDraft, hit: Hit, question: Question | None = None, *, by: Actor) -> TraceRequest:
    """Begin a trace request about what the hit is about, once. question: asks the recording bureau too.

    Only what the own unit asked goes into it, nothing of the other bureau's record. Source: practice 12.
    Raises: NotFound, Refused where such things are not traced, and what asking raises.
    """
    row = Hit.visible_to(by).select_for_update().filter(pk=hit.pk, bureau=by.bureau).first()
    if row is None:
        raise NotFound
    is_about(act, row)
    if not may_be_traced(row):
        raise Refused(_("Only firearms are traced."), code="not-traced")
    if question is not None:
        ask_confirmation(row, question, by=by)
    if (begun := trace_of(row, by)) is not None:
        return begun
    subject = asked_of(row)
    asked = facts_of(subject) if subject is not None else {}
    raw = {name: asked[name] for name in WEAPON_NAMES if name in asked}
    source = Source(hit=row.pk, database=row.database, record=row.record)
    return tracing.draft(raw | _frame(row), source=source, by=by)


def _frame(hit: Hit) -> dict[str, str]:
    """The day of the question stands for the day of the seizure until somebody says better, and its case."""
    frame = {"seized_on": timezone.localtime(hit.at).date().isoformat()}
    return frame | ({"case": hit.case[:60]} if hit.case else {})
