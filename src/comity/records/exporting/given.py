"""Entities of others as an import reads them: the way back from `entities`. Pure; nothing is guessed.

A value that fits no field of ours stays what it is and is refused where the record is cleaned, with its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.bureaus import countries
from comity.matching.document_kinds import BY_SLUG
from comity.records.exporting.entities import NAME_PROPERTIES

Raw = dict[str, Any]
_QUALITIES = {field: quality for quality, field in NAME_PROPERTIES.items()}
_LONGEST_DAY = len("1987-03-14")


@dataclass(frozen=True, slots=True)
class Given:
    """An entity of a file. properties: as they came; what is no text is left out when it is read."""

    id: str
    schema: str
    properties: Mapping[str, Any]

    def texts(self, *names: str) -> list[str]:
        """The values of these properties in order, each once."""
        return texts(self.properties, *names)

    def joined(self, between: str, *names: str) -> str:
        """The same as one text."""
        return between.join(self.texts(*names))


def texts(properties: Mapping[str, Any], *names: str) -> list[str]:
    """The values of these properties in order, each once. Each holds a text or a list; what is no text is left out."""
    found: dict[str, None] = {}
    for name in names:
        given = properties.get(name, ())
        for value in [given] if isinstance(given, str) else given if isinstance(given, list) else ():
            if isinstance(value, str) and value.strip():
                found[value.strip()] = None
    return list(found)


def code(text: str) -> str:
    """Our three letters for two or three of theirs; the text itself where it is no country, to be refused."""
    known = countries.by_letters(text)
    return known.code if known is not None else text


def nationality(text: str) -> Raw:
    """A nationality by its code, else as it is written."""
    known = code(text)
    return {"country": known} if countries.is_nationality(known) else {"text": text}


def day(text: str) -> str:
    """A day without the hour that some tools write behind it."""
    return text[:_LONGEST_DAY] if "T" in text else text


def names(whole: Given) -> list[Raw]:
    """Names by their quality, the main ones first."""
    return [
        {"text": text, "quality": quality}
        for field, quality in _QUALITIES.items()
        for text in whole.texts(field)
    ]


def places(whole: Given, towns: str, lands: str = "") -> list[Raw]:
    """Places. One land is the land of the one town that is named; of several nobody knows which is whose."""
    texts, codes = whole.texts(towns), [code(each) for each in whole.texts(lands)]
    if len(texts) == len(codes) == 1:
        return [{"text": texts[0], "country": codes[0]}]
    return [*({"text": text} for text in texts), *({"country": each} for each in codes)]


def papers(whole: Given, own: Sequence[Given]) -> list[Raw]:
    """The papers that name this holder, and the numbers that stand in the entity itself and in no paper."""
    found = [raw for paper in own for raw in _paper(paper)]
    known = {raw["number"] for raw in found}
    bare = [("passport", number) for number in whole.texts("passportNumber")]
    bare += [("", number) for number in whole.texts("idNumber")]
    return found + [{"kind": kind, "number": number} for kind, number in bare if number not in known]


def _paper(paper: Given) -> Iterator[Raw]:
    """One for each number; a kind in words of others stands in the note."""
    said = paper.joined(", ", "type")
    kind = said if said in BY_SLUG else "passport" if paper.schema == "Passport" else ""
    issuers, begins, ends = paper.texts("country"), paper.texts("startDate"), paper.texts("endDate")
    for number in paper.texts("number"):
        yield {
            "kind": kind,
            "issuer": code(issuers[0]) if issuers else "",
            "number": number,
            "issued": day(begins[0]) if begins else "",
            "expires": day(ends[0]) if ends else "",
            "note": said if said != kind else "",
        }
