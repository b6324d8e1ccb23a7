"""Everything that tables of this room say about a record beside the record, let go with it; and whoever else must.

Inside the caller's transaction. Source: practice 21 (deletion removes every free text about it).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from comity.access.saved_views import SavedView
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.journal.texts import drop_keys
from comity.records import keys
from comity.records.attached.attachments import Attachment, let_go
from comity.records.between import agreed as between
from comity.records.ending.asked import AskedDeletion
from comity.records.ending.endings import Ending
from comity.records.ending.extensions import ExtensionSample
from comity.records.ending.traces import NewlyRecorded, Reentry
from comity.records.exporting.exports import Export
from comity.records.life import disputes, finds, happenings
from comity.records.life.withdrawing import leave_elsewhere
from comity.records.listing.lists import Sieve, sieve_of, sifted
from comity.records.listing.saved import list_slug
from comity.records.loading.imports import WORKING, Import
from comity.records.models import Load, RecordVersion
from comity.records.record import Record
from comity.records.watching.misled import Misled


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that is about to be deleted, still as it is. at: aware, UTC. by: in whose name it goes."""

    record: Record
    ending: Ending
    at: datetime
    by: Actor


# What rooms above keep about a record: hits and their notes, messages, lists. Each hands down a function that lets it
# go, in the transaction of the deletion, before the record itself is gone.
FORGET: list[Callable[[Gone], None]] = []


def forget(gone: Gone) -> None:
    """Let go of everything that is about this record, but its row and its trace."""
    record = gone.record
    for let_it_go in FORGET:
        let_it_go(gone)
    _forget_searches(record)  # by its keys
    leave_elsewhere(record, gone.ending, gone.at)
    keys.remove(record)
    versions = RecordVersion.objects.filter(database=record.code, record=record.id)
    moments = {record.recorded_at, record.changed_at, *versions.values_list("at", flat=True)}
    owners = {record.owner, *versions.values_list("owner", flat=True)}
    versions.delete()
    between.forget(record.code, record.id)
    Misled._default_manager.filter(database=record.code, record=record.id).delete()
    happenings.forget(record)
    disputes.forget(record)
    finds.forget(record)
    let_go(Attachment._default_manager.filter(database=record.code, record=record.id))
    for table in (AskedDeletion, ExtensionSample, Reentry, NewlyRecorded):
        table._default_manager.filter(database=record.code, record=record.id).delete()
    drop_keys(record.code, record.id)
    if gone.ending is not Ending.UNDONE:  # an import that is being undone still has to say what became of it
        _forget_files(record, owners, moments)


def _forget_files(record: Record, owners: set[str], moments: set[datetime]) -> None:
    """The file that brought it, where its day has not passed yet: preview, report, name and digest.

    The digest of a file with one row is as good as its values to whoever can guess them.
    """
    loads = Load.objects.filter(owner__in=owners, database=record.code, started_at__in=moments)
    brought = loads.exclude(file_name="").values("sha256")
    files = Import._default_manager.filter(owner__in=owners, database=record.code, sha256__in=brought)
    files.exclude(state__in=[int(state) for state in WORKING]).delete()
    loads.exclude(file_name="").update(file_name="", sha256=b"")


def _forget_searches(record: Record) -> None:
    """Exports and kept views of its list that somebody narrowed with words that find it."""
    for asked in Export._default_manager.filter(database=record.code):
        if _find(sieve_of(type(record), asked.chosen).words, record):
            asked.delete()
    for view in SavedView._default_manager.filter(list=list_slug(type(record))):
        if _find(sieve_of(type(record), view.filters).words, record):
            view.delete()


def _find(words: str, record: Record) -> bool:
    """Do these words find this record in its owner's list?"""
    if not words:
        return False
    return sifted(type(record), Sieve(words=words), clock_of(record.owner)).filter(pk=record.pk).exists()
