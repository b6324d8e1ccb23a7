"""A written name read into tokens with their roles. Never raises: what was read, and what was left out, stands
in the notes.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from comity.matching.names import words
from comity.matching.names.folding import joining_removed, of_one_script, plain, skeleton, sound
from comity.matching.names.scripts import READ_WHOLE, Script, scripts_of

LONGEST_NAME, MOST_TOKENS = 200, 16


class Role(Enum):
    """What a token does in a name."""

    NAME = "name"
    INITIAL = "initial"
    PARTICLE = "particle"
    LINK = "link"


class Note(Enum):
    """What a reader should know about how a name was read."""

    SHORTENED = "shortened"
    HIDDEN = "hidden-characters"
    MIXED = "mixed-scripts"
    DIGITS = "digits-for-letters"
    NUMBERS = "numbers-left-out"
    NOTHING = "no-letters"


@dataclass(frozen=True, slots=True)
class Token:
    """text: plain. sound, skeleton: of a Latin token, else "". place: among the names and initials."""

    text: str
    role: Role
    script: Script
    place: int
    sound: str = ""
    skeleton: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as read.

    tokens: names and initials in order. joins: neighbours written together, particles too, and the places they take.
    first_after_link: place of the first token that names a father or mother; None without a chain.
    surname_first: written with a comma. woman: what a title or a link says; None where nothing does.
    in_order: the tokens in alphabetical order, for a look at the whole.
    """

    written: str
    tokens: tuple[Token, ...]
    particles: tuple[str, ...]
    joins: dict[str, tuple[int, ...]]
    first_after_link: int | None
    generation: int | None
    woman: bool | None
    surname_first: bool
    notes: tuple[Note, ...]
    scripts: frozenset[Script]
    in_order: str


_RELATIONS = (
    (re.compile(r"\b[sS]/[oO]\b|\b[aA]/[lL]\b"), " bin "),
    (re.compile(r"\b[dDwW]/[oO]\b|\b[aA]/[pP]\b"), " binti "),
)
_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
_ABD = re.compile(r"abd[aeou]{1,2}(?:l(?=\w{3})|([rszndt])(?=\1))?(?P<rest>\w{3,})")
_ABD_ALONE = re.compile(r"abd(?:u|al|el|ul|ol|oul|ur|er|us|es|un)?")
_DIN_ALONE = re.compile(r"d(?:in|een|ine|ien)")
_DIN = re.compile(r"(?P<name>\w{3,}?)(?:[aeiou]d|[aeu]l|[aeiou])d(?:in|een|ine)")
_DIGITS = str.maketrans("03458", "oeasb")
# A one is an L after a vowel or an L, and an I after another consonant or in front.
_ONE_AS_L = re.compile(r"(?<=[aeioul1])1|1(?=1)")
_NOT_WORD = re.compile(r"[\W_]+")


def read(written: str) -> Name:
    """Tokens, roles and notes of a name in any script."""
    notes: list[Note] = []
    text = _cleaned(written, notes)
    before, comma, after = text.partition(",")
    last_word = plain(after.strip().strip("."))
    surname_first = (
        bool(comma) and bool(before.strip()) and bool(last_word) and last_word not in words.GENERATIONS
    )
    pieces = _pieces(after + " " + before if surname_first and before.strip() else text, notes)
    return _assembled(written, pieces, surname_first, notes)


def _cleaned(written: str, notes: list[Note]) -> str:
    text = written[:LONGEST_NAME]
    if len(written) > LONGEST_NAME:
        notes.append(Note.SHORTENED)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if any(unicodedata.category(letter) in ("Cf", "Co", "Cs") for letter in text):
            notes.append(Note.HIDDEN)
            text = "".join(
                letter for letter in text if unicodedata.category(letter) not in ("Cf", "Co", "Cs")
            )
    if "/" in text:
        for pattern, word in _RELATIONS:
            text = pattern.sub(word, text)
    if "(" in text and (without := _BRACKETS.sub(" ", text)).strip():
        text = without
    return joining_removed(text)


@dataclass(slots=True)
class _Piece:
    text: str
    script: Script
    written: str


def _pieces(text: str, notes: list[Note]) -> list[_Piece]:
    found: list[_Piece] = []
    for raw in _words(text):
        scripts = scripts_of(raw)
        if not scripts and not any(letter.isalpha() for letter in raw):
            if plain(raw) in words.GENERATIONS:
                found.append(_Piece(plain(raw), Script.LATIN, raw))
            elif raw.strip():
                notes.append(Note.NUMBERS)
            continue
        script = next(iter(scripts), Script.OTHER)
        word = plain(raw)
        if len(scripts) > 1 and not scripts.keys() <= READ_WHOLE:
            notes.append(Note.MIXED)
            word = of_one_script(word, script)
        if script is Script.LATIN and not word.isalpha() and word not in words.GENERATIONS:
            notes.append(Note.DIGITS)
            word = _ONE_AS_L.sub("l", word.translate(_DIGITS)).replace("1", "i")
            word = "".join(letter for letter in word if letter.isalpha())
        if word:
            found.append(_Piece(word, script, raw))
    return found[:MOST_TOKENS]


def _words(text: str) -> list[str]:
    if text.isascii():
        return [word for word in _NOT_WORD.split(text) if word]
    # Marks belong to the letter before them; \W would cut at some of them.
    return "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text).split()


def _assembled(written: str, pieces: list[_Piece], surname_first: bool, notes: list[Note]) -> Name:
    woman = _says_woman(pieces)
    pieces, generation = _without_generation(pieces)
    pieces = _compounded(_without_titles(pieces))
    tokens: list[Token] = []
    particles: list[str] = []
    order: list[tuple[str, int | None]] = []
    first_after_link: int | None = None
    for place, piece in enumerate(pieces):
        role = _role(piece, place, pieces)
        if role is Role.PARTICLE:
            particles.append(piece.text)
            order.append((piece.text, None))
        elif role is Role.LINK:
            if first_after_link is None and tokens:
                following = piece.text in words.FOLLOWING_LINKS
                first_after_link = len(tokens) - 1 if following else len(tokens)
            woman = (
                words.LINKS[piece.text] == "daughter"
                if piece.text in words.LINKS and piece.text != "b"
                else woman
            )
        else:
            order.append((piece.text, len(tokens)))
            tokens.append(_token(piece, role, len(tokens)))
    if not tokens:
        notes.append(Note.NOTHING)
    if first_after_link is not None and not 0 < first_after_link < len(tokens):
        first_after_link = None
    return Name(
        written, tuple(tokens), tuple(particles), _joins(order), first_after_link, generation, woman,
        surname_first, tuple(dict.fromkeys(notes)), frozenset(token.script for token in tokens),
        " ".join(sorted(token.text for token in tokens)),
    )  # fmt: skip


def _token(piece: _Piece, role: Role, place: int) -> Token:
    if piece.script is Script.LATIN and role is Role.NAME:
        text = words.SHORT_FORMS.get(piece.text, piece.text)
        return Token(text, role, piece.script, place, sound(text), skeleton(text))
    return Token(piece.text, role, piece.script, place)


def _role(piece: _Piece, place: int, pieces: list[_Piece]) -> Role:
    last = place == len(pieces) - 1
    text = piece.text
    links_on = not last or (text in words.FOLLOWING_LINKS and place > 0)
    if text in words.LINKS and links_on and not (text == "ben" and place == 0):
        return Role.LINK
    if len(text) == 1:
        between = place > 0 and not last and piece.written.islower()
        if text == "b" and between:
            return Role.LINK
        if text in "eyu" and between:
            return Role.PARTICLE
        return Role.NAME if piece.script in READ_WHOLE else Role.INITIAL
    if text in words.PARTICLES and not last and not (place == 0 and text in words.NAMES_WHEN_FIRST):
        return Role.PARTICLE
    return Role.NAME


def _says_woman(pieces: list[_Piece]) -> bool | None:
    for piece in pieces[:-1]:
        if piece.text in words.WOMEN_TITLES:
            return True
        if piece.text in words.MEN_TITLES:
            return False
    return None


def _without_generation(pieces: list[_Piece]) -> tuple[list[_Piece], int | None]:
    """The first word that tells father from son goes, where two names are left. A single V or I is an initial
    unless last.
    """
    for place, piece in enumerate(pieces):
        generation = words.GENERATIONS.get(piece.text)
        if generation and place and len(pieces) > 2 and (len(piece.text) > 1 or place == len(pieces) - 1):
            return pieces[:place] + pieces[place + 1 :], generation
    return pieces, None


def _without_titles(pieces: list[_Piece]) -> list[_Piece]:
    """Titles go where a name is left; what stands last is a title only if it follows two names, as a degree does."""
    last = len(pieces) - 1
    kept = [piece for place, piece in enumerate(pieces) if not _is_title(piece.text, place, last)]
    return kept or pieces


def _is_title(text: str, place: int, last: int) -> bool:
    if text in words.DEGREES:
        return place >= 2 and place == last
    return text in words.TITLES and place != last


def _compounded(pieces: list[_Piece]) -> list[_Piece]:
    """Abd al-Rahman, Abdul Rahman, Abdurrahman and Abderrahmane are one token each; so is Salah al-Din,
    Salahuddin.
    """
    found: list[_Piece] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if piece.script is Script.LATIN:
            following = [each.text for each in pieces[place + 1 : place + 3]]
            if following and _ABD_ALONE.fullmatch(piece.text):
                skipped = 1 if following[0] in words.PARTICLES and len(following) > 1 else 0
                if len(following[skipped]) > 2:
                    piece = _Piece("abdul" + following[skipped], piece.script, piece.written)
                    place += skipped + 1
            elif (matched := _ABD.fullmatch(piece.text)) is not None:
                piece = _Piece("abdul" + matched["rest"], piece.script, piece.written)
            elif (
                len(following) > 1 and following[0] in words.PARTICLES and _DIN_ALONE.fullmatch(following[1])
            ):
                piece = _Piece(piece.text + "uddin", piece.script, piece.written)
                place += 2
            elif (matched := _DIN.fullmatch(piece.text)) is not None and (
                "dd" in piece.text or "ld" in piece.text
            ):
                piece = _Piece(matched["name"] + "uddin", piece.script, piece.written)
        found.append(piece)
        place += 1
    return found


def _joins(order: list[tuple[str, int | None]]) -> dict[str, tuple[int, ...]]:
    """Two or three neighbours written together, particles with the name after them."""
    found: dict[str, tuple[int, ...]] = {}
    for length in (2, 3):
        for start in range(len(order) - length + 1):
            part = order[start : start + length]
            places = tuple(place for _, place in part if place is not None)
            if part[-1][1] is not None:
                found.setdefault("".join(text for text, _ in part), places)
    return found
