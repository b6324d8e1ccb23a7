"""Kinds of notices: a file is a kind. Finds every declaration in this folder."""

import pkgutil
from functools import cache
from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.notices.kinds.kind import Kind


@cache
def declared() -> dict[str, Kind]:
    """Every kind by its slug, in the order of their numbers. Raises: ValueError where two share a number or a slug."""
    names = sorted(each.name for each in pkgutil.iter_modules(__path__) if each.name != "kind")
    found = sorted((import_module(f"{__name__}.{name}").KIND for name in names), key=lambda each: each.number)
    if len({each.number for each in found}) != len(found) or len({each.slug for each in found}) != len(found):
        raise ValueError("two kinds of notices share a number or a slug")
    return {each.slug: each for each in found}


def offered() -> dict[str, Kind]:
    """The kinds that this node works with: a pilot only where the operator turned it on."""
    return {
        slug: each for slug, each in declared().items() if not each.switch or getattr(settings, each.switch)
    }


def kind_of(slug: str) -> Kind:
    """The kind of this slug. Raises: Invalid for one that there is not, or that is turned off here."""
    kind = offered().get(slug)
    if kind is None:
        raise invalid("kind", "unknown-kind", _("There is no such kind of notice here."))
    return kind
