"""Lists of own records: narrowed, sorted, counted, and read page by page with a cursor instead of page numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from django.db.models import Count, QuerySet

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.listing.ordering import Order, Place, newest
from comity.records.listing.sieves import LONGEST_WORDS as LONGEST_WORDS
from comity.records.listing.sieves import STATES as STATES
from comity.records.listing.sieves import Sieve as Sieve
from comity.records.listing.sieves import filters as filters
from comity.records.listing.sieves import narrowed
from comity.records.listing.sieves import sieve_of as sieve_of
from comity.records.record import Record
from comity.records.rules import Status

R = TypeVar("R", bound=Record)
MOST_IN_A_PAGE = 200
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Part of a list. before, after: cursors of what follows and of what stands above, None where there is none.

    order: the one it is in, which is the newest first where too many fit to sort them as asked.
    """

    records: list[R]
    count: int
    is_counted: bool
    before: Place | None
    after: Place | None
    order: Order


@action("records.list")
def listed(
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
    """A page of the own bureau's records; nothing else is ever listed, sorted or counted (practice 6).

    before, after: cursors; the page holds what follows, or stands above, the record they name.
    """
    rows = sifted(database, sieve, by)
    page = paged(rows, order or newest(database), before=before, after=after, limit=limit)
    act.databases, act.count = (database.code,), len(page.records)
    return page


def paged(
    rows: QuerySet[R], order: Order, *, before: Place | None, after: Place | None, limit: int
) -> Page[R]:
    """A page of these rows. before, after: as `listed`."""
    count = rows[: MOST_COUNTED + 1].count()
    if not order.is_indexed and count > MOST_COUNTED:
        order = newest(rows.model)
    backward, place = after is not None, after if after is not None else before
    if place is not None and place.value is None and order.field.name != "id":
        backward, place = False, None  # a cursor of another order: begin again
    limit = min(limit, MOST_IN_A_PAGE)
    page = list(order.arranged(rows, place, backward=backward)[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    if backward:
        page.reverse()
    has_above, has_more = (more, True) if backward else (place is not None, more)
    return Page(
        page,
        min(count, MOST_COUNTED),
        count <= MOST_COUNTED,
        before=order.place(page[-1]) if page and has_more else None,
        after=order.place(page[0]) if page and has_above else None,
        order=order,
    )


def sifted(database: type[R], sieve: Sieve, by: Actor) -> QuerySet[R]:
    """One's own records that fit, in no order."""
    return narrowed(database.owned_by(by), database, sieve, by)


def by_state(rows: QuerySet[R], database: type[R], sieve: Sieve, by: Actor) -> Mapping[Status, int]:
    """How many of the rows fit in each state; MOST_COUNTED + 1 where there are more.

    rows: all that the reader may list. Only so many are ever counted, however many there are.
    """
    rows = narrowed(rows, database, replace(sieve, status=None), by)
    if rows[: MOST_COUNTED + 1].count() <= MOST_COUNTED:
        few = rows.order_by().values_list("status").annotate(Count("pk"))
        return {Status(status): count for status, count in few}
    counts = {status: rows.filter(status=int(status))[: MOST_COUNTED + 1].count() for status in Status}
    return {status: count for status, count in counts.items() if count}
