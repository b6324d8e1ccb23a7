"""Invented travel documents, vehicles and firearms as raw rows, the same in every world."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from comity.databases.firearms import Firearm
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.demo.cast import MEMBERS
from comity.demo.numbers import number_of, plate_of, serial_of, vin_of

Row = dict[str, Any]
DOCUMENTS = {"FRA": 420, "ITA": 400, "URY": 240, "KEN": 320, "MAR": 320, "VNM": 300}
VEHICLES = {"FRA": 130, "ITA": 130, "URY": 50, "KEN": 70, "MAR": 60, "VNM": 60}
FIREARMS = {"FRA": 45, "ITA": 45, "URY": 35, "KEN": 30, "MAR": 20, "VNM": 25}
_FIRST, _DAYS = date(2018, 1, 1), 2_900
_HAPPENINGS = (("stolen", "bearer"), ("lost", "bearer"), ("stolen-blank", "issuing-authority"))
_RARE = (("revoked", "issuing-authority"), ("invalid", "issuing-authority"), ("never-issued", "police"))
_KINDS = ("passport", "passport", "passport", "identity-card", "residence-permit")
# Makers that do not exist, with the first three characters of their identification numbers.
_MAKERS = (("Altavena", "XA1", "Corso"), ("Borealis", "XB2", "Trek"), ("Kitanda", "XK3", "Safari"))
_COLOURS = ("white", "black", "silver", "blue", "red")
_ARMS = (("Brandelius", "P9", "pistol", "9x19"), ("Ostrava Nova", "R7", "rifle", "7.62x39"))
_MORE_ARMS = (("Calderon", "12", "shotgun", "12"), ("Brandelius", "38", "revolver", ".38"))


def travel_documents(bureau: str) -> Iterator[Row]:
    """What this bureau's state issued and reports missing; only the issuer may."""
    random = Random(f"travel documents of {bureau}")  # noqa: S311  # the same world every time, nothing secret
    if bureau == "FRA":
        yield {**TravelDocument.example, "source_reference": "FRA-D-0"}
    for place in range(1, DOCUMENTS.get(bureau, 0) + 1):
        happened, reporter = random.choice(_HAPPENINGS if random.random() < 0.93 else _RARE)
        yield {
            "source_reference": f"{bureau}-D-{place}",
            "number": number_of(random, bureau),
            "kind": random.choice(_KINDS),
            **reported(random, bureau, place, happened, reporter),
        }


def reported(random: Random, bureau: str, place: int, happened: str, reporter: str) -> Row:
    """What a paper's record says of how it was reported."""
    day = _FIRST + timedelta(days=random.randrange(_DAYS))
    row = {
        "issuer": bureau,
        "happened": happened,
        "reported_by": reporter,
        "date": day.isoformat(),
        "country_of_loss": random.choice(MEMBERS),
        "national_reference": f"{bureau}/{day.year}/{place:05}",
        "reported_to_issuer": (day + timedelta(days=random.randrange(12))).isoformat(),
        "review_on": f"{day.year + 15}-01-01",
    }
    if happened in ("revoked", "invalid"):
        row["legal_basis"] = "Passport regulation, article 12: issued on false papers."
    return row


def vehicles(bureau: str) -> Iterator[Row]:
    """Cars and lorries stolen in this bureau's country, and plates stolen alone."""
    random = Random(f"vehicles of {bureau}")  # noqa: S311  # the same world every time, nothing secret
    if bureau == "FRA":
        yield {**Vehicle.example, "source_reference": "FRA-V-0"}
    for place in range(1, VEHICLES.get(bureau, 0) + 1):
        row = {
            "source_reference": f"{bureau}-V-{place}",
            "plate": plate_of(random, bureau),
            "plate_country": bureau,
            "lost_by": random.choice(("theft", "theft", "robbery", "embezzled")),
            "date": day_of(random),
        }
        maker, code, model = random.choice(_MAKERS)
        car = {
            "kind": random.choice(("car", "car", "truck", "motorcycle", "bus")),
            "vin": vin_of(random, code),
            "make": maker,
            "model": model,
            "colour": random.choice(_COLOURS),
            "year": random.randint(2008, 2025),
        }
        yield {**row, "kind": "plate"} if random.random() < 0.1 else {**row, **car}


def firearms(bureau: str) -> Iterator[Row]:
    """Weapons missing in this bureau's country."""
    random = Random(f"firearms of {bureau}")  # noqa: S311  # the same world every time, nothing secret
    if bureau == "FRA":
        yield {**Firearm.example, "source_reference": "FRA-F-0"}
    for place in range(1, FIREARMS.get(bureau, 0) + 1):
        make, model, kind, calibre = random.choice(_ARMS + _MORE_ARMS)
        yield {
            "source_reference": f"{bureau}-F-{place}",
            "kind": kind,
            "serial": serial_of(random),
            "make": make,
            "model": model,
            "calibre": calibre,
            "happened": random.choice(("stolen", "lost", "trafficked", "smuggled")),
            "date": day_of(random),
        }


def day_of(random: Random) -> str:
    """A day of the last years."""
    return (_FIRST + timedelta(days=random.randrange(_DAYS))).isoformat()
