"""What the change feed tells one reader between two places: of own records all, of foreign ones what was open to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from comity.gate.actor import Actor
from comity.records.feed.changes import Happened
from comity.records.feed.cursors import Cursor
from comity.records.models import RecordChange
from comity.records.record import Body, Record
from comity.records.registry import all_databases, by_code
from comity.records.rules import ALL_BUT, ONLY, Status, answers_others
from comity.records.scope import Scope, scope_of
from comity.records.values import slug

ENDED = {Status.WITHDRAWN: "withdrawn", Status.RECOVERED: "recovered"}
# What an actor received of others, as hits or otherwise: rows with record, database, owner and at. Rooms above hand
# them down.
Received = Callable[[Actor], "QuerySet[Any]"]
RECEIVED: list[Received] = []


@dataclass(frozen=True, slots=True)
class Change:
    """One entry. kind: created, changed, withdrawn, recovered, deleted, gone. at: UTC, when it was done.

    version, status, document, sha256: empty where they are not told. document: of an own record whose version this is
    still; a later entry tells of any other.
    """

    kind: str
    database: type[Record]
    record: UUID
    own: bool
    at: datetime
    version: int | None = None
    status: str = ""
    document: Body | None = None
    sha256: str = ""


# An entry as it was found, with its place and part: sorted by them.
Found = tuple[int, int, Change]


_OWN = """
SELECT c.place, r.part, r.id, c.at, c.database, c.was_owner, c.kind, c.version, c.status, c.was_status, c.marking
FROM records_recordchange c CROSS JOIN LATERAL unnest(c.records) WITH ORDINALITY AS r (id, part)
WHERE c.owner = %(bureau)s AND c.database = ANY(%(codes)s)
AND (c.marking <= %(clearance)s OR c.was_marking <= %(clearance)s)
AND c.place BETWEEN %(place)s AND %(last)s AND (c.place > %(place)s OR r.part > %(part)s)
ORDER BY c.place, r.part LIMIT %(most)s
"""


def own_changes(start: Cursor, last: int, most: int, by: Actor) -> Iterator[Found]:
    """Own records, also those of which this reader learns no more than that they are gone. By hand: parts of arrays.

    start: after it; last: the last place; most: entries.
    """
    asked: dict[str, Any] = {
        "bureau": by.bureau,
        "clearance": by.clearance,
        "codes": [each.code for each in all_databases() if each.is_within(by.databases)],
        "place": start.place,
        "part": start.part,
        "last": last,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OWN, asked)
        rows = cursor.fetchall()
    for place, part, record, at, code, was_owner, happened, version, status, was_status, marking in rows:
        kind = own_kind(Happened(happened), status, was_status, is_new=was_owner is not None)
        if marking > by.clearance:
            kind = "gone"
        told = {} if kind == "gone" else {"version": version, "status": slug(Status(status))}
        yield place, part, Change(kind, by_code(code), record, True, at, **told)


def own_kind(happened: Happened, status: int, was_status: int | None, *, is_new: bool) -> str:
    """What the owner is told of a change. is_new: it was another's before."""
    if happened is Happened.DELETED:
        return "deleted"
    if happened is Happened.HANDED_OVER:
        return "gone"
    if happened is Happened.CREATED or is_new:
        return "created"
    return ENDED.get(Status(status), "changed") if status != was_status else "changed"


def received_changes(start: Cursor, last: int, most: int, by: Actor) -> Iterator[Found]:
    """Foreign records that a question of the reader found or that it was sent, open to it before the change or after.

    As `own_changes`.
    """
    scope, others = scope_of(by, timezone.now().date()), RecordChange.objects.exclude(owner=by.bureau)
    rows = others.filter(~Q(kind=1), kind__in=(Happened.CHANGED, Happened.DELETED), place__lte=last)
    rows = rows.annotate(is_open=_yes(~Q(kind=Happened.DELETED) & _open(scope)))
    rows = rows.filter(_received_by(by), Q(is_open=True) | _was_open(scope), place__gt=start.place)
    for row in rows.order_by("place")[:most]:
        kind, version = ("changed", row.version) if row.is_open else ("gone", None)
        yield row.place or 0, 1, Change(kind, by_code(row.database), row.records[0], False, row.at, version)


def recalled_changes(start: Cursor, last: int, most: int, by: Actor) -> list[Change]:
    """What was taken back after a place, of the databases whose recalls come first. Source: practice 18 (binding)."""
    codes = [each.code for each in all_databases() if each.recalled_first and each.is_within(by.databases)]
    scope, others = scope_of(by, timezone.now().date()), RecordChange.objects.exclude(owner=by.bureau)
    rows = others.filter(~Q(kind=1), kind=Happened.CHANGED, database__in=codes, place__lte=last)
    rows = rows.filter(_received_by(by), _was_open(scope), ~_open(scope), place__gt=start.place)
    return [
        Change("gone", by_code(row.database), row.records[0], False, row.at)
        for row in rows.order_by("place")[:most]
    ]


def _received_by(by: Actor) -> Q:
    found = Q(pk__in=[])
    for received in RECEIVED:
        hits = received(by).filter(record=OuterRef("records__0"), database=OuterRef("database"))
        found |= Q(Exists(hits))
    return found


def ruled_changes(start: Cursor, last: int, most: int, by: Actor) -> Iterator[Found]:
    """What owners' rules closed to the reader, or opened again, of what it had found before. As `own_changes`."""
    rules = RecordChange.objects.filter(~Q(kind=1), kind__in=(Happened.CLOSED, Happened.OPENED))
    rules = rules.filter(reader=by.bureau, place__gte=start.place, place__lte=last).order_by("place")[:most]
    for rule in rules:
        place = rule.place or 0
        skipped = start.part if place == start.place else 0
        for part, (code, record) in enumerate(_found_of(rule, by)[skipped : skipped + most], skipped + 1):
            database = by_code(code)
            kind, version = "gone", None
            if rule.kind == Happened.OPENED:
                visible = database.visible_to(by, today=timezone.now().date()).filter(pk=record)
                version = visible.values_list("version", flat=True).first()
                if version is None:
                    continue
                kind = "changed"
            yield place, part, Change(kind, database, record, False, rule.at, version)


def _found_of(rule: RecordChange, by: Actor) -> "QuerySet[Any, tuple[int, UUID]]":
    """Database and id of what the reader had found of the rule's owner when the rule was made or taken back."""
    codes = [each.code for each in all_databases() if each.is_within(by.databases)]
    codes = [code for code in codes if rule.database in (0, code)]
    hits = (
        received(by).filter(owner=rule.owner, database__in=codes, at__lt=rule.at) for received in RECEIVED
    )
    rows = [hit.order_by().values_list("database", "record").distinct() for hit in hits]
    return rows[0].union(*rows[1:]).order_by("database", "record")


def _yes(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _open(scope: Scope) -> Q:
    """Did the change leave it open to this asker? As `Record.visible_to`, which a test compares."""
    return _open_as(scope, "", "owner")


def _was_open(scope: Scope) -> Q:
    kept, handed = Q(was_owner=None), ~Q(was_owner=None)
    return kept & _open_as(scope, "was_", "owner") | handed & _open_as(scope, "was_", "was_owner")


def _open_as(scope: Scope, tense: str, owner: str) -> Q:
    answering = Q(pk__in=[])
    for database in all_databases():
        if database.is_within(scope.databases):
            states = [int(each) for each in Status if answers_others(each, database.after_recovery)]
            closed = scope.closed_owners(database.code, personal=database.personal)
            answering |= Q(**{f"{tense}status__in": states}, database=database.code) & ~Q(
                **{f"{owner}__in": closed}
            )
    listed = Q(**{f"{tense}restriction__contains": [scope.bureau]})
    unlisted = Q(**{f"{tense}restriction__isnull": True}) | (
        Q(**{f"{tense}restriction__0": ALL_BUT}) & ~listed | Q(**{f"{tense}restriction__0": ONLY}) & listed
    )
    return answering & unlisted & Q(**{f"{tense}marking__lte": scope.clearance})
