"""Acts that no `@action` leaves: sign-ins, whose actor is not yet known, and refusals for a spent budget."""

from django.conf import settings

from comity.gate.acting import act_of
from comity.gate.actor import Actor
from comity.journal.acts import Act, Outcome
from comity.journal.writer import write


def write_act(
    verb: str,
    by: Actor,
    outcome: Outcome,
    *,
    reason: str = "",
    about: str = "",
    tag: bytes = b"",
    count: int = 0,
) -> None:
    """Append one act of this actor."""
    write(act_of(verb, by, outcome, reason=reason, about=about, tag=tag, count=count))


def write_unknown(verb: str, outcome: Outcome, *, reason: str, tag: bytes, terminal: str = "") -> None:
    """Append one act of somebody whom the node does not know: no bureau, only the keyed tag of what was typed."""
    write(
        Act(
            verb=verb,
            node=settings.NODE,
            bureau="",
            outcome=outcome,
            reason=reason,
            tag=tag,
            terminal=terminal,
        )
    )
