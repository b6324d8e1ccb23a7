"""The canonical document of a record: the same values and bytes from form, API and loader (docs/spec/record.md)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Invalid
from comity.records.codes import restriction_text
from comity.records.envelope import ENVELOPE, Declared
from comity.records.record import Body, Record
from comity.records.rules import years_after
from comity.records.values import Choice, slug


def clean(database: type[Record], raw: Mapping[str, Any], *, today: date) -> Body:
    """Canonical values of what was sent: envelope and fields in one flat object, empty ones left out.

    today: UTC; the retention limit counts from it. Raises: Invalid with every wrong field.
    """
    errors: list[FieldError] = []
    body: Body = {}
    declared = (*ENVELOPE, *database.declared())
    unknown = raw.keys() - {each.name for each in declared}
    errors += [FieldError(name, "unknown-field", _("There is no such field.")) for name in sorted(unknown)]
    for each in declared:
        try:
            value = _one(each, raw.get(each.name))
        except Invalid as error:
            errors += error.errors
            continue
        if value not in (None, "", []):
            body[each.name] = value
        elif each.required:
            errors.append(FieldError(each.name, "required", _("This is needed.")))
    if not errors:
        errors += _retention(database, body, today)
        errors += database.faults(body)
    if errors:
        raise Invalid(errors)
    return body


def _one(declared: Declared, given: Any) -> Any:
    if given is None or given == "":
        given = declared.default
    return None if given is None else declared.value.clean(given, declared.name)


def _retention(database: type[Record], body: Body, today: date) -> list[FieldError]:
    """Nothing is kept longer than the database's rule, nor into the past. Source: RPD Art. 49."""
    latest = years_after(today, database.kept_years)
    if "kept_until" not in body:
        body["kept_until"] = latest.isoformat()
    elif not today <= date.fromisoformat(body["kept_until"]) <= latest:
        message = _("Keep it until a day between today and %(latest)s.") % {"latest": latest.isoformat()}
        return [FieldError("kept_until", "retention", message)]
    return []


def canonical(body: Body) -> bytes:
    """The bytes that stand for canonical values: JSON, sorted names, UTF-8, no spaces."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(body: Body) -> bytes:
    """SHA-256 over the canonical values, without the retention day: a repeated load must find itself again."""
    return hashlib.sha256(canonical({name: body[name] for name in body if name != "kept_until"})).digest()


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
        if stored not in (None, "", []):
            body[each.name] = stored
    return body
