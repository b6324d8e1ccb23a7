"""Stolen works of art, described as their database describes them. Source: RPD Art. 94, by the index."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.notices import factors, law
from comity.notices.conditions import needed
from comity.notices.fields import ART, fields
from comity.notices.kinds.kind import Kind, Public, Subject

KIND = Kind(
    slug="stolen-work-of-art",
    number=8,
    colour="art",
    sign="A",
    word=_("Work of art"),
    label=_("Notice of a stolen work of art"),
    subject=Subject.OBJECT,
    asks=_("Find this work of art, and tell its bureau before it is handed to anyone."),
    law=law.WORK_OF_ART,
    purpose=Purpose.IDENTIFY,
    sections=(
        (_("The work"), tuple(ART.values())),
        (_("Handling"), fields("case", "restriction")),
    ),
    conditions=(
        needed.needs(
            law.WORK_OF_ART,
            type=_("Say what it is."),
            materials=_("Write of what it is made."),
            country=_("Name the country where it was lost."),
            happened=_("Say how it was lost."),
            owner_kind=_("Say what kind of owner it has. A private owner is never named."),
        ),
        needed.needs_one_of(
            law.WORK_OF_ART,
            ("title", "subject", "features", "inscriptions", "inventory"),
            _("Write a title, subject, inscription, feature or inventory number: others must be told apart."),
        ),
        needed.not_ahead(law.WORK_OF_ART, "date"),
    ),
    factors=factors.ALWAYS,
    named_by=("title", "maker", "inventory"),
    public=Public.IF_OWNER_AGREES,
    example={
        "type": "painting",
        "materials": "oil on canvas",
        "title": "Harbour at low tide",
        "maker": "Lucia Ferrante",
        "period": "1894",
        "owner_kind": "institution",
        "institution": "Museo del Mar, Montevideo",
        "country": "URY",
        "happened": "stolen",
        "date": "2025-08-17",
        "public": True,
    },
)
