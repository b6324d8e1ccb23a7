"""Methods, objects, devices, hiding places. Source: RPD Art. 92 as our facts have it."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.notices import factors, law
from comity.notices.conditions import case, needed, others
from comity.notices.fields import HANDLING, fields
from comity.notices.kinds.kind import Kind, Subject

KIND = Kind(
    slug="purple",
    number=7,
    colour="purple",
    sign="P",
    word=_("Purple"),
    label=_("Purple notice"),
    subject=Subject.METHOD,
    asks=_("Learn how a crime was done, with which things, and where they were hidden."),
    law=law.PURPLE,
    purpose=Purpose.ALERT,
    sections=(
        (
            _("The method"),
            fields("case", "matter", "organised", "offence", "method", "objects", "case_state", "serious")
            + fields("facts_on", "facts_place", "facts_country"),
        ),
        (_("Handling"), HANDLING),
    ),
    conditions=(
        case.matter,
        needed.needs(law.PURPLE, offence=_("Name the offence in one line.")),
        needed.not_ahead(law.PURPLE, "facts_on"),
        others.method_known,
    ),
    factors=factors.ALWAYS,
    named_by=("offence",),
    example={
        "matter": "drugs",
        "offence": "Drugs in refrigerated containers",
        "method": "The insulation behind the cooling unit of a container is cut out and replaced by packets of drugs.",
        "objects": "Hollow panels of 40 by 60 centimetres, held by magnets.",
        "case_state": "closed",
        "facts_country": "FRA",
    },
)
