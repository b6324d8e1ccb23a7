"""What conditions look at and what they say: values in, unmet conditions and factors out. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from comity.notices.law import Law

Words = str | Promise
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """Values that an operator may set otherwise (COMITY_NOTICE_LIMITS). Months of 30 days, years of age.

    Source: domain facts 2.1 and 2.2; least_age: practice 11, no article known.
    """

    trial_months: int = 24
    serve_months: int = 6
    silver_months: int = 48
    least_age: int = 18
    facts_characters: int = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as conditions see it. body: canonical values. today: UTC."""

    body: Body
    today: date
    limits: Limits = Limits()

    def says(self, name: str) -> bool:
        """Is there anything in this field?"""
        return name in self.body


@dataclass(frozen=True, slots=True)
class Missing:
    """A condition that is not met: its rule, the field it is about, a machine code, the sentence to show."""

    law: Law
    field: str
    code: str
    sentence: Words


@dataclass(frozen=True, slots=True)
class Factor:
    """What a human must weigh; the machine decides nothing. evidence: words of the request or facts of the register.

    two: it needs two reviewers. Source: issue 5, item 2: Articles 2 and 3 stay human.
    """

    law: Law
    code: str
    sentence: Words
    evidence: tuple[Words, ...] = ()
    two: bool = True


Condition = Callable[[Asked], Iterator[Missing]]
FactorRule = Callable[["Weighed"], Iterator[Factor]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What factors look at. asked: the request. owner: country of its bureau. pre_moderated: its standing.

    earlier: what the register has of the same person: (what, whose, when), shown to reviewers alone (practice 10).
    protected: some bureau confirmed that this person is protected; never which (practice 2).
    """

    asked: Asked
    owner: str = ""
    pre_moderated: bool = False
    wanted: bool = False
    earlier: tuple[Words, ...] = ()
    protected: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
