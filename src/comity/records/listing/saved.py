"""The lists of records whose filters an officer may keep: one of each database."""

from collections.abc import Callable, Mapping

from comity.access.saved_lists import Filters, SavedList, register
from comity.records.listing.ordering import newest, order_of
from comity.records.listing.sieves import sieve_of
from comity.records.record import Record
from comity.records.registry import databases


def register_lists() -> None:
    """Make them known, from `AppConfig.ready`."""
    for database in databases():
        register(
            SavedList(
                slug=list_slug(database),
                label=database.label,
                url_name="records:list",
                url_args=(database.slug,),
                right="records.browse" if database.reference else "records.list",
                database=database.code,
                clean=_clean(database),
            )
        )


def list_slug(database: type[Record]) -> str:
    """Under which kept views of this database's list stand. It never changes."""
    return f"records-{database.slug}"


def _clean(database: type[Record]) -> Callable[[Mapping[str, str]], Filters]:
    def clean(asked: Mapping[str, str]) -> Filters:
        order = order_of(database, asked.get("sort"))
        sort = {} if order == newest(database) else {"sort": order.address}
        return {**sieve_of(database, asked).address(), **sort}

    return clean
