"""Codes of a trace as words: what travels is a code, what people read is a sentence of their language."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from comity.bureaus import countries
from comity.tracing.answers import BY_SLUG, SAID
from comity.tracing.proposing import WHY, Why
from comity.tracing.seizure import headline

register = template.Library()


@register.filter
def said_words(code: str) -> str | Promise:
    """`sold-to` is "Sold to a dealer or a holder"; what nobody answered has a word too."""
    return SAID[BY_SLUG[code]] if code in BY_SLUG else _("No answer yet") if code == "nothing" else code


@register.filter
def why_words(code: str) -> str | Promise:
    """Why a bureau is asked."""
    return WHY[Why(code)] if code in set(Why) else code


@register.filter
def country_words(code: str) -> str:
    """A country by its name; a bureau without one by its code."""
    return countries.name(code)


@register.filter
def weapon_words(body: dict[str, Any]) -> str:
    """A weapon in one line."""
    return headline(body)


@register.filter
def moment_of(text: str) -> datetime | None:
    """A moment written in a message, aware; None where it is none."""
    return parse_datetime(text) if text else None
