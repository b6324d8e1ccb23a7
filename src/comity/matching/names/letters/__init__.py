"""Letters of other scripts: learned transliteration, and why two words are held to be one (docs/spec/letters.md)."""

from comity.matching.names.letters.comparison import Likeness, likeness, likenesses, prepare, probabilities

__all__ = ["Likeness", "likeness", "likenesses", "prepare", "probabilities"]
