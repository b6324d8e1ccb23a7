"""From matches to what is said: one answer per subject and database, in the reader's language.

The same structures serve API, page and CLI, so that the words are the same everywhere.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from functools import lru_cache
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec.structs import replace

from comity.gate.actor import Actor
from comity.matching.keys import Probe
from comity.queries.found import Found, Opened, found_of
from comity.queries.lines import line_for, lines_of
from comity.queries.naming import Named
from comity.queries.rules import (
    INSTRUCTIONS,
    NAMES_BEHIND,
    TOO_MANY,
    Outcome,
    leading,
    place_in_order,
)
from comity.records.registry import searched
from comity.records.scope import directory
from comity.records.ways import one_person

_NEVER = datetime.min.replace(tzinfo=timezone.utc)


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
    """What all databases say about one subject. place: of the subject in the question.

    elsewhere: in a batch, what the databases of the centre's node say; outcome is of both.
    """

    place: int
    outcome: Outcome
    answers: list[DatabaseAnswer]
    problem: str = ""
    notes: list[str] = []
    elsewhere: list[DatabaseAnswer] = []


class Elsewhere(msgspec.Struct, omit_defaults=True):
    """What another node answered to the same question. node: its bureau's code; name: in the reader's language.

    code: why it did not answer; then outcome is "not-answered", never "no-hit". act: its id in that node's journal.
    """

    node: str
    name: str
    outcome: Outcome
    sentence: str
    instruction: str
    at: datetime
    code: str = ""
    act: UUID | None = None
    subjects: list[SubjectAnswer] = []
    incomplete: bool = False


class Answer(msgspec.Struct, omit_defaults=True):
    """A whole answer. act: its id in the journal. sentence and instruction lead the page.

    subjects: what this node's own register says. elsewhere: what the centre's says, where it is another node;
    outcome and incomplete are of both together.
    """

    act: UUID
    at: datetime
    outcome: Outcome
    sentence: str
    instruction: str
    subjects: list[SubjectAnswer]
    incomplete: bool = False
    elsewhere: list[Elsewhere] = []


class BatchAnswer(msgspec.Struct, omit_defaults=True):
    """The last line of a batch: what all lines come to. lines: one for each subject, in the order asked.

    cut: more was found than may be brought back, so even a "no hit" may hide something. notes: on how lines were read.

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
    advice: int = 0
    lines: list[SubjectAnswer | None] = []
    cut: bool = False
    notes: list[str] = []
    elsewhere: list[Elsewhere] = []


def compose_batch(
    *,
    actor: Actor,
    act: UUID,
    now: datetime,
    kinds: Sequence[frozenset[int]],
    problems: dict[int, str],
    hits: Iterable[Opened],
    probes: Sequence[Probe],
    cut: bool,
    named: Sequence[Named],
    unsure: dict[int, str],
    more: frozenset[int] = frozenset(),
    notes: Iterable[str] = (),
) -> BatchAnswer:
    """A whole answer to many; None stands for a subject with nothing but no hit.

    more: the subjects of which only the first candidates are shown. named: see `compose`.
    """
    found, language = _by_place(hits, probes, actor, now, named), get_language()
    behind = frozenset(place for place, one in enumerate(named) if one.is_behind)
    told = {place for place, _database in found} | problems.keys() | unsure.keys() | behind
    lines = [
        None
        if place not in told
        else _not_read(place, problems[place], actor, now, language)
        if place in problems
        else _subject(place, asked, found, actor, now, language, _why_unsure(place, unsure, behind))
        for place, asked in enumerate(kinds)
    ]
    for line in lines:
        if line is not None and line.place in more:
            line.notes = [_("More records are similar than are shown. Ask about this one alone.")]
    outcomes = [line.outcome for line in lines if line is not None]
    outcome = leading(outcomes)
    return BatchAnswer(
        act=act,
        at=now,
        outcome=outcome,
        sentence=_lead(outcome, found, now, language),
        instruction=str(TOO_MANY) if cut else _instruction(outcome, language),
        asked=len(lines),
        hits=outcomes.count(Outcome.HIT),
        candidates=outcomes.count(Outcome.CANDIDATE),
        advice=outcomes.count(Outcome.ADVICE),
        not_answered=len(problems.keys() | unsure.keys() | behind),
        incomplete=bool(problems or unsure or behind) or cut,
        lines=lines,
        cut=cut,
        notes=list(dict.fromkeys(notes)),
    )


def compose(
    *,
    actor: Actor,
    act: UUID,
    now: datetime,
    kinds: Sequence[frozenset[int]],
    problems: dict[int, str],
    notes: dict[int, list[str]],
    hits: Iterable[Opened],
    probes: Sequence[Probe],
    cut: bool,
    named: Sequence[Named],
    unsure: dict[int, str],
    too_many: str | Promise = TOO_MANY,
) -> Answer:
    """The whole answer.

    kinds: for each subject, the kinds of identifier that were asked. problems: sentences for subjects that could
    not be read, by place. unsure: likewise, where only what was found counts.
    notes: on how a subject was read, by place. cut: there was more than may be shown.
    hits: what was found, with its hit (none for advice) and its record as the asker may see it.
    probes: all that were sent, in order. too_many: what to do where it was cut. named: of each subject, what
    comparing names found.
    """
    found, language = _by_place(hits, probes, actor, now, named), get_language()
    behind = frozenset(place for place, one in enumerate(named) if one.is_behind)
    subjects = [
        _not_read(place, problems[place], actor, now, language)
        if place in problems
        else _subject(place, asked, found, actor, now, language, _why_unsure(place, unsure, behind))
        for place, asked in enumerate(kinds)
    ]
    for place, told in notes.items():
        subjects[place].notes = told
    outcome = leading([subject.outcome for subject in subjects])
    return Answer(
        act=act,
        at=now,
        outcome=outcome,
        sentence=_lead(outcome, found, now, language),
        instruction=str(too_many) if cut else _instruction(outcome, language),
        subjects=subjects,
        incomplete=bool(problems or unsure or behind) or cut,
    )


def _why_unsure(place: int, unsure: dict[int, str], behind: frozenset[int]) -> tuple[str, bool]:
    """Why nothing found is no answer, "" where it is one; and whether of persons' databases alone."""
    return (unsure[place], False) if place in unsure else (str(NAMES_BEHIND) if place in behind else "", True)


def _by_place(
    hits: Iterable[Opened], probes: Sequence[Probe], actor: Actor, now: datetime, named: Sequence[Named]
) -> dict[tuple[int, int], list[Found]]:
    found: dict[tuple[int, int], list[Found]] = {}
    compared = {
        (place, each.record): each.comparison for place, one in enumerate(named) for each in one.compared
    }
    for each in hits:
        owner = directory(actor.epoch)[each.record.owner]
        comparison = compared.get((each.match.subject, each.match.record))
        one = found_of(each, probes[each.match.probe], comparison, owner, actor, now)
        found.setdefault((each.match.subject, each.match.database), []).append(one)
    for place in found.values():
        place.sort(key=_by_likeness)  # of equal grade the likeliest first
    return found


def _by_likeness(one: Found) -> tuple[int, float]:
    return place_in_order(one.outcome), -one.likeness.bits if one.likeness is not None else 0.0


@lru_cache(maxsize=256)  # catalogues are slow
def _instruction(outcome: Outcome, language: str) -> str:  # noqa: ARG001  # the language is the cache's key
    return str(INSTRUCTIONS[outcome])


def _subject(
    place: int,
    asked: frozenset[int],
    found: dict[tuple[int, int], list[Found]],
    actor: Actor,
    now: datetime,
    language: str,
    unsure: tuple[str, bool],
) -> SubjectAnswer:
    """unsure: see `_why_unsure`. Who may stand there by another reading or writing is no "no hit"."""
    why, only_persons = unsure
    nothing, lines = _nothing(asked, actor.databases, language), lines_of(actor)
    answers = [replace(one, as_of=now) for one in nothing]
    if why:
        for one, database in zip(answers, searched(), strict=True):
            if one.outcome is Outcome.NO_HIT and (not only_persons or one_person(database.keys) is not None):
                one.outcome, one.reason = Outcome.NOT_ANSWERED, why
                one.instruction = _instruction(one.outcome, language)
    if found or lines:
        for one, database in zip(answers, searched(), strict=True):
            if here := found.get((place, database.code)):
                one.found, one.outcome = here, leading([each.outcome for each in here])
                one.instruction = _instruction(one.outcome, language)
            one.line = line_for(lines, database.code, one.outcome) if one.compared else ""
    problem = why if not only_persons and not any(one.found for one in answers) else ""
    return SubjectAnswer(place, leading([one.outcome for one in answers]), answers, problem)


@lru_cache(maxsize=4096)
def _nothing(
    asked: frozenset[int], scope: frozenset[int] | None, language: str
) -> tuple[DatabaseAnswer, ...]:
    """What the databases say of a subject of these kinds that none of them holds: copied into each answer.

    So one more database costs an answer under a microsecond.
    """
    answers = []
    for database in searched():
        is_open = scope is None or database.code in scope
        outcome = Outcome.NO_HIT if is_open else Outcome.NOT_ALLOWED
        compared = not asked.isdisjoint(database.key_kinds())
        instruction = _instruction(outcome, language)
        answers.append(DatabaseAnswer(database.slug, outcome, _NEVER, instruction, compared))
    return tuple(answers)


def _not_read(place: int, problem: str, actor: Actor, now: datetime, language: str) -> SubjectAnswer:
    lines = lines_of(actor)
    answers = [
        DatabaseAnswer(
            database=database.slug,
            outcome=Outcome.NOT_ANSWERED,
            as_of=now,
            instruction=_instruction(Outcome.NOT_ANSWERED, language),
            reason=problem,
            line=line_for(lines, database.code, Outcome.NOT_ANSWERED),
        )
        for database in searched()
    ]
    return SubjectAnswer(place, Outcome.NOT_ANSWERED, answers, problem)


def _lead(outcome: Outcome, found: dict[tuple[int, int], list[Found]], now: datetime, language: str) -> str:
    each = [one for several in found.values() for one in several]
    if len(each) == 1 and outcome is each[0].outcome:
        return each[0].sentence
    kinds = (Outcome.HIT, Outcome.CANDIDATE, Outcome.ADVICE)
    hits, candidates, advice = (sum(one.outcome is kind for one in each) for kind in kinds)
    return _sentence(outcome, (hits, candidates, advice), f"{now:%H:%M}", language)


@lru_cache(maxsize=256)  # nearly all answers of one minute begin with the same words
def _sentence(outcome: Outcome, found: tuple[int, int, int], time: str, language: str) -> str:  # noqa: ARG001
    hits, candidates, advice = found
    counts = {"hits": hits, "candidates": candidates, "advice": advice, "time": time}
    if outcome is Outcome.HIT:
        return _("Hits: %(hits)s, candidates: %(candidates)s, at %(time)s UTC.") % counts
    if outcome is Outcome.CANDIDATE:
        return _("No hit, candidates: %(candidates)s, at %(time)s UTC.") % counts
    if outcome is Outcome.ADVICE:
        return _("No hit, pieces of advice: %(advice)s, at %(time)s UTC.") % counts
    if outcome is Outcome.NO_HIT:
        return _("No hit at %(time)s UTC.") % counts
    return _("Incomplete: not every database answered at %(time)s UTC.") % counts
