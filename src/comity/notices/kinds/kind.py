"""What a kind of notice declares. Everything else is made from it: form, conditions, keys, life, who may ask."""

from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.bureaus.rules import BureauKind
from comity.kit.language import spoken
from comity.notices.asked import Body, Condition, FactorRule
from comity.notices.law import Law
from comity.records.envelope import Declared

Words = str | Promise


class Subject(Enum):
    """What a notice is about."""

    PERSON = "person"
    ORGANISATION = "organisation"
    OBJECT = "object"
    BODY = "body"
    METHOD = "method"
    EVENT = "event"


class Public(Enum):
    """Whether the public may see an extract. Source: domain facts 2.3 and 7.1; practice 24 and 11."""

    NEVER = "never"
    IF_OWNER_AGREES = "if-owner-agrees"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of notice.

    number: stored, never reused. word, label: our own words; whoever shows a kind takes `name`. colour, sign: word and
    letter of the style sheet. asks: the measure in one sentence,
    which stands on every page. law: the model rule it rests on. sections: its fields under headings, in order.
    conditions: what must be met before anybody reviews it. factors: what reviewers weigh. example: a sound request,
    invented. named_by: the fields of which its one-line title is made. may_ask: the kinds of bureau; None is all.
    wanted: it asks for somebody's arrest, so its diffusions are reviewed before they are seen. switch: a setting
    without which it does not exist. years: how long it lives before it must be extended. least_reviewers: 1, or 2
    whatever the factors say. finds: whom it looks for is asked before anybody is told, so a finder answers on its page
    (finding.py).
    """

    slug: str
    number: int
    colour: str
    sign: str
    word: Words
    label: Words
    subject: Subject
    asks: Words
    law: Law
    purpose: Purpose
    sections: tuple[tuple[Words, tuple[Declared, ...]], ...]
    conditions: tuple[Condition, ...]
    factors: tuple[FactorRule, ...]
    example: Body
    named_by: tuple[str, ...] = ("names",)
    public: Public = Public.NEVER
    years: int = 5
    may_ask: frozenset[BureauKind] | None = None
    diffusions: bool = True
    wanted: bool = False
    switch: str = ""
    least_reviewers: int = 1
    finds: bool = False

    @property
    def name(self) -> Words:
        """What everybody reads: the issuing body's own name in the reader's language, or in English; otherwise ours.

        COMITY_NOTICE_NAMES: {"red": {"en": "Arrest alert", "fr": "Alerte"}}. Source: practice 11 (binding).
        """
        own: dict[str, str] = settings.NOTICE_NAMES.get(self.slug, {})
        return own.get(spoken()) or own.get("en") or self.label

    @property
    def name_of_diffusion(self) -> Words:
        """The same of a diffusion of this kind."""
        if self.slug in settings.NOTICE_NAMES:
            return _("Diffusion: %(kind)s") % {"kind": self.name}
        return _("%(kind)s diffusion") % {"kind": self.word}

    @property
    def fields(self) -> tuple[Declared, ...]:
        """All of its fields, in the order of the form."""
        return tuple(each for _heading, declared in self.sections for each in declared)
