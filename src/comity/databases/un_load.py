"""Loading an edition of the Security Council's list: persons, organisations, and what has left the list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import BinaryIO

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from comity.databases.organisations import Organisation
from comity.databases.persons import Person
from comity.databases.un_entries import UnList
from comity.databases.un_list import read
from comity.databases.un_records import SOURCE, as_file, to_organisation, to_person
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Refused
from comity.records.actions import withdraw
from comity.records.files import sha256_of
from comity.records.load import load
from comity.records.models import Load
from comity.records.record import Record
from comity.records.rules import Status

# A cut or foreign file must not empty the database unseen (practice 13). In hundredths of what we hold.
MOST_GONE = 10
REASON = "no longer on the list"
_ENDED = (Status.WITHDRAWN, Status.EXPIRED)
Tell = Callable[[str, FieldError], None]


@dataclass(frozen=True, slots=True)
class UnLoaded:
    """What became of an edition. A load is None where it has no entry of that sort.

    withdrawn: references that are no longer on the list, taken back. left: the same where this actor may not
    withdraw; the bureau must.
    """

    generated: datetime
    persons: Load | None
    organisations: Load | None
    withdrawn: tuple[str, ...]
    left: tuple[str, ...]


def load_un_list(file: BinaryIO, *, by: Actor, refused: Tell, sure: bool = False) -> UnLoaded:
    """Record an edition for the actor's bureau: new entries, changed ones, and those that have left the list.

    refused: told each refused entry's reference and reason. sure: a person has looked at an edition that is
    older than ours, or that lacks more than a tenth of what we hold. A repeated load changes nothing.
    Raises: Invalid for what is no such list; Refused for those two until a person is sure; what `load` raises.
    """
    digest = sha256_of(file).hex()
    listed = read(file)
    gone = list(_gone(listed, by))
    if not sure:
        _refuse_older(listed, by)
        _refuse_emptier(len(gone), by)
    for fault in listed.faults:
        for error in fault.reason.errors:
            refused(fault.reference or f"#{fault.place}", error)
    edition = f"{_edition(listed)} {digest}"
    persons = _load(Person, [to_person(each) for each in listed.individuals], edition, by, refused)
    organisations = _load(
        Organisation, [to_organisation(each) for each in listed.entities], edition, by, refused
    )
    withdrawn, left = _take_back(gone, by)
    return UnLoaded(listed.generated, persons, organisations, withdrawn, left)


def _load(
    database: type[Record], rows: list[dict[str, object]], edition: str, by: Actor, refused: Tell
) -> Load | None:
    if not rows:
        return None

    def by_reference(line: int, error: FieldError) -> None:
        refused(str(rows[line - 1]["source_reference"]), error)

    return load(database, as_file(rows, edition), by=by, refused=by_reference, change=True)


def _gone(listed: UnList, by: Actor) -> Iterator[Record]:
    """Our living records of entries that this edition has no more."""
    unread = {fault.reference for fault in listed.faults}
    for database, entries in ((Person, listed.individuals), (Organisation, listed.entities)):
        stay = {each.reference for each in entries} | unread
        yield from (record for record in _ours(database, by) if record.source_reference not in stay)


def _ours(database: type[Record], by: Actor) -> Iterator[Record]:
    rows = database._default_manager.filter(owner=by.bureau, source=SOURCE)
    yield from rows.exclude(status__in=_ENDED).order_by("source_reference")


def _edition(listed: UnList) -> str:
    """How a load names its edition; later ones sort behind earlier ones."""
    return listed.generated.astimezone(timezone.utc).strftime("un-list %Y-%m-%dT%H:%M:%SZ")


def _refuse_older(listed: UnList, by: Actor) -> None:
    loads = Load.visible_to(by).filter(file_name__startswith="un-list ", ended_at__isnull=False)
    newest = max(loads.values_list("file_name", flat=True), default="")
    if (edition := _edition(listed)) < newest[: len(edition)]:
        message = _(
            "This edition is older than the one that was loaded last. Say that you are sure, to load it."
        )
        raise Refused(message, code="older-list")


def _refuse_emptier(gone: int, by: Actor) -> None:
    held = sum(1 for database in (Person, Organisation) for _record in _ours(database, by))
    if gone * 100 > held * MOST_GONE:
        message = _(
            "This edition lacks %(gone)s of %(held)s entries. Say that you are sure, to withdraw them."
        )
        raise Refused(message % {"gone": gone, "held": held}, code="many-gone")


def _take_back(gone: list[Record], by: Actor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Withdraw where the actor may; the references taken back, and those that are left to the bureau."""
    withdrawn, left = [], []
    for record in gone:
        if by.may("records.withdraw", database=record.code, now=now()):
            withdraw(type(record), record.id, reason=REASON, seen=record.version, by=by)
            withdrawn.append(record.source_reference)
        else:
            left.append(record.source_reference)
    return tuple(withdrawn), tuple(left)
