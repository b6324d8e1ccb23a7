"""The closed sets of a request and their words: what a case is about, units of penalties, grounds."""

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


class Matter(IntEnum):
    """What the case is about. Closed set: numbers are never reused. From 50 on: what may be excluded.

    Source: domain facts 2.2 (excluded: behaviour or culture that is controversial between countries, family or private
    matters, administrative breaches, private disputes).
    """

    HOMICIDE = 1
    VIOLENCE = 2
    SEXUAL_VIOLENCE = 3
    TRAFFICKING = 4
    DRUGS = 5
    THEFT = 6
    FRAUD = 7
    CORRUPTION = 8
    LAUNDERING = 9
    TERRORISM = 10
    WEAPONS = 11
    CYBERCRIME = 12
    ENVIRONMENT = 13
    CULTURAL_PROPERTY = 14
    CHILD_ABDUCTION = 15
    WAR_CRIMES = 16
    ORGANISED_CRIME = 17
    OTHER_CRIME = 30
    OWN_USE_OF_DRUGS = 50
    PROSTITUTION = 51
    PORNOGRAPHY = 52
    SURROGACY = 53
    HONOUR = 54
    FAMILY = 55
    ADMINISTRATIVE = 56
    PRIVATE_DISPUTE = 57
    POLITICAL = 70
    MILITARY = 71
    RELIGIOUS = 72
    RACIAL = 73


class Unit(IntEnum):
    """Of a penalty. Closed set: numbers are never reused."""

    DAYS = 1
    MONTHS = 2
    YEARS = 3
    LIFE = 4


class Wanted(IntEnum):
    """Why somebody is wanted. Closed set: numbers are never reused."""

    FOR_TRIAL = 1
    TO_SERVE = 2


class Reporter(IntEnum):
    """Who reported somebody missing. Closed set: numbers are never reused. Source: practice 24."""

    PARENT = 1
    SPOUSE = 2
    FAMILY = 3
    GUARDIAN = 4
    EMPLOYER = 5
    AUTHORITY = 6
    OTHER = 7


class Danger(IntEnum):
    """Where a danger comes from. Closed set: numbers are never reused."""

    PERSON = 1
    OBJECT = 2
    EVENT = 3


class CaseState(IntEnum):
    """Where a case stands. Closed set: numbers are never reused."""

    OPEN = 1
    CLOSED = 2


class Ground(IntEnum):
    """What a warning rests on. Closed set: numbers are never reused. Source: domain facts 2.1 on green."""

    CONVICTIONS = 1
    OTHER_GROUNDS = 2


MATTERS: dict[Matter, Words] = {
    Matter.HOMICIDE: _("homicide"),
    Matter.VIOLENCE: _("violence against persons"),
    Matter.SEXUAL_VIOLENCE: _("sexual violence"),
    Matter.TRAFFICKING: _("trafficking in human beings"),
    Matter.DRUGS: _("drug trafficking"),
    Matter.THEFT: _("theft or robbery"),
    Matter.FRAUD: _("fraud"),
    Matter.CORRUPTION: _("corruption"),
    Matter.LAUNDERING: _("money laundering"),
    Matter.TERRORISM: _("terrorism"),
    Matter.WEAPONS: _("weapons or explosives"),
    Matter.CYBERCRIME: _("cybercrime"),
    Matter.ENVIRONMENT: _("crime against the environment"),
    Matter.CULTURAL_PROPERTY: _("crime against cultural property"),
    Matter.CHILD_ABDUCTION: _("abduction of a child"),
    Matter.WAR_CRIMES: _("genocide, war crimes or crimes against humanity"),
    Matter.ORGANISED_CRIME: _("organised crime"),
    Matter.OTHER_CRIME: _("another crime of ordinary law"),
    Matter.OWN_USE_OF_DRUGS: _("possession of drugs for own use"),
    Matter.PROSTITUTION: _("prostitution"),
    Matter.PORNOGRAPHY: _("pornography among adults"),
    Matter.SURROGACY: _("surrogacy"),
    Matter.HONOUR: _("offence against honour"),
    Matter.FAMILY: _("family or private matter"),
    Matter.ADMINISTRATIVE: _("breach of administrative rules"),
    Matter.PRIVATE_DISPUTE: _("private dispute"),
    Matter.POLITICAL: _("political matter"),
    Matter.MILITARY: _("military matter"),
    Matter.RELIGIOUS: _("religious matter"),
    Matter.RACIAL: _("racial matter"),
}
UNITS: dict[Unit, Words] = {
    Unit.DAYS: pgettext_lazy("unit of a penalty", "days"),
    Unit.MONTHS: pgettext_lazy("unit of a penalty", "months"),
    Unit.YEARS: pgettext_lazy("unit of a penalty", "years"),
    Unit.LIFE: pgettext_lazy("unit of a penalty", "for life"),
}
WANTED: dict[Wanted, Words] = {
    Wanted.FOR_TRIAL: _("for trial"),
    Wanted.TO_SERVE: _("to serve a sentence"),
}
REPORTERS: dict[Reporter, Words] = {
    Reporter.PARENT: _("a parent"),
    Reporter.SPOUSE: _("the spouse or partner"),
    Reporter.FAMILY: _("another member of the family"),
    Reporter.GUARDIAN: _("a guardian or home"),
    Reporter.EMPLOYER: _("an employer"),
    Reporter.AUTHORITY: _("an authority"),
    Reporter.OTHER: pgettext_lazy("who reported somebody missing", "somebody else"),
}
DANGERS: dict[Danger, Words] = {
    Danger.PERSON: _("a person"),
    Danger.OBJECT: _("an object or a substance"),
    Danger.EVENT: _("an event"),
}
CASE_STATES: dict[CaseState, Words] = {
    CaseState.OPEN: pgettext_lazy("case", "open"),
    CaseState.CLOSED: pgettext_lazy("case", "closed"),
}
GROUNDS: dict[Ground, Words] = {
    Ground.CONVICTIONS: _("convictions"),
    Ground.OTHER_GROUNDS: _("other reasonable grounds"),
}
