"""The node that keeps a notice does what the notice's bureau asks from its own node: by the verbs of a bureau here.

Only of the sender's own notices: whatever is another's does not exist for it. Handlers of `messages.kinds`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from comity.bureaus.directory import is_centre
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Say, standing_allows
from comity.bureaus.rules import Verb as StandingVerb
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import NotFound
from comity.messages.kinds import Afar, Handler, NotTaken, Together
from comity.messages.models import Delivery, Message
from comity.notices import telling
from comity.notices.actions.correcting import correct
from comity.notices.actions.drafting import answer, change, submit, withdraw
from comity.notices.actions.watching import extend
from comity.notices.models import Notice
from comity.notices.path import State


def withdrawal_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:  # noqa: ARG001  # as all handlers
    """It is taken back. What was taken back before stays so. Raises: Refused."""
    row = own_of(message)
    if row.standing is not State.WITHDRAWN:
        withdraw(row, reason=message.content["reason"], by=_voice(message, "notices.withdraw"))


def correction_asked_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:  # noqa: ARG001
    """A correction is begun, written and submitted in one step, under the id that it has at home.

    It waits for reviewers, or is taken in, as if it came from here. Raises: NotTaken, Refused, Invalid.
    """
    told, row = message.content, own_of(message)
    if row.version != told["base"]:
        raise NotTaken("stale")
    id = UUID(told["correction"])
    if Notice.everywhere.filter(pk=id).exists():
        raise NotFound(code="unknown-notice")
    by = _voice(message, "notices.correct", "notices.change", "notices.submit")
    made = correct(row, id=id, by=by)
    made = change(made, told["document"], seen=made.version, addressees=told["addressees"], by=by)
    submit(made, seen=made.version, by=by)


def answer_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:  # noqa: ARG001
    """What reviewers asked is answered. Raises: Refused."""
    answer(own_of(message), message.content["text"], by=_voice(message, "notices.answer"))


def extension_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:  # noqa: ARG001
    """It lives longer. Raises: Refused, Invalid."""
    told, row = message.content, own_of(message)
    until = date.fromisoformat(told["until"])
    extend(row, until=until, reason=told["reason"], seen=row.version, by=_voice(message, "notices.extend"))


def own_of(message: Message) -> Notice:
    """The sender's notice that this node keeps. Raises: NotFound, for another's and for what is not here alike."""
    row = Notice.objects.filter(pk=message.content["notice"], bureau=message.sender).first()
    if row is None:
        raise NotFound(code="unknown-notice")
    return row


def bureau_speaks(message: Message, delivery: Delivery) -> None:
    """Is it said of one notice, to the bureau that keeps it? Raises: NotFound, NotTaken."""
    if message.thread != message.id or message.about != f"notice:{message.content['notice']}":
        raise NotTaken("body-form")
    if not is_centre(delivery.bureau):
        raise NotFound(code="unknown-notice")
    own_of(message)


def bureau_asks(message: Message, delivery: Delivery) -> None:
    """The same, of what a bureau may submit at present; what waits for the centre is reviewed there in any case.

    Source: practice 9. Raises: NotFound, NotTaken.
    """
    bureau_speaks(message, delivery)
    standing = Bureau.objects.get(pk=message.sender).standing_on(message.created_at.date())
    if standing_allows(standing, StandingVerb.SUBMIT_NOTICE) is Say.NO:
        raise NotTaken("standing")


def _voice(message: Message, *rights: str) -> Actor:
    """The bureau as it speaks from its own node: its function, and nobody's name."""
    return replace(clock_of(message.sender, *rights), function=message.function)


def _terms(check: Handler) -> Afar:
    """Whoever may withdraw may speak; the check asks the rest."""
    return Afar("notices.withdraw", check=check)


BUREAU_TERMS: dict[str, Afar] = {
    telling.WITHDRAWAL: _terms(bureau_speaks),
    telling.ANSWER: Afar("notices.answer", check=bureau_speaks),
    telling.CORRECTION_ASKED: _terms(bureau_asks),
    telling.EXTENSION: _terms(bureau_asks),
}
BUREAU_HANDLERS: dict[str, Together] = {
    telling.WITHDRAWAL: withdrawal_arrives,
    telling.CORRECTION_ASKED: correction_asked_arrives,
    telling.ANSWER: answer_arrives,
    telling.EXTENSION: extension_arrives,
}
