"""Codes of the messages of notices as words of the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.notices import lists
from comity.notices.differing import sent_difference
from comity.notices.kinds import declared
from comity.notices.path import GROUND_BY_SLUG, GROUNDS
from comity.records.shown import Change

register = template.Library()
WHAT: dict[str, str | Promise] = {
    "published": _("It is published."),
    "refused": _("It is refused."),
    "suspended": _("It is suspended: nobody finds it until reviewers decide."),
    "published-again": _("It is published again."),
    "cancelled": _("It is cancelled, and recalled from everybody."),
    "ends-soon": _("It ends within six months. Extend it with a reason, or let it end."),
    "expired": _("Its last day has passed; it is recalled from everybody."),
}
RECALLED: dict[str, str | Promise] = {
    "suspended": pgettext_lazy("recall", "suspended"),
    "expired": pgettext_lazy("recall", "expired"),
    "withdrawn": pgettext_lazy("recall", "withdrawn by its bureau"),
    "cancelled": pgettext_lazy("recall", "cancelled"),
}


@register.filter
def notice_kind(slug: str) -> str | Promise:
    """`red` is "Red notice", or what the issuing body calls it."""
    return declared()[slug].name if slug in declared() else slug


@register.filter
def what_became(code: str) -> str | Promise:
    """What became of a request or a notice, as a sentence."""
    return WHAT.get(code, code)


@register.filter
def recalled_as(code: str) -> str | Promise:
    """Why a notice was recalled, in a word."""
    return RECALLED.get(code, code)


FOUND: dict[str, str | Promise] = {
    "adult-agrees": _("The person was located, and agrees that you are told."),
    "child-told": _(
        "The child was located. Child protection was informed first, and agrees that you are told."
    ),
}


@register.filter
def found_as(code: str) -> str | Promise:
    """What a finder lets whoever looks know."""
    return FOUND.get(code, code)


@register.filter
def ground_words(code: str) -> str | Promise:
    """The coded ground of a refusal."""
    return GROUNDS[GROUND_BY_SLUG[code]] if code in GROUND_BY_SLUG else code


@register.filter
def differences(content: Mapping[str, Any]) -> list[Change]:
    """What a message of a correction changed, field by field."""
    return sent_difference(content)


@register.filter
def has_page(notice: str) -> bool:
    """Is there a page of the notice here, or was this node only told of it?"""
    return lists.has_page(notice)


@register.filter
def day_in(text: str) -> date | None:
    """A day written in a message; None where it is none."""
    return parse_date(text) if text else None


@register.filter
def moment_in(text: str) -> datetime | None:
    """A moment written in a message, aware; None where it is none."""
    return parse_datetime(text) if text else None
