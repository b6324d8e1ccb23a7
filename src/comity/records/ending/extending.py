"""Keeping a record longer: only in its last months, with a reason, and only after somebody has looked again.

A part of all extensions, chosen by a keyed hash that nobody can steer, is shown to the commission (practice 21).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.models import ActRow
from comity.journal.texts import texts_of
from comity.kit.errors import FieldError, Invalid, NotFound, Refused, invalid
from comity.records import keys
from comity.records.actions import keep_former, own_locked
from comity.records.document import body_of
from comity.records.ending.endings import is_sampled, may_extend_together
from comity.records.ending.extensions import ExtensionSample
from comity.records.life.states import ENDED, ENDED_WORDS
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import extends_from, years_after
from comity.records.ways import keys_of
from comity.seal.tags import sample_number
from comity.store.home import node_secret

R = TypeVar("R", bound=Record)
MOST_TOGETHER = 200
MOST_LISTED = 200
ONE_BY_ONE = _("Records of persons are kept longer one by one, each after a look at its own ground.")


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What somebody looked at again. ground: its legal ground still stands.

    fields: the declaration's `looked_at_again`, each as it is today.
    """

    ground: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@action("records.extend")
def extend(
    act: ActDraft,
    database: type[R],
    record_id: UUID,
    *,
    until: date,
    reason: str,
    looked: LookedAt,
    seen: int,
    by: Actor,
) -> R:
    """Keep an own record until a later day. Source: practice 21, after RPD Art. 49 and 50 (as our facts have them).

    Raises: NotFound; Invalid without a reason or a look, where a field is another by now, or for a day too far; Refused
    too early or when its life has ended; Stale.
    """
    record, now = own_locked(database, record_id, by), timezone.now()
    _may_go_on(record, until, reason, now)
    _looked_again(record, looked)
    act.reason = reason.strip()[:500]
    _keep(act, record, until, seen, now)
    return record


@action("records.extend_many")
def extend_many(
    act: ActDraft,
    database: type[Record],
    chosen: Sequence[tuple[UUID, int]],
    *,
    until: date,
    reason: str,
    looked: LookedAt,
    by: Actor,
) -> int:
    """Keep many own records of objects until a later day, all or none; how many. chosen: ids and versions seen.

    Raises: Refused for persons; otherwise as `extend`.
    """
    if not may_extend_together(personal=database.personal):
        raise Refused(ONE_BY_ONE, code="one-by-one")
    if not 0 < len(chosen) <= MOST_TOGETHER:
        sentence = _("Choose from 1 to %(most)s records.") % {"most": MOST_TOGETHER}
        raise invalid("chosen", "count", sentence)
    now, seen = timezone.now(), dict(chosen)
    rows = database.owned_by(by).select_for_update().filter(pk__in=list(seen)).order_by("id")
    records = list(rows)
    if len(records) != len(seen):
        raise NotFound()
    act.reason = reason.strip()[:500]
    for record in records:
        _may_go_on(record, until, reason, now)
        _looked_again(record, looked)
        _keep(act, record, until, seen[record.id], now, together=True)
    act.count = len(records)
    return len(records)


@dataclass(frozen=True, slots=True)
class Sampled:
    """An extension of the sample as the commission reads it. title: "" where the record is gone by now."""

    sample: ExtensionSample
    database: type[Record]
    title: str
    reason: str


@action("records.list_extensions")
def list_extensions(act: ActDraft, *, by: Actor) -> list[Sampled]:
    """The sample for the commission: what it has not looked at first, then the newest."""
    found = list(ExtensionSample.visible_to(by).order_by("looked_at", "-at")[:MOST_LISTED])
    found.sort(key=lambda each: each.looked_at is not None)
    act.count = len(found)
    texts = texts_of(ActRow.objects.filter(id__in=[each.act for each in found]))
    rows = []
    for each in found:
        database = by_code(each.database)
        record = database._default_manager.filter(pk=each.record).first()
        title = record.headline(body_of(record)) if record is not None else ""
        reason = texts[each.act].reason if each.act in texts else ""
        rows.append(Sampled(each, database, title, reason))
        act.touches(database=each.database, record=each.record, version=0)
    return rows


@action("records.note_extension")
def note_extension(act: ActDraft, sample_id: UUID, *, by: Actor) -> None:
    """Say that the commission has looked at an extension. Raises: NotFound."""
    rows = ExtensionSample.visible_to(by).select_for_update(of=("self",))
    sample = rows.filter(pk=sample_id).first()
    if sample is None:
        raise NotFound()
    sample.looked_at = sample.looked_at or timezone.now()
    sample.save(update_fields=["looked_at"])
    act.about, act.count = str(sample.id), 1
    act.touches(database=sample.database, record=sample.record, version=0)


def _may_go_on(record: Record, until: date, reason: str, now: datetime) -> None:
    today = now.date()
    if not reason.strip():
        raise invalid("reason", "required", _("Write why it must be kept: is its ground still true?"))
    if record.status in ENDED or record.kept_until < today:
        raise Refused(ENDED_WORDS, code="wrong-state")
    if today < extends_from(record.kept_until):
        words = {"day": extends_from(record.kept_until).isoformat()}
        raise Refused(
            _("It can be extended from %(day)s on, in its last six months.") % words, code="too-early"
        )
    latest = years_after(today, record.kept_years)
    if not record.kept_until < until <= latest:
        words = {"first": record.kept_until.isoformat(), "latest": latest.isoformat()}
        raise invalid("until", "retention", _("Give a day after %(first)s and not after %(latest)s.") % words)


def _looked_again(record: Record, looked: LookedAt) -> None:
    """Raises: Invalid where nobody says that the ground stands, or a field is not as recorded any more."""
    errors, body = [], body_of(record)
    if not looked.ground:
        errors.append(FieldError("ground", "required", _("Say that its legal ground still stands.")))
    for name in record.looked_at_again:
        given = looked.fields.get(name, "")
        if not given:
            errors.append(FieldError(name, "required", _("Look again: what is it today?")))
        elif given != body.get(name):
            message = _("This is not what is recorded. Change the record first, then keep it longer.")
            errors.append(FieldError(name, "changed", message))
    if errors:
        raise Invalid(errors)


def _keep(
    act: ActDraft, record: Record, until: date, seen: int, now: datetime, *, together: bool = False
) -> None:
    was_until = record.kept_until
    keep_former(record, seen, now)
    record.kept_until = until
    record.save(force_update=True)
    body = body_of(record)
    keys.rewrite(record, keys_of(record.keys, body))
    if is_sampled(sample_number(_secret(), f"{record.id}|{was_until}"), settings.EXTENSIONS_SAMPLED):
        ExtensionSample.objects.create(
            database=record.code,
            record=record.id,
            owner=record.owner,
            at=now,
            act=act.own_id(),
            was_until=was_until,
            until=until,
            together=together,
        )
    act.purpose, act.count = body.get("purpose", ""), 1
    act.touches(database=record.code, record=record.id, version=record.version)


@cache
def _secret() -> bytes:
    return node_secret(settings.HOME)
