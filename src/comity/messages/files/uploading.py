"""The verbs of files that are not sent yet, and of fetching one that was."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, TooMany
from comity.messages.files.media import media_of, name_of
from comity.messages.files.stored import Arrived, is_stored, leftovers, let_go, settle
from comity.messages.files.tables import Attachment, unsent
from comity.messages.rules import MOST_FILES

# How long a file waits to be sent that hangs on no draft. What hangs on a draft goes with the draft.
WAITS = timedelta(days=1)
MOST_WAITING = 5 * MOST_FILES  # of one unit
ENDED_AT_ONCE = 1000


@action("messages.upload")
def upload(act: ActDraft, file: Arrived, *, name: str, draft: UUID | None = None, by: Actor) -> Attachment:
    """Keep a file that came in, for a message of the actor's unit that is still to be sent.

    Raises: Invalid for a name or a type that is not taken; TooMany. The caller drops the file then.
    """
    own, name = unsent(by), name_of(name)
    if own.count() >= MOST_WAITING:
        raise TooMany(
            _("Your unit has many files here that were not sent. Take some off."), code="too-many-files"
        )
    if draft is not None and own.filter(draft=draft).count() >= MOST_FILES:
        raise TooMany(
            _("A message carries at most %(most)s files. Pack them into one.") % {"most": MOST_FILES},
            code="too-many-files",
        )
    media = media_of(file.beginning, name)
    settle(file)
    row = Attachment._default_manager.create(
        id=file.id,
        draft=draft,
        owner=by.bureau,
        unit=by.unit,
        name=name,
        media_type=media.media_type,
        size=file.size,
        sha256=file.sha256,
        at=timezone.now(),
    )
    act.about, act.count = f"file:{row.id}", 1
    return row


@action("messages.take_off")
def take_off(act: ActDraft, file: UUID, *, by: Actor) -> None:
    """Delete an uploaded file that was not sent. Raises: NotFound for any other."""
    row = unsent(by).select_for_update().filter(pk=file).first()
    if row is None:
        raise NotFound
    act.about, act.count = f"file:{row.id}", let_go([row])


@action("messages.fetch")
def fetch(act: ActDraft, file: UUID, *, by: Actor) -> Attachment:
    """A file that the actor may see, to be read; that it was fetched is an act.

    Raises: NotFound; also where the disk has lost it.
    """
    row = Attachment.visible_to(by).select_related("message").filter(pk=file).first()
    if row is None or not is_stored(row):
        raise NotFound
    act.about = f"message:{row.message_id}" if row.message_id else f"file:{row.id}"
    act.case = row.message.case if row.message else ""
    return row


@action("messages.end_uploads")
def end_uploads(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Delete what the bureau uploaded for no draft and did not send within a day; how many. Runs again harmlessly."""
    due = Attachment._default_manager.filter(_due(now), owner=by.bureau).select_for_update(skip_locked=True)
    act.count = let_go(list(due[:ENDED_AT_ONCE]))
    return act.count


def owners_due(now: datetime) -> list[str]:
    """The bureaus that uploaded files which were not sent in time."""
    return sorted(set(Attachment._default_manager.filter(_due(now)).values_list("owner", flat=True)))


def sweep(now: datetime) -> int:
    """Delete what a crash left on the disk without a row: no words of anybody's mailbox, so no act. How many files."""
    left = leftovers(now - WAITS)
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _due(now: datetime) -> Q:
    return Q(message=None, draft=None, at__lt=now - WAITS)
