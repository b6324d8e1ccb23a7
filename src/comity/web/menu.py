"""What the frame of every page shows. Rooms above register themselves here, so that the look knows no rooms.

Call these from `AppConfig.ready` of the room that owns the pages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise

from comity.kit.figures import Figures, Kept

Words = str | Promise
# What waits for a reader, as rows of which the frame tells only how many.
Waits = Callable[[Any], Sequence[QuerySet[Any]]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the menu.

    right: shown only to those who may, asked as `actor.may(right, now=...)`; None is everybody signed in.
    waits: what waits there for this reader, all of it together; nothing shows no number.
    order: place in the menu, small first. seldom: behind the word "More" where a menu would be longer than one row.
    """

    label: Words
    url_name: str
    right: str | None = None
    waits: Waits | None = None
    order: int = 100
    seldom: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What the bar says about clocks: how many ran out, when the next one does, and where to see them."""

    overdue: int
    next_at: datetime | None
    url: str

    @property
    def left(self) -> timedelta:
        """Time until the next clock runs out."""
        return self.next_at - timezone.now() if self.next_at else timedelta(0)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Where the bar reads the clocks of a reader.

    overdue: what ran out. next_at: of one column, the moments at which others will, the first one first.
    """

    overdue: QuerySet[Any]
    next_at: QuerySet[Any]
    url_name: str


@dataclass(frozen=True, slots=True)
class Who:
    """What the bar says about the reader: place of work, name and function, the page of their shift."""

    place: Words
    person: Words
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as one reader sees it."""

    label: Words
    url: str
    count: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """The words of one reader. row: always in sight. more: behind one word, so that nobody reads three rows."""

    row: list[Shown]
    more: list[Shown]

    @classmethod
    def of(cls, entries: Sequence[tuple[Entry, Shown]]) -> "Menu":
        """All in the row where they fit there."""
        is_long = len(entries) > MOST_IN_ROW
        row = [shown for entry, shown in entries if not (is_long and entry.seldom)]
        return cls(row, [shown for entry, shown in entries if is_long and entry.seldom])

    @property
    def here(self) -> Shown | None:
        """Of those behind the word the one on whose pages the reader is."""
        return next((each for each in self.more if each.current), None)

    @property
    def waiting(self) -> int:
        """What waits behind the word, all of it together."""
        return sum(each.count or 0 for each in self.more)


class Frame:
    """What rooms handed down; one for the process, filled while Django starts."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.open_entries: list[Entry] = []
        self.clocks: Callable[[Any], Clocks | None] = lambda _actor: None
        self.who: Callable[[HttpRequest], Who | None] = lambda _request: None
        self.ask_url_name = ""


frame = Frame()
# Of this reader, in these rights, in this minute: a clock that runs out is told a minute late at most.
KEPT: "Kept[_Waiting]" = Kept()
KEPT_FOR_S = 60
MOST_IN_ROW = 10  # words of the longest of our languages beside each other on a small laptop


def register(entry: Entry) -> None:
    """Add a word to the menu."""
    frame.entries.append(entry)
    frame.entries.sort(key=lambda each: each.order)


def register_open(entry: Entry) -> None:
    """Add a page that needs no account to the foot of every page that nobody signed in for."""
    frame.open_entries.append(entry)


def register_clocks(read: Callable[[Any], Clocks | None]) -> None:
    """Say where the bar reads the clocks of an actor; None for whoever has none."""
    frame.clocks = read


def register_who(read: Callable[[HttpRequest], Who | None]) -> None:
    """Say how the bar names the signed-in reader."""
    frame.who = read


def register_ask(url_name: str) -> None:
    """Say which page the query box of the bar leads to: POST, field `q`: no name or number stands in an address."""
    frame.ask_url_name = url_name


def url_or_none(url_name: str) -> str | None:
    """The address of a page, or None where this node does not serve it."""
    try:
        return reverse(url_name) if url_name else None
    except NoReverseMatch:
        return None


def seen_by(request: HttpRequest, actor: Any) -> tuple[Menu, Due | None]:
    """The menu and the clocks as this actor sees them, in one statement.

    The entry whose address is the longest beginning of ours is current.
    """
    now = timezone.now()
    seen = [
        (entry, url)
        for entry in frame.entries
        if (url := url_or_none(entry.url_name)) and (entry.right is None or actor.may(entry.right, now=now))
    ]
    waiting = _Waiting.of(actor, [entry for entry, _url in seen], int(now.timestamp() // KEPT_FOR_S))
    counts, due = waiting.read()
    here = max((url for _, url in seen if _leads_to(url, request.path)), key=len, default="")
    shown = [(entry, Shown(entry.label, url, counts.get(entry.url_name), url == here)) for entry, url in seen]
    return Menu.of(shown), due


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What waits for one reader, compiled. parts: how many counts belong to which page."""

    figures: Figures
    parts: list[tuple[str, int]]
    clocks_url_name: str

    @classmethod
    def of(cls, actor: Any, entries: list[Entry], minute: int) -> "_Waiting":
        pages = tuple(entry.url_name for entry in entries)
        return KEPT.of((actor, pages, minute), lambda: cls._made(actor, entries))

    @classmethod
    def _made(cls, actor: Any, entries: list[Entry]) -> "_Waiting":
        rows: list[QuerySet[Any]] = []
        parts = []
        for entry in entries:
            if entry.waits:
                waits = entry.waits(actor)
                parts.append((entry.url_name, len(waits)))
                rows += waits
        clocks = frame.clocks(actor)
        if clocks is None:
            return cls(Figures(rows), parts, "")
        return cls(Figures([*rows, clocks.overdue], [clocks.next_at]), parts, clocks.url_name)

    def read(self) -> tuple[dict[str, int], Due | None]:
        """How much waits by page, and the clocks."""
        figures = iter(self.figures.read())
        counts = {page: sum(islice(figures, many)) for page, many in self.parts}
        if not self.clocks_url_name:
            return counts, None
        return counts, Due(next(figures), next(figures), reverse(self.clocks_url_name))


def open_entries() -> list[tuple[Words, str]]:
    """Words and addresses of the pages that need no account."""
    return [(each.label, url) for each in frame.open_entries if (url := url_or_none(each.url_name))]


def _leads_to(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
