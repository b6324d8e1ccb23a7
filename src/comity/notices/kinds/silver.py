"""Assets: a pilot since January 2025, off by default, never public. Source: domain facts 2.1."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.bureaus.rules import BureauKind
from comity.notices import factors, law
from comity.notices.conditions import case, identity, judicial, others
from comity.notices.fields import CASE, PERSON, STATUS, fields
from comity.notices.kinds.kind import Kind, Subject

# A pilot since 10 January 2025: off where the operator does not turn it on, never public, two reviewers always.
KIND = Kind(
    slug="silver",
    number=10,
    colour="silver",
    sign="S",
    word=_("Silver"),
    label=_("Silver notice (pilot)"),
    subject=Subject.PERSON,
    asks=_("Find, identify or watch assets, or tell what you know of them. No measure of force."),
    law=law.SILVER,
    purpose=Purpose.INVESTIGATE,
    sections=(
        (_("The person"), PERSON + STATUS + fields("titles")),
        (_("The case"), CASE + fields("penalty", "penalty_unit", "assets", "wanted_to_know")),
        (_("Handling"), fields("restriction")),
    ),
    conditions=(
        identity.known_enough(law.SILVER),
        identity.status_is(
            law.SILVER,
            frozenset({"convicted", "charged", "suspect"}),
            _("This kind of notice is for somebody under investigation, charged or convicted."),
        ),
        identity.minor_has_condition,
        case.matter,
        case.facts(law.SILVER),
        case.tie(law.SILVER),
        judicial.silver_penalty,
        others.assets_sought,
    ),
    factors=(*factors.ALWAYS, *factors.OF_PERSONS),
    may_ask=frozenset({BureauKind.MEMBER, BureauKind.TRIBUNAL}),
    switch="SILVER_NOTICES",
    least_reviewers=2,
    example={
        "names": [{"text": "Ruslan Tamirov", "quality": "primary", "script": "latin"}],
        "born": [{"date": "1979-02-11"}],
        "sex": "male",
        "nationalities": [{"country": "KAZ"}],
        "status_of_person": "charged",
        "matter": "corruption",
        "offence": "Bribes for building permits",
        "facts": "Took money from builders for nine years and had it paid to companies of relatives abroad.",
        "facts_on": "2016/2025",
        "facts_country": "FRA",
        "link": "Signed every permit; the companies' papers name his sister.",
        "penalty": 10,
        "penalty_unit": "years",
        "assets": "Two flats on the coast of another country and a yacht of 18 metres.",
    },
)
