"""The kinds by which home and centre speak of words that wait, and what becomes of the files of released ones."""

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import NotFound
from comity.messages.courier.arriving import COME_HOME
from comity.messages.courier.coming_back import MOVED
from comity.messages.courier.letter import read_letter
from comity.messages.courier.queueing import UNSEALED
from comity.messages.evidence.frames import with_body
from comity.messages.evidence.tables import Statement
from comity.messages.files.tables import Attachment
from comity.messages.kinds import Afar, register
from comity.messages.models import Delivery, Message
from comity.messages.moderation import centre, home, telling
from comity.messages.moderation.words import (
    GIVEN_BACK,
    LEVELS,
    RELEASED,
    TAKEN_BACK,
    VERSION,
    WORDS,
    WordsGivenBack,
    WordsLevels,
    WordsTakenBack,
    WordsToRelease,
)
from comity.messages.moderation.written import words_signed
from comity.messages.notes import Note
from comity.seal.content import body_of


def register_moderation() -> None:
    """From `AppConfig.ready`."""
    register(
        WORDS,
        VERSION,
        WordsToRelease,
        centre.words_arrive,
        label=_("Words to be released"),
        # That it may send words is what it asks for: `words_are_admitted` looks at its standing.
        afar=Afar("messages.ask", check=centre.words_are_admitted),
        came_back=home.words_came_back,
        is_mail=False,
        file_came=centre.words_file_came,
        file_bytes=None,
    )
    register(
        RELEASED,
        VERSION,
        Note,
        label=_("Words that the centre released"),
        afar=Afar("messages.send", check=_stands_in_no_mailbox),
        is_mail=False,
        file_bytes=None,
    )
    rows = (
        (TAKEN_BACK, WordsTakenBack, centre.taken_back, _("Words that are taken back"), centre.taking_back_is_admitted),
        (
            GIVEN_BACK, WordsGivenBack, home.given_back, _("Words that the centre gives back"),
            home.given_back_is_admitted,
        ),
        (LEVELS, WordsLevels, home.levels_arrive, _("How far released words came"), home.levels_are_admitted),
    )  # fmt: skip
    for slug, schema, handler, label, check in rows:
        register(
            slug,
            VERSION,
            schema,
            handler,
            label=label,
            afar=Afar("messages.read", check=check),
            is_mail=False,
        )
    COME_HOME.append(home.come_home)
    MOVED.append(telling.moved_on)
    UNSEALED.append(telling.moved_here)


def note_file_came(message: Message, file: Attachment) -> None:
    """What hangs on a note that the centre released must be what its bureau had signed. Raises: Invalid.

    Of every other note nothing is asked: its sender's own signature is over the file.
    """
    row = Statement.objects.filter(message=message).order_by("id").first() if message.released_by else None
    if row is None:
        return
    letter = read_letter(body_of(with_body(bytes(row.frame), message.body)))
    if letter.written:
        centre.check_file(words_signed(letter.written).files, file)


def _stands_in_no_mailbox(message: Message, delivery: Delivery) -> None:  # noqa: ARG001
    """What such an envelope brings is a note; a message of this very kind nobody sends."""
    raise NotFound
