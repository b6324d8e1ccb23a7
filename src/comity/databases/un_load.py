"""Loading an edition of the Security Council's list: persons, organisations, and what has left the list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import BinaryIO

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from comity.databases.organisations import Organisation
from comity.databases.persons import Person
from comity.databases.un_entries import UnList
from comity.databases.un_list import read
from comity.databases.un_records import SOURCE, as_file, to_organisation, to_person
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Refused
from comity.records.loading.files import sha256_of
from comity.records.loading.load import load
from comity.records.models import Load
from comity.records.record import Record
from comity.records.rules import Status

# A cut or foreign file must not empty the database unseen (practice 13). In hundredths of what we hold.
MOST_GONE = 10
REASON = "no longer on the list"
OLDER = _("This edition is older than the one that was loaded last. Say that you are sure, to load it.")
_ENDED = (Status.WITHDRAWN, Status.EXPIRED, Status.ENTERED_IN_ERROR)
Tell = Callable[[str, FieldError], None]


@dataclass(frozen=True, slots=True)
class UnLoaded:
    """What became of an edition. A load is None where it has no entry of that sort.

    withdrawn: references that are no longer on the list, withdrawn by this load. returned: references that had left
    the list and are on it again.
    """

    generated: datetime
    persons: Load | None
    organisations: Load | None
    withdrawn: tuple[str, ...]
    returned: tuple[str, ...]


def load_un_list(
    file: BinaryIO, *, by: Actor, refused: Tell, sure: bool = False, yes_remove: int | None = None
) -> UnLoaded:
    """Record an edition for the actor's bureau: new entries, changed ones, and those that have left the list.

    What a newer edition lacks is withdrawn in the act of the load. refused: told each refused entry's reference and
    reason. sure: a person has looked at an edition older than ours. yes_remove: how many entries a person has said
    may be withdrawn, where an edition is older or lacks more than a tenth. A repeated load changes nothing; what comes
    back to the list is recorded anew.
    Raises: Invalid for what is no such list, or is cut off; Refused until a person has said so; what `load` raises.
    """
    digest = sha256_of(file).hex()
    listed = read(file)
    gone, is_older = list(_gone(listed, by)), _is_older(listed, by)
    if is_older and not sure:
        raise Refused(OLDER, code="older-list")
    _refuse_emptier(len(gone), by, is_older=is_older, yes_remove=yes_remove)
    for fault in listed.faults:
        for error in fault.reason.errors:
            refused(fault.reference or f"#{fault.place}", error)
    back = list(_back(listed, by))
    edition = f"{_edition(listed)} {digest}"
    persons = _load(
        Person, [to_person(each) for each in listed.individuals], gone, back, edition, by, refused
    )
    organisations = _load(
        Organisation, [to_organisation(each) for each in listed.entities], gone, back, edition, by, refused
    )
    left, returned = (tuple(record.source_reference for record in found) for found in (gone, back))
    return UnLoaded(listed.generated, persons, organisations, left, returned)


def _load(
    database: type[Record],
    rows: list[dict[str, object]],
    gone: Iterable[Record],
    back: Iterable[Record],
    edition: str,
    by: Actor,
    refused: Tell,
) -> Load | None:
    left = [record.id for record in gone if record.code == database.code]
    if not rows and not left:
        return None

    def by_reference(line: int, error: FieldError) -> None:
        refused(str(rows[line - 1]["source_reference"]), error)

    file, again = as_file(rows, edition), [record.id for record in back if record.code == database.code]
    return load(
        database, file, by=by, refused=by_reference, change=True, gone=left, gone_because=REASON, back=again
    )


def _gone(listed: UnList, by: Actor) -> Iterator[Record]:
    """Our living records of entries that this edition has no more."""
    unread = {fault.reference for fault in listed.faults}
    for database, entries in ((Person, listed.individuals), (Organisation, listed.entities)):
        stay = {each.reference for each in entries} | unread
        yield from (record for record in _ours(database, by) if record.source_reference not in stay)


def _back(listed: UnList, by: Actor) -> Iterator[Record]:
    """Our ended records of entries that had left the list and that this edition has again.

    Only what an edition took away: what somebody withdrew by hand does not come back with the next one.
    """
    for database, entries in ((Person, listed.individuals), (Organisation, listed.entities)):
        rows = database._default_manager.filter(owner=by.bureau, source=SOURCE, status=int(Status.WITHDRAWN))
        loads = Load.visible_to(by).filter(
            database=database.code,
            file_name__startswith="un-list ",
            started_at__lte=OuterRef("changed_at"),
            ended_at__gte=OuterRef("changed_at"),
        )
        names = {each.reference for each in entries}
        yield from rows.filter(Exists(loads), source_reference__in=names).order_by("source_reference")


def _ours(database: type[Record], by: Actor) -> Iterator[Record]:
    rows = database._default_manager.filter(owner=by.bureau, source=SOURCE)
    yield from rows.exclude(status__in=_ENDED).order_by("source_reference")


def _edition(listed: UnList) -> str:
    """How a load names its edition; later ones sort behind earlier ones."""
    return listed.generated.astimezone(timezone.utc).strftime("un-list %Y-%m-%dT%H:%M:%SZ")


def _is_older(listed: UnList, by: Actor) -> bool:
    """Is this edition older than the one that was loaded last?"""
    loads = Load.visible_to(by).filter(file_name__startswith="un-list ", ended_at__isnull=False)
    newest = max(loads.values_list("file_name", flat=True), default="")
    return (edition := _edition(listed)) < newest[: len(edition)]


def _refuse_emptier(gone: int, by: Actor, *, is_older: bool, yes_remove: int | None) -> None:
    """Ask a person before an older edition removes anything, or a newer one much. Source: practice 13."""
    held = sum(1 for database in (Person, Organisation) for _record in _ours(database, by))
    if yes_remove != gone and (gone * 100 > held * MOST_GONE or (is_older and gone)):
        message = _(
            "This edition lacks %(gone)s of %(held)s entries. Look at it; to withdraw them, give their number: "
            "--yes-remove %(gone)s."
        )
        raise Refused(message % {"gone": gone, "held": held}, code="many-gone")
