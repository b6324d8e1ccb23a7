"""Entries of the Security Council's list about groups, companies and ships. Source: practice 13; RPD Art. 95."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from comity.notices.fields import fields
from comity.notices.kinds import un_special
from comity.notices.kinds.kind import Subject

# As the kind for persons, without what only a person has: the public service keeps the two apart.
KIND = replace(
    un_special.KIND,
    slug="un-special-organisation",
    number=11,
    label=_("Special notice of a sanctions list, organisation"),
    subject=Subject.ORGANISATION,
    sections=(
        (_("The entry"), un_special.ENTRY),
        (_("Who"), fields("names", "addresses", "facts")),
        (_("Handling"), fields("case")),
    ),
    example={
        "names": [{"text": "Velmar Shipping Company", "quality": "primary", "script": "latin"}],
        "un_reference": "XXE.001",
        "un_regime": "An invented regime",
        "listed_on": "2021-05-04",
        "measures": "Assets freeze",
    },
)
