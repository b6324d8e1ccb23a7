"""A draft in words, for whoever reads it before it is sent: the writer who waits, and the centre. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from comity.bureaus.countries import LANGUAGES
from comity.bureaus.regions import REGION_LABELS, Region
from comity.gate.actor import Actor
from comity.messages.models import NoteDraft
from comity.messages.notes import ATTENTIONS
from comity.messages.shown import names_of
from comity.messages.writing.typed import ALL, BY_SLUG, codes_in


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What stands in a draft, in the reader's language. to: codes and names. group: to whom besides, all at once."""

    row: NoteDraft
    to: list[tuple[str, str]]
    group: str | Promise
    whom: str
    precedence: str | Promise
    language: str

    @property
    def is_answer_asked(self) -> bool:
        return bool(self.row.says("answer"))


def read_back(row: NoteDraft, actor: Actor) -> ReadBack:
    """What would be sent."""
    codes = codes_in(row.says("to"))
    names = names_of(codes, actor)
    precedence = BY_SLUG.get(row.says("precedence"), next(iter(BY_SLUG.values())))
    language = row.says("language")
    return ReadBack(
        row=row,
        to=[(code, names[code]) for code in codes],
        group=_group(row.says("group")),
        whom=_joined((str(ATTENTIONS.get(row.says("attention"), "")), row.says("unit"))),
        precedence=precedence.label,
        language=get_language_info(language)["name_local"] if language in LANGUAGES else "",
    )


def _group(word: str) -> str | Promise:
    if word == ALL:
        return _("all bureaus")
    return REGION_LABELS[Region(word)] if word in set(Region) else ""


def _joined(words: Iterable[str]) -> str:
    return ", ".join(word for word in words if word)
