"""The verbs `ask` and `ask_many`. Their act is written by the hot statement itself (lookup), refusals here."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import msgspec
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from comity.access.actions.budgets import spend
from comity.access.budgets import Measure
from comity.bureaus.purposes import SLUGS, needs_case
from comity.gate.acting import act_of
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.journal.acts import Act
from comity.journal.acts import Outcome as ActOutcome
from comity.journal.writer import write
from comity.kit.errors import ComityError, Invalid, NotAnswered, TooMany, invalid
from comity.kit.ids import new_id
from comity.matching.keys import Grade, KeyKind, Probe
from comity.matching.mrz_reading import UNREAD
from comity.matching.schemes import newest, under
from comity.matching.subjects import MrzSubject, Subject, TextSubject, document_alone, probes_of, what
from comity.queries import consent, lookup, words
from comity.queries.actions.opening import open_hits
from comity.queries.actions.watching import watch_hours, watch_numbers, watch_own_name
from comity.queries.answers import Answer, BatchAnswer, compose, compose_batch
from comity.queries.asked import Asked, AskedSubject, Frame, subject_of
from comity.queries.naming import Named, named, persons_in
from comity.queries.notes import NO_BUDGET, NO_DATE, NO_RIGHT, notes_by_place, notes_of
from comity.queries.rules import TOO_MANY, TOO_MANY_LIKE_IT, TOO_MANY_LOOK_SO
from comity.records.registry import all_databases, searched
from comity.records.schemes import older
from comity.records.scope import Scope, scope_of

# How often an actor is read again when rights keep moving under a question.
MOST_REPEATS = 5
# Characters of what was typed that are kept, sealed; longer questions are refused anyway.
MOST_SEALED = 10_000
# Of one subject of a list: names in bulk would yield a hundred candidates a flight (practice 17).
MOST_CANDIDATES = 3
SINGLE, BATCH = "queries.ask", "queries.ask_batch"
ReadActor = Callable[[bool], Actor]


class Read(msgspec.Struct, frozen=True):
    """One subject as read: its probes and its tag's text; or the problem that kept it from being read.

    kinds: of the identifiers asked.
    """

    asked: AskedSubject
    subject: Subject | None = None
    probes: tuple[Probe, ...] = ()
    what: str = ""
    problem: str = ""
    error: Invalid | None = None
    notes: tuple[str, ...] = ()
    kinds: frozenset[int] = frozenset()

    @property
    def has_holder(self) -> bool:
        """Is somebody asked about beside a document?"""
        return isinstance(self.subject, MrzSubject) and self.subject.holder is not None


def ask(asked: Asked, *, by: ReadActor, forwarded: UUID | None = None) -> Answer:
    """Ask all databases at once. by: reads the actor, again when told that it is stale.

    forwarded: of a question that a bureau's own node hands on, its act there; then the words stay there too.
    Raises: NotAllowed, Invalid, TooMany (each leaves an act of refusal); NotAnswered.
    """
    now = timezone.now()
    read = [_read(one, now) for one in asked.subjects]
    actor, read, question, matches, found = _find(asked, read, now, by, SINGLE, forwarded)
    _watch(read, question.act, actor, now)
    cut, too_many = lookup.is_cut(question, matches), TOO_MANY
    if cut and asked.subjects[0].is_loose:
        too_many = TOO_MANY_LIKE_IT if asked.subjects[0].described is None else TOO_MANY_LOOK_SO
        matches = matches[: lookup.MOST_IN_PART]
    texts = [_found_by(read[match.subject], question.probes[match.probe][1]) for match in matches]
    hits = open_hits(asked, question.act, matches, texts, by=actor) if matches else []
    return compose(
        actor=actor,
        act=question.act.id,
        now=now,
        kinds=[one.kinds for one in read],
        problems={place: one.problem for place, one in enumerate(read) if one.problem},
        notes=notes_by_place([one.notes for one in read], found),
        hits=hits,
        probes=[probe for _place, probe in question.probes],
        cut=cut,
        too_many=too_many,
        named=found,
        unsure=_unsure(read),
    )


def ask_many(
    frame: Frame, lines: Sequence[AskedSubject | str], *, by: ReadActor, forwarded: UUID | None = None
) -> BatchAnswer:
    """Ask about up to a thousand subjects of one journey: one statement, one act that lists them by keyed tag.

    Persons only with a full birth date (practice 17). Raises: as `ask`.
    """
    now = timezone.now()
    subjects = [AskedSubject() if isinstance(line, str) else line for line in lines]
    asked = Asked(purpose=frame.purpose, subjects=subjects, case=frame.case, reason=frame.words())
    read = [
        Read(AskedSubject(), problem=line) if isinstance(line, str) else _read_passenger(line, now)
        for line in lines
    ]
    actor, read, question, matches, found = _find(asked, read, now, by, BATCH, forwarded)
    _watch(read, question.act, actor, now)
    cut = lookup.is_cut(question, matches)
    matches, more = thinned(matches)
    texts = [_found_by(read[match.subject], question.probes[match.probe][1]) for match in matches]
    hits = open_hits(asked, question.act, matches, texts, by=actor) if matches else []
    return compose_batch(
        actor=actor,
        act=question.act.id,
        now=now,
        kinds=[one.kinds for one in read],
        problems={place: one.problem for place, one in enumerate(read) if one.problem},
        hits=hits,
        probes=[probe for _place, probe in question.probes],
        cut=cut,
        more=more,
        notes=[note for one in read if isinstance(one.subject, MrzSubject) for note in one.notes],
        named=found,
        unsure=_unsure(read),
    )


def _unsure(read: Sequence[Read]) -> dict[int, str]:
    """By place: why nothing found says nothing about a subject that was read, but not for sure."""
    return {
        place: str(UNREAD)
        for place, one in enumerate(read)
        if isinstance(one.subject, MrzSubject) and not one.subject.mrz.is_sure
    }


def thinned(matches: Sequence[lookup.Match]) -> tuple[list[lookup.Match], frozenset[int]]:
    """All hits, and of the candidates of a subject the first few; of which subjects there were more (practice 17)."""
    kept, candidates = [], Counter[int]()
    for match in matches:  # the best grade stands first
        if match.grade == Grade.CANDIDATE:
            candidates[match.subject] += 1
        if match.grade != Grade.CANDIDATE or candidates[match.subject] <= MOST_CANDIDATES:
            kept.append(match)
    return kept, frozenset(each for each, count in candidates.items() if count > MOST_CANDIDATES)


def _found_by(one: Read, probe: Probe) -> str:
    """The subject that found something, as its tag spells it: of a text that reads in several ways, the one it was."""
    readings = one.subject.readings if isinstance(one.subject, TextSubject) else ()
    return next((what(reading) for reading in readings if probe in reading.probes()), one.what)


def _read_passenger(asked: AskedSubject, now: datetime) -> Read:
    if asked.needs_consent:
        return Read(AskedSubject(), problem=str(_("In a list, ask for whole numbers.")))
    read = _read(asked, now)
    persons = () if read.problem else persons_in(read.subject)
    if not all(each.born is not None and each.born.is_full for each in persons):
        if read.has_holder:
            return _document_alone(read, NO_DATE)
        return Read(asked, problem=str(_("In a list, a person needs the full birth date.")))
    return read


def _read(asked: AskedSubject, now: datetime) -> Read:
    try:
        subject = subject_of(asked, today=now.date())
        probes = probes_of(subject)
        kinds = frozenset([probe.kind for probe in probes])
        return Read(
            asked, subject, probes, what(subject), notes=notes_of(subject, asked, now.date()), kinds=kinds
        )
    except Invalid as error:
        return Read(asked, problem=str(error.errors[0].message), error=error)


def _document_alone(one: Read, why: str | Promise) -> Read:
    """Without the holder of machine-readable lines, and with the reason as a note; any other subject as it was."""
    if not one.has_holder or one.subject is None:
        return one
    subject = document_alone(one.subject)
    probes = probes_of(subject)
    kinds = frozenset([probe.kind for probe in probes])
    return replace(one, subject=subject, probes=probes, kinds=kinds, notes=(*one.notes, str(why)))


def _find(
    asked: Asked, read: Sequence[Read], now: datetime, by: ReadActor, verb: str, forwarded: UUID | None
) -> tuple[Actor, list[Read], lookup.Question, list[lookup.Match], list[Named]]:
    for attempt in range(MOST_REPEATS):
        actor = by(attempt > 0)
        if not actor.may("queries.ask_person", purpose=asked.purpose, now=now):
            read = [_document_alone(one, NO_RIGHT) for one in read]
        act = _act(asked, read, actor, now, verb, forwarded)
        try:
            _require(asked, read, actor, verb)
            if attempt == 0:
                read = _spend(read, actor, now, verb)
        except ComityError as error:
            write(replace(act, outcome=ActOutcome.REFUSED, reason=error.code))
            raise
        found = [named(one.subject, by=actor, today=now.date()) for one in read]
        question = _question(act, read, found, actor, now)
        matches = lookup.find(question, now.date())
        if matches is not None:
            return actor, list(read), question, matches, found
    raise NotAnswered(_("Rights are being changed just now. Ask again."))


def _watch(read: Sequence[Read], act: Act, actor: Actor, now: datetime) -> None:
    """Call the security officer where one should look. It refuses nothing. Source: practice 6."""
    watch_numbers([one.probes for one in read], act.id, by=actor, now=now)
    watch_hours(act.id, by=actor, now=now)
    if actor.officer is not None and any(KeyKind.NAME in one.kinds for one in read):
        persons = [person.name for one in read for person in persons_in(one.subject)]
        watch_own_name(persons, act.id, by=actor, now=now)


def _require(asked: Asked, read: Sequence[Read], actor: Actor, verb: str) -> None:
    """May this actor ask this, for this purpose? Source: RPD Art. 10; practice 6 for the case reference."""
    if asked.purpose not in SLUGS:
        raise invalid("purpose", "unknown-purpose", _("Choose one of the purposes."))
    require(actor, verb, purpose=asked.purpose)
    if any(KeyKind.NAME in one.kinds for one in read):
        require(actor, "queries.ask_person", purpose=asked.purpose)
    if any(one.asked.needs_consent for one in read):
        _require_partial(asked, actor)
    if verb == SINGLE and len(read) == 1 and read[0].error is not None:
        raise read[0].error  # a single unreadable subject is the asker's to mend
    if needs_case(asked.purpose) and not asked.case.strip():
        raise invalid("case", "required", _("Name the case. Only border control asks without one."))


def _require_partial(asked: Asked, actor: Actor) -> None:
    """What finds whom or what nobody named: only for a case, with a written reason. Source: practice 6."""
    require(actor, "queries.ask_partial", purpose=asked.purpose)
    if errors := consent.faults(asked):
        raise Invalid(errors)


def _spend(read: Sequence[Read], actor: Actor, now: datetime, verb: str) -> Sequence[Read]:
    """Count the subjects against the budgets of officer, unit and token; what of them is asked. Source: practice 6.

    The travellers of a list are counted apart, names too: one aircraft would spend two hours' names of an officer.
    Holders of documents count as persons; over the budget their documents are asked alone, or a lane would stand still.
    """
    if verb == BATCH:
        spend(actor, Measure.LISTED, len(read), now)
        return read
    spend(actor, Measure.QUERY, len(read), now)
    holders = sum(one.has_holder for one in read)
    if persons := sum(KeyKind.NAME in one.kinds for one in read) - holders:
        spend(actor, Measure.PERSON_QUERY, persons, now)
    if any(one.asked.needs_consent for one in read):
        spend(actor, Measure.PARTIAL_QUERY, 1, now)
    if holders:
        try:
            spend(actor, Measure.PERSON_QUERY, holders, now)
        except TooMany:
            return [_document_alone(one, NO_BUDGET) for one in read]
    return read


def _act(
    asked: Asked, read: Sequence[Read], actor: Actor, now: datetime, verb: str, forwarded: UUID | None
) -> Act:
    identity = new_id()
    word_key, sealed = None, b""
    # Of a list of passengers only tags and outcomes are kept; a forwarded question's words are at home (practice 16).
    if verb == SINGLE and forwarded is None:
        typed = msgspec.json.encode([one.asked for one in read]).decode()
        word_key, sealed = words.seal(actor.bureau, now, typed[:MOST_SEALED], identity)
    return act_of(
        verb,
        actor,
        ActOutcome.NOT_ANSWERED,
        id=identity,
        at=now,
        purpose=asked.purpose[:40],
        case=asked.case[:120],
        reason=asked.reason[:500],
        databases=_asked_of(actor.databases),
        tag=words.tag_of(actor.bureau, now, read[0].what) if len(read) == 1 and verb == SINGLE else b"",
        words=sealed,
        word_key=word_key,
        about=f"act:{forwarded}" if forwarded is not None else "",
    )


@lru_cache(maxsize=1024)
def _asked_of(scope: frozenset[int] | None) -> tuple[int, ...]:
    """The databases that answer somebody of this scope."""
    return tuple(one.code for one in searched() if scope is None or one.code in scope)


def _question(
    act: Act, read: Sequence[Read], found: Sequence[Named], actor: Actor, now: datetime
) -> lookup.Question:
    scope, is_list = scope_of(actor, now.date()), len(read) > 1 or act.verb == BATCH
    probes = [(place, probe) for place, one in enumerate(read) for probe in one.probes]
    probes += [(place, each.probe) for place, one in enumerate(found) for each in one.compared]
    schemes: list[int] = []
    if old := older(actor.epoch):
        schemes = [newest()] * len(probes)
        for scheme in old:
            more = _under(scheme, read)
            probes, schemes = probes + more, schemes + [scheme] * len(more)
    return lookup.Question(
        act=act,
        scope=scope,
        epoch=actor.epoch,
        closed=closed_entries(scope),
        probes=probes,
        schemes=schemes,
        read=[not one.problem and not names.is_behind for one, names in zip(read, found, strict=True)],
        tags=[words.tag_of(actor.bureau, now, one.what) for one in read] if is_list else (),
        most=_most(act, read),
    )


def _under(scheme: int, read: Sequence[Read]) -> list[tuple[int, Probe]]:
    """The same questions to the keys of an older scheme that still stand in the index."""
    with under(scheme):
        return [
            (place, probe)
            for place, one in enumerate(read)
            if one.subject is not None
            for probe in probes_of(one.subject)
        ]


def _most(act: Act, read: Sequence[Read]) -> int:
    if act.verb == BATCH:
        return lookup.MOST_FOUND_IN_BATCH
    return lookup.MOST_IN_PART + 1 if read[0].asked.is_loose else lookup.MOST_FOUND


def closed_entries(scope: Scope) -> list[str]:
    """The pairs of owner and database that teach this asker nothing, as the statement wants them: "FRA/8"."""
    if not (scope.closed.owners or scope.closed.hidden):
        return []
    pairs = [
        (owner, database.code)
        for database in all_databases()
        for owner in scope.closed_owners(database.code, personal=database.personal)
    ]
    return [f"{owner}/{code}" for owner, code in pairs]
