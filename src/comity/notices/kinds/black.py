"""Bodies that nobody has identified. Source: RPD Art. 91 as our facts have it."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.notices import factors, law
from comity.notices.conditions import needed, others
from comity.notices.fields import HANDLING, fields
from comity.notices.kinds.kind import Kind, Subject

KIND = Kind(
    slug="black",
    number=5,
    colour="black",
    sign="K",
    word=_("Black"),
    label=_("Black notice"),
    subject=Subject.BODY,
    asks=_("Help to identify a dead body."),
    law=law.BLACK,
    purpose=Purpose.IDENTIFY_DEAD,
    sections=(
        (
            _("The body"),
            fields("case", "found_on", "found_place", "found_country", "police_record", "names", "sex")
            + fields("age_estimated", "height_cm", "description", "marks", "clothes")
            + fields("photograph", "fingerprints", "dna", "facts"),
        ),
        (_("Handling"), HANDLING),
    ),
    conditions=(needed.not_ahead(law.BLACK, "found_on"), others.body_found),
    factors=factors.ALWAYS,
    named_by=("found_place", "found_country", "found_on"),
    example={
        "found_on": "2026-02-20",
        "found_place": "Beach of Berck",
        "found_country": "FRA",
        "police_record": "BERCK-2026-9",
        "sex": "male",
        "age_estimated": "30 to 40",
        "height_cm": 178,
        "marks": "Tattoo of an anchor with the letters M and R on the right forearm",
        "dna": True,
    },
)
