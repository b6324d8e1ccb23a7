"""What is said of every row of a file that does not say it itself: the case, the status of everybody in it."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Invalid
from comity.records.envelope import ENVELOPE, Declared
from comity.records.loading.files import Line
from comity.records.loading.load import Read
from comity.records.parts import Many
from comity.records.record import Record


def sayable(database: type[Record]) -> dict[str, Declared]:
    """The fields that may be said of all rows: whatever is one value and no number of the record."""
    return {
        each.name: each
        for each in (*database.declared(), *ENVELOPE)
        if not isinstance(each.value, Many) and each.name != "source_reference"
    }


def said_of_all(database: type[Record], said: Mapping[str, str]) -> dict[str, str]:
    """The same without what is empty, each value right by itself. Raises: Invalid, naming each field as `said.NAME`."""
    fields, errors, kept = sayable(database), [], {}
    for name, value in said.items():
        if not value.strip():
            continue
        if name not in fields:
            errors.append(FieldError(f"said.{name[:60]}", "unknown-field", _("There is no such field.")))
            continue
        try:
            fields[name].value.clean(value, name)
        except Invalid as refusal:
            errors += [FieldError(f"said.{name}", each.code, each.message) for each in refusal.errors]
        else:
            kept[name] = value.strip()
    if errors:
        raise Invalid(errors)
    return kept


def saying(read: Read, said: Mapping[str, str]) -> Read:
    """Reads a file so that each row says this where it says nothing itself."""

    def rows(file: BinaryIO, database: type[Record]) -> Iterator[Line]:
        for number, raw in read(file, database):
            yield number, raw if isinstance(raw, Invalid) else {**said, **{k: v for k, v in raw.items() if v}}

    return rows if said else read
