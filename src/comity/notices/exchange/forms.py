"""A notice in the forms of others: FollowTheMoney entities, and the MISP object `interpol-notice`. Pure.

Only what leaves the file of a notice is said (fields.IN_FILE), and each form bears who issued it.
Source: FollowTheMoney 4.11, schemata Person, Organization, Passport, Identification (followthemoney.tech); the object
template `interpol-notice`, version 1, of MISP/misp-objects.
"""

import base64
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comity.kit.dates import parse_partial
from comity.kit.errors import Refused
from comity.notices.asked import Body
from comity.notices.fields import told_to_others
from comity.notices.kinds.kind import Kind, Subject
from comity.records.exporting.entities import SANCTION, WANTED, Entity, country, day, entity, names, papers

# The words of the template for our colours; it has none for works of art, silver and lists.
MISP_COLOURS = {
    colour.lower(): colour for colour in ("Red", "Yellow", "Blue", "Black", "Green", "Orange", "Purple")
}
MISP_NAME = "interpol-notice"
MISP_TEMPLATE, MISP_VERSION = "24927972-1e4a-11e9-857e-3b2306b99911", "1"
MISP_SEXES = {"male": "Male", "female": "Female"}
_PEOPLE = frozenset({Subject.PERSON, Subject.BODY, Subject.ORGANISATION})
# Which MISP type an attribute has, where it is no text.
_TYPES = {
    "present-family-name": "last-name",
    "date-of-birth": "date-of-birth",
    "place-of-birth": "place-of-birth",
    "sex": "gender",
    "nationality": "nationality",
    "portrait": "attachment",
}
_NO_CORRELATION = frozenset(
    {
        "place-of-birth", "sex", "nationality", "language-spoken", "charges", "height",
        "distinguishing-marks-and-characteristics",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph as a file: its name and its bytes."""

    name: str
    content: bytes


def has_entities(kind: Kind, body: Body) -> bool:
    """Does it name a person or an organisation?"""
    return kind.subject in _PEOPLE and bool(body.get("names"))


def has_misp_object(kind: Kind) -> bool:
    """Has the template a colour for this kind?"""
    return kind.colour in MISP_COLOURS


def entities(id: UUID, kind: Kind, body: Body, *, issued_by: str) -> list[Entity]:
    """The subject and its papers. Raises: Refused where the notice names no person and no organisation."""
    told = told_to_others(body)
    if not has_entities(kind, told):
        raise Refused(_("A notice of this kind has no such form."), code="no-such-form")
    key = f"notice-{id}"
    shared = {
        **names(told["names"]),
        "address": [part.get("text") for part in told.get("addresses", ())],
        "topics": WANTED if kind.wanted else SANCTION if "un_reference" in told else None,
        "summary": told.get("offence") or told.get("un_regime"),
        "notes": [str(kind.asks), told.get("measures"), told.get("facts"), issued_by],
    }
    if kind.subject is Subject.ORGANISATION:
        return [entity("Organization", key, **shared)]
    person = entity(
        "Person",
        key,
        **shared,
        birthDate=[day(part["date"]) for part in told.get("born", ())],
        birthPlace=[part.get("text") for part in told.get("birth_places", ())],
        birthCountry=[country(part.get("country")) for part in told.get("birth_places", ())],
        nationality=[country(part.get("country")) for part in told.get("nationalities", ())],
        gender=told["sex"] if told.get("sex") in MISP_SEXES else None,
        title=told.get("titles"),
    )
    return [person, *papers(told.get("documents", ()), key)]


def misp_object(
    id: UUID, kind: Kind, body: Body, *, issued_by: str, pictures: Iterable[Picture] = ()
) -> dict[str, Any]:
    """The object as MISP imports it. The same notice always has the same identifiers.

    A name of ours is whole: it stands under `present-family-name`, further ones under `alias`; nobody guesses which
    word of it is a forename. Raises: Refused for a kind that the template has no colour for.
    """
    if not has_misp_object(kind):
        raise Refused(_("A notice of this kind has no such form."), code="no-such-form")
    told = told_to_others(body)
    attributes = [
        _attribute(id, place, name, value) for place, (name, value) in enumerate(_values(kind, told))
    ]
    for picture in pictures:
        portrait = _attribute(id, len(attributes), "portrait", picture.name)
        attributes.append({**portrait, "data": base64.b64encode(picture.content).decode()})
    return {
        "Object": {
            "name": MISP_NAME,
            "meta-category": "misc",
            "description": "An object which describes a Interpol notice.",
            "template_uuid": MISP_TEMPLATE,
            "template_version": MISP_VERSION,
            "uuid": str(uuid.uuid5(id, MISP_NAME)),
            "comment": issued_by,
            "Attribute": attributes,
        }
    }


def _values(kind: Kind, told: Body) -> Iterator[tuple[str, str]]:
    """Attributes of the template, in its order."""
    yield "notice-color", MISP_COLOURS[kind.colour]
    for place, name in enumerate(told.get("names", ())):
        yield "alias" if place else "present-family-name", name["text"]
    for born in told.get("born", ()):
        if parse_partial(born["date"], field="born").is_full:
            yield "date-of-birth", born["date"]
            break  # the template has one
    for place in [part["text"] for part in told.get("birth_places", ()) if part.get("text")][:1]:
        yield "place-of-birth", place
    if told.get("sex") in MISP_SEXES:
        yield "sex", MISP_SEXES[told["sex"]]
    for each in told.get("nationalities", ()):
        yield "nationality", each.get("country") or each.get("text", "")
    for name, field in (
        ("language-spoken", "languages"),
        ("charges", "charge"),
        ("date-of-disappearance", "missing_since"),
        ("place-of-disappearance", "last_seen"),
        ("distinguishing-marks-and-characteristics", "marks"),
    ):
        if field in told:
            yield name, str(told[field])
    if "height_cm" in told:
        yield "height", f"{told['height_cm']} cm"


def _attribute(id: UUID, place: int, name: str, value: str) -> dict[str, Any]:
    return {
        "object_relation": name,
        "type": _TYPES.get(name, "text"),
        "value": value,
        "uuid": str(uuid.uuid5(id, f"{place}-{name}")),
        "to_ids": False,
        "disable_correlation": name in _NO_CORRELATION,
    }
