"""Reference libraries: looked through and read by everybody whose scope holds them (practice 6).

They hold no case, so reading them needs no question that led there and counts against no budget. Restrictions, marking
and owners' rules hold as everywhere.
"""

from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.records import reading
from comity.records.listing import lists
from comity.records.listing.lists import MOST_IN_A_PAGE, Page, Sieve, by_state, paged
from comity.records.listing.ordering import Order, Place, newest
from comity.records.listing.sieves import narrowed
from comity.records.record import Record
from comity.records.rules import Status

R = TypeVar("R", bound=Record)


@action("records.browse")
def browse(
    act: ActDraft,
    database: type[R],
    sieve: Sieve,
    *,
    by: Actor,
    order: Order | None = None,
    before: Place | None = None,
    after: Place | None = None,
    limit: int = MOST_IN_A_PAGE,
) -> Page[R]:
    """A page of a reference library: one's own entries, and what others published to this reader.

    Raises: NotFound for a database that is no reference library.
    """
    if not database.reference:
        raise NotFound()
    rows = narrowed(database.library_for(by, today=timezone.now().date()), database, sieve, by)
    page = paged(rows, order or newest(database), before=before, after=after, limit=limit)
    act.databases, act.count = (database.code,), len(page.records)
    return page


@action("records.consult")
def consult(act: ActDraft, database: type[R], record_id: UUID, *, by: Actor) -> R:
    """Read an entry of a reference library. Raises: NotFound for what is not there, or closed: both look alike."""
    rows = (
        database.library_for(by, today=timezone.now().date())
        if database.reference
        else database._default_manager.none()
    )
    record = rows.filter(pk=record_id).first()
    if record is None:
        act.databases = (database.code,)
        raise NotFound()
    act.count = 1
    act.touches(database=database.code, record=record.id, version=record.version)
    return record


def listing(
    database: type[R],
    sieve: Sieve,
    *,
    by: Actor,
    order: Order | None = None,
    before: Place | None = None,
    after: Place | None = None,
    limit: int = MOST_IN_A_PAGE,
) -> Page[R]:
    """What a list of this database shows its reader: a library all of it, any other one's own records alone."""
    listed = browse if database.reference else lists.listed
    return listed(database, sieve, by=by, order=order, before=before, after=after, limit=limit)


def states(database: type[R], sieve: Sieve, *, by: Actor) -> Mapping[Status, int]:
    """How many of what `listing` shows fit in each state, whatever state the sieve asks for (see `by_state`)."""
    library = database.reference
    rows = database.library_for(by, today=timezone.now().date()) if library else database.owned_by(by)
    return by_state(rows, database, sieve, by)


def opened(database: type[R], record_id: UUID, *, by: Actor) -> R:
    """A record to read: of a library as it is published, of any other database as `reading.read` allows."""
    return (consult if database.reference else reading.read)(database, record_id, by=by)
