"""What goes by itself when its day comes: names of holders, then whole requests and steps. Source: RPD Art. 49."""

import logging
from datetime import datetime

from django.db.models import Q

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import ComityError
from comity.messages import actions as messages
from comity.tracing.actions.sending import question_of
from comity.tracing.models import HolderKey, TraceRequest, TraceStep

RIGHTS = ("tracing.end_traces", "tracing.forget_holders")
log = logging.getLogger("comity.tracing")


def end_due(now: datetime) -> int:
    """Delete what is over at every bureau; how many rows. It may run at any time and again."""
    today = now.date()
    bureaus = {
        *HolderKey.objects.filter(ends_at__lte=now).values_list("bureau", flat=True),
        *TraceRequest.objects.filter(kept_until__lt=today).values_list("bureau", flat=True),
        *TraceStep.objects.filter(kept_until__lt=today).values_list("bureau", flat=True),
    }
    gone = 0
    for bureau in sorted(bureaus):
        by = clock_of(bureau, *RIGHTS)
        try:
            gone += forget_holders(now, by=by) + end_traces(now, by=by)
        except ComityError as error:
            log.error("the retention of traces of %s failed: %s", bureau, error.code)
    return gone


@action("tracing.forget_holders")
def forget_holders(act: ActDraft, now: datetime, *, by: Actor) -> int:
    """Delete the keys of names whose day has come, and the sealed names with them; how many."""
    keys = HolderKey.objects.filter(bureau=by.bureau, ends_at__lte=now)
    due = list(keys.values_list("pk", flat=True))
    TraceStep.objects.filter(bureau=by.bureau, holder_key__in=due).update(holder_words=b"")
    keys.delete()
    act.about, act.count = "holderkey", len(due)
    return len(due)


@action("tracing.end_traces")
def end_traces(act: ActDraft, now: datetime, *, by: Actor) -> int:
    """Delete requests and steps of this bureau that are kept no longer, and every word of their conversations on this
    node; how many requests and steps asked of it. now: UTC.
    """
    today = now.date()
    requests = TraceRequest.visible_to(by).filter(kept_until__lt=today)
    asked = TraceStep.visible_to(by).filter(kept_until__lt=today, request=None)
    for step in TraceStep.visible_to(by).filter(Q(request__in=requests) | Q(pk__in=asked)):
        messages.forget(question_of(step, by).about, now)
    count = requests.count() + asked.count()
    requests.delete()
    asked.delete()
    act.about, act.count = "tracerequest", count
    return count
