"""What the list operations of the API are asked: the filters and orders of a page's address, each with its schema."""

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field, create_model

from comity.gate.actor import Actor
from comity.kit.errors import Refused, invalid
from comity.records.listing.browsing import listing
from comity.records.listing.lists import MOST_COUNTED, MOST_IN_A_PAGE, Page
from comity.records.listing.ordering import newest, orders, place_of
from comity.records.listing.sieves import (
    COMMON,
    LONGEST_WORDS,
    MARKING_SLUGS,
    STATES,
    filters,
    name_of,
    sieve_of,
    wanted,
)
from comity.records.record import Record
from comity.records.values import Choice


def one_of(words: Any) -> str:
    """A pattern for one of these words."""
    return f"^({'|'.join(words)})$"


class Asked(Schema):
    """q: beginning of a number or name, or your own number. since, changed_since: recorded, changed on that day (UTC)
    or later. kept_before: ends before that day. near_review: ends within six months. unit: that recorded it.

    before: `next` of the page before, asked with the same filters and order.
    """

    q: str = Field("", max_length=LONGEST_WORDS)
    state: str | None = Field(None, pattern=one_of(STATES))
    since: date | None = None
    changed_since: date | None = None
    kept_before: date | None = None
    near_review: bool = False
    unit: UUID | None = None
    marking: str | None = Field(None, pattern=one_of(MARKING_SLUGS))
    pictures: bool | None = None
    before: str = Field("", max_length=600)
    limit: int = Field(50, ge=1, le=MOST_IN_A_PAGE)


@cache
def asked_model(database: type[Record]) -> type[Asked]:
    """The same for one database: its closed sets as filters, and its orders. Made at run time: mypy cannot know it."""
    fields: dict[str, Any] = {
        "sort": (
            str | None,
            Field(
                None,
                pattern=one_of(orders(database)),
                description="A minus sorts backward. By recorded and kept_until at any size; by others only "
                f"where at most {MOST_COUNTED:,} fit.",
            ),
        )
    }
    fields["missing"] = (
        str | None,
        Field(
            None,
            pattern=one_of(wanted(database)),
            description="A wanted field that is empty, in what has not ended.",
        ),
    )
    for name, kind in filters(database).items():
        form = one_of(kind.numbers) if isinstance(kind, Choice) else "^[A-Za-z]{1,3}$"
        fields[name_of(name)] = (str | None, Field(None, pattern=form))
    return create_model(f"{database.__name__}Asked", __base__=Asked, **fields)


def listed(database: type[Record], asked: Asked, *, by: Actor) -> Page[Any]:
    """The page asked for. Raises: Invalid for a cursor of another order; Refused where too many fit to sort them."""
    told = asked.model_dump(mode="json", exclude_none=True)
    order = orders(database).get(told.get("sort", "")) or newest(database)
    before = place_of(order, asked.before)
    if asked.before and (before is None or (before.value is None and order.field.name != "id")):
        message = _("Give the `next` of the page before, with the same order.")
        raise invalid("before", "cursor", message)
    sieve = sieve_of(
        database, {name: _as_text(value) for name, value in told.items() if name in _names(database)}
    )
    page = listing(database, sieve, by=by, order=order, before=before, limit=asked.limit)
    if page.order != order:
        sentence = _(
            "More than %(most)s fit: too many to sort by this field. Narrow the list, or leave `sort` out."
        )
        raise Refused(sentence % {"most": MOST_COUNTED}, code="too-many-to-sort")
    return page


def _names(database: type[Record]) -> set[str]:
    return {*COMMON, *map(name_of, filters(database))}


def _as_text(value: Any) -> str:
    """As an address has it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
