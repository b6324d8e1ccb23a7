"""What a bureau's own node shares is sent to the centre: what is new, changed or ended since, record by record.

Found again from the data, so that an outage, a kill or a cut line loses nothing; the courier keeps what was sent until
the centre has signed for it. Source: docs/spec/contribution.md, 2; practice 19.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_elsewhere
from comity.bureaus.models import Bureau
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import ComityError, Refused
from comity.messages import actions
from comity.messages.contributing.kinds import PUT, RULES, WITHDRAW
from comity.messages.contributing.tables import ContributedDatabase, Contribution, Standing
from comity.messages.kinds import canonical_body, find
from comity.messages.models import Message
from comity.messages.rules import Draft
from comity.records.document import body_of, digest, shared_with_watchers
from comity.records.models import OwnerRule
from comity.records.record import Record
from comity.records.registry import all_databases, by_code
from comity.records.rules import Feeder, Status

MOST_AT_ONCE = 500  # records of one database in one run of the clock
LIVE = {Status.ACTIVE: "active", Status.DISPUTED: "active", Status.RECOVERED: "recovered"}
ENDED = {Status.WITHDRAWN: "withdrawn", Status.ENTERED_IN_ERROR: "entered-in-error"}
RIGHTS = ("messages.contribute", "messages.send")
DELETION_ORDERED = (
    "deletion-ordered"  # by the commission: it is not shared again, whatever becomes of it at home
)
AT_THE_CENTRE = "at the centre"  # the reference that says beside a record how it stands there


@action("messages.choose_contributed")
def choose(act: ActDraft, database: type[Record], *, shared: bool, by: Actor) -> None:
    """Share this database's records at the centre, or no longer: then they are withdrawn there.

    Raises: Refused where the centre is on this node, or no bureau records in that database.
    """
    act.about, act.reason = f"database:{database.slug}", "shared" if shared else "ended"
    if database.fed_by is Feeder.NODE or not centre_elsewhere():
        raise Refused(
            _("Records of bureaus are shared with a centre on another node."), code="nothing-to-share"
        )
    rows = ContributedDatabase.visible_to(by).filter(database=database.code)
    if shared and not rows.exists():
        ContributedDatabase.objects.create(bureau=by.bureau, database=database.code, since=timezone.now())
    elif not shared:
        rows.delete()


def contribute_due(now: datetime) -> int:
    """Send what is due of every bureau hosted here, each in its name; how many messages. The worker's minute."""
    centre, sent = centre_elsewhere(), 0
    if not centre:
        return 0
    for bureau in Bureau.objects.filter(hosted=True).order_by("code"):
        chosen = ContributedDatabase.objects.filter(bureau=bureau.code)
        if (
            chosen.exists()
            or Contribution.objects.filter(bureau=bureau.code).exclude(state__in=_GONE).exists()
        ):
            sent += contribute(centre, now, by=clock_of(bureau.code, *RIGHTS))
    return sent


@action("messages.contribute")
def contribute(act: ActDraft, centre: str, now: datetime, *, by: Actor) -> int:
    """Send what this bureau shares and the centre does not have yet, its rules first; how many messages."""
    act.recipients = (centre,)
    act.count = _send_rules(centre, by)
    for chosen in ContributedDatabase.visible_to(by).order_by("database"):
        for record in due(by.bureau, by_code(chosen.database))[:MOST_AT_ONCE]:
            act.count += _put(record, centre, now, by)
    for row in ended(by.bureau):
        act.count += _withdraw(row, centre, now, by)
    act.goes_on = not act.count
    return act.count


def due(bureau: str, database: type[Record]) -> QuerySet[Record]:
    """This bureau's own records that live and are not at the centre as they are, the oldest change first."""
    is_over = Q(version__gte=OuterRef("version")) | Q(code=DELETION_ORDERED)
    sent = Contribution.objects.filter(is_over, database=database.code, record=OuterRef("pk"))
    rows = database._default_manager.filter(owner=bureau, status__in=[int(each) for each in LIVE])
    return rows.filter(~Exists(sent)).order_by("changed_at", "id")


def ended(bureau: str) -> Iterator[Contribution]:
    """What stands at the centre and lives here no more, or is shared no more."""
    chosen = set(ContributedDatabase.objects.filter(bureau=bureau).values_list("database", flat=True))
    for database in all_databases():
        rows = Contribution.objects.filter(bureau=bureau, database=database.code).exclude(state__in=_GONE)
        if database.code in chosen:
            live = database._default_manager.filter(
                pk=OuterRef("record"), owner=bureau, status__in=[int(each) for each in LIVE]
            )
            rows = rows.filter(~Exists(live))
        yield from rows.order_by("at", "id")[:MOST_AT_ONCE]


def got_there(message: Message, _bureau: str, at: datetime) -> None:
    """The centre signed that it has it."""
    _stands(message, Standing.WITHDRAWN if message.kind == WITHDRAW else Standing.THERE, at)


def came_back(message: Message, _bureau: str, code: str) -> None:
    """The centre refused it: its code stands beside the record."""
    _stands(message, Standing.REFUSED, timezone.now(), code)


def is_shared(bureau: str, database: int, record: UUID) -> bool:
    """Did this bureau of ours ever put that record at the centre?"""
    return Contribution.objects.filter(bureau=bureau, database=database, record=record).exists()


def centre_said(bureau: str, database: int, record: UUID, state: Standing, code: str, at: datetime) -> None:
    """What the centre decided about a record that this bureau shares there stands beside it. Inside messages.open."""
    rows = Contribution.objects.select_for_update().filter(bureau=bureau, database=database, record=record)
    for row in rows:
        row.state, row.code, row.at = int(state), code, at
        row.save(update_fields=["state", "code", "at"])
        _stands_beside(row, at)


_GONE = [int(Standing.WITHDRAWN)]


def _put(record: Record, centre: str, now: datetime, by: Actor) -> int:
    body = {
        "database": record.slug,
        "record": str(record.id),
        "version": record.version,
        "state": LIVE[Status(record.status)],
        "body": shared_with_watchers(body_of(record)),
    }
    try:
        message = actions.send(
            Draft(kind=PUT, to=(centre,), body=body, about=_about(record.code, record.id)), by=by
        )
    except ComityError:  # too long for a message: said beside the record, and not tried again as it is
        _keep(record, now, message=record.id, state=Standing.REFUSED, code="too-long")
        _note_beside(record, "refused", "too-long", now)
        return 0
    _keep(record, now, message=message.id)
    _note_beside(record, "sent", "", now)
    return 1


def _withdraw(row: Contribution, centre: str, now: datetime, by: Actor) -> int:
    database = by_code(row.database)
    record = database._default_manager.filter(pk=row.record, owner=by.bureau).first()
    what = "deleted" if record is None else ENDED.get(Status(record.status), "withdrawn")
    version = max(row.version + 1, record.version if record is not None else 0)
    body = {"database": database.slug, "record": str(row.record), "version": version, "what": what}
    about = _about(row.database, row.record)
    message = actions.send(Draft(kind=WITHDRAW, to=(centre,), body=body, about=about), by=by)
    row.version, row.message, row.at, row.state = version, message.id, now, int(Standing.WITHDRAWN)
    row.save()
    return 1


def _about(database: int, record: UUID) -> str:
    """So that what is still on its way is emptied with its record."""
    return f"record:{by_code(database).slug}:{record}"


def _send_rules(centre: str, by: Actor) -> int:
    """To whom this bureau's records are closed altogether, where that is other than what was sent last."""
    slugs = {None: ""} | {each.code: each.slug for each in all_databases()}
    rules = [
        {"bureau": each.bureau, "database": slugs[each.database]}
        | ({"until": each.until.isoformat()} if each.until else {})
        for each in OwnerRule.visible_to(by).order_by("bureau", "database", "id")
    ]
    body: dict[str, Any] = {"rules": rules}
    last = Message.objects.filter(sender=by.bureau, kind=RULES).order_by("-id").first()
    if (last is None and not rules) or (last and last.body == canonical_body(find(RULES, 1), body)):
        return 0
    actions.send(Draft(kind=RULES, to=(centre,), body=body), by=by)
    return 1


def _keep(
    record: Record, now: datetime, *, message: UUID, state: Standing = Standing.SENT, code: str = ""
) -> None:
    said = {"bureau": record.owner, "version": record.version, "at": now, "message": message}
    said |= {"state": int(state), "code": code}
    Contribution.objects.update_or_create(database=record.code, record=record.id, defaults=said)


def _stands(message: Message, state: Standing, at: datetime, code: str = "") -> None:
    if message.kind != RULES:  # the last rules are compared with those of now
        Message.objects.filter(pk=message.pk).update(body="", sha256=b"", emptied_on=at.date())
    row = Contribution.objects.select_for_update().filter(message=message.id).first()
    if row is None:
        return
    row.state, row.code, row.at = int(state), code[:40], at
    row.save(update_fields=["state", "code", "at"])
    _stands_beside(row, at)


def _stands_beside(row: Contribution, at: datetime) -> None:
    record = by_code(row.database)._default_manager.select_for_update().filter(pk=row.record).first()
    if record is not None:
        words = {Standing.THERE: "recorded", Standing.REFUSED: "refused", Standing.WITHDRAWN: "withdrawn"}
        _note_beside(record, words[Standing(row.state)], row.code, at)


def _note_beside(record: Record, state: str, code: str, at: datetime) -> None:
    """Say beside the record how it stands at the centre, among its owner's references: no version moves by it."""
    name = f"{centre_elsewhere()} {AT_THE_CENTRE}"[:60]
    others = [each for each in record.references if each.get("name") != name]
    said = {"system": "other", "name": name, "number": str(record.id), "sent_on": at.date().isoformat()}
    said |= {"state": state} | ({"note": code} if code else {})
    record.references = [*others, said]
    record.sha256 = digest(body_of(record))
    record.save(update_fields=["references", "sha256"])
