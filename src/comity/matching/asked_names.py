"""A name as it is typed into a question: what nobody sees taken out, what is no name refused. Pure."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.kit.text import visible
from comity.matching.names.exact import LONGEST_NAME
from comity.matching.names.scripts import READ_WHOLE, scripts_of

# Signs above and below one letter: more than any spelling has are no spelling.
MOST_MARKS = 3
LEAST_LETTERS = 2


def seen_name(raw: str, *, field: str = "name") -> str:
    """The name without signs that nobody sees, and with no more marks on a letter than a spelling has.

    Raises: Invalid for what is no name: nothing, one letter, a number, or more than a name holds.
    """
    seen = " ".join((raw if raw.isascii() else _few_marks(visible(raw))).split())
    if len(seen) > LONGEST_NAME:
        raise invalid(
            field, "too-long", _("Write at most %(longest)s characters.") % {"longest": LONGEST_NAME}
        )
    letters = sum(map(str.isalpha, seen))
    if letters >= LEAST_LETTERS or (letters and scripts_of(seen).keys() <= READ_WHOLE):
        return seen
    if letters:
        raise invalid(field, "name-short", _("One letter is no name. Write two at least."))
    if any(map(str.isdigit, seen)):
        words = _(
            "A name is written in letters. Ask for a number as a document, a vehicle or another object."
        )
        raise invalid(field, "name-number", words)
    raise invalid(field, "name-empty", _("Write the name in letters."))


def _few_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for each in unicodedata.normalize("NFD", text):
        marks = marks + 1 if unicodedata.category(each) == "Mn" else 0
        if marks <= MOST_MARKS:
            kept.append(each)
    return unicodedata.normalize("NFC", "".join(kept))
