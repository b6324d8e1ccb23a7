"""What a bureau's own node shares is sent to the centre: what is new, changed or ended since, many in one message.

Found again from the data, so that an outage, a kill or a cut line loses nothing; the courier keeps what was sent until
the centre has signed for it. Source: docs/spec/contribution.md, 2; practice 19.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from time import monotonic
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_elsewhere
from comity.bureaus.models import Bureau
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.canonical import canonical_json
from comity.kit.errors import Refused
from comity.messages import actions
from comity.messages.contributing.kinds import (
    MOST_AT_ONCE,
    PUT,
    RULES,
    WITHDRAW,
)
from comity.messages.contributing.looking import HELD, LIVE, due
from comity.messages.contributing.outcome import keep_refused, keep_sent
from comity.messages.contributing.picturing import send_pictures
from comity.messages.contributing.tables import ContributedDatabase, Contribution, SharingPlace, Standing
from comity.messages.rules import LONGEST_BODY, Draft
from comity.records.document import body_of, shared_with_watchers
from comity.records.models import OwnerRule
from comity.records.record import Record
from comity.records.registry import all_databases, by_code
from comity.records.rules import Feeder, Status

RUN_S = 40.0  # a minute's clock ends before the next one begins
MOST_BYTES = LONGEST_BODY - 8 * 1024  # of the records of one message, with room for what stands around them
RIGHTS = ("messages.contribute", "messages.send", "messages.upload")


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


@action("messages.compare_contributed")
def compare_again(act: ActDraft, *, by: Actor) -> int:
    """Compare all that this bureau shares with what stands at the centre, from now on; how many databases."""
    act.count = ContributedDatabase.visible_to(by).update(after=None, compared_at=None)
    return act.count


def contribute_due(now: datetime) -> int:
    """Send what is due of every bureau hosted here, each in its name; how many records. The worker's minute.

    Portion by portion, each a transaction, until nothing is due or the minute is nearly over.
    """
    centre, sent, until = centre_elsewhere(), 0, monotonic() + RUN_S
    if not centre:
        return 0
    for bureau in Bureau.objects.filter(hosted=True).order_by("code"):
        # Who never shared anything has no place; who shares no more has one until all is taken back.
        shares = ContributedDatabase.objects.filter(bureau=bureau.code).exists()
        more = shares or SharingPlace.objects.filter(bureau=bureau.code).exists()
        while more and monotonic() < until:
            done = contribute(centre, now, by=clock_of(bureau.code, *RIGHTS))
            sent, more = sent + done[0], done[1]
    return sent


@action("messages.contribute")
def contribute(act: ActDraft, centre: str, now: datetime, *, by: Actor) -> tuple[int, bool]:
    """Send the next portion of what the centre does not have yet, rules first; how many, and is there more?"""
    act.recipients = (centre,)
    place, _is_new = SharingPlace.objects.select_for_update().get_or_create(bureau=by.bureau)
    before = (place.era, place.placed)
    chosen = list(ContributedDatabase.visible_to(by).order_by("database"))
    stood = [(each.after, each.compared_at) for each in chosen]
    act.count = _send_rules(place, centre, by) if chosen else 0
    found = due(by.bureau, place, chosen, now)
    act.count += sum(_put(portion, centre, now, by) for portion in _portions(found.put))
    act.count += sum(_take_back(row, became, centre, now, by) for row, became in found.gone)
    pictured, more = send_pictures(centre, now, by)
    act.count += pictured
    if (place.era, place.placed) != before:
        place.save(update_fields=["era", "placed"])
    for each, was in zip(chosen, stood, strict=True):
        if (each.after, each.compared_at) != was:
            each.save(update_fields=["after", "compared_at"])
    act.goes_on = not act.count
    return act.count, found.more or more


def _portions(records: Sequence[Record]) -> Iterator[list[tuple[Record, dict[str, Any]]]]:
    """As many of one database as one message holds, each with what is said of it."""
    portion: list[tuple[Record, dict[str, Any]]] = []
    size = 0
    for record in records:
        told = _told(record)
        length = len(canonical_json(told).encode())
        is_full = len(portion) >= MOST_AT_ONCE or size + length > MOST_BYTES
        if portion and (is_full or portion[0][0].code != record.code):
            yield portion
            portion, size = [], 0
        portion.append((record, told))
        size += length
    if portion:
        yield portion


def _told(record: Record) -> dict[str, Any]:
    return {
        "record": str(record.id),
        "version": record.version,
        "state": LIVE[Status(record.status)],
        "body": shared_with_watchers(body_of(record)),
    }


def _put(portion: Sequence[tuple[Record, dict[str, Any]]], centre: str, now: datetime, by: Actor) -> int:
    """Send these records; one that is too long for a message says so beside itself, and is not tried as it is."""
    records = [record for record, _told_of in portion]
    if len(portion) == 1 and len(canonical_json(portion[0][1]).encode()) > MOST_BYTES:
        keep_refused(records[0], "too-long", now)
        return 0
    body = {"database": records[0].slug, "records": [told for _record, told in portion]}
    message = actions.send(Draft(kind=PUT, to=(centre,), body=body), by=by)
    keep_sent(records, message.id, now)
    return len(records)


def _take_back(row: Contribution, became: str, centre: str, now: datetime, by: Actor) -> int:
    """Nobody is to find it at the centre any more, for good or until it lives again."""
    database = by_code(row.database)
    record = database._default_manager.filter(pk=row.record, owner=by.bureau).first()
    version = max(row.version + 1, record.version if record is not None else 0)
    body = {"database": database.slug, "record": str(row.record), "version": version, "what": became}
    about = _about(row.database, row.record)
    draft = Draft(kind=WITHDRAW, to=(centre,), body=body, about=about)
    message = actions.send(draft, by=by)
    row.version, row.message, row.at = version, message.id, now
    row.state = int(Standing.HELD if became == HELD else Standing.WITHDRAWN)
    row.save()
    return 1


def _about(database: int, record: UUID) -> str:
    """So that what is still on its way is emptied with its record."""
    return f"record:{by_code(database).slug}:{record}"


def _send_rules(place: SharingPlace, centre: str, by: Actor) -> int:
    """To whom this bureau's records are closed altogether, where that is other than what was sent last."""
    slugs = {None: ""} | {each.code: each.slug for each in all_databases()}
    rules = [
        {"bureau": each.bureau, "database": slugs[each.database]}
        | ({"until": each.until.isoformat()} if each.until else {})
        for each in OwnerRule.visible_to(by).order_by("bureau", "database", "id")
    ]
    body: dict[str, Any] = {"rules": rules}
    digest = sha256(canonical_json(body).encode()).digest() if rules else b""
    if bytes(place.rules) == digest:
        return 0
    actions.send(Draft(kind=RULES, to=(centre,), body=body), by=by)
    place.rules = digest
    place.save(update_fields=["rules"])
    return 1
