"""The lists whose filters an officer may keep. Rooms above hand theirs down when Django starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from comity.gate.actor import Actor
from comity.kit.errors import NotFound

Filters = dict[str, str]
LONGEST_VALUE = 200
# One person's list of records has 20 filters at most; what is longer came from no form of ours.
MOST_FILTERS = 40


@dataclass(frozen=True, slots=True)
class SavedList:
    """One list. slug: never changes, views stand under it. label: for people. url_name, url_args: where it is.

    right, database: who may read it. clean: the filters that it knows, as its address says them; all else is dropped.
    """

    slug: str
    label: str | Promise
    url_name: str
    right: str
    clean: Callable[[Mapping[str, str]], Filters]
    url_args: tuple[str, ...] = ()
    database: int | None = None

    def is_open_to(self, actor: Actor) -> bool:
        """May this actor read the list now?"""
        return bool(actor.may(self.right, database=self.database, now=timezone.now()))

    def address(self, filters: Mapping[str, str]) -> str:
        """The list so narrowed. Cleaned again: what the list no longer knows is left out."""
        told = urlencode(self.clean(filters))
        return reverse(self.url_name, args=self.url_args) + (f"?{told}" if told else "")


LISTS: dict[str, SavedList] = {}


def register(entry: SavedList) -> None:
    """Let views of this list be kept. Call it from `AppConfig.ready`; a repeat is harmless."""
    LISTS[entry.slug] = entry


def list_of(slug: str) -> SavedList:
    """Raises: NotFound for a list that nobody registered."""
    try:
        return LISTS[slug]
    except KeyError:
        raise NotFound from None


def filters_of(entry: SavedList, asked: Mapping[str, str]) -> Filters:
    """What may be kept of an address: only filters that the list itself knows and understands."""
    few = [(name, str(value)[:LONGEST_VALUE]) for name, value in list(asked.items())[:MOST_FILTERS]]
    return {name: value for name, value in entry.clean(dict(few)).items() if value}
