"""Other scripts as the comparison uses them: bits, pieces and readings. Until tables are learned, a script
matches itself only.
"""


def heard(_native: str, _other: str) -> float | None:
    """Bits for the two being one name: log2 of the odds. None where no table fits."""
    return None


def pieces(_native: str, _other: str) -> tuple[tuple[str, str], ...]:
    """Which letters of the one stand for which of the other."""
    return ()


def cjk_readings(_name: str) -> tuple[tuple[str, ...], ...]:
    """Readings of a whole name in Chinese, Japanese or Korean characters, surname first."""
    return ()


def romanised(token: str) -> str:
    """A plain romanisation, for how rare a token is."""
    return token
