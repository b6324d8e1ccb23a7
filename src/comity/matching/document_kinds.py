"""Kinds of documents, and which of them a machine-readable line may stand for."""

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid


class DocumentKind(IntEnum):
    """Closed set: numbers are never reused."""

    PASSPORT = 1
    IDENTITY_CARD = 2
    VISA = 3
    RESIDENCE_PERMIT = 4
    REFUGEE_TRAVEL_DOCUMENT = 5
    LAISSEZ_PASSER = 6
    DRIVING_LICENCE = 7
    SEAMAN_BOOK = 8
    CREW_CERTIFICATE = 9
    EMERGENCY_PASSPORT = 10
    BIRTH_CERTIFICATE = 11
    NATIONAL_NUMBER = 12
    VEHICLE_REGISTRATION = 13
    CLEARANCE_CERTIFICATE = 14
    MARRIAGE_CERTIFICATE = 15
    DEATH_CERTIFICATE = 16
    CUSTOMS_DOCUMENT = 17
    WEAPON_LICENCE = 18
    INSURANCE_CERTIFICATE = 19
    DIPLOMA = 20
    OTHER = 99

    @property
    def slug(self) -> str:
        return SLUGS[self]

    @property
    def label(self) -> Promise:
        return LABELS[self]


SLUGS = {kind: kind.name.lower().replace("_", "-") for kind in DocumentKind}
BY_SLUG = {slug: kind for kind, slug in SLUGS.items()}
LABELS: dict[DocumentKind, Promise] = {
    DocumentKind.PASSPORT: _("passport"),
    DocumentKind.IDENTITY_CARD: _("identity card"),
    DocumentKind.VISA: _("visa"),
    DocumentKind.RESIDENCE_PERMIT: _("residence permit"),
    DocumentKind.REFUGEE_TRAVEL_DOCUMENT: _("refugee travel document"),
    DocumentKind.LAISSEZ_PASSER: _("laissez-passer"),
    DocumentKind.DRIVING_LICENCE: _("driving licence"),
    DocumentKind.SEAMAN_BOOK: _("seaman's book"),
    DocumentKind.CREW_CERTIFICATE: _("crew member certificate"),
    DocumentKind.EMERGENCY_PASSPORT: _("emergency passport"),
    DocumentKind.BIRTH_CERTIFICATE: _("birth certificate"),
    DocumentKind.NATIONAL_NUMBER: _("national identification number"),
    DocumentKind.VEHICLE_REGISTRATION: _("vehicle registration"),
    DocumentKind.CLEARANCE_CERTIFICATE: _("clearance certificate of a vehicle"),
    DocumentKind.MARRIAGE_CERTIFICATE: _("marriage certificate"),
    DocumentKind.DEATH_CERTIFICATE: _("death certificate"),
    DocumentKind.CUSTOMS_DOCUMENT: _("customs document"),
    DocumentKind.WEAPON_LICENCE: _("weapon licence"),
    DocumentKind.INSURANCE_CERTIFICATE: _("insurance certificate"),
    DocumentKind.DIPLOMA: _("diploma"),
    DocumentKind.OTHER: _("other document"),
}

# What persons carry to say who they are. A paper on a person's record of which the kind is not known is looked for
# under each of these; a kind that is added here is a new scheme (docs/spec/keys.md).
IDENTIFYING = (*(kind for kind in DocumentKind if kind <= DocumentKind.NATIONAL_NUMBER), DocumentKind.OTHER)
# What travels: all that SLTD holds.
TRAVELLING = (
    *(kind for kind in DocumentKind if kind <= DocumentKind.LAISSEZ_PASSER),
    DocumentKind.SEAMAN_BOOK,
    DocumentKind.CREW_CERTIFICATE,
    DocumentKind.EMERGENCY_PASSPORT,
    DocumentKind.OTHER,
)
# Official papers that let nobody cross a border.
ADMINISTRATIVE = (
    DocumentKind.DRIVING_LICENCE,
    DocumentKind.BIRTH_CERTIFICATE,
    *(kind for kind in DocumentKind if DocumentKind.VEHICLE_REGISTRATION <= kind <= DocumentKind.DIPLOMA),
    DocumentKind.OTHER,
)

# The second letter is the state's own, but for this one. Source: Doc 9303-5.
_BY_CODE = {"AC": DocumentKind.CREW_CERTIFICATE}
_STATELESS = frozenset(("XXA", "XXB", "XXC", "XXX"))
_ORGANISATIONS = frozenset(
    ("UNO", "UNA", "EUE", "XOM", "XPO", "XBA", "XCC", "XCE", "XCO", "XDC", "XEC", "XES", "XIM", "XMP")
)


def kind_by_slug(slug: str, *, field: str = "kind") -> DocumentKind:
    """The kind with this slug. Raises: Invalid when there is none."""
    kind = BY_SLUG.get(slug.strip().lower())
    if kind is None:
        raise invalid(field, "kind-unknown", _("This kind of document is not known."))
    return kind


def kinds_of_line(code: str, issuer: str, nationality: str) -> tuple[DocumentKind, ...]:
    """Every kind a machine-readable document of this code may have been recorded as, the likeliest first.

    The code tells booklet, card and visa apart and no more: a residence permit carries the codes of an
    identity card, a refugee's travel document that of a passport. The nationality says which may be meant.
    """
    if code in _BY_CODE:
        return (_BY_CODE[code],)
    if code[:1] == "P":
        return _booklets(issuer, nationality)
    if code[:1] == "V":
        return (DocumentKind.VISA,)
    if code[:1] in ("I", "A", "C"):
        if nationality == issuer:
            return (DocumentKind.IDENTITY_CARD,)
        return (DocumentKind.RESIDENCE_PERMIT, DocumentKind.IDENTITY_CARD)
    return (DocumentKind.OTHER,)


def _booklets(issuer: str, nationality: str) -> tuple[DocumentKind, ...]:
    if issuer in _ORGANISATIONS:
        return (DocumentKind.LAISSEZ_PASSER, DocumentKind.PASSPORT)
    if nationality in _STATELESS:
        return (DocumentKind.REFUGEE_TRAVEL_DOCUMENT, DocumentKind.PASSPORT)
    return (DocumentKind.PASSPORT,)
