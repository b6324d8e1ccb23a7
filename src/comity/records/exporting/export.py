"""Own records as a file: CSV as the loader reads it, JSON Lines, or entities; above a hundred persons by two officers.

Source: practice, *Find the person* (own records only, two persons above 100 records).
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.access.actions.alarms import raise_alarm
from comity.access.roles import AlarmKind
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.acts import Outcome
from comity.journal.models import ActRow
from comity.kit.errors import NotFound, Refused, invalid
from comity.records.document import body_of, canonical
from comity.records.envelope import ENVELOPE
from comity.records.exporting.exports import ANSWER_WITHIN, Export, Step
from comity.records.listing.lists import Sieve, sieve_of, sifted
from comity.records.record import Record
from comity.records.registry import by_code

MOST_EXPORTED = 100_000
# Records of a personal database that one officer may take alone in a day.
ALONE = 100
_AT_ONCE = 500
# What a spreadsheet would run as a formula when a cell begins with it.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
CSV, JSON_LINES, ENTITIES = "csv", "json-lines", "entities"
FORMS: dict[str, str | Promise] = {
    CSV: _("CSV, as an import reads it"),
    JSON_LINES: "JSON Lines",
    ENTITIES: _("FollowTheMoney entities"),
}
SUFFIXES = {CSV: "csv", JSON_LINES: "jsonl", ENTITIES: "ftm.jsonl"}
KINDS = {CSV: "text/csv; charset=utf-8", JSON_LINES: "application/x-ndjson", ENTITIES: "application/x-ndjson"}
Row = tuple[UUID, int]


@action("records.export")
def export(
    act: ActDraft, database: type[Record], sieve: Sieve, *, form: str = CSV, by: Actor
) -> Iterator[str]:
    """The own records that fit, oldest first, piece by piece; the act names each of them.

    Raises: Refused for more than MOST_EXPORTED, and where two persons are needed; Invalid for an unknown form.
    """
    rows = _rows(sifted(database, sieve, by))
    if needs_two(database, len(rows), by):
        sentence = _("More than %(most)s records of persons leave only by decision of a second person.")
        raise Refused(sentence % {"most": ALONE}, code="two-persons")
    return _handed_out(act, database, rows, _form(database, form), by)


@action("records.ask_export")
def ask(act: ActDraft, database: type[Record], sieve: Sieve, *, form: str, reason: str, by: Actor) -> Export:
    """Ask a second person of the bureau for an export; the security officer sees it. Raises: Invalid; Refused."""
    if by.officer is None:
        raise Refused(_("Only an officer asks for an export, no program."), code="no-officer")
    if not reason.strip():
        raise invalid("reason", "required", _("Write the reason."))
    now, rows = timezone.now(), _rows(sifted(database, sieve, by))
    asked = Export._default_manager.create(
        database=database.code,
        owner=by.bureau,
        officer=by.officer,
        function=by.function[:200],
        form=_form(database, form),
        chosen=sieve.address(),
        count=len(rows),
        reason=reason.strip()[:500],
        asked_at=now,
        ends_at=now + ANSWER_WITHIN,
    )
    raise_alarm(
        AlarmKind.LARGE_EXPORT, by=by, about=f"export {asked.id}", codes=[f"records-{len(rows)}"], now=now
    )
    _tell(act, asked, reason)
    return asked


@action("records.decide_export")
def decide(act: ActDraft, export_id: UUID, *, approve: bool, reason: str, by: Actor) -> Export:
    """Let another officer's export go, or not. Raises: NotFound; Invalid without a reason; Refused."""
    asked = _locked(export_id, by)
    if not reason.strip():
        raise invalid("reason", "required", _("Write the reason."))
    if by.officer is None or asked.officer == by.officer:
        raise Refused(_("A second person decides, not whoever asked."), code="same-person")
    _in_time(asked, Step.ASKED)
    asked.step = int(Step.APPROVED if approve else Step.REFUSED)
    asked.decided_by, asked.decided_as = by.officer, by.function[:200]
    asked.decided_because, asked.ends_at = reason.strip()[:500], timezone.now() + ANSWER_WITHIN
    asked.save(force_update=True)
    _tell(act, asked, f"{'approved' if approve else 'refused'} {reason.strip()}")
    return asked


@action("records.take_export")
def take(act: ActDraft, export_id: UUID, *, by: Actor) -> Iterator[str]:
    """Download what was approved, once: what was there when it was asked for. Raises: NotFound; Refused."""
    asked = _locked(export_id, by)
    if asked.officer != by.officer:
        raise NotFound()
    _in_time(asked, Step.APPROVED)
    database = by_code(asked.database)
    asked.step = int(Step.TAKEN)
    asked.save(force_update=True)
    rows = _rows(sifted(database, _sieve(asked), by).filter(recorded_at__lte=asked.asked_at))
    act.about = str(asked.id)
    return _handed_out(act, database, rows, asked.form, by)


def needs_two(database: type[Record], count: int, by: Actor) -> bool:
    """Do so many records, with what this officer has taken in a day, need a second person?"""
    if not database.personal:
        return False
    taken = ActRow.objects.filter(
        verb="records.export",
        bureau=by.bureau,
        officer=by.officer,
        outcome=int(Outcome.DONE),
        databases__contains=[database.code],
        at__gte=timezone.now() - timedelta(days=1),
    )
    return count + (taken.aggregate(Sum("count"))["count__sum"] or 0) > ALONE


def own_export(export_id: UUID, *, by: Actor) -> Export:
    """An export that one asked for or may decide about. Raises: NotFound."""
    found = Export.visible_to(by).filter(pk=export_id).first()
    if found is None:
        raise NotFound()
    return found


def forms_of(database: type[Record]) -> list[tuple[str, str | Promise]]:
    """The forms in which records of this database can leave, with words."""
    return [(form, words) for form, words in FORMS.items() if form != ENTITIES or database.has_entities]


def csv_line(texts: list[str]) -> str:
    """A line of CSV; what a spreadsheet would run stands behind an apostrophe."""
    return _line([_cell(text) for text in texts])


def _rows(rows: "QuerySet[Record]") -> list[Row]:
    """Raises: Refused for more than one file holds."""
    found = list(rows.order_by("id").values_list("id", "version")[: MOST_EXPORTED + 1])
    if len(found) > MOST_EXPORTED:
        sentence = _("A file holds at most %(most)s records. Narrow the list first.")
        raise Refused(sentence % {"most": MOST_EXPORTED}, code="too-many")
    return found


def _form(database: type[Record], form: str) -> str:
    if form not in dict(forms_of(database)):
        raise invalid("form", "not-in-list", _("Choose one of the listed values."))
    return form


def _handed_out(
    act: ActDraft, database: type[Record], rows: list[Row], form: str, by: Actor
) -> Iterator[str]:
    act.databases, act.count = (database.code,), len(rows)
    for record, version in rows:
        act.touches(database=database.code, record=record, version=version)
    return _pieces(database, [record for record, _version in rows], form, by)


def _pieces(database: type[Record], ids: list[UUID], form: str, by: Actor) -> Iterator[str]:
    """Read after the verb: a long file must not hold a transaction. What is gone by then is left out."""
    if form == CSV:
        yield csv_line([each.name for each in (*ENVELOPE, *database.declared())])
    for first in range(0, len(ids), _AT_ONCE):
        part = database.owned_by(by).filter(pk__in=ids[first : first + _AT_ONCE])
        for record in part.order_by("id"):
            yield _WRITERS[form](record)


def _csv_record(record: Record) -> str:
    body = body_of(record)
    names = (each.name for each in (*ENVELOPE, *record.declared()))
    return _line([_cell(body.get(name, "")) for name in names])


def _json_record(record: Record) -> str:
    return canonical(body_of(record)).decode() + "\n"


def _entity_records(record: Record) -> str:
    told = record.entities(f"{record.slug}-{record.id}", body_of(record))
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in told)


_WRITERS: dict[str, Callable[[Record], str]] = {
    CSV: _csv_record,
    JSON_LINES: _json_record,
    ENTITIES: _entity_records,
}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULAS) else text


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _locked(export_id: UUID, by: Actor) -> Export:
    found = Export.visible_to(by).select_for_update().filter(pk=export_id).first()
    if found is None:
        raise NotFound()
    return found


def _sieve(asked: Export) -> Sieve:
    """The list it was asked from: every filter, or more would leave than was decided about."""
    return sieve_of(by_code(asked.database), asked.chosen)


def _in_time(asked: Export, step: Step) -> None:
    """Raises: Refused at another step, or when its day has passed."""
    if asked.step != step:
        words = {"state": asked.step_label}
        raise Refused(
            _("This is not possible now. The export stands at: %(state)s.") % words, code="wrong-state"
        )
    if timezone.now() > asked.ends_at:
        raise Refused(_("A day has passed. Ask for the export again."), code="lapsed")


def _tell(act: ActDraft, asked: Export, reason: str) -> None:
    act.about, act.databases, act.count = str(asked.id), (asked.database,), asked.count
    act.reason = reason.strip()[:500]
