"""Invented papers, vessels, works of art and companies as raw rows, the same in every world."""

from collections.abc import Iterator
from random import Random

from comity.databases.administrative_documents import AdministrativeDocument
from comity.databases.organisations import Organisation
from comity.databases.vessels import Vessel
from comity.databases.works_of_art import WorkOfArt
from comity.demo.objects import Row, day_of, reported
from comity.matching.ships import is_imo

PAPERS = {"FRA": 40, "ITA": 40, "URY": 25, "KEN": 30, "MAR": 30, "VNM": 25}
VESSELS = {"FRA": 14, "ITA": 14, "URY": 8, "KEN": 6, "MAR": 8, "VNM": 6}
WORKS = {"FRA": 5, "ITA": 7, "URY": 4, "KEN": 3, "MAR": 4, "VNM": 4}
COMPANIES = {"FRA": 2, "ITA": 2, "KEN": 1}
_KINDS = (
    "vehicle-registration",
    "vehicle-registration",
    "driving-licence",
    "birth-certificate",
    "customs-document",
)
_BOATS = (("motor-boat", "Altavena", 690), ("sailing-boat", "Borealis", 1120), ("inflatable", "Kitanda", 460))
_NAMES = ("Marisol", "Nour", "Belle Ondine", "Tramontana", "Mwezi", "Sao Mai", "Albatros")
_COLOURS = ("white", "blue", "grey", "red")
_PORTS = {
    "FRA": "La Rochelle",
    "ITA": "Genova",
    "URY": "Piriápolis",
    "KEN": "Kilifi",
    "MAR": "Agadir",
    "VNM": "Nha Trang",
}
_COUNTRIES = {"FRA": "FR", "ITA": "IT", "URY": "UY", "KEN": "KE", "MAR": "MA", "VNM": "VN"}
# Ship identities by flag begin with these digits.
_STATIONS = {"FRA": "227", "ITA": "247", "URY": "770", "KEN": "634", "MAR": "242", "VNM": "574"}
_WORKS = (
    (
        "painting",
        "oil on wood",
        "Saint with a lamp",
        "a bearded saint holding a lamp",
        "17th century",
        "school of Velmar",
    ),
    ("sculpture", "grey schist", "Seated figure", "a figure with crossed legs", "3rd century", ""),
    (
        "manuscript",
        "ink and gold on vellum",
        "Book of stars",
        "constellations, 84 leaves",
        "about 1390",
        "Idris of Tansa",
    ),
    ("ceramic", "glazed stoneware", "Jar with cranes", "two cranes and reeds", "15th century", ""),
    ("coin", "gold", "", "a ship on one side, a palm on the other", "4th century", ""),
    ("textile", "wool and silk", "Carpet with eight stars", "eight stars in two rows", "about 1750", ""),
    ("mask", "wood and pigment", "Dance mask", "a face with closed eyes", "19th century", ""),
)


def administrative_documents(bureau: str) -> Iterator[Row]:
    """Official papers that this bureau's state issued and misses."""
    random = Random(f"papers of {bureau}")  # noqa: S311  # the same world every time, nothing secret
    if bureau == "FRA":
        yield {**AdministrativeDocument.example, "source_reference": "FRA-A-0"}
    for place in range(1, PAPERS.get(bureau, 0) + 1):
        happened, reporter = random.choice(
            (("stolen", "bearer"), ("lost", "bearer"), ("revoked", "issuing-authority"))
        )
        yield {
            "source_reference": f"{bureau}-A-{place}",
            "number": f"{random.randint(2015, 2025)}{random.choice('ABCDEFGH')}{random.randrange(100_000):05}",
            "kind": random.choice(_KINDS),
            **reported(random, bureau, place, happened, reporter),
        }


def vessels(bureau: str) -> Iterator[Row]:
    """Boats stolen in this bureau's country, some with their engines."""
    random = Random(f"vessels of {bureau}")  # noqa: S311  # the same world every time, nothing secret
    if bureau == "FRA":
        yield {**Vessel.example, "source_reference": "FRA-B-0"}
    for place in range(1, VESSELS.get(bureau, 0) + 1):
        kind, builder, length = random.choice(_BOATS)
        year = random.randint(1998, 2024)
        tail = f"{random.choice('ABCDEFGHIJKL')}{year % 10}{year % 100:02}"
        row: Row = {
            "source_reference": f"{bureau}-B-{place}",
            "kind": kind,
            "hull": f"{_COUNTRIES[bureau]}-{builder[:3].upper()}{random.randrange(100_000):05}{tail}",
            "name": random.choice(_NAMES),
            "flag": bureau,
            "port": _PORTS[bureau],
            "length_cm": length + random.randrange(-80, 80),
            "hull_colour": random.choice(_COLOURS),
            "builder": builder,
            "year": year,
            "lost_by": random.choice(("theft", "theft", "embezzled")),
            "date": day_of(random),
            "country": bureau,
        }
        if kind != "sailing-boat":
            number = f"{random.choice('KMY')}{random.randrange(10**7):07}"
            row["engines"] = [{"number": number, "make": "Marisol", "kind": "outboard", "power_kw": 85}]
        if kind == "sailing-boat":
            row["mmsi"] = f"{_STATIONS[bureau]}{random.randrange(10**6):06}"
        yield row


def works(bureau: str) -> Iterator[Row]:
    """Works of art missing in this bureau's country."""
    random = Random(f"works of {bureau}")  # noqa: S311  # the same world every time, nothing secret
    if bureau == "URY":
        yield {**WorkOfArt.example, "source_reference": "URY-W-0"}
    for place in range(1, WORKS.get(bureau, 0) + 1):
        kind, materials, title, subject, period, maker = _WORKS[(place + ord(bureau[0])) % len(_WORKS)]
        dug = kind in ("sculpture", "coin") and random.random() < 0.6
        row: Row = {
            "source_reference": f"{bureau}-W-{place}",
            "type": kind,
            "materials": materials,
            "title": title,
            "subject": subject,
            "period": period,
            "maker": maker,
            "measures": [{"dimension": "height", "amount": random.randint(20, 900), "unit": "millimetre"}],
            "owner_kind": "unknown" if dug else random.choice(("institution", "private", "religious-body")),
            "country": bureau,
            "happened": "illegally-excavated" if dug else random.choice(("stolen", "robbed", "missing")),
            "date": "" if dug else day_of(random),
            "public": random.random() < 0.8,
        }
        if row["owner_kind"] == "institution":
            row |= {"institution": f"Museum of {_PORTS[bureau]}", "inventory": f"{random.randrange(1, 9999)}"}
        yield row


def companies(bureau: str) -> Iterator[Row]:
    """Companies that bureaus watch; some own a ship."""
    random = Random(f"companies of {bureau}")  # noqa: S311  # the same world every time, nothing secret
    if bureau == "FRA":
        yield {**Organisation.example, "source_reference": "FRA-O-0"}
    for place in range(1, COMPANIES.get(bureau, 0) + 1):
        name = f"{random.choice(_NAMES)} {random.choice(('Trading', 'Shipping', 'Holding'))}"
        yield {
            "source_reference": f"{bureau}-O-{place}",
            "names": [{"text": name, "quality": "primary", "script": "latin"}],
            "measure": "none",
            "registration": f"{random.randrange(10**6):06}",
            "registration_country": bureau,
            "imo": ship_number(random),
            "facts": "Invented for the demonstration.",
        }


def ship_number(random: Random) -> str:
    """Seven digits of which the last is right."""
    first = f"{random.randint(700_000, 990_000)}"
    return next(f"{first}{last}" for last in range(10) if is_imo(f"{first}{last}"))
