"""Text as it comes from people: made harmless, never made up."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid

# Controls that can make text read other than it is (Unicode Technical Report 36, bidirectional spoofing).
BIDIRECTIONAL_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def visible(text: str) -> str:
    """The text without format characters, which nobody sees: joiners, direction marks, soft hyphens."""
    return text if text.isascii() else "".join(each for each in text if unicodedata.category(each) != "Cf")


def clean_line(raw: str, *, field: str, longest: int) -> str:
    """One line: NFC, spaces single and trimmed. longest: in characters, after cleaning.

    Raises: Invalid for control or bidirectional characters, or text that is too long.
    """
    return " ".join(clean_text(raw, field=field, longest=longest, lines=False).split())


def clean_text(raw: str, *, field: str, longest: int, lines: bool = True) -> str:
    """Text of several lines: NFC, trimmed; tabs and line ends stay where `lines` is true.

    Raises: Invalid for control or bidirectional characters, or text that is too long.
    """
    if raw.isascii() and raw.isprintable():  # nearly every value: nothing to normalise or to look for
        text = raw.strip()
    else:
        text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n")).strip()
        _refuse_controls(text, field, lines)
    if len(text) > longest:
        message = _("Write at most %(longest)s characters.") % {"longest": longest}
        raise invalid(field, "too-long", message)
    return text


def _refuse_controls(text: str, field: str, lines: bool) -> None:
    for character in text:
        if character in BIDIRECTIONAL_CONTROLS:
            raise invalid(
                field, "direction-control", _("Remove the invisible direction marks from the text.")
            )
        if unicodedata.category(character) in ("Cc", "Cs", "Co") and not (lines and character in "\n\t"):
            raise invalid(
                field, "control-character", _("Remove the invisible control characters from the text.")
            )
