"""The one registry of the house: every declaration there is. The only resolver of (database code, record id)."""

from functools import cache

from django.apps import apps

from comity.kit.errors import NotFound
from comity.records.record import Record


@cache
def databases() -> tuple[type[Record], ...]:
    """Every declared database, by code. Raises: ValueError when two share a code or a slug."""
    found = sorted(
        (model for model in apps.get_models() if issubclass(model, Record)), key=lambda one: one.code
    )
    for names in ([one.code for one in found], [one.slug for one in found]):
        if len(set(names)) != len(names):
            raise ValueError(f"two databases share one of {names}")
    return tuple(found)


@cache
def searched() -> tuple[type[Record], ...]:
    """The databases that a question may find something in; the others can only be looked through."""
    return tuple(database for database in databases() if database.keys)


def by_slug(slug: str) -> type[Record]:
    """The database of this slug. Raises: NotFound."""
    for database in databases():
        if database.slug == slug:
            return database
    raise NotFound()


def by_code(code: int) -> type[Record]:
    """The database of this code. Raises: NotFound."""
    for database in databases():
        if database.code == code:
            return database
    raise NotFound()
