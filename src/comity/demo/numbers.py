"""Numbers as they stand on papers, cars and weapons: shaped like real ones, drawn by lot."""

from random import Random

# "9" stands for a digit, "A" for a letter.
_FORMS = {
    "FRA": "99AA99999",
    "ITA": "AA9999999",
    "URY": "A999999",
    "KEN": "AA9999999",
    "MAR": "AA9999999",
    "VNM": "A9999999",
    "SGP": "A9999999A",
    "KOR": "A99999999",
    "BGR": "999999999",
}
_PLATES = {
    "FRA": "AA999AA",
    "ITA": "AA999AA",
    "URY": "AAA9999",
    "KEN": "AAA999A",
    "MAR": "99999A99",
    "VNM": "99A99999",
}
_LETTERS, _VIN_LETTERS, _DIGITS = "ABCDEFGHJKLMNPRSTUVWXYZ", "ABCDEFGHJKLMNPRSTUVWXYZ0123456789", "0123456789"


def number_of(random: Random, issuer: str) -> str:
    """A document number as this issuer shapes them."""
    return _drawn(random, _FORMS[issuer])


def plate_of(random: Random, country: str) -> str:
    """A number plate as this country shapes them."""
    return _drawn(random, _PLATES[country])


def vin_of(random: Random, maker: str) -> str:
    """17 characters. maker: the first three, of a maker that does not exist."""
    return maker + "".join(random.choices(_VIN_LETTERS, k=8)) + "".join(random.choices(_DIGITS, k=6))


def serial_of(random: Random) -> str:
    """A serial number of a firearm."""
    return _drawn(random, random.choice(("AA9999999", "A99999", "99999AA", "999999")))


def _drawn(random: Random, form: str) -> str:
    return "".join(random.choice(_LETTERS if place == "A" else _DIGITS) for place in form)
