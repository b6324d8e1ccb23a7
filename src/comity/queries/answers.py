"""From matches to what is said: one answer per subject and database, in the reader's language.

The same structures serve API, page and CLI, so that the words are the same everywhere.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.bureaus.models import Bureau
from comity.gate.actor import Actor
from comity.matching.keys import Probe
from comity.queries.found import Found, found_of
from comity.queries.lines import Lines, line_for, lines_of
from comity.queries.lookup import Match
from comity.queries.models import Hit
from comity.queries.rules import (
    INSTRUCTIONS,
    TOO_MANY,
    Outcome,
    is_incomplete,
    leading,
)
from comity.records.record import Record
from comity.records.registry import databases


class DatabaseAnswer(msgspec.Struct, omit_defaults=True):
    """What one database says about one subject. line: what the asker's own bureau says to such an answer."""

    database: str
    outcome: Outcome
    as_of: datetime
    instruction: str
    compared: bool = True
    found: list[Found] = []
    reason: str = ""
    line: str = ""


class SubjectAnswer(msgspec.Struct, omit_defaults=True):
    """What all databases say about one subject. place: of the subject in the question."""

    place: int
    outcome: Outcome
    answers: list[DatabaseAnswer]
    problem: str = ""
    notes: list[str] = []


class Answer(msgspec.Struct, omit_defaults=True):
    """A whole answer. act: its id in the journal. sentence and instruction lead the page."""

    act: UUID
    at: datetime
    outcome: Outcome
    sentence: str
    instruction: str
    subjects: list[SubjectAnswer]
    incomplete: bool = False


class BatchAnswer(msgspec.Struct, omit_defaults=True):
    """The last line of a batch: what all lines come to. lines: one for each subject, in the order asked.

    A line is `{"place": 17, "outcome": "no-hit"}`, or a whole SubjectAnswer where there is more to say.
    """

    act: UUID
    at: datetime
    outcome: Outcome
    sentence: str
    instruction: str
    asked: int
    hits: int
    candidates: int
    not_answered: int
    incomplete: bool
    lines: list[SubjectAnswer | None] = []


def compose_batch(
    *,
    actor: Actor,
    act: UUID,
    now: datetime,
    kinds: Sequence[frozenset[int]],
    problems: dict[int, str],
    hits: Iterable[tuple[Match, Hit, Record]],
    probes: Sequence[Probe],
    cut: bool,
) -> BatchAnswer:
    """A whole answer to many; None stands for a subject with nothing but no hit."""
    found = _by_place(hits, probes, actor, now)
    told = {place for place, _database in found} | problems.keys()
    lines = [
        None
        if place not in told
        else _not_read(place, problems[place], actor, now)
        if place in problems
        else _subject(place, asked, found, actor, now)
        for place, asked in enumerate(kinds)
    ]
    outcomes = [line.outcome for line in lines if line is not None]
    outcome = leading(outcomes)
    return BatchAnswer(
        act=act,
        at=now,
        outcome=outcome,
        sentence=_lead(outcome, found, now),
        instruction=str(TOO_MANY) if cut else _instruction(outcome, get_language()),
        asked=len(lines),
        hits=outcomes.count(Outcome.HIT),
        candidates=outcomes.count(Outcome.CANDIDATE),
        not_answered=len(problems),
        incomplete=bool(problems) or cut,
        lines=lines,
    )


def compose(
    *,
    actor: Actor,
    act: UUID,
    now: datetime,
    kinds: Sequence[frozenset[int]],
    problems: dict[int, str],
    notes: dict[int, list[str]],
    hits: Iterable[tuple[Match, Hit, Record]],
    probes: Sequence[Probe],
    cut: bool,
    too_many: str | Promise = TOO_MANY,
) -> Answer:
    """The whole answer.

    kinds: for each subject, the kinds of identifier that were asked. problems: sentences for subjects that could
    not be read, by place. notes: on how a subject was read, by place. cut: there was more than may be shown.
    hits: what was found, with its hit and its record as the asker may see it.
    probes: all that were sent, in order. too_many: what to do where it was cut.
    """
    found = _by_place(hits, probes, actor, now)
    subjects = [
        _not_read(place, problems[place], actor, now)
        if place in problems
        else _subject(place, asked, found, actor, now)
        for place, asked in enumerate(kinds)
    ]
    for place, told in notes.items():
        subjects[place].notes = told
    outcome = leading([subject.outcome for subject in subjects])
    return Answer(
        act=act,
        at=now,
        outcome=outcome,
        sentence=_lead(outcome, found, now),
        instruction=str(too_many) if cut else _instruction(outcome, get_language()),
        subjects=subjects,
        incomplete=cut or is_incomplete([one.outcome for subject in subjects for one in subject.answers]),
    )


def _by_place(
    hits: Iterable[tuple[Match, Hit, Record]], probes: Sequence[Probe], actor: Actor, now: datetime
) -> dict[tuple[int, int], list[Found]]:
    found: dict[tuple[int, int], list[Found]] = {}
    hits = list(hits)
    owners = Bureau.visible_to(actor).in_bulk({record.owner for _match, _hit, record in hits})
    for match, hit, record in hits:
        one = found_of(match, hit, record, probes[match.probe], owners[record.owner], actor, now)
        found.setdefault((match.subject, match.database), []).append(one)
    return found


@lru_cache(maxsize=256)  # looked up six times in every answer, and catalogues are slow
def _instruction(outcome: Outcome, language: str) -> str:  # noqa: ARG001  # the language is the cache's key
    return str(INSTRUCTIONS[outcome])


def _subject(
    place: int, asked: frozenset[int], found: dict[tuple[int, int], list[Found]], actor: Actor, now: datetime
) -> SubjectAnswer:
    language, scope, lines = get_language(), actor.databases, lines_of(actor)
    answers = [
        _database(database, asked, found.get((place, database.code)), scope, lines, now, language)
        for database in databases()
    ]
    return SubjectAnswer(place, leading([one.outcome for one in answers]), answers)


def _database(
    database: type[Record],
    asked: frozenset[int],
    found: list[Found] | None,
    scope: frozenset[int] | None,
    lines: Lines,
    now: datetime,
    language: str,
) -> DatabaseAnswer:
    if scope is not None and database.code not in scope:
        outcome = Outcome.NOT_ALLOWED
    else:
        outcome = leading([one.outcome for one in found]) if found else Outcome.NO_HIT
    compared = not asked.isdisjoint(database.key_kinds())
    return DatabaseAnswer(
        database=database.slug,
        outcome=outcome,
        as_of=now,
        instruction=_instruction(outcome, language),
        compared=compared,
        found=found or [],
        line=line_for(lines, database.code, outcome) if lines and compared else "",
    )


def _not_read(place: int, problem: str, actor: Actor, now: datetime) -> SubjectAnswer:
    lines = lines_of(actor)
    answers = [
        DatabaseAnswer(
            database=database.slug,
            outcome=Outcome.NOT_ANSWERED,
            as_of=now,
            instruction=_instruction(Outcome.NOT_ANSWERED, get_language()),
            reason=problem,
            line=line_for(lines, database.code, Outcome.NOT_ANSWERED),
        )
        for database in databases()
    ]
    return SubjectAnswer(place, Outcome.NOT_ANSWERED, answers, problem)


def _lead(outcome: Outcome, found: dict[tuple[int, int], list[Found]], now: datetime) -> str:
    each = [one for several in found.values() for one in several]
    counts = {
        "hits": sum(one.outcome is Outcome.HIT for one in each),
        "candidates": sum(one.outcome is Outcome.CANDIDATE for one in each),
        "time": f"{now:%H:%M}",
    }
    if len(each) == 1 and outcome is each[0].outcome:
        return each[0].sentence
    if outcome is Outcome.HIT:
        return _("Hits: %(hits)s, candidates: %(candidates)s, at %(time)s UTC.") % counts
    if outcome is Outcome.CANDIDATE:
        return _("No hit, candidates: %(candidates)s, at %(time)s UTC.") % counts
    if outcome is Outcome.NO_HIT:
        return _("No hit at %(time)s UTC.") % counts
    return _("Incomplete: not every database answered at %(time)s UTC.") % counts
