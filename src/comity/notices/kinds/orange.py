"""Imminent danger from a person, a thing or an event. Source: RPD Art. 93 as our facts have it."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.notices import factors, law
from comity.notices.conditions import identity, others
from comity.notices.fields import HANDLING, fields
from comity.notices.kinds.kind import Kind, Subject

KIND = Kind(
    slug="orange",
    number=6,
    colour="orange",
    sign="O",
    word=_("Orange"),
    label=_("Orange notice"),
    subject=Subject.EVENT,
    asks=_("Be warned of an imminent and serious danger."),
    law=law.ORANGE,
    purpose=Purpose.ALERT,
    sections=(
        (
            _("The danger"),
            fields("case", "danger_from", "danger", "imminent", "serious", "assessed_by", "what_to_do"),
        ),
        (
            _("Who or what"),
            fields("names", "born", "sex", "nationalities", "documents", "description", "objects", "warnings")
            + fields("minor_condition"),
        ),
        (_("Handling"), HANDLING),
    ),
    conditions=(others.danger, identity.minor_has_condition),
    factors=(*factors.ALWAYS, factors.minor),
    named_by=("danger",),
    years=1,
    example={
        "danger_from": "object",
        "danger": "Pens that hold a charge of explosive are sent by post to offices of newspapers.",
        "imminent": True,
        "serious": True,
        "assessed_by": "Bomb disposal service of an invented police",
        "what_to_do": "Do not open. Keep others away, and call the bomb disposal service.",
    },
)
