"""What another node may say of notices: the centre that keeps one, of it; a bureau, of its own recalls and corrections.

Source: docs/spec/message.md, 4; practice 10 and 18 (binding).
"""

from comity.bureaus.directory import is_centre
from comity.kit.errors import NotFound
from comity.messages.kinds import Afar, NotTaken
from comity.messages.models import Delivery, Message
from comity.notices import telling
from comity.notices.actions.from_its_bureau import BUREAU_TERMS
from comity.notices.differing import sent_difference
from comity.notices.models import Notice
from comity.notices.told import Told


def keeper_speaks(message: Message, delivery: Delivery) -> None:  # noqa: ARG001  # as all checks
    """Is it a centre, and does nobody else keep this notice? Raises: NotFound, NotTaken."""
    notice = message.content["notice"]
    if message.thread != message.id or message.about != f"notice:{notice}":
        raise NotTaken("body-form")
    is_anothers = Told.objects.filter(notice=notice).exclude(keeper=message.sender).exists()
    is_anothers |= Notice.everywhere.filter(pk=notice).exclude(keeper=message.sender).exists()
    if not is_centre(message.sender) or is_anothers:
        raise NotFound(code="not-the-keeper")


def keeper_corrects(message: Message, delivery: Delivery) -> None:
    """The same, with a difference that our pages can show. Raises: NotFound, NotTaken."""
    keeper_speaks(message, delivery)
    try:
        sent_difference(message.content)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise NotTaken("body-form") from None


def keeper_reminds(message: Message, delivery: Delivery) -> None:
    """The same, of what this bureau was told before. Raises: NotFound, NotTaken."""
    keeper_speaks(message, delivery)
    if not Told.objects.filter(notice=message.content["notice"], bureau=delivery.bureau).exists():
        raise NotFound(code="unknown-notice")


def reader_speaks(message: Message, delivery: Delivery) -> None:
    """Does this node keep the notice, for the bureau that is addressed? Raises: NotFound, NotTaken.

    Whether the sender ever received it, its handler sees, and answers with the same code.
    """
    notice = message.content["notice"]
    if message.thread != message.id or message.about != f"notice:{notice}":
        raise NotTaken("body-form")
    if not is_centre(delivery.bureau):
        raise NotFound(code="unknown-notice")


_FROM_KEEPER = Afar("messages.send", check=keeper_speaks)
_REMINDER = Afar("messages.send", check=keeper_reminds)
TERMS: dict[str, Afar] = {
    telling.NOTICE: _FROM_KEEPER,
    telling.RECALL: _FROM_KEEPER,
    telling.CORRECTION: Afar("messages.send", check=keeper_corrects),
    telling.REMINDER: _REMINDER,
    telling.CORRECTION_REMINDER: _REMINDER,
    telling.MORE: _FROM_KEEPER,
    telling.DECIDED: _FROM_KEEPER,
    telling.FOUND: _FROM_KEEPER,
    telling.OBEYED: Afar("notices.acknowledge", check=reader_speaks),
    telling.APPLIED: Afar("notices.acknowledge_correction", check=reader_speaks),
    **BUREAU_TERMS,
}
