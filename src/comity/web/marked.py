"""Text of which single characters are marked: what differs, a check digit that is right or wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. mark: "" plain, "field", "check" a right check digit, "wrong" a wrong one, or "differs"."""

    text: str
    mark: str = ""


# Each stretch as the sheet draws it; the words beside it say the same.
_DRAWN = {
    "": "{}",
    "field": "<u>{}</u>",
    "check": "<i>{}</i>",
    "wrong": '<span class="fix">{}</span>',
    "differs": "<mark>{}</mark>",
}


def drawn(pieces: Iterable[Piece]) -> SafeString:
    """The stretches as HTML, in one run without spaces."""
    return mark_safe("".join(format_html(_DRAWN[each.mark], each.text) for each in pieces))  # noqa: S308


def pieces_of(text: str, marks: list[str]) -> list[Piece]:
    """The text in stretches of one mark. marks: one for each character."""
    found: list[Piece] = []
    for character, mark in zip(text, marks, strict=True):
        if found and found[-1].mark == mark:
            found[-1] = Piece(found[-1].text + character, mark)
        else:
            found.append(Piece(character, mark))
    return found


def differences(asked: str, recorded: str) -> list[Piece]:
    """What is on record, with the characters marked that are not what was asked.

    Of another length, nothing can be set side by side and all of it is marked.
    """
    if len(asked) != len(recorded):
        return [Piece(recorded, "differs")]
    marks = ["" if one == other else "differs" for one, other in zip(asked, recorded, strict=True)]
    return pieces_of(recorded, marks)
