"""Reading records: one's own always, another bureau's only where a question of one's own led there (practice 6)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.access.actions import open_record
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.models import ActRecord, ActRow
from comity.journal.texts import texts_of
from comity.kit.errors import NotAllowed, NotFound
from comity.records.document import body_of, parsed, shared, shared_with_watchers
from comity.records.life.happenings import Happening
from comity.records.life.states import CODES
from comity.records.models import RecordVersion
from comity.records.record import Body, Record
from comity.records.rules import STATUSES, Status

R = TypeVar("R", bound=Record)

# Did a question of this actor's bureau lead to that record? Rooms above hand their answers down when Django starts;
# as long as nobody does, no foreign record is ever opened here.
Lead = Callable[[Actor, int, UUID], bool]
LEADS: list[Lead] = []
# The record of a hit at another node, as it was told to this actor's bureau: in no table of this node.
Told = Callable[[Actor, type[Record], UUID], Record | None]
TOLD: list[Told] = []
WHOLE_WORDS = _("Your unit learns hit or no hit; it does not read this record in full.")
WHOLE_OPENS = _("Your bureau can give the unit the full view, and name this database in its scope.")
# The verbs that make a version, as the history tells them.
MAKING = (
    "records.create",
    "records.change",
    "records.extend",
    "records.extend_many",
    "records.withdraw",
    "records.delete",
    "records.recover",
    "records.mark_error",
    "records.doubt",
    "records.dispute",
    "records.answer_dispute",
    "records.answer_found",
    "records.block",
    "records.unblock",
    "records.release",
    "records.release_load",
    "records.send_back",
    "records.undo_load",
    "records.record_for",
    "records.accept_recorded",
    "records.reject_recorded",
    "records.settle_recorded",
    "records.accept_offer",
    "records.submit",
    "records.publish",
    "records.fail_check",
)


@action("records.read", atomic=False)  # the budget must be counted before any transaction
def read(act: ActDraft, database: type[R], record_id: UUID, *, by: Actor) -> R:
    """Open a record; one of another bureau counts against the reader's budget.

    Raises: NotFound for what is not there, closed, or foreign and not led to: all look alike. NotAllowed for a
    unit that learns hit or no hit alone. TooMany.
    """
    now = timezone.now()
    record = database.owned_by(by).filter(pk=record_id).first()
    if record is None:
        record = database.visible_to(by, today=now.date()).filter(pk=record_id).first()
        if record is None or not is_led(by, database, record_id):
            act.databases = (database.code,)
            raise NotFound()
        if not database.read_whole_by(by, record.owner):
            raise NotAllowed(WHOLE_WORDS, code="hit-only", opens=WHOLE_OPENS)
        open_record(by, database.code, record_id, now)
    act.count = 1
    act.touches(database=database.code, record=record.id, version=record.version)
    return record


def is_led(by: Actor, database: type[Record], record_id: UUID) -> bool:
    """Has a question of this actor's bureau led to that record?"""
    return any(lead(by, database.code, record_id) for lead in LEADS)


def as_told(by: Actor, database: type[R], record_id: UUID) -> R | None:
    """A record of another node that a question of this actor's bureau found there, as that node told it.

    It is not to be saved. None where nothing may rest on what was told any more.
    """
    found = (tell(by, database, record_id) for tell in TOLD)
    return next((each for each in found if isinstance(each, database)), None)


def is_here(record: Record) -> bool:
    """Is this a record of this node, and not what another one told of its own?"""
    return not record._state.adding


@dataclass(frozen=True, slots=True)
class State:
    """One state in the life of a record: since when, what it said, by whom and why as the journal tells it, and whose
    it was then.

    code: the reason as a word of a closed list (records/life/states.py), where the verb asks for one.
    """

    version: int
    at: datetime
    status: Status
    body: Body
    verb: str = ""
    function: str = ""
    reason: str = ""
    code: str = ""
    owner: str = ""

    @property
    def why(self) -> str | Promise:
        """The coded reason in words."""
        return CODES.get(self.code, "")

    @property
    def status_label(self) -> str | Promise:
        return STATUSES[self.status]


def history(record: Record, *, reader: Actor, watches: bool = False) -> list[State]:
    """All states of a record, the present one first; of other owners' states what may leave them.

    watches: the reader watches over the record, as reviewer or commission.
    """
    former = RecordVersion.objects.filter(database=record.code, record=record.id).order_by("-version")
    made = _made(record)
    states = [
        State(
            record.version,
            record.changed_at,
            Status(record.status),
            body_of(record),
            *made(record.version),
            record.owner,
        )
    ]
    for row in former:
        body = parsed(row.body)
        status = Status[body.pop("status").upper()]
        states.append(
            State(row.version, row.at, status, body, *made(row.version), row.owner or states[-1].owner)
        )
    leaves = shared_with_watchers if watches else shared
    return [
        state if state.owner == reader.bureau else replace(state, body=leaves(state.body)) for state in states
    ]


def _made(record: Record) -> Callable[[int], tuple[str, str, str, str]]:
    """For a version: the verb that made it, the function of who did, the reason, and its code."""
    touched = ActRecord.objects.filter(database=record.code, record=record.id)
    rows = list(ActRow.objects.filter(id__in=touched.values("act"), verb__in=MAKING).order_by("at"))
    versions = dict(touched.filter(act__in=[row.id for row in rows]).values_list("act", "version"))
    texts = texts_of(rows)
    told: dict[int, tuple[str, str, str]] = {}
    for row in rows:  # the first of a version made it; a change of references alone moves none
        told.setdefault(versions[row.id], (row.verb, row.function, texts[row.id].reason))
    codes = dict(Happening.of(record).values_list("version", "why"))
    return lambda version: (*told.get(version, ("", "", "")), codes.get(version, ""))
