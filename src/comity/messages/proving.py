"""A conversation as evidence: one file, signed by the bureau that shows it, which anybody checks without us.

It says what this bureau has: every message with its moments and the digests of its files. That is the word of the
bureau that exports, under its own key. Where the other side is on another node, what it signed stands beside it
(decisions/0049). Format: docs/spec/message.md, 5 and 6. Check: `comity seal verify FILE`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from datetime import timezone as zones
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.signed.keys import own_signer
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.canonical import canonical_json
from comity.kit.errors import NotFound, Refused
from comity.kit.ids import new_id
from comity.messages.evidence.papers import CONVERSATION, KIND, Part, write_evidence
from comity.messages.evidence.showing import parts_of
from comity.messages.mailboxes import conversation
from comity.messages.models import Message
from comity.messages.rules import Precedence, State
from comity.messages.shown import Shown, show
from comity.seal.content import MOST_BODY_BYTES
from comity.seal.proof import Said, sign_proof

FORMAT = "comity/conversation/v1"


@action("messages.prove")
def prove(act: ActDraft, message: Message, *, alone: bool = False, by: Actor) -> bytes:
    """The conversation around a message, as far as the actor's bureau sees it, signed by this bureau.

    alone: this message only. Raises: NotFound; NoKey where this node signs for no such bureau; Refused for a
    conversation that is longer than one signed message may be.
    """
    now = timezone.now()
    act.about, act.case = f"message:{message.id}", message.case
    rows = conversation(message, by).filter(pk=message.pk) if alone else conversation(message, by)
    shown = show(rows, by)
    if not shown:
        raise NotFound
    act.count = len(shown)
    found = parts_of([each.message for each in shown], by)
    body = canonical_json(told(shown, by.bureau, now, found.parts)).encode()
    if len(body) > MOST_BODY_BYTES:
        sentence = _("This conversation is too long for one signed file. Export its messages one by one.")
        raise Refused(sentence, code="too-long")
    schema = 2 if found.parts else 1
    proof = sign_proof(Said(new_id(), KIND, schema, int(now.timestamp())), body, own_signer(by.bureau))
    return write_evidence(proof, found.parts, list(found.keys)) if found.parts else proof


def told(shown: Iterable[Shown], bureau: str, now: datetime, parts: Sequence[Part] = ()) -> dict[str, Any]:
    """What is signed: plain values, moments in UTC. parts: what others signed, each by its digest."""
    return {
        "format": CONVERSATION if parts else FORMAT,
        "shown_by": bureau,
        "shown_at": _moment(now),
        "messages": [_message(each) for each in shown],
        **({"parts": [each.told for each in parts]} if parts else {}),
    }


def _message(each: Shown) -> dict[str, Any]:
    message = each.message
    return {
        "id": str(message.id),
        "thread": str(message.thread),
        "reply_to": str(message.reply_to) if message.reply_to else None,
        "kind": message.kind,
        "version": message.schema_version,
        "sender": message.sender,
        "function": message.function,
        "sent": _moment(message.created_at),
        "answer_by": _moment(message.expires_at),
        "case": message.case,
        "precedence": Precedence(message.precedence).slug,
        "body": message.body if message.is_whole else None,
        "sha256": bytes(message.sha256).hex(),
        "recipients": [
            {
                "bureau": party.delivery.bureau,
                "state": State(party.delivery.state).slug,
                "delivered": _moment(party.delivery.delivered_at),
                "read": _moment(party.delivery.read_at),
                "answered": _moment(party.delivery.answered_at),
            }
            for party in each.parties
        ],
        "files": [
            {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.digest}
            for file in each.files
        ],
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(zones.utc).isoformat(timespec="seconds") if at else None
