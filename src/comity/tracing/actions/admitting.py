"""What a bureau of another node may say in a trace, and what becomes of a question that was not taken.

Values are read again by the rules of our own doors and must be as those write them: pages show what messages hold.
Source: docs/spec/message.md, 4; practice 9 and 12.
"""

from datetime import timedelta

from comity.kit.errors import NotFound
from comity.messages.clocks import demand_time
from comity.messages.kinds import Afar, NotTaken
from comity.messages.models import Delivery, Message
from comity.tracing import kinds, rules, seizure
from comity.tracing.actions.standing import lock_thread, restage
from comity.tracing.answers import BY_SLUG, Answer, checked
from comity.tracing.models import ASKED, SEIZER, TraceStep

# Steps of one bureau that ours has not answered: more would hide those of all others.
MOST_WAITING = 500


def question_is_admitted(message: Message, delivery: Delivery) -> None:
    """Is it a question about one weapon, in form, with its time? Raises: Invalid, NotTaken."""
    content = message.content
    if message.thread != message.id or not message.about.startswith("tracestep:"):
        raise NotTaken("body-form")
    demand_time(message, timedelta(days=content["days"]))
    told = content["weapon"] | content.get("seizure", {})
    today = (delivery.delivered_at or message.created_at).date()
    read = seizure.accept(told, today=today, whole=False)
    parts = (seizure.weapon_of(read), seizure.circumstances_of(read))
    if parts != (content["weapon"], content.get("seizure", {})):
        raise NotTaken("body-form")
    waiting = TraceStep.objects.filter(
        side=ASKED, bureau=delivery.bureau, other=message.sender, state__in=[int(each) for each in rules.OPEN]
    )
    if waiting.count() >= MOST_WAITING:
        raise NotTaken("too-many-open")


def answer_is_admitted(message: Message, delivery: Delivery) -> None:  # noqa: ARG001  # as all checks
    """Is it an answer as our own form makes one, without a name? Raises: Invalid, NotTaken."""
    content = message.content
    if content.get("holder") or content.get("holder_key"):
        raise NotTaken("holder-stays")
    names = ("country", "date", "document", "dealer", "text")
    told = Answer(said=BY_SLUG[content["said"]], **{name: content.get(name, "") for name in names})
    if checked(told) != told:
        raise NotTaken("body-form")


def reminder_is_admitted(message: Message, delivery: Delivery) -> None:
    """Is the sender who asked this bureau? Raises: NotFound."""
    rows = TraceStep.objects.filter(thread=message.thread, side=ASKED, bureau=delivery.bureau)
    if not rows.filter(other=message.sender).exists():
        raise NotFound


def question_came_back(message: Message, bureau: str, code: str) -> None:  # noqa: ARG001  # the page of messages says it
    """The asked bureau's node did not take it: no answer will come, and the desk asks another way or another bureau."""
    lock_thread(message.id)
    row = TraceStep.objects.filter(thread=message.id, side=SEIZER, other=bureau).first()
    if row is not None and rules.may(row.standing, rules.Event.COME_BACK):
        row.stand(rules.moved(row.standing, rules.Event.COME_BACK))
        row.save(update_fields=["state", "lapses_at"])
        restage(row.request_id)


# What has no check of its own is spoken inside a conversation: its handler finds that of these two bureaus, or nothing.
TERMS: dict[str, Afar] = {
    kinds.QUESTION: Afar(
        "tracing.send_step", words=("note", "seizure.place", "seizure.account"), check=question_is_admitted
    ),
    kinds.ACCEPTED: Afar("tracing.accept"),
    kinds.ANSWER: Afar("tracing.answer", check=answer_is_admitted),
    kinds.WITHDRAWN: Afar("tracing.withdraw_step"),
    kinds.REMINDER: Afar("tracing.withdraw_step", check=reminder_is_admitted),
}
