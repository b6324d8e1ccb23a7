"""What messages are about, in the few words by which a list tells one from the next. Reads only.

Nine questions of one evening are all called "Does this hit hold?"; the number in each is what a desk looks for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from comity.gate.actor import Actor
from comity.messages.models import Message
from comity.records.document import body_of
from comity.records.registry import databases

LONGEST = 60
_RECORD = re.compile(r"record:(?P<database>[a-z-]+):(?P<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def things_of(messages: Iterable[Message], actor: Actor) -> dict[UUID, str]:
    """Words for each message that has some: its own, those that began its conversation, or of a record of one's own.

    One query for the beginnings and one for each database among them. Another bureau's record is named by what the
    message itself says of it and by nothing else (practice 6).
    """
    rows = list(messages)
    begun = {row.thread for row in rows if row.thread != row.pk}
    beginnings = {row.pk: row for row in Message.visible_to(actor).filter(pk__in=begun)}
    told = {row.pk: _own_words(row) for row in (*rows, *beginnings.values())}
    named = {row.pk: told[row.pk] or told.get(row.thread, "") for row in rows}
    abouts = {row.pk: row.about or _about(beginnings.get(row.thread)) for row in rows if not named[row.pk]}
    headlines = _headlines(abouts.values(), actor)
    named |= {pk: headlines.get(about, "") for pk, about in abouts.items()}
    return {pk: _short(words) for pk, words in named.items() if words}


def _about(message: Message | None) -> str:
    return message.about if message is not None else ""


def _own_words(message: Message) -> str:
    """What the kind finds in the body; nothing in one that was emptied, or that is not what was sent."""
    kind = message.kind_known
    return kind.thing(message.content) if kind and kind.thing and message.is_whole else ""


def _headlines(abouts: Iterable[str], actor: Actor) -> dict[str, str]:
    """By `about`, of the actor's own records alone."""
    if not actor.may("records.read", now=timezone.now()):
        return {}
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for found in filter(None, map(_RECORD.fullmatch, abouts)):
        wanted[found["database"]].add(UUID(found["id"]))
    return {
        f"record:{database.slug}:{record.pk}": database.headline(body_of(record))
        for database in databases()
        if database.slug in wanted
        for record in database.owned_by(actor).filter(pk__in=wanted[database.slug])
    }


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
