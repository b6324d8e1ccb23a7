"""A written name cut into words, each made plain and of one script. What was left out or read otherwise is noted."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from comity.matching.names import words
from comity.matching.names.folding import joining_removed, of_one_script, plain
from comity.matching.names.remembering import remembered
from comity.matching.names.scripts import READ_WHOLE, Script, scripts_of

LONGEST_NAME, MOST_WORDS = 200, 16


class Note(StrEnum):
    """What a reader should know about how a name was read."""

    SHORTENED = "shortened"
    HIDDEN = "hidden-characters"
    MIXED = "mixed-scripts"
    DIGITS = "digits-for-letters"
    NUMBERS = "numbers-left-out"
    NOTHING = "no-letters"


class Piece(NamedTuple):
    """One word. text: plain, "" where nothing of it is a name. written: as it stood, without signs that join."""

    text: str
    script: Script
    written: str
    notes: tuple[Note, ...]


_RELATIONS = (
    (re.compile(r"\b[sS]/[oO]\b|\b[aA]/[lL]\b"), " bin "),
    (re.compile(r"\b[dDwW]/[oO]\b|\b[aA]/[pP]\b"), " binti "),
)
_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
_NOT_WORD = re.compile(r"[\W_]+")
_HIDDEN = ("Cf", "Co", "Cs")
_DIGITS = str.maketrans("03458", "oeasb")
# A one is an L after a vowel or an L, and an I after another consonant or in front.
_ONE_AS_L = re.compile(r"(?<=[aeioul1])1|1(?=1)")
# Abdurrahman, Abderrahmane, Abdelaziz: the article takes the sound of what follows.
_ABD = re.compile(r"abd[aeou]{1,2}(?:l(?=\w{3})|([rszndt])(?=\1))?(?P<rest>\w{3,})")
_DIN = re.compile(r"(?P<name>\w{3,}?)(?:[aeiou]d|[aeu]l)d(?:in|een|ine)")


def cut(written: str) -> tuple[list[Piece], bool, list[Note]]:
    """The words of a name in the order in which it is spoken; whether a comma said that the family name stood first."""
    notes: list[Note] = []
    text = _cleaned(written, notes)
    before, comma, after = text.partition(",")
    surname_first = False
    if comma and before.strip():
        last_word = plain(after.strip().strip("."))
        surname_first = bool(last_word) and last_word not in words.GENERATIONS
    found: list[Piece] = []
    for word in _words(f"{after} {before}" if surname_first else text):
        piece = piece_of(word)
        notes += piece.notes
        if piece.text:
            found.append(piece)
    return found[:MOST_WORDS], surname_first, notes


def _cleaned(written: str, notes: list[Note]) -> str:
    text = written[:LONGEST_NAME]
    if len(written) > LONGEST_NAME:
        notes.append(Note.SHORTENED)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        seen = "".join(letter for letter in text if unicodedata.category(letter) not in _HIDDEN)
        if seen != text:
            notes.append(Note.HIDDEN)
            text = seen
    if "/" in text:
        for pattern, word in _RELATIONS:
            text = pattern.sub(word, text)
    if "(" in text and (without := _BRACKETS.sub(" ", text)).strip():
        text = without
    return joining_removed(text)


def _words(text: str) -> list[str]:
    if text.isascii():
        return _NOT_WORD.sub(" ", text).split()
    # Marks belong to the letter before them; \W would cut at some of them.
    return "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text).split()


@remembered
def piece_of(raw: str) -> Piece:
    """One word read; remembered, since the same words stand in many names."""
    scripts = scripts_of(raw)
    word = plain(raw)
    if not scripts and not any(map(str.isalpha, raw)):
        if word in words.GENERATIONS:
            return Piece(word, Script.LATIN, raw, ())
        return Piece("", Script.OTHER, raw, (Note.NUMBERS,))
    script = next(iter(scripts), Script.OTHER)
    notes: list[Note] = []
    if len(scripts) > 1 and not scripts.keys() <= READ_WHOLE:
        notes.append(Note.MIXED)
        word = of_one_script(word, script)
    if script is Script.LATIN:
        if not word.isalpha() and word not in words.GENERATIONS:
            notes.append(Note.DIGITS)
            word = _ONE_AS_L.sub("l", word.translate(_DIGITS)).replace("1", "i")
            word = "".join(letter for letter in word if letter.isalpha())
        word = _compound(word)
    return Piece(word, script, raw, tuple(notes))


def _compound(word: str) -> str:
    if matched := _ABD.fullmatch(word):
        return "abdul" + matched["rest"]
    if matched := _DIN.fullmatch(word):
        return matched["name"] + "uddin"
    return word
