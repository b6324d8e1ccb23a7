"""The difference that a correction makes, as its readers see it: before and after, field by field. Reads only."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.messages.models import Message
from comity.notices import telling
from comity.notices.actions.taking_in import before
from comity.notices.corrections import PHOTOGRAPHS
from comity.notices.kinds import declared
from comity.notices.models import Notice, Received, Told
from comity.records.shown import Change, Fact, Shown, changes_in

_SHORT = 8  # the beginning of a digest, to compare by eye


def difference_of(row: Notice) -> list[Change]:
    """What a correction changes, for its bureau and its reviewers, who see all of both."""
    if row.corrects_id is None:
        return []
    was = before(row)
    found = changes_in(row.declaration.fields, was.body, row.body)
    pictures = _pictures(
        [each.partition(":")[2] for each in was.files], [each.partition(":")[2] for each in row.files]
    )
    return found + pictures


def sent_difference(content: Mapping[str, Any]) -> list[Change]:
    """What a message of a correction says. content: of telling.CORRECTION."""
    kind = declared().get(content["kind"])
    if kind is None:
        return []
    changes = content["changes"]
    was, now = (
        {each["field"]: each[side] for each in changes if each[side] is not None}
        for side in ("before", "after")
    )
    shown = was.pop(PHOTOGRAPHS, []), now.pop(PHOTOGRAPHS, [])
    return changes_in(kind.fields, was, now) + _pictures(*shown)


def differences_sent(actor: Actor, rows: Sequence[Received]) -> dict[Received, list[Change]]:
    """For each of these corrections the difference that the actor's bureau was sent last; [] where a recall took it."""
    sent = _sent(actor, {row.notice_id for row in rows})
    return {row: sent.get((row.notice_id, row.corrected_to), []) for row in rows}


def differences_told(actor: Actor, rows: Sequence[Told]) -> dict[Told, list[Change]]:
    """The same for what another node keeps."""
    sent = _sent(actor, {row.notice for row in rows})
    return {row: sent.get((row.notice, row.corrected_to), []) for row in rows}


def _sent(actor: Actor, notices: Collection[UUID]) -> dict[tuple[UUID, int | None], list[Change]]:
    """What the actor's bureau was sent, by notice and version."""
    about = [f"notice:{each}" for each in notices]
    rows = Message.visible_to(actor).filter(kind=telling.CORRECTION, about__in=about, emptied_on=None)
    told = [each.content for each in rows]
    return {(UUID(each["notice"]), each["version"]): sent_difference(each) for each in told}


def _pictures(was: Sequence[str], now: Sequence[str]) -> list[Change]:
    if sorted(was) == sorted(now):
        return []
    return [Change(_("Pictures"), _digests(was), _digests(now))]


def _digests(found: Sequence[str]) -> Fact | None:
    if not found:
        return None
    return Fact(PHOTOGRAPHS, _("Pictures"), Shown(code=" ".join(each[:_SHORT] for each in sorted(found))))
