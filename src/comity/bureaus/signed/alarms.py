"""Who is told when the directory holds what must not be. A room above hands down how: this one knows no officers."""

from collections.abc import Callable
from datetime import datetime

# bureau, what makes it one alarm, codes, now
Handler = Callable[[str, str, tuple[str, ...], datetime], None]
HANDLERS: list[Handler] = []
# A centre that does not answer is no attack, and a person at the console sees a wrong form.
NO_ALARM = frozenset({"directory-unreached", "directory-form", "entry-form", "entry-long", "entry-format"})


def is_alarming(code: str) -> bool:
    """Must somebody be called over this refusal?"""
    return code not in NO_ALARM


def raise_over(bureau: str, about: str, codes: tuple[str, ...], now: datetime) -> None:
    """Call the security officers of this bureau. about: what makes it one alarm; the same again only counts."""
    for handler in HANDLERS:
        handler(bureau, about, codes, now)
