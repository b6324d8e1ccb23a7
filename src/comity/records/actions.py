"""The verbs of a record: create, change, withdraw, recover. The loader's verb is in load.py."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, Stale, invalid
from comity.records import keys
from comity.records.document import body_of, canonical, clean, columns, digest
from comity.records.feeding import feeder_of
from comity.records.models import OwnerRule, RecordVersion
from comity.records.record import Body, Record
from comity.records.rules import Status, answers_others

R = TypeVar("R", bound=Record)


@action("records.create")
def create(act: ActDraft, database: type[R], raw: Mapping[str, Any], *, by: Actor) -> R:
    """Record something. Under pre-moderation it waits as a draft for the centre.

    Raises: Invalid; Refused when this bureau may not feed this database, or its own number is taken.
    """
    now = timezone.now()
    feeder = feeder_of(by.bureau, now.date())
    body = clean(database, raw, today=now.date())
    feeder.check(database, body)
    record = database(
        home=settings.NODE,
        owner=by.bureau,
        unit=by.unit,
        status=feeder.first_status,
        recorded_at=now,
        changed_at=now,
        sha256=digest(body),
        **columns(database, body),
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        message = _("Your bureau has already recorded this number of its own. Change that record instead.")
        raise invalid("source_reference", "already-recorded", message) from None
    keys.rewrite(record, body)
    _tell(act, record, body)
    return record


@action("records.change")
def change(
    act: ActDraft, database: type[R], record_id: UUID, raw: Mapping[str, Any], *, seen: int, by: Actor
) -> R:
    """Replace the values of an own record. seen: the version the caller saw.

    Raises: NotFound for anything not one's own; Stale when someone was quicker; Invalid; Refused.
    """
    record = _own(database, record_id, by)
    now = timezone.now()
    body = clean(database, raw, today=now.date())
    feeder_of(by.bureau, now.date()).check(database, body)
    _keep_former(record, seen, now)
    for field in database._meta.fields:
        if hasattr(field, "value_kind"):
            setattr(record, field.name, field.get_default())
    record.restriction, record.references = None, []
    record.legal_basis = record.source = record.source_reference = record.case = ""
    for name, stored in columns(database, body).items():
        setattr(record, name, stored)
    record.sha256 = digest(body)
    _save(record, now)
    keys.rewrite(record, body)
    _tell(act, record, body)
    return record


@action("records.withdraw")
def withdraw(act: ActDraft, database: type[R], record_id: UUID, *, reason: str, seen: int, by: Actor) -> R:
    """Take an own record back: nobody finds it any more. Source: RPD Art. 7, the owner's right at any time."""
    return _move(act, _own(database, record_id, by), Status.WITHDRAWN, reason, seen)


@action("records.recover")
def recover(act: ActDraft, database: type[R], record_id: UUID, *, reason: str, seen: int, by: Actor) -> R:
    """Say that the thing was found again. What it answers then is the declaration's `after_recovery`."""
    return _move(act, _own(database, record_id, by), Status.RECOVERED, reason, seen)


@action("records.dispute")
def dispute(act: ActDraft, record: Record, *, reason: str, by: Actor) -> None:  # noqa: ARG001  # the gate reads `by`
    """Mark that the owner's data are in doubt; a hit then says so. Source: RPD Art. 46 (as our facts have it)."""
    if record.status == Status.ACTIVE:
        _move(act, record, Status.DISPUTED, reason, record.version)


@action("records.close_to")
def close_to(
    act: ActDraft, bureau: str, *, database: int | None = None, until: datetime | None = None, by: Actor
) -> OwnerRule:
    """Close all own records (of one database) to a bureau. It learns nothing; the rule works at once everywhere."""
    if bureau == by.bureau or not Bureau.objects.filter(code=bureau).exists():
        raise invalid("bureau", "unknown-bureau", _("Choose another bureau of the directory."))
    rule, _made = OwnerRule.objects.update_or_create(
        owner=by.bureau,
        database=database,
        bureau=bureau,
        defaults={"until": until.date() if until else None},
    )
    epoch.bump()
    act.about = str(rule.id)
    return rule


@action("records.open_to")
def open_to(act: ActDraft, rule_id: UUID, *, by: Actor) -> None:
    """Take an owner-wide restriction back. Raises: NotFound for another owner's."""
    removed, _what = OwnerRule.visible_to(by).filter(pk=rule_id).delete()
    if not removed:
        raise NotFound()
    epoch.bump()
    act.about = str(rule_id)


def _own(database: type[R], record_id: UUID, by: Actor) -> R:
    record = database.owned_by(by).select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound()
    return record


def _move(act: ActDraft, record: R, status: Status, reason: str, seen: int) -> R:
    if not reason.strip():
        raise invalid("reason", "required", _("Write the reason."))
    if record.status in (Status.WITHDRAWN, Status.EXPIRED) or record.status == status:
        raise Refused(_("The record is already in this state, or its life has ended."), code="wrong-state")
    now = timezone.now()
    body = body_of(record)
    _keep_former(record, seen, now)
    record.status = int(status)
    _save(record, now)
    if answers_others(status, record.after_recovery) or status is not Status.WITHDRAWN:
        keys.rewrite(record, body)
    else:
        keys.remove(record)
    act.reason = reason.strip()[:500]
    _tell(act, record, body)
    return record


def _keep_former(record: Record, seen: int, now: datetime) -> None:
    """Keep the state before a change. Raises: Stale when the caller saw another version."""
    if seen != record.version:
        raise Stale(_("Someone changed this record after you opened it. Look at it again, then change it."))
    body = canonical({**body_of(record), "status": Status(record.status).name.lower()})
    RecordVersion.objects.create(
        database=record.code,
        record=record.id,
        version=record.version,
        at=record.changed_at,
        body=body.decode(),
        sha256=record.sha256,
    )
    record.version += 1
    record.changed_at = now


def _save(record: Record, now: datetime) -> None:
    record.changed_at = now
    record.save(force_update=True)


def _tell(act: ActDraft, record: Record, body: Body) -> None:
    act.purpose, act.case = body.get("purpose", ""), body.get("case", "")
    act.legal_basis = body.get("legal_basis", "")
    act.count = 1
    act.touches(database=record.code, record=record.id, version=record.version)
