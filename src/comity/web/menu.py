"""What the frame of every page shows. Rooms above register themselves here, so that the look knows no rooms.

Call these from `AppConfig.ready` of the room that owns the pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the menu.

    right: shown only to those who may, asked as `actor.may(right, now=...)`; None is everybody signed in.
    count: how much waits there for this reader; 0 and None show nothing.
    order: place in the menu, small first.
    """

    label: Words
    url_name: str
    right: str | None = None
    count: Callable[[HttpRequest], int | None] | None = None
    order: int = 100


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


class Frame:
    """What rooms handed down; one for the process, filled while Django starts."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.open_entries: list[Entry] = []
        self.due: Callable[[HttpRequest], Due | None] = lambda _request: None
        self.who: Callable[[HttpRequest], Who | None] = lambda _request: None
        self.ask_url_name = ""


frame = Frame()


def register(entry: Entry) -> None:
    """Add a word to the menu."""
    frame.entries.append(entry)
    frame.entries.sort(key=lambda each: each.order)


def register_open(entry: Entry) -> None:
    """Add a page that needs no account to the foot of every page that nobody signed in for."""
    frame.open_entries.append(entry)


def register_due(read: Callable[[HttpRequest], Due | None]) -> None:
    """Say where the bar reads the clocks of the signed-in reader."""
    frame.due = read


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


def entries_for(request: HttpRequest, actor: Any) -> list[Shown]:
    """The menu as this actor sees it; the entry whose address is the longest beginning of ours is current."""
    now = timezone.now()
    seen = [
        (entry, url)
        for entry in frame.entries
        if (url := url_or_none(entry.url_name)) and (entry.right is None or actor.may(entry.right, now=now))
    ]
    here = max((url for _, url in seen if _leads_to(url, request.path)), key=len, default="")
    return [
        Shown(entry.label, url, entry.count(request) if entry.count else None, url == here)
        for entry, url in seen
    ]


def open_entries() -> list[tuple[Words, str]]:
    """Words and addresses of the pages that need no account."""
    return [(each.label, url) for each in frame.open_entries if (url := url_or_none(each.url_name))]


def _leads_to(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
