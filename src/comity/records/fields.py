"""How a declaration writes its fields: Django model fields that carry their kind of value."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from django.db import models

from comity.records.codes import Issuer, Restriction
from comity.records.parts import Many, Part
from comity.records.values import (
    Choice,
    Day,
    Flag,
    Identifier,
    Line,
    Number,
    NumberPattern,
    Paragraph,
    PartialDay,
    Sentence,
    Value,
    Words,
)

AnyValue = Value | Issuer | Restriction | Many
# Any: the stubs know only their own class of lazy text.
Label = Any


def _carrying(field: Any, value: AnyValue, required: bool, hint: Label) -> Any:
    field.value_kind, field.is_required, field.help_text = value, required, hint
    return field


def line(label: Label, longest: int, *, upper: bool = False, required: bool = False, hint: Label = "") -> Any:
    """One line of text of at most `longest` characters; upper: kept in capitals."""
    field = models.CharField(label, max_length=longest, blank=True, default="")
    return _carrying(field, Line(longest, upper), required, hint)


def sentence(label: Label, longest: int, *, required: bool = False, hint: Label = "") -> Any:
    """A line that may be a sentence of ours: kept in English, shown in the reader's language."""
    field = models.CharField(label, max_length=longest, blank=True, default="")
    return _carrying(field, Sentence(longest), required, hint)


def identifier(
    label: Label,
    longest: int,
    *,
    form: Callable[..., str] | None = None,
    required: bool = False,
    hint: Label = "",
) -> Any:
    """A number that names one thing, in capitals; a word for "not known" is refused. form: its own check."""
    field = models.CharField(label, max_length=longest, blank=True, default="")
    return _carrying(field, Identifier(longest, form=form), required, hint)


def number_pattern(label: Label, *, required: bool = False, hint: Label = "") -> Any:
    """A pattern of document numbers: A a letter, 9 a digit, the beginning in quotes or as a range."""
    value = NumberPattern()
    field = models.CharField(label, max_length=value.longest, blank=True, default="")
    return _carrying(field, value, required, hint)


def paragraph(label: Label, longest: int, *, required: bool = False, hint: Label = "") -> Any:
    """Text of several lines, at most `longest` characters."""
    return _carrying(models.TextField(label, blank=True, default=""), Paragraph(longest), required, hint)


def choice(
    label: Label,
    members: type[IntEnum],
    words: Words,
    *,
    only: tuple[IntEnum, ...] = (),
    required: bool = False,
    hint: Label = "",
) -> Any:
    """One of a closed set, stored as its small number. only: those that may be chosen here."""
    return _carrying(models.SmallIntegerField(label, null=True), Choice(members, words, only), required, hint)


def day(label: Label, *, past: bool = False, required: bool = False, hint: Label = "") -> Any:
    """A full day. past: it cannot lie ahead."""
    return _carrying(models.DateField(label, null=True), Day(past), required, hint)


def partial_day(label: Label, *, past: bool = False, required: bool = False, hint: Label = "") -> Any:
    """A date that may be known in part, stored as written in our form. past: it cannot lie ahead."""
    field = models.CharField(label, max_length=24, blank=True, default="")
    return _carrying(field, PartialDay(past), required, hint)


def flag(label: Label, *, required: bool = False, hint: Label = "") -> Any:
    """Yes, no, or not said."""
    return _carrying(models.BooleanField(label, null=True), Flag(), required, hint)


def number(label: Label, least: int, most: int, *, required: bool = False, hint: Label = "") -> Any:
    """A whole number between two bounds."""
    return _carrying(models.IntegerField(label, null=True), Number(least, most), required, hint)


def issuer(label: Label, *, required: bool = False, hint: Label = "") -> Any:
    """The code of a country or other issuer (ICAO 9303-3)."""
    return _carrying(models.CharField(label, max_length=3, blank=True, default=""), Issuer(), required, hint)


def many(label: Label, part: type[Part], *, required: bool = False, hint: Label = "") -> Any:
    """A repeated part."""
    return _carrying(models.JSONField(label, default=list), Many(part), required, hint)
