"""What a bureau's own node keeps of a hit at the centre: the hit under the same id, and what was told of its record.

So the page of the hit, its clock, the question to the owner and the desks are those of any other hit. The record itself
is not here: it is shown as it was told, with the moment of that.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from comity.matching.keys import Grade
from comity.queries.answers import SubjectAnswer
from comity.queries.asked import AskedSubject
from comity.queries.forwarding.copies import Kept
from comity.queries.forwarding.wire import Opened
from comity.queries.found import Found
from comity.queries.models import Hit
from comity.queries.rules import GRADE_OUTCOMES
from comity.records.registry import all_databases

GRADES = {outcome: grade for grade, outcome in GRADE_OUTCOMES.items()}


def hits_of(
    subjects: Sequence[SubjectAnswer],
    opened: Sequence[Opened],
    asked: Sequence[AskedSubject],
    share: Hit,
    tags: Mapping[int, bytes],
) -> Iterator[Hit]:
    """The rows to keep. share: what all hits of the question have in common; tags: of the subjects, by place."""
    codes = {each.slug: each.code for each in all_databases()}
    known = {each.hit: each for each in opened}
    for subject in subjects:
        for answer in subject.answers:
            for found in answer.found:
                there = known.get(found.hit) if found.hit is not None else None
                if there is not None:
                    place = subject.place
                    yield _hit(found, there, codes[answer.database], asked[place], share, tags[place])


def _hit(found: Found, there: Opened, code: int, asked: AskedSubject, share: Hit, tag: bytes) -> Hit:
    kept = Kept(found.version, there.status, there.recorded_at, found.headline, there.record or found.values)
    return Hit(
        **{name: getattr(share, name) for name in _SHARED},
        id=there.hit,
        silent=share.silent or there.silent,
        asked=msgspec.to_builtins(asked),
        database=code,
        record=found.record,
        seen=found.version,
        owner=found.owner,
        grade=int(GRADES.get(found.outcome, Grade.CANDIDATE)),
        kind=there.kind,
        exact=there.exact,
        tag=tag,
        told=msgspec.to_builtins(kept),
    )


_SHARED = ("act", "at", "bureau", "unit", "desk", "officer", "function", "purpose", "case", "kept_at")
