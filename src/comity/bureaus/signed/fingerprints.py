"""Keys as people read them to each other on the telephone."""

from hashlib import sha256

DIGITS, GROUP = 40, 5


def fingerprint(key: bytes) -> str:
    """40 decimal digits of SHA-256 in groups of five: digits are the same in every language, and easily said.

    40 decimal digits are 132 bits: nobody makes a second key with the same ones.
    """
    number = int.from_bytes(sha256(b"comity/fingerprint/v1\0" + key).digest()) % 10**DIGITS
    digits = f"{number:0{DIGITS}}"
    return " ".join(digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def same_fingerprint(said: str, key: bytes) -> bool:
    """Is this what somebody said? Blanks and hyphens count for nothing."""
    return "".join(each for each in said if each.isdigit()) == fingerprint(key).replace(" ", "")
