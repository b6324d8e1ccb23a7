"""Make `src/comity/bureaus/data/countries.csv` from CLDR (through Babel) and the three tables here.

Run: PYTHONPATH=src python tools/countries/make.py. Sources and licences: src/comity/bureaus/data/README.md.
"""

import csv
import re
from pathlib import Path

from babel.core import Locale, get_global
from babel.languages import get_official_languages

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src/comity/bureaus/data/countries.csv"
LANGUAGES = ("ar", "en", "es", "fr")
COLUMNS = (
    "code", "icao", "alpha2", "kind", "state", "valid_from", "valid_to", "member", "city", "city_is",
    "time_zone", "languages", *LANGUAGES,
)  # fmt: skip

# Codes of CLDR that ISO 3166-1 reserves or leaves to its users: no country of the standard.
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
# Several alpha-3 codes lead to one territory; these are the former ones.
FORMER = {"ANT", "BUR", "DDR", "FXX", "NTZ", "SCG", "SUN", "TMP", "YMD", "YUG", "ZAR"}


def alpha3() -> dict[str, str]:
    """{"FR": "FRA"} for every country of ISO 3166-1 as CLDR knows it."""
    aliases = get_global("territory_aliases")
    found = {}
    for long, short in aliases.items():
        if re.fullmatch("[A-Z]{3}", long) and len(short) == 1 and long not in FORMER:
            found.setdefault(short[0], long)
    names = Locale("en").territories
    return {two: three for two, three in found.items() if two in names and two not in NOT_ISO}


def countries() -> list[dict[str, str]]:
    """One row for each country of ISO 3166-1."""
    members = _table("members.csv")
    facts = {code: (row["state"], row["valid_from"]) for code, row in _table("facts.csv").items()}
    zones = get_global("territory_zones")
    names = {language: Locale(language).territories for language in LANGUAGES}
    rows = []
    for two, three in alpha3().items():
        member = members.get(three)
        zone = (member["time_zone"] or zones[two][0]) if member else ""
        if member and not member["time_zone"] and len(zones[two]) > 1:
            raise SystemExit(f"{three} has several time zones: name the one of its bureau in members.csv")
        state, since = facts.get(three, ("", ""))
        row = {
            "code": three,
            "icao": "D" if three == "DEU" else three,
            "alpha2": two,
            "kind": "territory" if state else "state",
            "state": state or three,
            "valid_from": since,
            "member": "1" if member else "",
            "city": member["city"] if member else "",
            "city_is": member["why"] if member else "",
            "time_zone": zone,
            "languages": " ".join(_languages(two)) if member else "",
        }
        rows.append(row | {language: names[language][two] for language in LANGUAGES})
    return rows


def _languages(territory: str) -> list[str]:
    """ISO 639 codes of the official languages, each once, without scripts; English where CLDR names none."""
    official = [language.partition("_")[0] for language in get_official_languages(territory, de_facto=True)]
    return list(dict.fromkeys(official))[:4] or ["en"]


def special() -> list[dict[str, str]]:
    """Codes of ICAO Doc 9303-3 and former states: written by hand, names too."""
    rows = _table("special.csv").items()
    return [row | {"icao": code, "state": row["state"] or _itself(row)} for code, row in rows]


def _itself(row: dict[str, str]) -> str:
    """An organisation answers for its own papers; nobody does for a state that has several successors."""
    return row["code"] if row["kind"] == "organisation" else ""


def _table(name: str) -> dict[str, dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def main() -> None:
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(sorted(countries() + special(), key=lambda row: row["code"]))


if __name__ == "__main__":
    main()
