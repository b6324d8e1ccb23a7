"""A tool's entity as `matching` compares persons. Pure; what cannot be read is left out, and the answer says what was.

Organisations are compared by their names alone.
"""

from collections.abc import Iterable
from itertools import islice, product

from comity.bureaus import countries
from comity.kit.dates import PartialDate, parse_partial
from comity.kit.errors import Invalid
from comity.matching import names
from comity.queries.screening.wire import Example
from comity.records.exporting.given import day

# Of the parts of a name that are given apart, so many whole ones are made.
MOST_MADE = 12
_QUALITIES = {
    "name": names.Quality.PRIMARY,
    "alias": names.Quality.GOOD,
    "previousName": names.Quality.FORMER,
    "weakAlias": names.Quality.LOW,
}
_SEXES = {"female": names.Sex.FEMALE, "male": names.Sex.MALE, "f": names.Sex.FEMALE, "m": names.Sex.MALE}
_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")
_PAPERS = {"passportNumber": "passport", "idNumber": ""}


def person_of(example: Example) -> names.Person:
    """Who is meant. Without a name it is nobody, and the caller refuses it."""
    return names.Person(
        names=tuple(_names(example)),
        born=tuple(_dates(example.texts("birthDate"))),
        nationalities=codes(example.texts("nationality", "citizenship")),
        sex=next((_SEXES[text.lower()] for text in example.texts("gender") if text.lower() in _SEXES), None),
        birth_places=tuple(_places(example)),
        papers=tuple(
            names.Paper(number, kind=kind)
            for field, kind in _PAPERS.items()
            for number in example.texts(field)
        ),
    )


def said_of(example: Example, person: names.Person) -> dict[str, list[str]]:
    """The properties as they were read: a tool sees what was left out."""
    said: dict[str, list[str]] = {}
    for field, quality in _QUALITIES.items():
        said[field] = [each.text for each in person.names if each.quality is quality]
    said["birthDate"] = [each.as_written for each in person.born]
    said["nationality"] = [two_letters(code) for code in person.nationalities]
    said["gender"] = [person.sex.value] if person.sex else []
    said["birthPlace"] = [each.text for each in person.birth_places if each.text]
    said["birthCountry"] = [two_letters(each.country) for each in person.birth_places if each.country]
    for field in _PAPERS:
        said[field] = example.texts(field)
    return {field: values for field, values in said.items() if values}


def codes(texts: Iterable[str]) -> tuple[str, ...]:
    """Our three letters for a tool's two or three, each once; what is no country is left out."""
    found = map(countries.by_letters, texts)
    return tuple(dict.fromkeys(each.code for each in found if each is not None))


def two_letters(code: str) -> str:
    """A tool's letters for ours; ours where there are no two."""
    known = countries.issuer(code)
    return (known.alpha2 if known is not None and known.alpha2 else code).lower()


def _names(example: Example) -> Iterable[names.PersonName]:
    whole = example.texts("name")
    if not whole:
        parts = [found for field in _PARTS if (found := example.texts(field))]
        whole = [" ".join(each) for each in islice(product(*parts), MOST_MADE)] if parts else []
    for text in whole:
        yield names.PersonName(text, names.Quality.PRIMARY)
    for field in ("alias", "previousName", "weakAlias"):
        for text in example.texts(field):
            yield names.PersonName(text, _QUALITIES[field])


def _dates(texts: Iterable[str]) -> Iterable[PartialDate]:
    for text in texts:
        try:
            yield parse_partial(day(text), field="birthDate")
        except Invalid:
            continue


def _places(example: Example) -> Iterable[names.Place]:
    lands = codes(example.texts("birthCountry"))
    towns = example.texts("birthPlace")
    if len(lands) == 1:  # one land is the land of every town that is named
        return [names.Place(town, lands[0]) for town in towns] or [names.Place("", lands[0])]
    return [*(names.Place(town) for town in towns), *(names.Place("", land) for land in lands)]
