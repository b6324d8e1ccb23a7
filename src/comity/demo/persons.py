"""Invented persons as raw rows, the same in every world: the loader takes them as it takes anybody's."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from comity.databases.persons import Person
from comity.demo.cast import MISSION
from comity.demo.names import ARABIC, CHINESE, CYRILLIC, KOREAN, LATIN, invent, respelt
from comity.demo.numbers import number_of

Row = dict[str, Any]
# How many each bureau records; one more is the declaration's own example.
COUNTS = {"FRA": 150, "ITA": 140, "URY": 120, "KEN": 130, "MAR": 130, "VNM": 120, MISSION: 21}
SCRIPTS = {
    "MAR": (ARABIC, ARABIC, LATIN),
    "VNM": (LATIN, CHINESE, KOREAN),
    MISSION: (ARABIC, CYRILLIC, LATIN),
}
_OTHERS = (LATIN, LATIN, LATIN, CYRILLIC, ARABIC, CHINESE)
_NATIONALITIES = {ARABIC: ("MAR",), CHINESE: ("SGP",), KOREAN: ("KOR",), CYRILLIC: ("BGR",)}
_NATIVE_LANGUAGE = {ARABIC: "ar", CHINESE: "zh", KOREAN: "ko", CYRILLIC: "bg", LATIN: "en"}

# What is asked for a person of this status, how often such persons are on record, why.
_STATUSES: tuple[tuple[str, str, int, str], ...] = (
    ("wanted", "arrest-by-notice-only", 24, "Fraud with invented invoices"),
    ("charged", "locate", 10, "Smuggling of invented goods"),
    ("convicted", "arrest-by-notice-only", 8, "Robbery of an invented bank"),
    ("suspect", "identify", 14, "Forgery of papers"),
    ("person-of-interest", "none", 10, "Named in an invented investigation"),
    ("witness", "locate", 6, "Saw an invented event"),
    ("victim", "protect", 5, "Trafficking in human beings"),
    ("missing", "locate", 18, "Did not return from a journey"),
    ("prevention-order", "warn", 5, "Banned from invented stadiums"),
)
_WARNINGS = ("", "", "", "armed", "violent", "escapes")
_FIRST_BIRTH, _BIRTH_DAYS = date(1946, 1, 1), 21_500


def persons(bureau: str) -> Iterator[Row]:
    """The persons this bureau has on record."""
    random = Random(f"persons of {bureau}")  # noqa: S311  # the same world every time, nothing secret
    if bureau == "FRA":
        yield {**Person.example, "source_reference": "FRA-P-0"}
    for place in range(1, COUNTS.get(bureau, 0) + 1):
        yield _person(random, bureau, place)


def _person(random: Random, bureau: str, place: int) -> Row:
    script = random.choice(SCRIPTS.get(bureau, _OTHERS))
    status, measure, _weight, offence = random.choices(_STATUSES, weights=[each[2] for each in _STATUSES])[0]
    country = random.choice(
        _NATIONALITIES.get(script, (bureau if bureau != MISSION else "KEN", "URY", "ITA"))
    )
    row: Row = {
        "source_reference": f"{bureau}-P-{place}",
        "case": f"{bureau}-{random.randint(2019, 2026)}-{random.randint(1000, 9999)}",
        "status_of_person": status,
        "measure": measure,
        "names": _names(random, bureau, script),
        "born": [{"date": _birth(random)}],
        "birth_places": [{"country": country}],
        "sex": random.choice(("female", "male")),
        "nationalities": [{"country": country}],
        "languages": _NATIVE_LANGUAGE[script],
        "offence": offence,
        "facts": "Invented for the demonstration.",
    }
    if random.random() < 0.6:
        paper = {"kind": "passport", "issuer": country, "number": number_of(random, country)}
        row["documents"] = [paper]
    if status in ("wanted", "convicted") and (warning := random.choice(_WARNINGS)):
        row["warnings"] = [{"kind": warning}]
    if status == "missing":
        row["family_may_be_told"] = random.random() < 0.8
    if random.random() < 0.04:
        row["restriction"] = f"all-but {random.choice([each for each in COUNTS if each != bureau])}"
    if random.random() < 0.06:
        row["marking"] = random.choice(("restricted", "confidential"))
    return row


def _names(random: Random, bureau: str, script: str) -> list[dict[str, str]]:
    name = invent(random, bureau, script)
    names = [{"text": name.latin, "quality": "primary", "script": LATIN}]
    if name.native:
        names.append({"text": name.native, "quality": "primary", "script": name.script})
    if random.random() < 0.25:
        names.append({"text": respelt(random, name.latin), "quality": "good", "script": LATIN})
    return names


def _birth(random: Random) -> str:
    day = _FIRST_BIRTH + timedelta(days=random.randrange(_BIRTH_DAYS))
    chance = random.random()
    if chance < 0.06:
        return f"~{day.year}"
    if chance < 0.12:
        return f"{day.year}"
    return f"{day.year}/{day.year + 2}" if chance < 0.15 else day.isoformat()
