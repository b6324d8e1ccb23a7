"""The verbs of a record's owner: create, change, withdraw, entered in error, recover, extend. The loader's: load.py."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
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
from comity.kit.dates import parse_partial
from comity.kit.errors import Invalid, NotFound, Refused, Stale, invalid
from comity.records import keys
from comity.records.accept import Accepted, accept
from comity.records.document import body_of, canonical, columns, digest, shared_with_watchers
from comity.records.ending.reentries import note_record
from comity.records.envelope import ASIDE_NAMES, ENVELOPE_NAMES
from comity.records.feed.changes import Happened
from comity.records.feeding import feeder_of
from comity.records.life import disputes, finds
from comity.records.life.happened import OF_STATUS, Turn, is_corrected
from comity.records.life.happenings import note
from comity.records.life.states import ENDED, ENDED_WORDS, NEVER_OUT, Deed, FoundBy, Why, demand
from comity.records.life.withdrawing import follow_elsewhere
from comity.records.models import OwnerRule, RecordChange, RecordVersion
from comity.records.record import Body, Record
from comity.records.rules import Feeder, Status, after_change
from comity.records.watching.mending import raise_where_mended
from comity.records.ways import keys_of

R = TypeVar("R", bound=Record)
STALE = _("Someone changed this record after you opened it. Look at it again, then change it.")
CORRECTS = _(
    "This takes away what others find it by. Write why: whoever had a hit is told of the correction."
)

FOLLOWS = _("This was made of what was published. Change or withdraw that; this follows.")


@action("records.create")
def create(act: ActDraft, database: type[R], raw: Mapping[str, Any], *, by: Actor) -> R:
    """Record something. Under pre-moderation it waits as a draft for the centre.

    Raises: Invalid; Refused when this bureau may not feed this database, or its own number is taken.
    """
    now = timezone.now()
    feeder = feeder_of(by.bureau, now.date())
    accepted = accept(database, raw, feeder=feeder, today=now.date())
    record = database(owner=by.bureau, unit=by.unit, status=feeder.first_status(database))
    write_new(act, record, accepted, now=now)
    return record


@action("records.change")
def change(
    act: ActDraft,
    database: type[R],
    record_id: UUID,
    raw: Mapping[str, Any],
    *,
    seen: int,
    seen_digest: bytes = b"",
    reason: str = "",
    by: Actor,
) -> R:
    """Replace the values of an own record. seen: the version the caller saw; seen_digest: the digest of what it saw,
    where it knows it, because a change of references alone moves no version.

    reason: needed where the change corrects, that is, takes away something by which others found the record; they are
    told. Under pre-moderation it waits as a draft for the centre, and answers nobody meanwhile.
    Raises: NotFound for anything not one's own; Stale when someone was quicker; Invalid; Refused.
    Source: practice 21 ("correct").
    """
    record = own_locked(database, record_id, by)
    if seen_digest and seen_digest != bytes(record.sha256):
        raise Stale(STALE)
    now = timezone.now()
    feeder = feeder_of(by.bureau, now.date())
    accepted = accept(database, _no_longer(record, raw), feeder=feeder, today=now.date())
    others_found_it = record.status not in NEVER_OUT
    corrects = replace(record, accepted, seen=seen, now=now, waits=feeder.waits) and others_found_it
    if corrects and not reason.strip():
        raise invalid("reason", "required", CORRECTS)
    act.reason = reason.strip()[:500]
    _tell(act, record, accepted.body)
    return record


@action("records.withdraw")
def withdraw(
    act: ActDraft,
    database: type[R],
    record_id: UUID,
    *,
    reason: str,
    why: Why = Why.OTHER,
    seen: int,
    by: Actor,
) -> R:
    """Take an own record back: nobody finds it any more. Source: RPD Art. 7, the owner's right at any time."""
    record = own_locked(database, record_id, by)
    demand(Status(record.status), Deed.WITHDRAW)
    return move(act, record, Status.WITHDRAWN, reason, seen, why=why)


@action("records.mark_error")
def mark_error(act: ActDraft, database: type[R], record_id: UUID, *, reason: str, seen: int, by: Actor) -> R:
    """Say that this should never have been recorded: nobody finds it any more, and whoever did is told so.

    The only word after which a document that was found is valid again. Source: practice 8 ("entered in error").
    """
    record = own_locked(database, record_id, by)
    demand(Status(record.status), Deed.MARK_ERROR)
    return move(act, record, Status.ENTERED_IN_ERROR, reason, seen)


@action("records.recover")
def recover(
    act: ActDraft,
    database: type[R],
    record_id: UUID,
    *,
    reason: str,
    found: FoundBy = FoundBy.NOT_SAID,
    seen: int,
    by: Actor,
) -> R:
    """Say that the thing was found again. What it answers then is the declaration's `after_recovery`.

    Raises: Refused for what is held, blocked or disputed: it would otherwise answer by a side door.
    """
    record = own_locked(database, record_id, by)
    demand(Status(record.status), Deed.RECOVER)
    return move(act, record, Status.RECOVERED, reason, seen, why=found)


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
    _tell_rule(rule, Happened.CLOSED)
    epoch.bump()
    act.about = str(rule.id)
    return rule


@action("records.open_to")
def open_to(act: ActDraft, rule_id: UUID, *, by: Actor) -> None:
    """Take an owner-wide restriction back. Raises: NotFound for another owner's."""
    rule = OwnerRule.visible_to(by).select_for_update().filter(pk=rule_id).first()
    if rule is None:
        raise NotFound()
    rule.delete()
    _tell_rule(rule, Happened.OPENED)
    epoch.bump()
    act.about = str(rule_id)


def _tell_rule(rule: OwnerRule, happened: Happened) -> None:
    """For the systems of the bureau that a rule is about; what it had found is looked for when they read."""
    RecordChange.objects.create(
        kind=int(happened),
        owner=rule.owner,
        reader=rule.bureau,
        database=rule.database or 0,
        records=[],
        version=0,
        status=0,
        marking=0,
    )


def _no_longer(record: Record, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was sent, with the day until which the record is kept: a change never keeps it longer.

    Raises: Invalid when a later day was given. Source: practice 21.
    """
    given = raw.get("kept_until")
    if not given:
        return {**raw, "kept_until": record.kept_until.isoformat()}
    if isinstance(given, str) and given.strip() > record.kept_until.isoformat():
        message = _("A change keeps nothing longer. Extend the record in its last six months, with a reason.")
        raise invalid("kept_until", "extend", message)
    return raw


def write_new(act: ActDraft, record: Record, accepted: Accepted, *, now: datetime, home: str = "") -> None:
    """Write a new record and its keys, inside the caller's verb; owner, unit and state stand in it already.

    home: the node that alone may change it, where that is another one.

    Raises: Invalid when its number is another record's of the same owner.
    """
    for name, stored in columns(type(record), accepted.body).items():
        setattr(record, name, stored)
    record.home, record.recorded_at, record.changed_at = home or settings.NODE, now, now
    record.sha256 = accepted.sha256
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        raise already_recorded() from None
    keys.rewrite(record, accepted.keys)
    note_record(record)
    _tell(act, record, accepted.body)


def replace(record: Record, accepted: Accepted, *, seen: int, now: datetime, waits: bool) -> bool:
    """Put the accepted values in place of a record's own, inside the caller's verb: was it a correction?

    waits: the owner's records wait for the centre.
    Raises: Stale; Refused when its life has ended; Invalid when its number is another record's, or when it says that
    the thing happened after it was recorded.
    """
    demand(Status(record.status), Deed.CHANGE)
    if seen != record.version:
        raise Stale(STALE)
    before = body_of(record)
    if before != accepted.body and shared_with_watchers(before) == shared_with_watchers(accepted.body):
        _put_aside(record, accepted)
        follow_elsewhere(record, now)
        return False
    refuse_later_than_recorded(record, accepted.body)
    corrected = is_corrected(keys_of(record.keys, before), accepted.keys)
    raise_where_mended(record, accepted.keys)
    keep_former(record, seen, now)
    for field in record._meta.concrete_fields:
        if field.name in ENVELOPE_NAMES or hasattr(field, "value_kind"):
            setattr(record, field.name, field.get_default())
    for name, stored in columns(type(record), accepted.body).items():
        setattr(record, name, stored)
    record.sha256 = accepted.sha256
    record.status = int(after_change(Status(record.status), waits=waits, checked=record.checked))
    try:
        with transaction.atomic():
            record.save(force_update=True)
    except IntegrityError:
        raise already_recorded() from None
    keys.rewrite(record, accepted.keys)
    note_record(record)
    follow_elsewhere(record, now)
    if corrected:
        note(record, Turn.CORRECTED)
    return corrected


def _put_aside(record: Record, accepted: Accepted) -> None:
    """Nothing has changed but what its owner alone is ever told: no version, no moment, no key moves by it.

    Others would count them, would be asked to read again what reads the same, and a verdict or an offer would lapse.
    """
    for field in record._meta.concrete_fields:
        if field.name in ASIDE_NAMES:
            setattr(record, field.name, accepted.body.get(field.name, field.get_default()))
    record.sha256 = accepted.sha256
    record.save(update_fields=[*sorted(ASIDE_NAMES), "sha256"])


def refuse_later_than_recorded(record: Record, body: Body) -> None:
    """Nothing is recorded before it happened. Raises: Invalid. Source: issue 3, bad input."""
    if record.happened_on and record.happened_on in body:
        latest = record.recorded_at.date() + timedelta(days=1)  # a place on Earth may run ahead of UTC
        if parse_partial(body[record.happened_on], field=record.happened_on).earliest > latest:
            words = {"day": record.recorded_at.date().isoformat()}
            message = _("It was recorded on %(day)s, so it cannot have happened later.") % words
            raise invalid(record.happened_on, "after-entry", message)


def already_recorded() -> Invalid:
    """The refusal of a second record for one number of the owner's own."""
    message = _("Your bureau has already recorded this number of its own. Change that record instead.")
    return invalid("source_reference", "already-recorded", message)


def own(database: type[R], record_id: UUID, *, by: Actor) -> R:
    """An own record as it is now, for a form. Raises: NotFound for anything not one's own."""
    record = database.owned_by(by).filter(pk=record_id).first()
    if record is None:
        raise NotFound()
    return record


def own_locked(database: type[R], record_id: UUID, by: Actor) -> R:
    """An own record, locked until the verb ends. Raises: NotFound for anything not one's own.

    Refused for what the node made of something published: it changes and ends with that alone.
    """
    record = database.owned_by(by).select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound()
    if database.fed_by is Feeder.NODE:
        raise Refused(FOLLOWS, code="follows")
    return record


def move(
    act: ActDraft,
    record: R,
    status: Status,
    reason: str,
    seen: int,
    *,
    needs_reason: bool = True,
    why: str = "",
) -> R:
    """Put a locked record into another state, its keys with it, inside the caller's verb.

    why: the reason as a code of a closed list. Whoever found the record is told where that matters (happened.py).

    Raises: Invalid without a reason; Refused when its life has ended; Stale when the caller saw another version.
    """
    if needs_reason and not reason.strip():
        raise invalid("reason", "required", _("Write the reason."))
    if record.status in ENDED or record.status == status:
        raise Refused(ENDED_WORDS, code="wrong-state")
    now = timezone.now()
    body = body_of(record)
    keep_former(record, seen, now)
    record.status = int(status)
    record.save(force_update=True)
    if status in ENDED:
        keys.remove(record)
    else:
        keys.rewrite(record, keys_of(record.keys, body))
    if status in OF_STATUS:
        note(record, OF_STATUS[status], why=why)
    if status in ENDED:
        disputes.close_with(record, now)
    if status in ENDED or status is Status.RECOVERED:
        finds.overtake(record, now)
    follow_elsewhere(record, now)
    act.reason = reason.strip()[:500]
    _tell(act, record, body)
    return record


def withdraw_within(
    act: ActDraft, database: type[Record], ids: Collection[UUID], *, reason: str, by: Actor
) -> int:
    """Withdraw those of these own records that still live, inside the caller's verb; how many they were."""
    rows = database.owned_by(by).filter(pk__in=ids).exclude(status__in=ENDED).order_by("id")
    records = list(rows.select_for_update())
    for record in records:
        move(act, record, Status.WITHDRAWN, reason, record.version)
    return len(records)


def let_numbers_go(database: type[Record], ids: Collection[UUID], *, by: Actor, now: datetime) -> None:
    """What these ended records were of has come back under the same number, inside the caller's verb.

    An ended record never lives again; a new one takes the number, and the ended one keeps it with the end of its id.
    """
    rows = database.owned_by(by).filter(pk__in=ids, status__in=ENDED).order_by("id")
    with transaction.atomic():
        for record in rows.select_for_update():
            keep_former(record, record.version, now)
            record.source_reference = f"{record.source_reference} {record.id.hex[-8:]}"
            record.sha256 = digest(body_of(record))
            record.save(force_update=True)


def keep_former(record: Record, seen: int, now: datetime) -> None:
    """Keep the state before a change. Raises: Stale when the caller saw another version."""
    if seen != record.version:
        raise Stale(STALE)
    body = canonical({**body_of(record), "status": Status(record.status).name.lower()})
    RecordVersion.objects.create(
        owner=record.owner,
        database=record.code,
        record=record.id,
        version=record.version,
        at=record.changed_at,
        body=body.decode(),
        sha256=record.sha256,
    )
    record.version += 1
    record.changed_at = now


def _tell(act: ActDraft, record: Record, body: Body) -> None:
    """Say in the act what was recorded or changed."""
    act.purpose, act.case = body.get("purpose", ""), body.get("case", "")
    act.legal_basis = body.get("legal_basis", "")
    act.count = 1
    act.touches(database=record.code, record=record.id, version=record.version)
