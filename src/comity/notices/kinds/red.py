"""Wanted persons: arrest with a view to extradition. Source: RPD Art. 82 to 87 as our facts have them."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.bureaus.rules import BureauKind
from comity.notices import factors, law
from comity.notices.conditions import case, identity, judicial
from comity.notices.fields import CASE, COURT, HANDLING, PERSON, STATUS, fields
from comity.notices.kinds.kind import Kind, Public, Subject

KIND = Kind(
    slug="red",
    number=1,
    colour="red",
    sign="R",
    word=_("Red"),
    label=_("Red notice"),
    subject=Subject.PERSON,
    asks=_(
        "Find this person, and arrest or restrict him or her with a view to extradition, as your own law allows."
    ),
    law=law.RED,
    purpose=Purpose.FIND_WANTED,
    sections=(
        (_("The person"), PERSON + STATUS + fields("titles")),
        (_("The case"), CASE),
        (_("The court"), COURT),
        (_("Handling"), HANDLING),
    ),
    conditions=(
        identity.red_identity,
        identity.status_is(
            law.RED,
            frozenset({"wanted", "charged", "convicted"}),
            _("This kind of notice is for somebody wanted, charged or convicted. Ask with another kind."),
        ),
        identity.not_a_minor_then,
        identity.minor_has_condition,
        identity.no_birth_ahead,
        case.matter,
        case.facts(law.RED),
        case.tie(law.RED),
        judicial.charge,
        judicial.warrant,
        judicial.penalty,
        judicial.left_to_serve,
        judicial.assurance,
    ),
    factors=(*factors.ALWAYS, *factors.OF_PERSONS, factors.waived),
    public=Public.IF_OWNER_AGREES,
    may_ask=frozenset({BureauKind.MEMBER, BureauKind.TRIBUNAL, BureauKind.MISSION, BureauKind.REGIONAL_BODY}),
    wanted=True,
    example={
        "names": [{"text": "Ruslan Tamirov", "quality": "primary", "script": "latin"}],
        "born": [{"date": "1979-02-11"}],
        "sex": "male",
        "nationalities": [{"country": "KAZ"}],
        "documents": [{"kind": "passport", "issuer": "KAZ", "number": "N04471203"}],
        "description": "Scar over the left eye, walks with a stick.",
        "status_of_person": "charged",
        "case": "FRA-2026-1182",
        "matter": "homicide",
        "offence": "Murder",
        "facts": "Shot the owner of a garage three times during a quarrel about a debt, and drove away in a grey van.",
        "facts_on": "2026-03-02",
        "facts_place": "Lyon, Rue Invention",
        "facts_country": "FRA",
        "link": "Two witnesses know him; his fingerprints are on the weapon.",
        "wanted": "for-trial",
        "charge": "Murder",
        "law": "Criminal Code, article 221-1",
        "penalty": 30,
        "penalty_unit": "years",
        "warrant": "2026/4471",
        "warrant_by": "Tribunal judiciaire de Lyon",
        "warrant_country": "FRA",
        "warrant_on": "2026-03-09",
        "extradition_sought": True,
        "authorities_agreed": True,
    },
)
