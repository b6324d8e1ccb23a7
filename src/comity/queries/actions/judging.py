"""The verbs of a verdict: whoever compared says whether it is the same; so does the owner's final word."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, Stale, invalid
from comity.messages.models import Message
from comity.queries.actions.confirming import is_about
from comity.queries.beside import default_for, is_hidden, record_of, rows_of
from comity.queries.conversation import Event
from comity.queries.judging import SLUGS, Judged, holds_until, may_be_known, shared_at_first
from comity.queries.misleading import lower_where_misleading
from comity.queries.models import Confirmation, Hit, Verdict
from comity.queries.telling import Telling

OWNERS_WORDS = {Event.CONFIRM: Judged.SAME, Event.DENY: Judged.NOT_THE_SAME}


@action("queries.judge")
def judge(
    act: ActDraft, hit: Hit, judged: Judged, *, version: int, shared: bool | None = None, by: Actor
) -> Verdict:
    """Say whether what was asked and what is on record are the same. The last word of a hit counts.

    version: of the record that was compared. shared: may it count elsewhere, without the bureau's name; None takes
    the document's own default. The owner's final word stands: it is not overruled here.
    Raises: NotFound, Stale, Refused, Invalid. Source: practice 15.
    """
    now = timezone.now()
    row = Hit.visible_to(by).select_for_update().filter(pk=hit.pk, bureau=by.bureau).first()
    if row is None:
        raise NotFound
    is_about(act, row)
    record = record_of(row, by, now.date())
    if record is None or is_hidden(record, by):
        raise Refused(_("There is no record here for you to compare with."), code="record-gone")
    if record.version != version:
        raise Stale(_("The record changed after you opened this page. Compare again, then say."))
    former = Verdict.objects.filter(hit=row).first()
    if former is not None and former.by_owner:
        raise Refused(_("The owner has answered about this hit: its word stands."), code="owner-answered")
    rows = rows_of(row, record, by)
    known = may_be_known(Telling(row.telling), silent=row.silent, disclosed=row.disclosed_at is not None)
    if shared and not known:
        raise invalid("shared", "not-to-be-known", _("Of this hit no other bureau may know anything."))
    if shared is None:
        shared = known and shared_at_first(Telling(row.telling), default_for(rows))
    act.reason = SLUGS[judged]
    facts = {each.fact: each.result.value for each in rows}
    return _keep(row, judged, facts, version, now, by.function, shared=shared, by_owner=False)


def keep_owners_word(row: Confirmation, event: Event, at: datetime) -> None:
    """The owner's final answer becomes the verdict of the asker's copy, inside the verb that brings it.

    What was compared is what the question told the owner.
    """
    judged, hit = OWNERS_WORDS.get(event), row.hit
    if judged is None or hit is None:
        return
    asked = Message.objects.filter(pk=row.thread).first()
    content = asked.content if asked is not None and asked.is_whole else {}
    facts = {each["fact"]: each["result"] for each in content.get("compared", ())}
    former = Verdict.objects.filter(hit=hit).first()
    shared = former.shared if former is not None else True
    _keep(hit, judged, facts, row.seen, at, "", shared=shared, by_owner=True)


def _keep(
    hit: Hit,
    judged: Judged,
    facts: dict[str, str],
    seen: int,
    at: datetime,
    function: str,
    *,
    shared: bool,
    by_owner: bool,
) -> Verdict:
    values = {
        "bureau": hit.bureau,
        "database": hit.database,
        "record": hit.record,
        "seen": seen,
        "tag": bytes(hit.tag),
        "judged": int(judged),
        "by_owner": by_owner,
        "shared": shared,
        "facts": facts,
        "grade": hit.grade,
        "kind": hit.kind,
        "at": at,
        "function": function,
        "until": holds_until(at.date()),
    }
    row, _made = Verdict.objects.update_or_create(hit=hit, defaults=values)
    lower_where_misleading(row, today=at.date())
    return row


@action("queries.end_verdicts")
def end_verdicts(act: ActDraft, *, today: date, by: Actor) -> int:
    """Delete a bureau's verdicts that say nothing any more; how many. today: UTC. It may run at any time and again."""
    act.count, _each = Verdict.visible_to(by).filter(until__lt=today).delete()
    act.about = "verdicts"
    return act.count


def owners_of_ended(today: date) -> list[str]:
    """The bureaus that have verdicts whose day has passed."""
    rows = Verdict.objects.filter(until__lt=today)
    return sorted(set(rows.values_list("bureau", flat=True).distinct()))
