"""Small things that the pages of records say."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise

from comity.records.life.returned import what_next

register = template.Library()


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """A bureau's name by its code."""
    return names.get(code, code)


@register.filter
def returned_next(code: str) -> str | Promise:
    """What to do where something said of a record came back with this code."""
    return what_next(code)
