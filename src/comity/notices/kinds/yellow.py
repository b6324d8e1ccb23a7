"""Missing persons, and those who cannot say who they are. Source: RPD Art. 90 as our facts have it; practice 24."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import Purpose
from comity.notices import factors, law
from comity.notices.conditions import identity, others
from comity.notices.fields import HANDLING, PERSON, STATUS, fields
from comity.notices.kinds.kind import Kind, Public, Subject

KIND = Kind(
    slug="yellow",
    number=4,
    colour="yellow",
    sign="Y",
    word=_("Yellow"),
    label=_("Yellow notice"),
    subject=Subject.PERSON,
    asks=_("Find this missing person and protect him or her. An adult is asked before anybody is told."),
    law=law.YELLOW,
    purpose=Purpose.LOCATE_MISSING,
    sections=(
        (_("The person"), PERSON + STATUS),
        (
            _("How the person went missing"),
            fields(
                "case", "missing_since", "last_seen", "last_seen_country", "unable", "facts", "police_record"
            )
            + fields(
                "reported_by", "custody_dispute", "protection_order", "other_parent", "family_may_be_told"
            ),
        ),
        (_("Handling"), HANDLING + fields("best_interest")),
    ),
    conditions=(
        identity.known_enough(law.YELLOW),
        identity.status_is(
            law.YELLOW,
            frozenset({"missing", "victim"}),
            _(
                "This kind of notice is for somebody who is missing or a victim. It carries no measure of force."
            ),
        ),
        identity.minor_has_condition,
        others.missing_person,
        others.missing_adult,
        others.missing_child,
        others.public_with_reason,
    ),
    factors=(*factors.ALWAYS, factors.minor, factors.child_missing, factors.spouse_reports),
    public=Public.IF_OWNER_AGREES,
    finds=True,
    example={
        "names": [{"text": "Lea Vandamme", "quality": "primary", "script": "latin"}],
        "born": [{"date": "1991-06-30"}],
        "sex": "female",
        "nationalities": [{"country": "FRA"}],
        "documents": [{"kind": "passport", "issuer": "FRA", "number": "19LV55102"}],
        "status_of_person": "missing",
        "missing_since": "2026-04-17",
        "last_seen": "Railway station of Metz",
        "last_seen_country": "FRA",
        "police_record": "METZ-2026-311",
        "reported_by": "employer",
        "family_may_be_told": False,
    },
)
