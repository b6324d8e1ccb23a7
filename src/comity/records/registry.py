"""The one registry of the house: every declaration there is. The only resolver of (database code, record id)."""

from functools import cache

from django.apps import apps
from django.utils.functional import Promise

from comity.kit.errors import NotFound
from comity.records.record import Record
from comity.records.rules import Feeder
from comity.records.values import Choice
from comity.records.ways import described


@cache
def all_databases() -> tuple[type[Record], ...]:
    """Every declared database, by code. Raises: ValueError when two share a code or a slug."""
    found = sorted(
        (model for model in apps.get_models() if issubclass(model, Record)), key=lambda one: one.code
    )
    for names in ([one.code for one in found], [one.slug for one in found]):
        if len(set(names)) != len(names):
            raise ValueError(f"two databases share one of {names}")
    return tuple(found)


@cache
def databases() -> tuple[type[Record], ...]:
    """The databases in which bureaus record. The others hold what the node makes itself (Feeder.NODE)."""
    return tuple(database for database in all_databases() if database.fed_by is not Feeder.NODE)


@cache
def searched() -> tuple[type[Record], ...]:
    """The databases that a question may find something in; the others can only be looked through."""
    return tuple(database for database in all_databases() if database.keys)


@cache
def described_kinds() -> tuple[tuple[str, str | Promise], ...]:
    """The sorts of things that are found by description, of all databases: slug and words."""
    found: dict[str, str | Promise] = {}
    for database in databases():
        if way := described(database.keys):
            for each in database.declared():
                if each.name == way.among and isinstance(each.value, Choice):
                    found |= dict(each.value.choices())
    return tuple(found.items())


def by_slug(slug: str) -> type[Record]:
    """The database of this slug. Raises: NotFound."""
    for database in all_databases():
        if database.slug == slug:
            return database
    raise NotFound()


def by_code(code: int) -> type[Record]:
    """The database of this code. Raises: NotFound."""
    for database in all_databases():
        if database.code == code:
            return database
    raise NotFound()
