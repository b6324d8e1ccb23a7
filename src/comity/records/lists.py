"""Lists of own records: the filters that stand in an address, and a cursor instead of page numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timezone
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Invalid
from comity.matching.folding import folded, normalised
from comity.matching.keys import KeyKind
from comity.matching.names import normalised_name
from comity.records.codes import Issuer
from comity.records.models import SearchKey
from comity.records.record import Record
from comity.records.rules import Status
from comity.records.values import Choice, Day, Line, Paragraph, slug

R = TypeVar("R", bound=Record)
MOST_IN_A_PAGE = 200
MOST_COUNTED = 10_000
LONGEST_WORDS = 100
STATES = {slug(status): status for status in Status}


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a list is narrowed to. words: a number, a name or the owner's own number; chosen: field to slug."""

    words: str = ""
    status: Status | None = None
    since: date | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Part of a list, newest first. before, after: cursors of the neighbours, None where there is none."""

    records: list[R]
    count: int
    is_counted: bool
    before: UUID | None
    after: UUID | None


def filters(database: type[Record]) -> dict[str, Choice | Issuer]:
    """The fields a list can be narrowed by: the closed sets among its columns; of a library the issuers too."""
    declared = {each.name: each.value for each in database.declared()}
    kinds = (Choice, Issuer) if database.reference else (Choice,)
    return {name: value for name in database.columns if isinstance(value := declared[name], kinds)}


def sieve_of(database: type[Record], asked: Mapping[str, str]) -> Sieve:
    """The sieve of an address. What fits nothing is left out: an old link must still open."""
    sets = filters(database)
    try:
        since = Day().store(Day().clean(asked.get("since") or "", "since"))
    except Invalid:
        since = None
    return Sieve(
        words=(asked.get("q") or "").strip()[:LONGEST_WORDS],
        status=STATES.get(asked.get("state") or ""),
        since=since,
        chosen={name: value for name in sets if (value := _known(sets[name], asked.get(name) or ""))},
    )


def _known(kind: Choice | Issuer, asked: str) -> str:
    """A value of a filter as records hold it; "" for none."""
    try:
        return kind.clean(asked, "") if asked else ""
    except Invalid:
        return ""


@action("records.list")
def listed(
    act: ActDraft,
    database: type[R],
    sieve: Sieve,
    *,
    by: Actor,
    before: UUID | None = None,
    after: UUID | None = None,
    limit: int = MOST_IN_A_PAGE,
) -> Page[R]:
    """A page of the own bureau's records; nothing else is ever listed or counted (practice 6).

    before, after: ids; the page holds what is older, or newer, than they are.
    """
    page = paged(sifted(database, sieve, by), before=before, after=after, limit=limit)
    act.databases, act.count = (database.code,), len(page.records)
    return page


def paged(rows: QuerySet[R], *, before: UUID | None, after: UUID | None, limit: int) -> Page[R]:
    """A page of these rows, newest first. before, after: as `listed`."""
    count = rows[: MOST_COUNTED + 1].count()
    limit = min(limit, MOST_IN_A_PAGE)
    if after is not None:
        page = list(rows.filter(id__gt=after).order_by("id")[: limit + 1])
        more, page = len(page) > limit, page[:limit][::-1]
        newer, older = (page[0].id if more and page else None), (page[-1].id if page else None)
    else:
        chosen = rows.filter(id__lt=before) if before is not None else rows
        page = list(chosen.order_by("-id")[: limit + 1])
        more, page = len(page) > limit, page[:limit]
        newer = page[0].id if before is not None and page else None
        older = page[-1].id if more else None
    return Page(page, min(count, MOST_COUNTED), count <= MOST_COUNTED, before=older, after=newer)


def sifted(database: type[R], sieve: Sieve, by: Actor) -> QuerySet[R]:
    """One's own records that fit, in no order."""
    return narrowed(database.owned_by(by), database, sieve, by)


def narrowed(rows: QuerySet[R], database: type[R], sieve: Sieve, by: Actor) -> QuerySet[R]:
    """Those of the rows, which the reader may see, that fit the sieve."""
    if sieve.status is not None:
        rows = rows.filter(status=int(sieve.status))
    if sieve.since is not None:
        rows = rows.filter(recorded_at__gte=datetime.combine(sieve.since, time(), timezone.utc))
    for name, chosen in sieve.chosen.items():
        rows = rows.filter(**{name: filters(database)[name].store(chosen)})
    return rows.filter(_found_by(database, sieve.words, by)) if sieve.words else rows


def _found_by(database: type[Record], words: str, by: Actor) -> Q:
    """By the beginning of a number or name as keys spell it, or by the owner's own number; a library by its texts.

    The keys of a library may be anybody's: the rows that they narrow are already only those the reader may see.
    """
    number, name = folded(normalised(words)), normalised_name(words)
    beginnings = Q(source_reference=words.replace("\0", ""))
    for beginning, is_name in ((number, False), (name, True)):
        if beginning:
            mine = SearchKey.objects.filter(database=database.code)
            mine = mine if database.reference else mine.filter(owner=by.bureau)
            mine = mine.filter(value__gte=beginning, value__lt=beginning + "\U0010ffff")
            kinds = {KeyKind.NAME} if is_name else set(KeyKind) - {KeyKind.NAME}
            beginnings |= Q(id__in=mine.filter(kind__in=[int(kind) for kind in kinds]).values("record"))
    for each in database.declared() if database.reference else ():
        if isinstance(each.value, Line | Paragraph):
            beginnings |= Q(**{f"{each.name}__icontains": words.replace("\0", "")})
    return beginnings
