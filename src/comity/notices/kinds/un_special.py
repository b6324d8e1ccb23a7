"""Entries of the Security Council's list: public, and no arrest request. Source: practice 13; RPD Art. 95."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.bureaus.rules import BureauKind
from comity.notices import factors, law
from comity.notices.conditions import needed, others
from comity.notices.fields import PERSON, fields
from comity.notices.kinds.kind import Kind, Public, Subject

# From a public list, and public itself; never called issued by the United Nations (practice 13).
ENTRY = fields("un_reference", "un_regime", "listed_on", "measures", "from_list")
KIND = Kind(
    slug="un-special",
    number=9,
    colour="un",
    sign="U",
    word=_("Sanctions list"),
    label=_("Special notice of a sanctions list"),
    subject=Subject.PERSON,
    asks=_("See which measure applies. This is no arrest request."),
    law=law.SPECIAL,
    purpose=Purpose.ALERT,
    sections=(
        (_("The entry"), ENTRY),
        (_("Who"), PERSON + fields("reported_deceased", "titles", "addresses", "facts")),
        (_("Handling"), fields("case")),
    ),
    conditions=(others.listed, needed.not_ahead(law.SPECIAL, "listed_on")),
    factors=(factors.refugee, factors.earlier),
    public=Public.ALWAYS,
    may_ask=frozenset({BureauKind.SANCTIONS_COMMITTEE, BureauKind.CENTRE}),
    diffusions=False,
    example={
        "names": [{"text": "Ruslan Tamirov", "quality": "primary", "script": "latin"}],
        "un_reference": "XXi.001",
        "un_regime": "An invented regime",
        "listed_on": "2021-05-04",
        "measures": "Assets freeze, travel ban",
    },
)
