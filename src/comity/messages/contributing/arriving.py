"""What the centre does with a record that a bureau's own node shares: it is that bureau's record here, same id and all.

A signed sender is believed to be that bureau, and nothing more: it may put its own records alone, of databases that it
may feed, as its standing allows, newer than what is here. Source: docs/spec/contribution.md, 3; practice 9 and 10.
"""

from datetime import timedelta
from typing import Any

import msgspec
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Verb
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import Invalid, NotFound, Refused
from comity.messages.contributing.kinds import PUT, RULES, WITHDRAW, Put, Rules, Withdraw
from comity.messages.contributing.sending import DELETION_ORDERED
from comity.messages.kinds import Handler
from comity.messages.models import Delivery, Message
from comity.records.accept import accept
from comity.records.actions import move, replace, write_new
from comity.records.document import body_of, digest
from comity.records.ending.endings import Ending
from comity.records.ending.traces import RecordTrace
from comity.records.feeding import feeder_of, may_now
from comity.records.life.states import ENDED
from comity.records.models import OwnerRule
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.rules import Status

HOME = "home node"  # how the reference to the bureau's own register is called
VERSION = "version "  # how its note begins: which version of home stands here
ENDS = {
    "withdrawn": Status.WITHDRAWN,
    "entered-in-error": Status.ENTERED_IN_ERROR,
    "deleted": Status.WITHDRAWN,
}
SAID = {
    Status.WITHDRAWN: "Withdrawn by its owner's own node.",
    Status.ENTERED_IN_ERROR: "Entered in error, says its owner's own node.",
    Status.RECOVERED: "Found again, says its owner's own node.",
}


def put_arrives(message: Message, delivery: Delivery) -> None:
    """Raises: Refused, with the code that stands beside the record at home."""
    put = msgspec.convert(message.content, Put)
    _refuse_strangers(message, delivery)
    try:
        take_record(put, by=clock_of(message.sender, "messages.take_record"))
    except Invalid as error:
        raise Refused(str(error), code=error.errors[0].code[:40]) from None
    _empty(message)


def withdraw_arrives(message: Message, delivery: Delivery) -> None:
    _refuse_strangers(message, delivery)
    withdrawn = msgspec.convert(message.content, Withdraw)
    take_withdrawal(withdrawn, by=clock_of(message.sender, "messages.take_withdrawal"))
    _empty(message)


def rules_arrive(message: Message, delivery: Delivery) -> None:
    _refuse_strangers(message, delivery)
    take_rules(msgspec.convert(message.content, Rules), by=clock_of(message.sender, "messages.take_rules"))
    _empty(message)


HANDLERS: dict[str, Handler] = {PUT: put_arrives, WITHDRAW: withdraw_arrives, RULES: rules_arrive}


@action("messages.take_record")
def take_record(act: ActDraft, put: Put, *, by: Actor) -> None:
    """Record or change what this bureau's own node says. What is not newer than what is here changes nothing.

    Raises: Refused, Invalid.
    """
    now = timezone.now()
    database, owner = _database(put.database), by.bureau
    if not may_now(owner, Verb.RECORD, now.date()):
        raise Refused("This bureau may not record at present.", code="standing")
    known = _known(database, put.record, owner)
    if RecordTrace.objects.filter(record=put.record, reason=int(Ending.COMMISSION)).exists():
        raise Refused("The commission had this record deleted.", code=DELETION_ORDERED)
    if known is not None and put.version <= _taken(known):
        act.reason = "not-newer"
        return
    feeder = feeder_of(owner, now.date())
    accepted = accept(database, _with_home(put, owner), feeder=feeder, today=now.date())
    recovered = put.state == "recovered"
    if known is None:
        first = Status.RECOVERED if recovered and not feeder.waits else feeder.first_status(database)
        record = database(id=put.record, owner=owner, unit=None, status=first, version=put.version)
        write_new(act, record, accepted, now=now, home=owner)
        return
    # Numbers are home's: what it did in between without sharing it leaves a gap in the former versions here. What was
    # done to it here (a review, a dispute) has numbers too, and none is used twice.
    known.version = max(known.version, put.version - 1)
    if recovered and known.status != Status.RECOVERED:
        known.references = accepted.body["references"]
        known.sha256 = digest(body_of(known))
        move(act, known, Status.RECOVERED, SAID[Status.RECOVERED], known.version)
        return
    replace(known, accepted, seen=known.version, now=now, waits=feeder.waits)
    act.count = 1
    act.touches(database=known.code, record=known.id, version=known.version)


@action("messages.take_withdrawal")
def take_withdrawal(act: ActDraft, told: Withdraw, *, by: Actor) -> None:
    """Nobody finds it any more; what is gone at home goes on its last day, which is now. A repeat changes nothing."""
    known = _known(_database(told.database), told.record, by.bureau)
    if known is None or known.status in ENDED or told.version <= _taken(known):
        act.reason = "not-newer"
        return
    known.version = max(known.version, told.version - 1)
    move(act, known, ENDS[told.what], SAID[ENDS[told.what]], known.version)
    if told.what == "deleted":
        known.kept_until = timezone.now().date() - timedelta(days=1)
        known.save(update_fields=["kept_until"])


@action("messages.take_rules")
def take_rules(act: ActDraft, told: Rules, *, by: Actor) -> None:
    """To whom this bureau's records are closed altogether: these rules, instead of all before. It works at once."""
    codes: dict[str, int | None] = {"": None} | {each.slug: each.code for each in databases()}
    if any(each.database not in codes for each in told.rules):
        raise Refused("A rule is about a database that this node does not have.", code="unknown-database")
    known = set(Bureau.objects.values_list("code", flat=True))
    OwnerRule.visible_to(by).delete()
    OwnerRule.objects.bulk_create(
        [
            OwnerRule(owner=by.bureau, database=codes[each.database], bureau=each.bureau, until=each.until)
            for each in told.rules
            if each.bureau in known and each.bureau != by.bureau
        ],
        ignore_conflicts=True,
    )
    epoch.bump()
    act.count = len(told.rules)


def _refuse_strangers(message: Message, delivery: Delivery) -> None:
    """A bureau's own node speaks to the centre, of its own records, and not within a conversation. Raises: Refused."""
    centre = Bureau.objects.filter(pk=delivery.bureau, kind=int(BureauKind.CENTRE), hosted=True)
    elsewhere = Bureau.objects.filter(pk=message.sender, hosted=False)
    if message.thread != message.id or not centre.exists() or not elsewhere.exists():
        raise Refused(
            "Only a bureau's own node shares records, and only with the centre.", code="not-the-centre"
        )


def _database(slug: str) -> type[Record]:
    """One in which bureaus record. Raises: Refused."""
    for database in databases():
        if database.slug == slug:
            return database
    raise Refused("This node has no such database.", code="unknown-database")


def _known(database: type[Record], record: Any, owner: str) -> Record | None:
    """The record as it is here, locked. Raises: NotFound for one that is not this bureau's, or not its node's.

    What it recorded here while this node hosted it stays this node's to change, until it has moved.
    """
    found: Record | None = database._default_manager.select_for_update().filter(pk=record).first()
    if found is not None and (found.owner != owner or found.home != owner):
        raise NotFound(code="not-theirs")
    return found


def _with_home(put: Put, owner: str) -> dict[str, Any]:
    """What is recorded: the body, and where it comes from. References are the owner's, who keeps its own at home."""
    return {**put.body, "references": [
        {"system": "other", "name": f"{owner} {HOME}", "number": str(put.record), "state": "recorded",
         "note": f"{VERSION}{put.version}"}
    ]}  # fmt: skip


def _taken(known: Record) -> int:
    """The version of home that was taken last. Its own number here may have run ahead by what was done to it here."""
    notes = [each.get("note", "") for each in known.references if each.get("name", "").endswith(HOME)]
    numbers = [note.removeprefix(VERSION) for note in notes if note.startswith(VERSION)]
    return max((int(each) for each in numbers if each.isdecimal()), default=known.version)


def _empty(message: Message) -> None:
    """The record stands in its table, closed to whom it is closed; its words stand nowhere else."""
    Message.objects.filter(pk=message.pk).update(body="", sha256=b"", emptied_on=timezone.now().date())
