"""What a bureau's own node hears of its notices that another node keeps: decided, asked about, corrected.

They come in the order in which the keeper said them (docs/spec/courier.md, 6). Inside messages.open.
"""

from collections.abc import Sequence
from typing import Any

from comity.messages.kinds import Together
from comity.messages.models import Delivery, Message
from comity.notices import telling
from comity.notices.actions.filing import file_said
from comity.notices.models import Notice
from comity.notices.path import GROUND_BY_SLUG, OPEN, State, Verb

# What a keeper says became of it: the state, and the verb as its file has it.
DECIDED: dict[str, tuple[State, Verb]] = {
    "published": (State.PUBLISHED, Verb.PUBLISH),
    "refused": (State.REFUSED, Verb.REFUSE),
    "suspended": (State.SUSPENDED, Verb.SUSPEND),
    "published-again": (State.PUBLISHED, Verb.RESUME),
    "cancelled": (State.CANCELLED, Verb.CANCEL),
    "expired": (State.EXPIRED, Verb.EXPIRE),
}


def decided_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """It stands, is suspended, refused or ended. That it ends soon its page says by itself."""
    told = message.content
    if told["what"] in DECIDED:
        state, verb = DECIDED[told["what"]]
        for row in _of(message, deliveries):
            ground = GROUND_BY_SLUG.get(told.get("ground", ""))
            row.ground = int(ground) if ground is not None else None
            _moves(row, state, verb, message, told.get("text", ""))


def more_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """Reviewers ask for more; the page of the request shows the question and the form of the answer."""
    for row in _of(message, deliveries):
        _moves(row, State.MORE_ASKED, Verb.ASK_MORE, message, message.content["text"])


def hear_own_correction(message: Message, row: Notice) -> None:
    """Its correction was taken in: it says what that said. Without one here, what is told of the difference."""
    told = message.content
    if told["version"] <= row.version:
        return
    open_ones = [int(each) for each in OPEN]
    rows = Notice.everywhere.select_for_update().filter(corrects=row.pk, state__in=open_ones)
    made = rows.exclude(state=int(State.DRAFT)).first()
    row.version = told["version"]
    if made is None:
        row.body = _changed(row, told["changes"])
    else:
        was = row.request
        made.former = {"body": was.body, "files": list(was.files), "addressees": list(was.addressees)}
        row.body, row.addressees, row.closed = made.body, made.addressees, made.closed
        _moves(made, State.TAKEN_IN, Verb.TAKE_IN, message, "")
    row.digest = row.request.sha256
    row.save()
    file_said(row, Verb.TAKE_IN, message, message.created_at, ground=row.ground)


def own_elsewhere(message: Message, bureau: str) -> Notice | None:
    """The bureau's own notice of which the sender of this message speaks as its keeper, locked."""
    rows = Notice.everywhere.select_for_update().filter(bureau=bureau, keeper=message.sender)
    return rows.filter(pk=message.about.removeprefix("notice:")).first()


def _of(message: Message, deliveries: Sequence[Delivery]) -> list[Notice]:
    rows = [own_elsewhere(message, each.bureau) for each in deliveries]
    return [row for row in rows if row is not None and not row.has_ended]


def _moves(row: Notice, state: State, verb: Verb, message: Message, text: str) -> None:
    row.stand(state, message.created_at)
    row.asked = ""
    row.save()
    file_said(row, verb, message, message.created_at, ground=row.ground, text=text)


def _changed(row: Notice, changes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = {each.name for each in row.declaration.fields}
    body = dict(row.body)
    for each in changes:
        if each["field"] in names:
            body.pop(each["field"], None)
            body |= {each["field"]: each["after"]} if each["after"] is not None else {}
    return body


OWN_HANDLERS: dict[str, Together] = {telling.DECIDED: decided_arrives, telling.MORE: more_arrives}
