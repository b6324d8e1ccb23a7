"""May the owner of a record be told that somebody asked? Decided before anything leaves the asker's bureau. Pure.

Source: practice 2 (binding): the owner may be the state a person flees; place, date and route are what it wants.
"""

from collections.abc import Collection
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Telling(IntEnum):
    """What the asking unit said. Closed set: numbers are never reused."""

    NOT_SAID = 0
    YES = 1
    BUREAU_DECIDES = 2
    NO = 3


TELLINGS: dict[Telling, str | Promise] = {
    Telling.YES: _("Yes, the owner may be told"),
    Telling.BUREAU_DECIDES: _("My bureau decides"),
    Telling.NO: _("No: the person asks for or has protection, or is a victim"),
}
SLUGS = {
    Telling.NOT_SAID: "",
    Telling.YES: "yes",
    Telling.BUREAU_DECIDES: "bureau-decides",
    Telling.NO: "no",
}
BY_SLUG = {slug: telling for telling, slug in SLUGS.items() if slug}

# Refugees and stateless persons (ICAO 9303-3), and the United Nations laissez-passer.
PROTECTED_CODES = frozenset({"XXA", "XXB", "XXC"})
PROTECTED_KINDS = frozenset({"refugee-travel-document"})
UN_CODES, UN_KIND = frozenset({"UNO", "UNA", "UNK"}), "laissez-passer"


def is_protected(codes: Collection[str], kinds: Collection[str]) -> bool:
    """Does a document speak of a holder under protection?

    codes: issuers and nationalities, as asked and as recorded. kinds: slugs of document kinds, likewise.
    """
    if PROTECTED_CODES & set(codes) or PROTECTED_KINDS & set(kinds):
        return True
    return UN_KIND in kinds and bool(UN_CODES & set(codes))


def default_telling(*, protected: bool) -> Telling:
    """What stands chosen on the form, and what holds where nobody says anything."""
    return Telling.BUREAU_DECIDES if protected else Telling.NOT_SAID


def needs_desk(before: Telling, *, silent: bool) -> bool:
    """Is it for a desk officer of the asker's bureau to disclose? Always for what is silent, and after a "no"."""
    return silent or before in (Telling.BUREAU_DECIDES, Telling.NO)


def settled(said: Telling, before: Telling, *, silent: bool, by_desk: bool) -> Telling:
    """What holds after somebody answered the question. Only YES ever sends.

    before: what held until now. by_desk: whether the one who says it may disclose.
    """
    if said is Telling.YES and needs_desk(before, silent=silent) and not by_desk:
        return before if before is Telling.NO else Telling.BUREAU_DECIDES
    return said
