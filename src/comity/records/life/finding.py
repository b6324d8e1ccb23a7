"""The verbs of a find: a bureau that had a hit reports that it has the thing; the owner accepts or not.

Source: practice 8 (found by another bureau: finder reports, owner accepts; returned, kept, destroyed), 20 (vehicles).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import weekend_of
from comity.bureaus.working_days import due_after
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, NotFound, Refused, Stale, invalid
from comity.kit.text import clean_text
from comity.records.actions import STALE, move
from comity.records.document import EMPTY
from comity.records.life.disputes import LONGEST_ANSWER
from comity.records.life.disputing import found_by
from comity.records.life.finds import Find
from comity.records.life.states import Deed, FoundBy, demand
from comity.records.life.telling import Word, demand_tellable, tell
from comity.records.record import Body, Record
from comity.records.registry import by_code
from comity.records.rules import Status

R = TypeVar("R", bound=Record)
# Of the owner's working days: the thing lies in somebody's store. Our default.
DAYS_TO_ANSWER = 3


@action("records.report_found")
def report_found(
    act: ActDraft, database: type[R], record_id: UUID, raw: Mapping[str, Any], *, seen: int, by: Actor
) -> Find:
    """Report that one has what another bureau recorded. Nothing changes before its owner accepts.

    raw: what the declaration asks (`found_asks`). Raises: NotFound for whatever the actor may not see, and where a
    database knows no finds; Invalid; Refused in another state, for a second report, or while the bureau has not said
    that the owner may be told; Stale.
    """
    record = found_by(database, record_id, by, lock=True)
    if not database.found_asks:
        raise NotFound()
    now = timezone.now()
    body = clean(database, raw, today=now.date())
    demand_tellable(record, by)
    demand(Status(record.status), Deed.REPORT_FOUND)
    if Find.open_on(record).filter(bureau=by.bureau).exists():
        raise Refused(_("Your bureau has reported this find. Wait for the answer."), code="already-reported")
    if seen != record.version:
        raise Stale(STALE)
    weekend, time_zone = weekend_of(record.owner)
    row = Find._default_manager.create(
        database=record.code,
        record=record.id,
        owner=record.owner,
        bureau=by.bureau,
        unit=by.unit,
        function=by.function,
        body=body,
        at=now,
        due_at=due_after(now, DAYS_TO_ANSWER, weekend, time_zone),
    )
    act.touches(database=record.code, record=record.id, version=record.version)
    act.about, act.recipients, act.count = f"find:{row.id}", (record.owner,), 1
    tell(record, record.owner, Word.FOUND, "", by)
    return row


@action("records.answer_found")
def answer_found(act: ActDraft, find_id: UUID, *, accept: bool, answer: str, by: Actor) -> Find:
    """Accept a report about one's own record, which then is recovered, or say why not.

    What it answers then is the declaration's `after_recovery`: a document that was found stays invalid. Raises:
    NotFound for another's; Refused for a second answer, or while the record is disputed or blocked; Invalid.
    """
    rows = Find.visible_to(by).filter(pk=find_id, owner=by.bureau)
    seen = rows.first()
    if seen is None:
        raise NotFound()
    # The record first, as every verb of a record.
    record = by_code(seen.database).owned_by(by).select_for_update().filter(pk=seen.record).first()
    row = rows.select_for_update().first()
    if record is None or row is None:
        raise NotFound()
    text = clean_text(answer, field="answer", longest=LONGEST_ANSWER)
    if not row.is_open:
        raise Refused(_("This report has already been answered."), code="already-answered")
    if not accept and not text.strip():
        raise invalid("answer", "required", _("Write why you do not accept it."))
    if accept:
        demand(Status(record.status), Deed.RECOVER)
    row.settle(agreed=accept)
    row.answer, row.answered_at, row.answer_function = text, timezone.now(), by.function
    row.save()
    if accept:
        why = FoundBy.ANOTHER_BUREAU
        move(act, record, Status.RECOVERED, text, record.version, needs_reason=False, why=why)
    else:
        act.touches(database=record.code, record=record.id, version=record.version)
    act.about, act.recipients, act.count = f"find:{row.id}", (row.bureau,), 1
    tell(record, row.bureau, Word.FOUND_ACCEPTED if accept else Word.FOUND_REJECTED, text, by)
    return row


def clean(database: type[Record], raw: Mapping[str, Any], *, today: date) -> Body:
    """Canonical values of a report. today: UTC. Raises: Invalid with every wrong field."""
    known = {each.name: each for each in database.found_asks}
    errors = [
        FieldError(str(name)[:60], "unknown-field", _("There is no such field."))
        for name in raw
        if name not in known
    ]
    body: Body = {}
    for name, each in known.items():
        given = raw.get(name)
        if given in EMPTY:
            if each.required:
                errors.append(FieldError(name, "required", _("This is needed.")))
            continue
        try:
            body[name] = each.value.clean(given, name)
        except Invalid as refusal:
            errors += refusal.errors
    latest = (today + timedelta(days=1)).isoformat()  # a place on Earth may run ahead of UTC
    if body.get("found_on", "") > latest:
        message = _("This day has not come yet. Write when it happened.")
        errors.append(FieldError("found_on", "date-ahead", message))
    if errors:
        raise Invalid(errors)
    return body
