"""What to do when the owner's own node did not take what was said of its record, by the code that came back. Pure.

The owner never saw it, so whoever said it must not wait for the owner's days. Source: docs/spec/message.md, 4;
docs/spec/courier.md, 7.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The owner has an earlier word of this bureau's and will answer that one, so what was said here stays open with it.
WAITS_THERE = frozenset({"already-disputed", "already-reported"})
_WAITS = _(
    "The owner already has an earlier word of your bureau’s about this record, and its answer to that one closes this "
    "one too. It has not read what you wrote now: send it as a message."
)
_NOT_KNOWN = _(
    "The owner’s node does not take this kind of message. Write it to the owner as a message, or call its duty desk."
)
_STANDING = _("Your bureau’s standing does not let it say this at present. Call the centre’s duty desk.")
_NEXT: dict[str, str | Promise] = {
    "unknown-record": _(
        "Its owner has no such record that answers your bureau. Ask again with what you have in hand; until then "
        "nothing may rest on this hit."
    ),
    "wrong-state": _(
        "At its owner the record is in another state by now. Ask again and read what it answers; say it again where it "
        "is still wrong."
    ),
    "already-disputed": _WAITS,
    "already-reported": _WAITS,
    "kind-stays": _NOT_KNOWN,
    "unknown-kind": _NOT_KNOWN,
    "standing": _STANDING,
    "words-wait": _STANDING,
    "too-many-open": _(
        "Too much of what your bureau said waits unanswered at this owner. Call its duty desk, then say it again."
    ),
    "expired": _("It did not reach the owner’s node in time. Call its duty desk, then say it again."),
}
_OTHER = _(
    "The owner’s node could not take it. Call its duty desk; the code stands beside the message in your sent mail."
)


def what_next(code: str) -> str | Promise:
    """One sentence or two for whoever said it. code: of a refusal, any."""
    return _NEXT.get(code, _OTHER)
