"""The JSON of the public service: the shape that clients of public notices services already read.

Source: domain facts 2.6 (community descriptions of such a service); docs/spec/public-notices.md. Nearly every value may
be null. What we do not know is null and never made up: our names are whole names, so `forename` is null.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from comity.bureaus import countries
from comity.kit.dates import parse_partial
from comity.notices.kinds.kind import Kind, Subject
from comity.notices.models import Notice
from comity.notices.public.extract import shown_of
from comity.notices.public.search import SEXES
from comity.records.attached.attachments import Attachment
from comity.records.record import Body

Href = Callable[..., str]
SEX_IDS = {word: letter for letter, word in SEXES.items()}


def entity_id(row: Notice) -> str:
    """2026/07AF-1C2B: in addresses the number itself, with "-" for "/"."""
    return row.number.replace("-", "/", 1)


def line(row: Notice, href: Href, pictures: Sequence[Attachment]) -> dict[str, Any]:
    """A notice in a list."""
    body = shown_of(row)
    return {
        "entity_id": entity_id(row),
        "name": _name(body),
        "forename": None,
        "date_of_birth": _birth(body),
        "nationalities": [
            _alpha2(each["country"]) for each in body.get("nationalities", ()) if "country" in each
        ],
        "_links": _links(row, href, pictures),
    }


def person(row: Notice, href: Href, pictures: Sequence[Attachment]) -> dict[str, Any]:
    """A red or a yellow notice, or a person of a list."""
    body = shown_of(row)
    born_at: Body = next(iter(body.get("birth_places", ())), {})
    height = body.get("height_cm")
    told = line(row, href, pictures) | {
        "sex_id": SEX_IDS.get(body.get("sex", ""), "U") if "sex" in body else None,
        "place_of_birth": born_at.get("text"),
        "country_of_birth_id": _alpha2(born_at["country"]) if "country" in born_at else None,
        "languages_spoken_ids": _words(body.get("languages")),
        "height": height / 100 if height else None,
        "weight": None,
        "eyes_colors_id": None,
        "hairs_id": None,
        "distinguishing_marks": body.get("marks"),
        "_embedded": {"links": []},
    }
    return told | _MORE[row.declaration.colour](row, body)


def _red(row: Notice, body: Body) -> dict[str, Any]:
    warrant = {
        "issuing_country_id": _alpha2(row.body["warrant_country"]) if "warrant_country" in row.body else None,
        "charge": body.get("charge"),
        "charge_translation": None,
    }
    return {"arrest_warrants": [warrant]}


def _yellow(_row: Notice, body: Body) -> dict[str, Any]:
    return {
        "birth_name": None,
        "place": body.get("last_seen"),
        "country": _alpha2(body["last_seen_country"]) if "last_seen_country" in body else None,
        "date_of_event": _slashed(body.get("missing_since")),
        "father_forename": None,
        "father_name": None,
        "mother_forename": None,
        "mother_name": None,
    }


def _un(row: Notice, body: Body) -> dict[str, Any]:
    names = body.get("names", [])
    original = next((each["text"] for each in names if each.get("script", "latin") != "latin"), None)
    aliases = [each["text"] for each in names if each.get("quality", "primary") != "primary"]
    told = {
        "un_reference": body.get("un_reference"),
        "un_resolution": body.get("un_regime"),
        "un_reference_date": _slashed(body.get("listed_on")),
        "summary": body.get("facts"),
        "purposes": [body["measures"]] if "measures" in body else [],
        "aliases": aliases,
        "associates": [],
        "identity_documents": _joined(body.get("documents", ()), "kind", "issuer", "number"),
        "adresses": _joined(body.get("addresses", ()), "text", "country"),  # spelt so
        "name_in_original_script": original,
        "forename_in_original_script": None,
    }
    if row.declaration.subject is Subject.ORGANISATION:
        return told | {
            "legal_form": None,
            "administrators": [],
            "registration_number": None,
            "from_chamber_of_commerce": None,
            "formerly_known_as": [],
            "main_activity": None,
            "additional_information": None,
        }
    return told | {"profession": body.get("titles"), "name_at_birth": None}


_MORE: Mapping[str, Callable[[Notice, Body], dict[str, Any]]] = {"red": _red, "yellow": _yellow, "un": _un}
SERVED = tuple(_MORE)
GROUPED = "un"  # persons and entities have addresses of their own there
GROUPS = {"persons": Subject.PERSON, "entities": Subject.ORGANISATION}


def group_of(kind: Kind) -> str:
    """Which part of the addresses of a colour a kind stands in; "" where the colour has no parts."""
    if kind.colour != GROUPED:
        return ""
    return next(name for name, subject in GROUPS.items() if subject is kind.subject)


def images(row: Notice, href: Href, pictures: Sequence[Attachment]) -> dict[str, Any]:
    """The pictures of a notice."""
    links = _links(row, href, pictures)
    found = [{"picture_id": each.id.hex, "_links": {"self": {"href": href(row, each)}}} for each in pictures]
    return {
        "_embedded": {"images": found},
        "_links": {
            "self": links["images"],
            "notice": links["self"],
            **({"thumbnail": links["thumbnail"]} if "thumbnail" in links else {}),
        },
    }


def _links(row: Notice, href: Href, pictures: Sequence[Attachment]) -> dict[str, Any]:
    links = {"self": {"href": href(row)}, "images": {"href": href(row, images=True)}}
    if pictures:
        links["thumbnail"] = {"href": href(row, pictures[0])}
    return links


def _words(line: str | None) -> list[str] | None:
    return [each.strip() for each in line.split(",")] if line else None


def _joined(parts: Sequence[Body], *names: str) -> list[str]:
    """Each part as one line of these values."""
    return [", ".join(str(part[name]) for name in names if name in part) for part in parts]


def _name(body: Body) -> str | None:
    names = body.get("names", [])
    main = [each for each in names if each.get("quality", "primary") == "primary"] or names
    latin = [each for each in main if each.get("script", "latin") == "latin"] or main
    return str(latin[0]["text"]) if latin else None


def _birth(body: Body) -> str | None:
    return _slashed(next((each["date"] for each in body.get("born", ())), None))


def _slashed(written: str | None) -> str | None:
    """1979/02/11, 1979/02 or 1979: as exact as it is known. A span of years is no date: null."""
    if not written:
        return None
    known = parse_partial(written, field="")
    first, last = known.earliest, known.latest
    if first == last:
        return first.strftime("%Y/%m/%d")
    if (first.year, first.month) == (last.year, last.month):
        return first.strftime("%Y/%m")
    return f"{first.year:04}" if first.year == last.year else None


def _alpha2(code: str) -> str:
    """Two letters of ISO 3166-1; codes that have none, such as those of refugees, stay as they are."""
    found = countries.issuer(code)
    return found.alpha2 or code if found else code
