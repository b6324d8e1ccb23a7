"""Ask here and, where this bureau has a node of its own, at the centre: what every door of questions calls.

First here: whoever may not ask here asks nobody. Then the centre; its answer stands beside the own one, and where there
is none the whole is not answered, unless something was found here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from comity.gate.actor import Actor
from comity.queries.actions.asking import ReadActor, ask, ask_many
from comity.queries.actions.forwarding import FarLines, forward, forward_many
from comity.queries.answers import Answer, BatchAnswer, Elsewhere, SubjectAnswer
from comity.queries.asked import Asked, AskedSubject, Frame
from comity.queries.rules import Outcome, leading, place_in_order


@dataclass(frozen=True, slots=True)
class Answers:
    """here: of this node. there: of the centre's; None where this node is the centre's or belongs to none."""

    here: Answer
    there: Elsewhere | None

    @property
    def whole(self) -> Answer:
        """Both as one document: the worse news leads, and a missing answer makes it incomplete."""
        here, there = self.here, self.there
        if there is None:
            return here
        leads = there if place_in_order(there.outcome) < place_in_order(here.outcome) else here
        return replace(
            here,
            outcome=leads.outcome,
            sentence=leads.sentence,
            instruction=leads.instruction,
            incomplete=here.incomplete or there.incomplete or bool(there.code),
            elsewhere=[there],
        )


class _Asker:
    """Reads who asks, and keeps whom the answer here was for: the same is handed on, and nobody is read twice."""

    def __init__(self, read: ReadActor) -> None:
        self.read = read
        self.actor: Actor

    def __call__(self, fresh: bool) -> Actor:
        self.actor = self.read(fresh)
        return self.actor


def ask_everywhere(asked: Asked, *, by: ReadActor) -> Answers:
    """Raises: as `ask`; nothing that happens at the centre is raised."""
    asker = _Asker(by)
    here = ask(asked, by=asker)
    return Answers(here, forward(asked, here, by=asker.actor))


def ask_many_everywhere(frame: Frame, lines: Sequence[AskedSubject | str], *, by: ReadActor) -> BatchAnswer:
    """The same for many: what the centre says of a line stands in it. Raises: as `ask_many`."""
    asker = _Asker(by)
    here = ask_many(frame, lines, by=asker)
    far = forward_many(frame, lines, here, by=asker.actor)
    return here if far is None else _together(here, far)


def _together(here: BatchAnswer, far: FarLines) -> BatchAnswer:
    there = far.elsewhere
    lines = [
        _line(place, own, other, there)
        for place, (own, other) in enumerate(zip(here.lines, far.lines, strict=True))
    ]
    outcomes = [Outcome.NO_HIT if line is None else line.outcome for line in lines]
    leads = there if place_in_order(there.outcome) < place_in_order(here.outcome) else here
    return replace(
        here,
        outcome=leads.outcome,
        sentence=leads.sentence,
        instruction=leads.instruction,
        hits=outcomes.count(Outcome.HIT),
        candidates=outcomes.count(Outcome.CANDIDATE),
        advice=outcomes.count(Outcome.ADVICE),
        not_answered=outcomes.count(Outcome.NOT_ANSWERED),
        incomplete=here.incomplete or there.incomplete or bool(there.code),
        cut=here.cut or far.cut,
        lines=lines,
        elsewhere=[there],
    )


def _line(
    place: int, own: SubjectAnswer | None, other: SubjectAnswer | None, there: Elsewhere
) -> SubjectAnswer | None:
    """One line of both. Where the centre did not answer, "no hit" here is not answered."""
    if other is None and not there.code:
        return own
    outcomes = [own.outcome if own is not None else Outcome.NO_HIT]
    outcomes.append(other.outcome if other is not None else Outcome.NOT_ANSWERED)
    line = own if own is not None else SubjectAnswer(place, Outcome.NO_HIT, [])
    return replace(line, outcome=leading(outcomes), elsewhere=other.answers if other is not None else [])
