"""The canonical document of a record: the same values and bytes from form, API and loader (docs/spec/record.md)."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.kit.dates import parse_partial
from comity.kit.errors import FieldError, Invalid
from comity.records.codes import restriction_text
from comity.records.envelope import ASIDE_NAMES, ENVELOPE, OWNERS_NAMES, Declared
from comity.records.fields import AnyValue
from comity.records.parts import Many
from comity.records.record import Body, Record
from comity.records.rules import years_after
from comity.records.values import Choice, Day, PartialDay, slug

# What counts as nothing: such a field is left out.
EMPTY: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True, slots=True)
class Plan:
    """Fields as cleaning wants them. needed: required fields and those with a default, cleaned.

    past: the dates that cannot lie ahead, each a field, or a repeated part and its piece.
    """

    known: dict[str, AnyValue]
    needed: tuple[tuple[str, Any], ...]
    past: tuple[tuple[str, str], ...]
    order: dict[str, int]


def plan_of(declared: tuple[Declared, ...]) -> Plan:
    """How these fields are cleaned; made once for each set of fields."""
    needed = [each for each in declared if each.required or each.default is not None]
    return Plan(
        known={each.name: each.value for each in declared},
        needed=tuple(
            (each.name, each.default and each.value.clean(each.default, each.name)) for each in needed
        ),
        past=tuple(_past(declared)),
        order={each.name: place for place, each in enumerate(declared)},
    )


@cache
def _plan(database: type[Record]) -> Plan:
    return plan_of((*ENVELOPE, *database.declared()))


def clean(database: type[Record], raw: Mapping[str, Any], *, today: date) -> Body:
    """Canonical values of what was sent: envelope and fields in one flat object, empty ones left out.

    today: UTC; the retention limit counts from it. Raises: Invalid with every wrong field.
    """

    def between(body: Body) -> list[FieldError]:
        return [*_retention(database, body, today), *database.faults(body, today)]

    return clean_fields(_plan(database), raw, today=today, between=between)


def clean_fields(
    plan: Plan,
    raw: Mapping[str, Any],
    *,
    today: date,
    between: Callable[[Body], list[FieldError]],
    whole: bool = True,
) -> Body:
    """The same for any fields. between: what is wrong between them, asked where each is right by itself.

    whole: False for a draft, of which nothing must be there yet. Raises: Invalid with every wrong field.
    """
    body: Body = {}
    errors: list[FieldError] = []
    for name, given in raw.items():
        value = plan.known.get(name)
        if value is None:
            errors.append(FieldError(str(name)[:60], "unknown-field", _("There is no such field.")))
        elif given not in EMPTY:
            try:
                found = value.clean(given, name)
            except Invalid as error:
                errors += error.errors
            else:
                if found not in EMPTY:
                    body[name] = found
    if whole:
        errors += _complete(plan, body, errors)
    if not errors:
        errors += _ahead(plan, body, today)
        errors += between(body) if whole else []
    if errors:
        raise Invalid(sorted(errors, key=lambda error: plan.order.get(error.field.partition(".")[0], -1)))
    return body


def _complete(plan: Plan, body: Body, errors: list[FieldError]) -> list[FieldError]:
    """Fill in defaults; what is needed and neither given nor wrong is missing."""
    wrong = {error.field.partition(".")[0] for error in errors} if errors else ()
    missing = []
    for name, default in plan.needed:
        if name in body or name in wrong:
            continue
        if default is None:
            missing.append(FieldError(name, "required", _("This is needed.")))
        else:
            body[name] = default
    return missing


def _past(declared: Iterable[Declared]) -> Iterator[tuple[str, str]]:
    for each in declared:
        if isinstance(each.value, Many):
            for piece, one in each.value.part.pieces():
                if isinstance(one.value, Day | PartialDay) and one.value.past:
                    yield each.name, piece
        elif isinstance(each.value, Day | PartialDay) and each.value.past:
            yield each.name, ""


def _ahead(plan: Plan, body: Body, today: date) -> list[FieldError]:
    """What has happened lies behind us; by one day at most does a place on Earth run ahead of UTC."""
    latest = (today + timedelta(days=1)).isoformat()
    return [
        FieldError(path, "date-ahead", _("This day has not come yet. Write when it happened."))
        for name, piece in plan.past
        if name in body
        for path, written in _dates(body[name], name, piece)
        if _first_day(written) > latest
    ]


def ahead_of(many: Many, parts: list[Any], field: str, today: date) -> None:
    """The same question of one repeated part that stands in no record. Raises: Invalid for a day to come."""
    past = tuple(_past([Declared(field, "", many)]))
    if errors := _ahead(Plan(known={}, needed=(), past=past, order={}), {field: parts}, today):
        raise Invalid(errors)


def _dates(value: Any, name: str, piece: str) -> list[tuple[str, str]]:
    """The dates of a field, or of one piece in all its parts, each with its path."""
    if not piece:
        return [(name, value)]
    return [(f"{name}.{place}.{piece}", part[piece]) for place, part in enumerate(value) if piece in part]


def _first_day(written: str) -> str:
    """The earliest day that a canonical date may mean, ISO 8601."""
    if len(written) == len("2026-11-23") and written[4] == "-":
        return written
    return parse_partial(written, field="").earliest.isoformat()


def _retention(database: type[Record], body: Body, today: date) -> list[FieldError]:
    """Nothing is kept longer than the database's rule, nor into the past. Source: RPD Art. 49."""
    latest = years_after(today, database.kept_years)
    if "kept_until" not in body:
        body["kept_until"] = latest.isoformat()
    elif not today <= date.fromisoformat(body["kept_until"]) <= latest:
        message = _("Keep it until a day between today and %(latest)s.") % {"latest": latest.isoformat()}
        return [FieldError("kept_until", "retention", message)]
    return []


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(body: Body) -> bytes:
    """The bytes that stand for canonical values: JSON, sorted names, UTF-8, no spaces."""
    return _encode(body).encode()


def parsed(text: str) -> Body:
    """The values of canonical bytes that we stored."""
    body: Body = json.loads(text)
    return body


def digest(body: Body) -> bytes:
    """SHA-256 over the canonical values, without the retention day: a repeated load must find itself again."""
    return hashlib.sha256(canonical({name: body[name] for name in body if name != "kept_until"})).digest()


def shared(body: Body) -> Body:
    """What of these values anybody but the owner may ever be told."""
    return {name: body[name] for name in body if name not in OWNERS_NAMES}


def shared_with_watchers(body: Body) -> Body:
    """What of these values is told besides to those who watch over a record: to whom it is closed."""
    return {name: body[name] for name in body if name not in ASIDE_NAMES}


def shared_digest(record: Record) -> bytes:
    """SHA-256 of what a record says to anybody else: it stays when the owner's references alone change."""
    return digest(shared_with_watchers(body_of(record)))


def told(record: Record, bureau: str) -> Body:
    """The canonical values of a record as this bureau may be told them, once it may see the record."""
    body = body_of(record)
    return body if record.owner == bureau else shared(body)


def told_to_watcher(record: Record, bureau: str) -> Body:
    """The same for the centre's reviewer or the commission, who look at it to decide about it."""
    body = body_of(record)
    return body if record.owner == bureau else shared_with_watchers(body)


def columns(database: type[Record], body: Body) -> dict[str, Any]:
    """What is stored in the columns for these canonical values: only the filled ones."""
    return {
        each.name: each.value.store(body[each.name])
        for each in (*ENVELOPE, *database.declared())
        if each.name in body
    }


def body_of(record: Record) -> Body:
    """The canonical values of a stored record."""
    body: Body = {}
    for each in (*ENVELOPE, *record.declared()):
        stored = getattr(record, each.name)
        if isinstance(stored, date):
            stored = stored.isoformat()
        elif each.name == "restriction":
            stored = restriction_text(stored)
        elif isinstance(each.value, Choice) and stored is not None:
            stored = slug(each.value.members(stored))
        if stored not in EMPTY:
            body[each.name] = stored
    return body
