"""Who acted, as every act says it: written down once for the gate, the query and sign-in."""

from typing import Any

from django.conf import settings

from comity.gate.actor import Actor
from comity.journal.acts import Act, Outcome


def act_of(verb: str, by: Actor, outcome: Outcome, **said: Any) -> Act:
    """An act of this actor on this node. said: further columns of the act, by name."""
    return Act(
        verb=verb,
        outcome=outcome,
        node=settings.NODE,
        bureau=by.bureau,
        unit=by.unit,
        officer=by.officer,
        token=by.token,
        function=by.function,
        acting=by.acting,
        terminal=by.terminal,
        **said,
    )
