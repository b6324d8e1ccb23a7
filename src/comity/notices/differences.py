"""Where a draft that somebody else saved differs from what stands in a form: nothing is lost, or overwritten unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.notices.asked import Words
from comity.notices.models import Notice
from comity.notices.request import ADDRESSEES, Request
from comity.records.shown import YES_OR_NO, Fact, Shown, facts_in


@dataclass(frozen=True, slots=True)
class Theirs:
    """A field as the other one saved it. fact: None where it is empty there."""

    name: str
    label: Words
    fact: Fact | None


def theirs(row: Notice, typed: Request, unread: Mapping[str, Any]) -> list[Theirs]:
    """The fields of the stored draft that say something else than what was typed, in the order of the form."""
    found = []
    for declared in row.declaration.fields:
        name = declared.name
        mine, stored = (unread.get(name, typed.body.get(name)), row.unread.get(name, row.body.get(name)))
        if mine == stored:
            continue
        fact = next(iter(facts_in([declared], row.body)), None)
        if isinstance(row.unread.get(name), str):
            fact = Fact(name, declared.label, Shown(row.unread[name]))
        found.append(Theirs(name, declared.label, fact))
    return [*found, *_audience(row, typed, unread)]


def _audience(row: Notice, typed: Request, unread: Mapping[str, Any]) -> list[Theirs]:
    label, found = _("A diffusion, not a notice"), []
    if row.diffusion is not typed.diffusion:
        said = Fact("diffusion", label, Shown(YES_OR_NO[row.diffusion]))
        found.append(Theirs("diffusion", label, said))
    codes = row.unread.get(ADDRESSEES, " ".join(row.addressees))
    if codes != unread.get(ADDRESSEES, " ".join(typed.addressees)):
        words = _("Addressees of a diffusion")
        found.append(Theirs(ADDRESSEES, words, Fact(ADDRESSEES, words, Shown(code=codes)) if codes else None))
    return found
