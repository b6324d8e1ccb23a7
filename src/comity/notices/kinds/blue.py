"""Persons of interest in a case: find, identify, learn. Source: RPD Art. 88 as our facts have it."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.notices import factors, law
from comity.notices.conditions import case, identity, needed
from comity.notices.fields import CASE, HANDLING, PERSON, STATUS, fields
from comity.notices.kinds.kind import Kind, Subject

KIND = Kind(
    slug="blue",
    number=2,
    colour="blue",
    sign="B",
    word=_("Blue"),
    label=_("Blue notice"),
    subject=Subject.PERSON,
    asks=_("Find or identify this person, or tell what you know. Do not arrest on this notice."),
    law=law.BLUE,
    purpose=Purpose.INVESTIGATE,
    sections=(
        (_("The person"), PERSON + STATUS + fields("titles")),
        (_("The case"), CASE + fields("wanted_to_know")),
        (_("Handling"), HANDLING),
    ),
    conditions=(
        identity.known_enough(law.BLUE),
        identity.status_is(
            law.BLUE,
            frozenset({"convicted", "charged", "suspect", "person-of-interest", "witness", "victim"}),
            _(
                "This kind of notice is for somebody convicted, charged, suspect, of interest, a witness or a victim."
            ),
        ),
        identity.minor_has_condition,
        identity.no_birth_ahead,
        case.matter,
        case.facts(law.BLUE),
        case.tie(law.BLUE),
        needed.needs(law.BLUE, wanted_to_know=_("Write what you want to know of this person.")),
    ),
    factors=(*factors.ALWAYS, *factors.OF_PERSONS),
    example={
        "names": [{"text": "Ruslan Tamirov", "quality": "primary", "script": "latin"}],
        "born": [{"date": "1979-02-11"}],
        "sex": "male",
        "nationalities": [{"country": "KAZ"}],
        "status_of_person": "witness",
        "case": "FRA-2026-77",
        "matter": "fraud",
        "offence": "Fraud with invented shares",
        "facts": "Shares of a company that never existed were sold by telephone to forty people in five months.",
        "facts_on": "2025-09/2026-01",
        "facts_country": "FRA",
        "link": "Rented the office from which the calls were made.",
        "wanted_to_know": "Where this person lives, and whether he will be heard as a witness.",
    },
)
