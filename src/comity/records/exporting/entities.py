"""Records as FollowTheMoney entities, for analysts: plain objects, one a line. Only what fits is said.

A declaration says how in `entities`; here stand the properties we use. Source: FollowTheMoney 4.11, its schemata
Person, Organization, Vehicle, Vessel, Passport, Identification (followthemoney.tech); matching facts 10.
"""

from collections.abc import Iterable
from typing import Any

from comity.bureaus import countries
from comity.kit.dates import parse_partial

Entity = dict[str, Any]
_THING = {"name", "alias", "weakAlias", "previousName", "country", "address", "notes", "summary", "topics"}
_VEHICLE = _THING | {"registrationNumber", "type", "model", "buildDate"}
PROPERTIES: dict[str, frozenset[str]] = {
    "Person": frozenset(
        _THING | {"birthDate", "birthPlace", "birthCountry", "nationality", "gender", "title", "deathDate"}
    ),
    "Organization": frozenset(_THING | {"registrationNumber", "jurisdiction", "imoNumber"}),
    "Vehicle": frozenset(_VEHICLE),
    "Vessel": frozenset(_VEHICLE | {"imoNumber", "mmsi", "callSign", "flag", "registrationPort"}),
    "Passport": frozenset({"holder", "country", "number", "type", "startDate", "endDate"}),
    "Identification": frozenset({"holder", "country", "number", "type", "startDate", "endDate"}),
}
# Where a name goes by its quality.
NAME_PROPERTIES = {"primary": "name", "good": "alias", "low": "weakAlias", "former": "previousName"}
# Their words for why somebody is on a list.
SANCTION, WANTED = "sanction", "wanted"


def entity(schema: str, id: str, **properties: Iterable[str | None] | str | None) -> Entity:
    """An entity of these properties, without the empty ones. Raises: KeyError for one that its schema lacks."""
    told: dict[str, list[str]] = {}
    for name, given in properties.items():
        if name not in PROPERTIES[schema]:
            raise KeyError(f"{schema}.{name}")
        values = [given] if isinstance(given, str) else (given or ())
        if kept := list(dict.fromkeys(value for value in values if value)):
            told[name] = kept
    return {"id": id, "schema": schema, "properties": told}


def country(code: str | None) -> str | None:
    """The two small letters that stand there for a country; None for what is no state."""
    known = countries.issuer(code) if code else None
    return known.alpha2.lower() if known is not None and known.alpha2 else None


def day(text: str | None) -> str | None:
    """A day or the beginning of one; None for what is about or between: there is no form for that."""
    if not text:
        return None
    known = parse_partial(text, field="")
    return text if known.is_full or (text.replace("-", "").isdigit() and len(text) in (4, 7)) else None


def names(parts: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """The names of a record by the property that fits their quality; the first of all is always a `name`."""
    found: dict[str, list[str]] = {}
    for place, part in enumerate(parts):
        name = "name" if not place else NAME_PROPERTIES[part.get("quality", "good")]
        found.setdefault(name, []).append(part["text"])
    return found


def papers(parts: Iterable[dict[str, Any]], holder: str) -> list[Entity]:
    """The papers of a person as entities of their own."""
    return [
        entity(
            "Passport" if part.get("kind") == "passport" else "Identification",
            f"{holder}-document-{place}",
            holder=holder,
            number=part["number"],
            type=part.get("kind"),
            country=country(part.get("issuer")),
            startDate=day(part.get("issued")),
            endDate=day(part.get("expires")),
        )
        for place, part in enumerate(parts)
    ]
