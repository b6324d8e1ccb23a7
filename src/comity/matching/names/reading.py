"""A written name read into tokens with their roles. Never raises: what was left out stands in the notes."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from comity.matching.names import words
from comity.matching.names.folding import heard, skeleton, sound
from comity.matching.names.letters.simplified import simplified
from comity.matching.names.pieces import LONGEST_NAME, MOST_WORDS, Note, Piece, cut, piece_of
from comity.matching.names.rarity import prior
from comity.matching.names.remembering import remembered
from comity.matching.names.scripts import READ_WHOLE, Script, script_of


class Part(StrEnum):
    """What a word does in a name."""

    NAME = "name"
    INITIAL = "initial"
    PARTICLE = "particle"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Token:
    """A name or an initial. text: plain. sound, skeleton: of a Latin name, else ""."""

    text: str
    role: Part
    script: Script
    sound: str = ""
    skeleton: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as read.

    tokens: names and initials in order; their places are their indexes. joins: neighbours written together, particles
    too, and the places that they take. first_after_link: place of the first token that names a father or mother; None
    without a chain. surname_first: written with a comma. woman: what a title or a link says; None where nothing does.
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


_LATIN = frozenset({Script.LATIN})
_PLAIN = re.compile(r"[A-Za-z -]+")
_MORE_THAN_NAMES = (
    words.PARTICLES | words.LINKS.keys() | words.TITLES | words.DEGREES | words.GENERATIONS.keys()
    | words.WOMEN_TITLES | words.MEN_TITLES
)  # fmt: skip
_ABD_ALONE = re.compile(r"abd(?:u|al|el|ul|ol|oul|ur|er|us|es|un)?")
_DIN_ALONE = re.compile(r"d(?:in|een|ine|ien)")


def read(written: str) -> Name:
    """Tokens, roles and notes of a name in any script."""
    return _of_names_alone(written) or _of_any_words(written)


def _of_names_alone(written: str) -> Name | None:
    """A name of two or more plain Latin words that are names and nothing else: most are, and they need no second look.

    None for any other; `_of_any_words` reads these to the very same.
    """
    if len(written) > LONGEST_NAME or _PLAIN.fullmatch(written) is None:
        return None
    known = common_names()
    found = [known.get(word) or _name_alone(word) for word in written.replace("-", " ").lower().split()]
    tokens = tuple([token for token in found if token is not None])
    if len(tokens) < len(found) or not 1 < len(tokens) <= MOST_WORDS:
        return None
    texts = [token.text for token in tokens]
    joins: dict[str, tuple[int, ...]] = {}
    for place in range(1, len(texts)):
        text = texts[place - 1] + texts[place]
        joins.setdefault(text, (place - 1, place))
        if place > 1:
            joins.setdefault(texts[place - 2] + text, (place - 2, place - 1, place))
    in_order = " ".join(sorted(texts))
    return Name(written, tokens, (), joins, None, None, None, False, (), _LATIN, in_order)


@cache
def common_names() -> dict[str, Token]:
    """The tokens of names that the shipped lists have, as `_name_alone` reads them: the same in every process, whatever
    was asked.
    """
    names = [
        word
        for word in prior().names()
        if word.isascii() and len(word) > 1 and word not in _MORE_THAN_NAMES and word not in words.SHORT_FORMS
        and piece_of(word).text == word and not _ABD_ALONE.fullmatch(word)
    ]  # fmt: skip
    return {
        word: Token(word, Part.NAME, Script.LATIN, sound, bones)
        for word, sound, bones in zip(names, *heard(names), strict=True)
    }


@remembered
def _name_alone(word: str) -> Token | None:
    """The token of a plain Latin word that is a name wherever it stands."""
    piece = piece_of(word)
    if (
        piece.notes
        or len(piece.text) < 2
        or piece.text in _MORE_THAN_NAMES
        or _ABD_ALONE.fullmatch(piece.text)
    ):
        return None
    return _token(piece.text, Part.NAME, piece.script)


def _of_any_words(written: str) -> Name:
    pieces, surname_first, notes = cut(written)
    woman = _says_woman(pieces)
    pieces, generation = _without_generation(pieces)
    pieces = _compounded(_without_titles(pieces))
    tokens: list[Token] = []
    particles: list[str] = []
    order: list[tuple[str, int]] = []
    link: int | None = None
    last = len(pieces) - 1
    vietnamese = any(piece.text in words.VIETNAMESE for piece in pieces)
    for place, piece in enumerate(pieces):
        role = _role(piece, place, last)
        if vietnamese and role is Part.PARTICLE:
            role = Part.NAME
        if role is Part.LINK:
            if link is None and tokens:
                link = len(tokens) - (piece.text in words.FOLLOWING_LINKS)
            order.append((piece.text, -1))
            if piece.text in words.LINKS:
                woman = words.LINKS[piece.text] == "daughter"
        elif role is Part.PARTICLE:
            order.append((piece.text, -1))
            particles.append(piece.text)
        else:
            tokens.append(_token(piece.text, role, piece.script))
            text = tokens[-1].text if piece.script is Script.HAN else piece.text
            order.append((text, len(tokens) - 1))
    if not tokens:
        notes.append(Note.NOTHING)
    scripts = frozenset(token.script for token in tokens)
    return Name(
        written,
        tuple(tokens),
        tuple(particles),
        _joins(order),
        link if link is not None and 0 < link < len(tokens) else None,
        generation,
        woman,
        surname_first,
        tuple(dict.fromkeys(notes)),
        _LATIN if scripts == _LATIN else scripts,
        " ".join(sorted([token.text for token in tokens])),
    )


@remembered
def _token(text: str, role: Part, script: Script) -> Token:
    """Shared between names: the same words stand in many."""
    if script is Script.HAN:
        return Token("".join(map(simplified, text)), role, script)
    if script is Script.LATIN and role is Part.NAME:
        if (known := common_names().get(text)) is not None:
            return known
        text = words.SHORT_FORMS.get(text, text)
        return Token(text, role, script, sound(text), skeleton(text))
    return Token(text, role, script)


def _role(piece: Piece, place: int, last: int) -> Part:
    text = piece.text
    if len(text) == 1:
        between = 0 < place < last and piece.written.islower()
        if between and text == "b":
            return Part.LINK
        if between and text in "eyu":
            return Part.PARTICLE
        return Part.NAME if piece.script in READ_WHOLE else Part.INITIAL
    if text in words.LINKS and (place < last or (text in words.FOLLOWING_LINKS and place > 0)):
        return Part.NAME if text == "ben" and place == 0 else Part.LINK
    if text in words.PARTICLES and place < last and (place > 0 or text not in words.NAMES_WHEN_FIRST):
        return Part.PARTICLE
    return Part.NAME


def _says_woman(pieces: list[Piece]) -> bool | None:
    for piece in pieces[:-1]:
        if piece.text in words.WOMEN_TITLES:
            return True
        if piece.text in words.MEN_TITLES:
            return False
    return None


def _without_generation(pieces: list[Piece]) -> tuple[list[Piece], int | None]:
    """The first word that tells father from son goes, where two names are left. A lone V is one only at the end."""
    if len(pieces) > 2:
        for place, piece in enumerate(pieces):
            generation = words.GENERATIONS.get(piece.text)
            if generation and place and (len(piece.text) > 1 or place == len(pieces) - 1):
                return pieces[:place] + pieces[place + 1 :], generation
    return pieces, None


def _without_titles(pieces: list[Piece]) -> list[Piece]:
    """Titles go where a name is left: before a name, or degrees behind two."""
    last = len(pieces) - 1
    kept = [
        piece
        for place, piece in enumerate(pieces)
        if not (
            (piece.text in words.TITLES and place != last)
            or (piece.text in words.DEGREES and place == last and place >= 2)
        )
    ]
    return kept or pieces


def _compounded(pieces: list[Piece]) -> list[Piece]:
    """Abd al-Rahman and Abdul Rahman are one token as Abdurrahman is; so are Salah al-Din and Salahuddin."""
    found: list[Piece] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        left = len(pieces) - place - 1
        if left and piece.text[:3] == "abd" and _ABD_ALONE.fullmatch(piece.text):
            skipped = 1 if left > 1 and pieces[place + 1].text in words.PARTICLES else 0
            rest = pieces[place + 1 + skipped].text
            if len(rest) > 2:
                piece = piece._replace(text="abdul" + rest)
                place += skipped + 1
        elif (
            left > 1
            and pieces[place + 1].text in words.PARTICLES
            and _DIN_ALONE.fullmatch(pieces[place + 2].text)
        ):
            piece = piece._replace(text=piece.text + "uddin")
            place += 2
        elif left and (piece.text == words.SERVANT or pieces[place + 1].text in words.GOD_OR_FAITH):
            piece = piece._replace(text=piece.text + pieces[place + 1].text)
            place += 1
        found.append(piece)
        place += 1
    return found


def _joins(order: list[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """Two or three neighbours written together that end in a name."""
    found: dict[str, tuple[int, ...]] = {}
    for end in range(1, len(order)):
        text, place = order[end]
        if place >= 0:
            places: tuple[int, ...] = (place,)
            for before in range(end - 1, max(end - 3, -1), -1):
                text = order[before][0] + text
                if order[before][1] >= 0:
                    places = (order[before][1], *places)
                found.setdefault(text, places)
    if len(order) == 2 and all(script_of(text[0]) in READ_WHOLE for text, _ in order):
        # Written apart, such a name may begin with the given name; as one word it does not.
        found.setdefault(order[1][0] + order[0][0], (0, 1))
    return found
