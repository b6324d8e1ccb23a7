"""Invented vehicles and persons, as many as wanted, by seeded generators: the files that `bench.load` loads."""

import csv
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.documents import number

MAKERS = (("VF1", "Renault"), ("WVW", "Volkswagen"), ("ZFA", "Fiat"), ("TMB", "Skoda"), ("JTD", "Toyota"))
MODELS = ("Almera", "Borea", "Civetta", "Dorado", "Estela")
COLOURS = ("blue", "black", "white", "grey", "red")
VEHICLE = ("vin", "plate", "plate_country", "engine", "make", "model", "colour", "source_reference")
PERSON = (
    "names.0.text", "names.0.quality", "names.0.script", "names.1.text", "names.1.quality", "names.1.script",
    "born.0.date", "sex", "nationalities.0.country", "documents.0.kind", "documents.0.issuer",
    "documents.0.number", "source_reference",
)  # fmt: skip
_VIN = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_PLATE = "ABCDEFGHJKLMNPQRSTVWXYZ"
_SYLLABLES = ("ba", "ra", "mi", "no", "te", "lu", "sa", "ki", "vo", "de", "na", "ri", "so", "le", "mo", "ta")
_COUNTRIES = ("FRA", "ITA", "DEU", "DZA", "ESP")


def vin(place: int) -> str:
    """Maker, six characters of a model, a year and a serial number: tails and heads repeat as real ones do."""
    head, serial = MAKERS[place % len(MAKERS)][0], place * 611_953 % 1_000_000
    rest, middle = place // 1000 * 7919 % len(_VIN) ** 4, ""
    for _digit in range(4):
        rest, one = divmod(rest, len(_VIN))
        middle += _VIN[one]
    return f"{head}0{middle}{_VIN[place % 33]}{place % 10}{_VIN[1 + place % 20]}{serial:06d}"


def plate(place: int) -> str:
    """Two letters, three digits, two letters."""
    rest, letters = place * 1_618_033 % (len(_PLATE) ** 4 * 1000), ""
    rest, digits = divmod(rest, 1000)
    for _letter in range(4):
        rest, one = divmod(rest, len(_PLATE))
        letters += _PLATE[one]
    return f"{letters[:2]}{digits:03d}{letters[2:]}"


def vehicles(count: int, example: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    """Cars with three numbers each; what else a vehicle needs stands as in its declaration's example."""
    rest = _rest(VEHICLE, example)
    for place in range(count):
        yield (
            vin(place),
            plate(place),
            "FRA",
            f"K9K{place * 7_368_787 % 100_000_000:08d}",
            MAKERS[place % len(MAKERS)][1],
            MODELS[place % 7 % len(MODELS)],
            COLOURS[place % len(COLOURS)],
            f"V-{place}",
            *rest,
        )


def head(own: tuple[str, ...], example: Mapping[str, object]) -> tuple[str, ...]:
    """Our own columns, then what else the declaration's example gives."""
    known = {name.partition(".")[0] for name in own}
    return (*own, *(name for name in example if name not in known))


def _rest(own: tuple[str, ...], example: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(_cell(example[name]) for name in head(own, example)[len(own) :])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value) if isinstance(value, list) else str(value)


def persons(count: int, example: Mapping[str, object], seed: int = 7) -> Iterator[tuple[str, ...]]:
    """Two names, the second in other letters or with accents; a birth date; a paper; the rest as in the example."""
    chance, rest = random.Random(seed), _rest(PERSON, example)
    others = ("أمينة بن علي", "Élodie Nuñez-Müller", "Ирина Соколова", "Zoë O’Hara")
    for place in range(count):
        words = ["".join(chance.choices(_SYLLABLES, k=3)).title() for _word in range(3)]
        country = _COUNTRIES[place % len(_COUNTRIES)]
        yield (
            " ".join(words),
            "primary",
            "latin",
            f"{others[place % len(others)]} {words[0]}",
            "good",
            "",
            f"{1950 + place % 50}-{1 + place % 12:02d}-{1 + place % 28:02d}",
            "female" if place % 2 else "male",
            country,
            "passport",
            country,
            number(place),
            f"P-{place}",
            *rest,
        )


def write(path: Path, head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    """A file as a bureau would load it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
