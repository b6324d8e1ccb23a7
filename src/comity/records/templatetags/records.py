"""Small things that the pages of records say."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """A bureau's name by its code."""
    return names.get(code, code)
