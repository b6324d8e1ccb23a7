"""Ask the index, and read again: it proposes ids, PostgreSQL says who may see what.

Practice 2 and 10: nothing about closed records may be inferred. They are left out by their marks before the best are
cut, so the number proposed and the work of reading again depend only on what the asker may have; what was closed since
the index was written is caught by the second reading, and takes no place because more are proposed than are kept.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.dates import PartialDate
from comity.kit.errors import NotAnswered
from comity.matching.names import Rarity
from comity.matching.names.index import Asked, Folder, Mode, Outdated, Pair, Proposed
from comity.matching.names.index.entries import Sex
from comity.matching.names.index.sections import Damaged
from comity.records.candidates.marks import allowing
from comity.records.candidates.reading_rows import named
from comity.records.record import Record
from comity.records.rules import WITHOUT_KEYS
from comity.records.scope import scope_of

# So many are proposed and read again, and so many of those kept for the comparison.
MOST_PROPOSED, MOST_KEPT = 100, 50
# An index further behind than this answers nothing. Ours: a keeper that lives is two seconds behind.
ALLOWED_BEHIND_S = 30.0
FOLDER = "names"


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """names: of one person or organisation, as written, in any script. databases: codes, None for all with names."""

    names: tuple[str, ...]
    born: tuple[PartialDate, ...] = ()
    countries: tuple[str, ...] = ()
    sex: Sex = Sex.UNKNOWN
    mode: Mode = Mode.USUAL
    databases: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Proposals:
    """Ids to be read again, best first. as_of: everything committed before this moment is in. UTC."""

    ids: tuple[Proposed, ...]
    as_of: datetime


def names_folder() -> Folder:
    """This node's index, opened once in each process."""
    return _folder(Path(settings.HOME) / FOLDER)


@cache
def _folder(path: Path) -> Folder:
    return Folder(path)


def propose(question: NameQuestion, *, by: Actor, today: date | None = None) -> Proposals:
    """Which records a name may mean, among those the asker may have. Writes no act: the verb that asks does.

    today: UTC. Raises: NotAnswered where there is no index, a damaged one, or one further behind than allowed: never
    to be read as "no hit".
    """
    today = today or timezone.now().date()
    folder = names_folder()
    pair = _pair(folder)
    as_of = folder.as_of()
    databases = [each for each in named() if question.databases is None or each.code in question.databases]
    asked = Asked(
        names=question.names,
        databases=frozenset(each.code for each in databases),
        born=tuple((born.earliest.year, born.latest.year) for born in question.born),
        countries=question.countries,
        sex=question.sex,
        mode=question.mode,
    )
    found = pair.propose(
        asked, allow=allowing(databases, scope_of(by, today)), today=today, most=MOST_PROPOSED
    )
    return Proposals(tuple(found), as_of or timezone.now())


def read_again(proposals: Proposals, *, by: Actor, today: date | None = None) -> list[Record]:
    """The proposed records that this asker may see at this moment, best first, at most MOST_KEPT.

    By the rules of the hot statement: restriction, marking, owners' rules, standing, state and last day; of one's own
    records too only those that questions find.
    """
    today = today or timezone.now().date()
    wanted: dict[int, list[UUID]] = {each.code: [] for each in named()}
    for each in proposals.ids:
        wanted[each.database].append(each.record)
    found: dict[tuple[int, UUID], Record] = {}
    for database in named():
        rows = database.visible_to(by, today=today).filter(
            pk__in=wanted[database.code], kept_until__gte=today
        )
        rows = rows.exclude(status__in=[int(status) for status in WITHOUT_KEYS])
        found |= {(database.code, record.id): record for record in rows}
    ordered = (found.get((each.database, each.record)) for each in proposals.ids)
    return [record for record in ordered if record is not None][:MOST_KEPT]


def how_rare_here() -> Rarity | None:
    """How rare names are on this node, by what its records that are open to everyone say; None without an index.

    Source: practice 10 (what is closed must not be inferable): a rarity tells that a name is there.
    """
    try:
        return names_folder().current().how_rare
    except (Damaged, Outdated):
        return None


def _pair(folder: Folder) -> Pair:
    try:
        return folder.fresh(within_s=ALLOWED_BEHIND_S)
    except Damaged as error:
        folder.discard()  # its keeper makes it anew
        raise _not_answered() from error
    except Outdated as error:
        raise _not_answered() from error


def _not_answered() -> NotAnswered:
    return NotAnswered(
        _("We do not know: the index of names is not up to date. Ask again in a minute."), code="names-behind"
    )
