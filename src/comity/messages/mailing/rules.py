"""When a notice goes out, and what it says. Pure but for the reader's language."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

EVERY = timedelta(minutes=15)  # no officer gets more than one in this time
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What came for a bureau since its officer was told. urgent: of them urgent or flash."""

    messages: int
    urgent: int


def next_after(tries: int, now: datetime) -> datetime:
    """When it is tried again. tries: refusals in a row; 0: it was taken."""
    pause: timedelta = EVERY * 2 ** min(tries, 10)
    return now + min(LONGEST_PAUSE, pause)


def subject_of(waiting: Waiting) -> str:
    """How many, and how urgent: no name, no subject, no case. Source: issue "Messages", item 5."""
    told = ngettext("%(count)s new message", "%(count)s new messages", waiting.messages) % {
        "count": waiting.messages
    }
    if not waiting.urgent:
        return told
    return _("%(messages)s; urgent or flash: %(count)s") % {"messages": told, "count": waiting.urgent}


def text_of(waiting: Waiting, address: str) -> str:
    """address: of the mailbox."""
    return "\n\n".join(
        [
            subject_of(waiting) + ".",
            _("Sign in to read:") + f"\n{address}",
            _(
                "Who wrote, and what, stands in no mail. You asked for these notices under Messages, "
                "Notices by e-mail; there you end them."
            ),
        ]
    )
