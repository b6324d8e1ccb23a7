"""The verb that gives verdicts away as training data: what was compared and how it came out, and of nobody a word."""

import json
from typing import Any

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.matching.keys import Grade, KeyKind
from comity.queries.judging import SLUGS, Judged
from comity.queries.models import Verdict
from comity.queries.rules import GRADE_OUTCOMES
from comity.records.registry import by_code


@action("queries.export_verdicts")
def export_verdicts(act: ActDraft, *, by: Actor) -> list[str]:
    """The own bureau's verdicts, one line of JSON each: grade, kind of identifier, results of the comparison, the word.

    Neither ids nor days, and in the order of their content, so that no line leads back to a hit. Source: practice 15.
    """
    lines = sorted(json.dumps(_told(row), sort_keys=True) for row in Verdict.visible_to(by).iterator())
    act.about, act.count = "verdicts", len(lines)
    return lines


def _told(row: Verdict) -> dict[str, Any]:
    """facts: {"number": "equal"}, words of closed sets on both sides."""
    return {
        "database": by_code(row.database).slug,
        "outcome": GRADE_OUTCOMES[Grade(row.grade)].value,
        "found_by": KeyKind(row.kind).name.lower().replace("_", "-"),
        "facts": row.facts,
        "verdict": SLUGS[Judged(row.judged)],
        "by_owner": row.by_owner,
    }
