"""The verbs of a sanctions list: its entries become notices, change and end as a newer edition has them.

The committee decided who is listed, and the list is public: an operator's load publishes, no reviewer decides again.
Every entry is an act of its own; whatever stops in the middle goes on at the next run. Source: practice 13 (binding).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.databases.organisations import Organisation
from comity.databases.persons import Person
from comity.databases.un_records import SOURCE
from comity.gate.action import ActDraft, action, require
from comity.gate.actor import Actor
from comity.kit.errors import Invalid, Refused
from comity.kit.locks import alone
from comity.notices import rules
from comity.notices.actions.amending import amend_out, tell_changed
from comity.notices.actions.drafting import keep_keys, refuse_unmet, write_request
from comity.notices.actions.effects import basis_or_refuse, take_back
from comity.notices.actions.filing import file, is_about, new_file, own, step
from comity.notices.actions.publishing import publish
from comity.notices.kinds import kind_of
from comity.notices.models import Notice
from comity.notices.path import WAS_OUT, Ground, State, Verb
from comity.notices.request import Request, read
from comity.notices.un_special.entries import ORGANISATION, PERSON, PROVENANCE, Entry, entry_of, provenance
from comity.records.document import body_of
from comity.records.models import Load
from comity.records.record import Record
from comity.records.rules import Status

LISTED = "un-list "  # how the loader names its editions (databases/un_load.py)
# Where entries are recorded, and the kind of notice they become.
KINDS: tuple[tuple[type[Record], str], ...] = ((Person, PERSON), (Organisation, ORGANISATION))
Tell = Callable[[str, Invalid], None]
PUBLISHED, AMENDED, CANCELLED = "published", "amended", "cancelled"


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of the entries. edition: the day of the newest list that was loaded. done: of each entry that changed
    what was done, its reference and the id of its notice.
    """

    edition: date
    unchanged: int
    done: tuple[tuple[str, str, UUID], ...]

    def _count(self, what: str) -> int:
        return sum(each[0] == what for each in self.done)

    @property
    def published(self) -> int:
        return self._count(PUBLISHED)

    @property
    def amended(self) -> int:
        return self._count(AMENDED)

    @property
    def cancelled(self) -> int:
        return self._count(CANCELLED)

    @property
    def counts(self) -> dict[str, int]:
        return {
            PUBLISHED: self.published,
            AMENDED: self.amended,
            CANCELLED: self.cancelled,
            "unchanged": self.unchanged,
        }


def follow_list(*, by: Actor, refused: Tell) -> Followed:
    """Make the notices of the actor's bureau what its loaded list is. A second run changes nothing.

    refused: told the reference and the faults of an entry that no notice can be made of; its notice stays as it is.
    Raises: NotAllowed; Refused for a bureau that keeps no list, without a legal basis, before a list was loaded, or
    while it follows already.
    """
    require(by, "notices.publish_listed")
    basis, edition = basis_or_refuse(), edition_of(by)
    with _alone(by.bureau):
        known = {row.body["un_reference"]: row for row in _standing(by)}
        ended, from_here = _cancelled(by), provenance(edition, basis.body)
        unchanged, done = 0, []
        for entry, recorded_at in _entries(by):
            row = known.pop(entry.reference, None)
            if row is None and ended.get(entry.reference, recorded_at) > recorded_at:
                unchanged += 1  # reviewers cancelled it: that it is on the list still is nothing new
                continue
            try:
                what, row = _follow(entry, row, from_here, by)
            except Invalid as error:
                refused(entry.reference, error)
                continue
            if what:
                done.append((what, entry.reference, row.pk))
            else:
                unchanged += 1
        for row in known.values():
            cancel_listed(row, edition=edition, by=by)
            done.append((CANCELLED, row.body["un_reference"], row.pk))
    return Followed(edition, unchanged, tuple(done))


@contextmanager
def _alone(bureau: str) -> Iterator[None]:
    """One at a time for a bureau: two would publish each entry twice. Raises: Refused."""
    with alone(f"comity list {bureau}") as is_ours:
        if not is_ours:
            raise Refused(_("The list is being published already. Wait for its end."), code="list-running")
        yield


@action("notices.publish_listed")
def publish_listed(act: ActDraft, request: Request, *, by: Actor) -> Notice:
    """Publish a new entry, with all that publication does. Raises: Invalid, Refused."""
    now = timezone.now()
    row = new_file(by, now, submitted_at=now)
    write_request(row, request)
    refuse_unmet(row, now)
    row.save(force_insert=True)
    is_about(act, row)
    keep_keys(row)
    publish(act, row, by=by, now=now)
    return row


@action("notices.amend_listed")
def amend_listed(act: ActDraft, notice: Notice, request: Request, *, by: Actor) -> Notice:
    """Put the entry as it now is in place of what was: its keys move, whoever received it is told of the new version.

    Raises: Invalid; Refused where it is not out; NotFound.
    """
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    step(row, Verb.AMEND, now)
    was, base, basis = row.request, row.version, basis_or_refuse()
    write_request(row, request)
    refuse_unmet(row, now)
    row.version += 1
    row.expires_on, row.warned_on = rules.lasts_until(row.declaration, now.date()), None
    row.save()
    keep_keys(row)
    amend_out(act, row, basis, now)
    tell_changed(row, was, basis, now, base=base, asks=False)
    file(row, Verb.AMEND, by, now)
    return row


@action("notices.cancel_listed")
def cancel_listed(act: ActDraft, notice: Notice, *, edition: date, by: Actor) -> Notice:
    """The entry has left the list: nobody finds it, everybody takes it out. Raises: Refused, NotFound."""
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    step(row, Verb.CANCEL, now)
    row.ground = int(Ground.OTHER)
    row.save()
    why = f"No longer on the public list of {edition.isoformat()}."
    file(row, Verb.CANCEL, by, now, text=why, ground=Ground.OTHER)
    take_back(act, row, now)
    return row


def _follow(entry: Entry, row: Notice | None, from_here: str, by: Actor) -> tuple[str, Notice]:
    """What was done for one entry, "" for nothing. What reviewers suspended stays so until they decide."""
    today = timezone.now().date()
    if row is None:
        return PUBLISHED, publish_listed(read(entry.kind, entry.body(from_here), today=today), by=by)
    same = read(entry.kind, entry.body(row.body.get(PROVENANCE, "")), today=today)
    assert row.expires_on is not None  # a constraint of what is out
    if not row.is_out or (same.body == row.body and today < rules.warned_from(row.expires_on)):
        return "", row
    return AMENDED, amend_listed(row, read(entry.kind, entry.body(from_here), today=today), by=by)


def _entries(by: Actor) -> Iterator[tuple[Entry, datetime]]:
    """Of the loaded records that live, with the moment each was recorded, in the order of their references."""
    for database, kind in KINDS:
        rows = database.owned_by(by).filter(source=SOURCE, status=int(Status.ACTIVE))
        for record in rows.order_by("source_reference"):
            yield entry_of(body_of(record), kind), record.recorded_at


def _standing(by: Actor) -> Iterator[Notice]:
    """Our notices of entries, published or suspended; others of these kinds that somebody wrote have no such origin."""
    numbers = [kind_of(slug).number for _database, slug in KINDS]
    rows = Notice.owned_by(by).filter(kind__in=numbers, state__in=[int(each) for each in WAS_OUT])
    yield from rows.filter(body__has_key=PROVENANCE).order_by("id")


def _cancelled(by: Actor) -> dict[str, datetime]:
    """When the last notice of each entry was cancelled, where one was. What returned to the list was recorded later."""
    numbers = [kind_of(slug).number for _database, slug in KINDS]
    rows = Notice.owned_by(by).filter(kind__in=numbers, state=int(State.CANCELLED), body__has_key=PROVENANCE)
    return {row.body["un_reference"]: row.ended_at for row in rows.order_by("ended_at") if row.ended_at}


def edition_of(by: Actor) -> date:
    """The day of the newest list. Raises: Refused."""
    bureau = Bureau.objects.filter(pk=by.bureau, kind=int(BureauKind.SANCTIONS_COMMITTEE)).first()
    if bureau is None:
        raise Refused(_("Only a sanctions committee's list becomes notices."), code="not-your-kind")
    loads: Any = Load.visible_to(by).filter(file_name__startswith=LISTED, ended_at__isnull=False)
    newest = max(loads.values_list("file_name", flat=True), default="")
    if not newest:
        raise Refused(
            _("No list was loaded for this bureau yet: `load_un_list` comes first."), code="no-list"
        )
    return date.fromisoformat(newest.removeprefix(LISTED)[:10])
