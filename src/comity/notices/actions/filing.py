"""What the verbs of notices share: the locked row, the step of the path, and one line in its file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, Stale, invalid
from comity.kit.ids import new_id
from comity.kit.text import clean_text
from comity.messages.models import Message
from comity.notices.models import Deed, Notice, number_of
from comity.notices.path import Ground, Verb, moved

LONGEST_REASON = 4000
STALE = _("Somebody has changed it meanwhile. Look at it again.")


def own(notice: Notice, by: Actor) -> Notice:
    """The actor's bureau's notice, locked. Raises: NotFound."""
    row = Notice.owned_by(by).select_for_update().filter(pk=notice.pk).first()
    if row is None:
        raise NotFound
    return row


def seen_by(notice: Notice, by: Actor) -> Notice:
    """A notice that the actor may see, locked. Raises: NotFound."""
    row = Notice.visible_to(by).select_for_update(of=("self",)).filter(pk=notice.pk).first()
    if row is None:
        raise NotFound
    return row


def out_of_another(act: ActDraft, notice: Notice, by: Actor) -> Notice:
    """Another bureau's notice that is out for the actor, locked, and named in the act.

    Raises: Refused for one's own; NotFound.
    """
    row = seen_by(notice, by)
    is_about(act, row)
    if row.bureau == by.bureau:
        raise Refused(_("This is your own notice: withdraw it."), code="own-notice")
    if not row.is_out:
        raise NotFound
    return row


def new_file(by: Actor, now: datetime, *, id: UUID | None = None, **values: Any) -> Notice:
    """A notice of the actor's bureau with a number of its own, in the first state; saving it is the verb's."""
    id, function = id or new_id(), by.function[:80]
    began = {"created_at": now, "state_since": now}
    return Notice(id=id, number=number_of(id, now), bureau=by.bureau, function=function, **began, **values)


def step(row: Notice, verb: Verb, now: datetime) -> None:
    """Go the step of the path that this verb is. Raises: Refused."""
    state = moved(row.standing, verb)
    if state is not row.standing:
        row.stand(state, now)


def demand(row: Notice, verb: Verb) -> None:
    """Go on only where the path has such a step. Raises: Refused."""
    moved(row.standing, verb)


def refuse_stale(row: Notice, digest: bytes) -> None:
    """Whoever decides must have seen what it is now. Raises: Stale."""
    if bytes(row.digest) != digest:
        raise Stale(STALE)


def file(
    row: Notice,
    verb: Verb | str,
    by: Actor,
    now: datetime,
    *,
    text: str = "",
    ground: Ground | None = None,
    shown: bool = True,
) -> Deed:
    """One line in the file of a notice, as it stands after the verb."""
    return Deed.objects.create(
        notice=row,
        at=now,
        verb=verb.value if isinstance(verb, Verb) else verb,
        state=row.state,
        version=row.version,
        digest=row.digest,
        bureau=by.bureau,
        officer=by.officer or by.token,
        function=by.function[:80],
        ground=int(ground) if ground is not None else None,
        text=text,
        shown=shown,
    )


def file_said(
    row: Notice, verb: Verb, message: Message, at: datetime, *, ground: int | None = None, text: str = ""
) -> Deed:
    """The same of what a bureau on another node did, by its message: its function, and nobody's name."""
    return Deed.objects.create(
        notice=row,
        at=at,
        verb=verb.value,
        state=row.state,
        version=row.version,
        digest=row.digest,
        bureau=message.sender,
        function=message.function[:80],
        ground=ground,
        text=text,
    )


def reason_of(text: str, *, field: str = "reason") -> str:
    """A reason as it is kept. Raises: Invalid where there is none."""
    reason = clean_text(text, field=field, longest=LONGEST_REASON)
    if not reason:
        raise invalid(field, "required", _("Write the reason."))
    return reason


def is_about(act: ActDraft, row: Notice) -> None:
    """Name it in the act by its id."""
    act.about, act.count = f"notice:{row.pk}", 1


def wrote_it(row: Notice, by: Actor) -> bool:
    """Did this person draft, change or answer it, or what it corrects? Then he or she never reviews it.

    Source: issue 5, item 3.
    """
    who = by.officer or by.token
    verbs = [
        "notices.draft",
        *(each.value for each in (Verb.CHANGE, Verb.SUBMIT, Verb.ANSWER, Verb.CORRECT)),
    ]
    about = [row.pk, *([row.corrects_id] if row.corrects_id else [])]
    return Deed.objects.filter(notice__in=about, officer=who, verb__in=verbs).exists() if who else True
