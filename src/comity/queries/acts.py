"""Acts as their readers find them: filters that stand in the address, a cursor instead of page numbers."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.gate.acts import visible_acts
from comity.journal.acts import Outcome
from comity.journal.models import ActRecord, ActRow
from comity.journal.texts import is_sealed
from comity.kit.errors import invalid

# The verbs people look for; any other is shown by its own name.
VERB_WORDS: dict[str, str | Promise] = {
    "queries.ask": _("Asked all databases"),
    "queries.ask_batch": _("Asked about many"),
    "queries.forward": _("Handed a question on to the centre"),
    "queries.screen": _("Screened against public lists"),
    "queries.ask_confirmation": _("Asked an owner to confirm"),
    "queries.answer": _("Answered about a hit"),
    "queries.record_outcome": _("Recorded what was done"),
    "queries.list_reasons": _("Looked at the sealed reasons"),
    "queries.open_reason": _("Opened a sealed reason"),
    "queries.open_words": _("Opened the words of a question"),
    "records.create": _("Recorded"),
    "records.change": _("Changed a record"),
    "records.withdraw": _("Withdrew a record"),
    "records.extend": _("Kept a record longer"),
    "records.extend_many": _("Kept records longer"),
    "records.expire": _("Deleted records on their day"),
    "records.order_deletion": _("Ordered a deletion"),
    "records.load": _("Loaded a file"),
    "records.review": _("Looked at a record that waits"),
    "records.release": _("Released a record"),
    "records.release_load": _("Released a whole load"),
    "records.send_back": _("Sent a record back"),
    "messages.send": _("Sent a message"),
    "messages.ask": _("Sent a coded question"),
    "messages.read": _("Read a message"),
    "journal.drop_months": _("Dropped a month of the journal"),
    "access.sign_in": _("Signed in"),
    "access.sign_out": _("Signed out"),
}
OUTCOMES: dict[str, Outcome] = {each.name.lower().replace("_", "-"): each for each in Outcome}

SLUGS: dict[int, str] = {int(outcome): slug for slug, outcome in OUTCOMES.items()}


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which acts. day: in the reader's time zone. outcome: of OUTCOMES. after: the cursor of the page before."""

    verb: str = ""
    day: date | None = None
    outcome: str = ""
    after: str = ""


def found(sieve: Sieve, actor: Actor) -> "QuerySet[ActRow]":
    """The acts this actor may read, newest first. Raises: Invalid for a cursor that is none of ours."""
    rows = visible_acts(actor)
    if sieve.verb:
        rows = rows.filter(verb=sieve.verb)
    if sieve.day is not None:
        begin = datetime.combine(sieve.day, time(), get_current_timezone())
        rows = rows.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    if sieve.outcome in OUTCOMES:
        rows = rows.filter(outcome=int(OUTCOMES[sieve.outcome]))
    if sieve.after:
        at, id = _read(sieve.after)
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=id))
    return rows


def page(sieve: Sieve, actor: Actor, most: int) -> tuple[list[ActRow], str]:
    """At most `most` acts, and the cursor of the following page; "" at the end."""
    rows = list(found(sieve, actor)[: most + 1])
    return rows[:most], cursor(rows[most - 1]) if len(rows) > most else ""


def records_of(row: ActRow) -> "QuerySet[ActRecord]":
    """The records an act concerned, at the versions it saw or made."""
    return ActRecord.objects.filter(act=row.id, at=row.at).order_by("database", "record")


def is_question(row: ActRow) -> bool:
    """Does it hold the sealed words of a question?"""
    return bool(row.words) and not is_sealed(row)


def cursor(row: ActRow) -> str:
    """Where a page ends: moment and id, so that acts of one microsecond are all shown."""
    return urlsafe_b64encode(f"{row.at.isoformat()}|{row.id}".encode()).decode().rstrip("=")


def _read(text: str) -> tuple[datetime, UUID]:
    try:
        at, _bar, id = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        return datetime.fromisoformat(at).astimezone(timezone.utc), UUID(id)
    except (ValueError, OverflowError, binascii.Error):
        raise invalid(
            "after", "cursor", _("This page is no longer there. Begin again at the first.")
        ) from None
