"""Warnings about a person. Two years: practice 24 (binding). Source: RPD Art. 89 as our facts have it."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.notices import factors, law
from comity.notices.conditions import case, identity, others
from comity.notices.fields import HANDLING, PERSON, STATUS, fields
from comity.notices.kinds.kind import Kind, Subject

KIND = Kind(
    slug="green",
    number=3,
    colour="green",
    sign="G",
    word=_("Green"),
    label=_("Green notice"),
    subject=Subject.PERSON,
    asks=_("Be warned: this person may commit a crime of this kind again. Do not arrest on this notice."),
    law=law.GREEN,
    purpose=Purpose.ALERT,
    sections=(
        (_("The person"), PERSON + STATUS + fields("titles")),
        (
            _("The danger"),
            fields(
                "case", "matter", "organised", "offence", "facts", "facts_on", "facts_place", "facts_country"
            )
            + fields("assessed_by", "ground", "convictions", "grounds"),
        ),
        (_("Handling"), HANDLING),
    ),
    conditions=(
        identity.known_enough(law.GREEN),
        identity.status_is(
            law.GREEN,
            frozenset({"convicted", "charged", "suspect", "prevention-order"}),
            _(
                "This kind of notice is for somebody convicted, charged, suspect, or under a prevention order."
            ),
        ),
        identity.minor_has_condition,
        identity.no_birth_ahead,
        case.matter,
        case.facts(law.GREEN),
        others.assessment,
    ),
    factors=(*factors.ALWAYS, *factors.OF_PERSONS),
    years=2,
    example={
        "names": [{"text": "Ruslan Tamirov", "quality": "primary", "script": "latin"}],
        "born": [{"date": "1979-02-11"}],
        "sex": "male",
        "nationalities": [{"country": "KAZ"}],
        "status_of_person": "convicted",
        "matter": "sexual-violence",
        "offence": "Assaults on children in swimming baths",
        "facts": "Worked as a coach under several names, and assaulted children who had been entrusted to him.",
        "facts_on": "2019",
        "facts_country": "FRA",
        "assessed_by": "Direction centrale of an invented police",
        "ground": "convictions",
        "convictions": "Assize court of Nantes, 4 May 2020, six years.",
    },
)
