"""The verbs of a draft: keep what is typed, send it, drop it, end it. decisions/0036 says why a sitting is one act."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_elsewhere, centre_hosted_here
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, Stale, TooMany
from comity.messages import actions
from comity.messages.files.stored import let_go
from comity.messages.files.tables import Attachment
from comity.messages.kinds import LONGEST_TEXT
from comity.messages.models import Delivery, Message, NoteDraft
from comity.messages.moderation.home import hand_to_centre
from comity.messages.notes import NOTE, note_body
from comity.messages.rules import Draft
from comity.messages.writing.moderated import waits_for_centre
from comity.messages.writing.typed import FIELDS, Written, read

KEPT = timedelta(days=30)  # after the last word
MOST_DRAFTS = 200  # of one unit
ENDED_AT_ONCE = 500


@action("messages.save_draft")
def save_draft(
    act: ActDraft,
    id: UUID,
    typed: Mapping[str, str],
    *,
    sitting: UUID,
    seen: int = 0,
    reply_to: UUID | None = None,
    by: Actor,
) -> NoteDraft:
    """Keep what stands in the form. The first save of a sitting is an act, the later ones go on with it.

    id: made by the page. seen: the version that the page saw. reply_to: counts with the first save alone.
    Raises: Stale where another page saved it meanwhile; NotFound for a draft of others; Refused; TooMany.
    """
    now = timezone.now()
    row = NoteDraft.objects.select_for_update().filter(pk=id).first()
    act.about = f"draft:{id}"
    kept = {name: str(typed.get(name, "")).replace("\0", "") for name in FIELDS}
    if sum(map(len, kept.values())) > 2 * LONGEST_TEXT:
        raise Refused(_("This is too long for a message. Send long things as a file."), code="too-long")
    if row is None:
        if NoteDraft.visible_to(by).count() >= MOST_DRAFTS:
            raise TooMany(_("Your unit has many drafts. Drop some of them."), code="too-many-drafts")
        if reply_to is not None and not Message.visible_to(by).filter(pk=reply_to).exists():
            raise NotFound
        return NoteDraft.objects.create(
            id=id, owner=by.bureau, unit=by.unit, typed=kept, reply_to=reply_to, sitting=sitting, saved_at=now
        )
    if (row.owner, row.unit) != (by.bureau, by.unit):
        raise NotFound
    if row.version != seen and row.sitting != sitting:
        raise Stale(_("Somebody of your unit has changed this draft meanwhile."))
    if row.submitted_at is not None:
        raise submitted()
    act.goes_on = row.sitting == sitting
    if row.typed != kept or not act.goes_on:
        row.typed, row.sitting, row.saved_at, row.version = kept, sitting, now, row.version + 1
        row.save(update_fields=["typed", "sitting", "saved_at", "version"])
    return row


@action("messages.send_draft")
def send_draft(act: ActDraft, id: UUID, *, language: str, by: Actor) -> Message | None:
    """Send a draft with its files, as it stands; None where it waits for the centre from now on (practice 9).

    language: of the text, where the draft does not say, ISO 639.
    Raises: NotFound; Invalid for what does not fit, and then the draft stays as it is; Refused.
    """
    row, now = own(id, by), timezone.now()
    act.about = f"draft:{id}"
    written = read(row.typed, now=now)
    if row.submitted_at is not None:
        raise submitted()
    if waits_for_centre(by):
        if not centre_hosted_here():
            carrier = hand_to_centre(row, written, language, files_of_draft(id, by), by)
            row.sent_as, act.recipients, act.count = carrier.pk, (centre_elsewhere(),), 1
        row.submitted_at, row.function, row.returned, row.returned_code = now, by.function, "", ""
        row.typed = {**row.typed, "language": written.language or language}
        row.save(update_fields=["submitted_at", "function", "returned", "returned_code", "sent_as", "typed"])
        return None
    return sent(row, written, language, by=by)


def sent(row: NoteDraft, written: Written, language: str, *, by: Actor) -> Message:
    """Send what was written in the name of the draft's unit; inside the verb that sends or releases it."""
    files = tuple(files_of_draft(row.id, by).values_list("id", flat=True))
    version, body = note_body(
        written.subject, written.text, written.language or language, written.attention, written.unit
    )
    draft = Draft(
        kind=NOTE,
        version=version,
        to=written.to,
        body=body,
        case=written.case,
        precedence=written.precedence,
        expires_at=written.answer_by,
        reply_to=row.reply_to,
        files=files,
    )
    asked = _to_answer(row, written, by)
    if written.is_broadcast:
        message = actions.broadcast(draft, written.region, by=by)
    elif asked is None:
        message = actions.send(draft, by=by)
    else:
        message = actions.answer(
            asked,
            body,
            by=by,
            kind=NOTE,
            version=version,
            case=draft.case,
            precedence=draft.precedence,
            expires_at=draft.expires_at,
            files=files,
        )
    row.delete()
    return message


def _to_answer(row: NoteDraft, written: Written, by: Actor) -> Message | None:
    """The message whose clock this draft stops: a note to this bureau, not answered yet, and answered to its sender."""
    if row.reply_to is None:
        return None
    own = Delivery.visible_to(by).filter(message=row.reply_to, bureau=by.bureau, answered_at=None)
    found = own.select_related("message").first()
    is_answer = found is not None and found.delivered_at and written.to == (found.message.sender,)
    return found.message if found is not None and is_answer and found.message.kind == NOTE else None


@action("messages.drop_draft")
def drop_draft(act: ActDraft, id: UUID, *, by: Actor) -> None:
    """Delete a draft with its files. Raises: NotFound; Refused for one that a message carries to the centre."""
    row = own(id, by)
    if row.sent_as is not None:
        raise submitted()
    act.about, act.count = f"draft:{id}", let_go(list(files_of_draft(id, by)))
    row.delete()


@action("messages.end_drafts")
def end_drafts(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Delete the bureau's drafts at which nobody has written for KEPT, with their files; how many."""
    due = NoteDraft.objects.filter(_due(now), owner=by.bureau).select_for_update(skip_locked=True)
    ids = list(due.values_list("id", flat=True)[:ENDED_AT_ONCE])
    let_go(list(Attachment.objects.filter(draft__in=ids, message=None)))
    NoteDraft.objects.filter(id__in=ids).delete()
    act.count = len(ids)
    return act.count


def own(id: UUID, by: Actor) -> NoteDraft:
    """The locked draft of one's own unit. Raises: NotFound."""
    row = NoteDraft.objects.select_for_update().filter(pk=id, owner=by.bureau, unit=by.unit).first()
    if row is None:
        raise NotFound
    return row


def files_of_draft(id: UUID, by: Actor) -> QuerySet[Attachment]:
    """What hangs on a draft of the actor's unit, in the order in which it came."""
    return Attachment.visible_to(by).filter(draft=id).order_by("place", "at", "id")


def owners_of_old_drafts(now: datetime) -> list[str]:
    """The bureaus with drafts that end."""
    return sorted(set(NoteDraft.objects.filter(_due(now)).values_list("owner", flat=True)))


def submitted() -> Refused:
    """What waits for the centre is not changed: it would be released unseen."""
    return Refused(_("It waits for the centre. Take it back first."), code="submitted")


def _due(now: datetime) -> Q:
    return Q(saved_at__lt=now - KEPT, submitted_at=None)
