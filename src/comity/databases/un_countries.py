"""The United Nations' names of countries, as codes. A name we do not know keeps its words and gets no code."""

import unicodedata
from functools import cache

from comity.bureaus import countries

# Where the United Nations' terminology and older lists differ from CLDR. Source: UNTERM; the list itself.
UN_NAMES = {
    "Antigua and Barbuda": "ATG",
    "Bolivia (Plurinational State of)": "BOL",
    "Bosnia and Herzegovina": "BIH",
    "Brunei Darussalam": "BRN",
    "Burma": "MMR",
    "Cabo Verde": "CPV",
    "China, Hong Kong Special Administrative Region": "HKG",
    "China, Macao Special Administrative Region": "MAC",
    "Congo": "COG",
    "Côte d'Ivoire": "CIV",
    "Czech Republic": "CZE",
    "Democratic People's Republic of Korea": "PRK",
    "Democratic Republic of the Congo": "COD",
    "Eswatini": "SWZ",
    "former Soviet Union": "SUN",
    "Holy See": "VAT",
    "Iran (Islamic Republic of)": "IRN",
    "Ivory Coast": "CIV",
    "Lao People's Democratic Republic": "LAO",
    "Libyan Arab Jamahiriya": "LBY",
    "Micronesia (Federated States of)": "FSM",
    "Myanmar": "MMR",
    "Netherlands (Kingdom of the)": "NLD",
    "Republic of Korea": "KOR",
    "Republic of Moldova": "MDA",
    "Russian Federation": "RUS",
    "Saint Kitts and Nevis": "KNA",
    "Saint Lucia": "LCA",
    "Saint Vincent and the Grenadines": "VCT",
    "Sao Tome and Principe": "STP",
    "State of Palestine": "PSE",
    "Swaziland": "SWZ",
    "Syrian Arab Republic": "SYR",
    "The former Yugoslav Republic of Macedonia": "MKD",
    "Trinidad and Tobago": "TTO",
    "Turkey": "TUR",
    "United Kingdom of Great Britain and Northern Ireland": "GBR",
    "United Republic of Tanzania": "TZA",
    "United States of America": "USA",
    "Venezuela (Bolivarian Republic of)": "VEN",
    "Viet Nam": "VNM",
}


def country_code(name: str) -> str:
    """Our code of a country's name, "" where no table has it."""
    return _codes().get(_folded(name), "")


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", "and"))
    return "".join(character for character in plain if character.isalnum())


@cache
def _codes() -> dict[str, str]:
    ours = {_folded(name): issuer.code for issuer in countries.issuers() for name in issuer.names.values()}
    return ours | {_folded(name): code for name, code in UN_NAMES.items()}
