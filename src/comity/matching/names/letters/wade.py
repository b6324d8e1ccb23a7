"""Pinyin as Wade-Giles and as Taiwan's passports write it: without apostrophes, hyphens and dots."""

from comity.matching.names.letters.habits import habits
from comity.matching.names.remembering import remembered

# Longest first: zh before z.
_INITIALS = (
    ("zh", "ch"),
    ("ch", "ch"),
    ("sh", "sh"),
    ("b", "p"),
    ("d", "t"),
    ("g", "k"),
    ("j", "ch"),
    ("q", "ch"),
    ("x", "hs"),
    ("r", "j"),
    ("z", "ts"),
    ("c", "ts"),
)
_FINALS = {"ong": "ung", "iong": "iung", "ian": "ien", "ie": "ieh", "ve": "ueh", "ue": "ueh"}


@remembered
def wade_giles(pinyin: str) -> str:
    """One syllable without its tone; ü is v on the way in and u on the way out."""
    whole = habits().wade_giles.get(pinyin)
    if whole is not None:
        return whole
    own, other = next((pair for pair in _INITIALS if pinyin.startswith(pair[0])), ("", ""))
    if not own and pinyin[0] not in "aeiouvyw":
        own = other = pinyin[0]
    final = pinyin[len(own) :]
    return other + _FINALS.get(final, final).replace("v", "u")
