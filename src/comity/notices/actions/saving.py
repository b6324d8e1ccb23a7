"""The verb that keeps a draft as somebody writes it: whole or in pieces, readable or not yet.

A sitting is one page opened once, known by a random id that the page carries. It leaves one act and one line in the
file, however often it saves; decisions/0036 says why.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.canonical import canonical_json
from comity.kit.errors import Invalid, Refused
from comity.notices.actions.drafting import (
    begun,
    refuse_closed_addressees,
    refuse_older,
    refuse_who_may_not,
    write_request,
)
from comity.notices.actions.filing import demand, file, is_about, own
from comity.notices.models import Notice
from comity.notices.path import State, Verb
from comity.notices.request import ADDRESSEES, Request, sorted_out

LONGEST_UNREAD = 50_000  # characters


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form. raw: by declared field. addressees: codes, None where no codes can be read of what was
    typed. addressees_typed: the same as typed.
    """

    kind: str
    raw: Mapping[str, Any]
    diffusion: bool = False
    addressees: tuple[str, ...] | None = ()
    addressees_typed: str = ""


@action("notices.save")
def save(
    act: ActDraft, typed: Typed, *, sitting: UUID, notice: Notice | None = None, seen: int = 0, by: Actor
) -> Notice:
    """Keep what stands in the form of a draft, or begin one. What cannot be read yet is kept as typed, and
    nobody submits it so.

    sitting: of the page. notice: None until the page knows that there is one. seen: the version that the page saw.
    Raises: Stale where somebody else changed it; Refused for what is no draft any more; TooMany; NotFound; Invalid.
    """
    now = timezone.now()
    row = _known(notice, sitting, by)
    request, unread = sorted_out(
        typed.kind, typed.raw, diffusion=typed.diffusion, addressees=typed.addressees or (), today=now.date()
    )
    if row is None:
        row = begun(request, by, now)
        _put(row, request, unread, typed, now)
        row.sitting = sitting
        row.save(force_insert=True)
        file(row, "notices.draft", by, now)
        is_about(act, row)
        return row
    is_about(act, row)
    demand(row, Verb.CHANGE)
    if row.standing is not State.DRAFT:
        raise Refused(_("Reviewers have it already: save by the button what you change."), code="no-draft")
    refuse_older(row, seen, sitting)
    refuse_who_may_not(request, by)
    act.goes_on = row.sitting == sitting
    before = (bytes(row.digest), row.unread)
    _put(row, request, unread, typed, now)
    if (bytes(row.digest), row.unread) == before and act.goes_on:
        return row
    row.version, row.sitting = row.version + 1, sitting
    row.save()
    if not act.goes_on:
        file(row, Verb.CHANGE, by, now)
    return row


def _known(notice: Notice | None, sitting: UUID, by: Actor) -> Notice | None:
    """The locked draft of the page; also where the answer that told the page of it was lost on the way."""
    if notice is not None:
        return own(notice, by)
    return Notice.owned_by(by).select_for_update().filter(sitting=sitting).first()


def _put(row: Notice, request: Request, unread: dict[str, Any], typed: Typed, now: datetime) -> None:
    """Put in what can be read, and beside it what cannot. Raises: Refused where that is too much."""
    write_request(row, request)
    if typed.addressees_typed and not _are_known(row, typed, now):
        unread = {**unread, ADDRESSEES: typed.addressees_typed}
    row.unread = json.loads(json.dumps(unread).replace(r"\u0000", ""))  # no text of the store holds a NUL
    if len(canonical_json(row.unread)) > LONGEST_UNREAD:
        raise Refused(_("Too much of this cannot be read: shorten what is marked."), code="too-long")


def _are_known(row: Notice, typed: Typed, now: datetime) -> bool:
    """Can it be sent to these? Half a code must not become a diffusion to everybody."""
    if typed.addressees is None:
        return False
    try:
        refuse_closed_addressees(row, now)
    except Invalid:
        return False
    return True
