"""The centre's answer as the page shows it, beside the own one and never mixed with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.gate.actor import Actor
from comity.matching.subjects import Subject
from comity.queries.actions import Answers
from comity.queries.answers import Answer, Elsewhere
from comity.queries.rules import place_in_order
from comity.queries.shown import Shown, shown


@dataclass(frozen=True, slots=True)
class FarShown:
    """leads: does it say worse than the own answer, and so stands above it? told: none where it did not answer."""

    elsewhere: Elsewhere
    told: Shown | None
    leads: bool


def far_shown(answers: Answers, subjects: Sequence[Subject], by: Actor) -> FarShown | None:
    """None where nothing was handed on. subjects: as they were read here, in the order of the question."""
    there = answers.there
    if there is None:
        return None
    leads = place_in_order(there.outcome) < place_in_order(answers.here.outcome)
    if there.code or there.act is None:
        return FarShown(there, None, leads)
    document = Answer(
        there.act,
        there.at,
        there.outcome,
        there.sentence,
        there.instruction,
        there.subjects,
        there.incomplete,
    )
    return FarShown(there, shown(document, list(subjects), by), leads)
