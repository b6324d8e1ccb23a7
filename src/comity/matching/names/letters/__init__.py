"""Letters of other scripts: learned transliteration, and why two words are held to be one (docs/spec/letters.md)."""

from comity.matching.names.letters.comparison import Likeness, likeness, likenesses, prepare, probabilities
from comity.matching.names.letters.icao import from_icao_arabic, icao_forms
from comity.matching.names.letters.readings import cjk_readings
from comity.matching.names.letters.romanised import romanisations, romanised
from comity.matching.names.letters.scripts import Script, latin_letters, script_of
from comity.matching.names.letters.whole import cjk_likeness

__all__ = [
    "Likeness",
    "Script",
    "cjk_likeness",
    "cjk_readings",
    "from_icao_arabic",
    "icao_forms",
    "latin_letters",
    "likeness",
    "likenesses",
    "prepare",
    "probabilities",
    "romanisations",
    "romanised",
    "script_of",
]
