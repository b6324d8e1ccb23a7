"""The verbs of a list of passengers: send, correct, look, mark; and the asking itself, whose act is the question's."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import SLUGS
from comity.gate.action import ActDraft, action, require
from comity.gate.actor import Actor
from comity.kit.errors import ComityError, NotFound, Refused, TooMany, invalid
from comity.queries import words
from comity.queries.actions.asking import ReadActor
from comity.queries.actions.everywhere import ask_many_everywhere
from comity.queries.answers import SubjectAnswer
from comity.queries.asked import AskedSubject, Frame
from comity.queries.lists import Mark, PassengerLine, PassengerList
from comity.queries.manifest import (
    Entry,
    Journey,
    Means,
    check_journey,
    checked,
    ends_at,
    problem_of,
    subjects_in,
)
from comity.queries.rules import Outcome, leading

MOST_OPEN = 500  # lists of one unit at once: an airport has some hundred arrivals a day
CLAIM = timedelta(minutes=2)  # longer than any question takes: after a crash somebody else goes on
AGAIN = timedelta(minutes=1)
LATER = timedelta(minutes=15)  # after a refusal, which a minute seldom mends


@action("queries.submit_list")
def submit_list(act: ActDraft, journey: Journey, entries: Sequence[Entry], *, by: Actor) -> PassengerList:
    """Keep a list as a worklist of the unit; `ask_list` asks it. Raises: Invalid, NotAllowed, TooMany."""
    _require(journey.purpose, entries, by)
    return _keep(act, journey, entries, by, received=False)


@action("queries.send_list")
def send_list(act: ActDraft, journey: Journey, entries: Sequence[Entry], *, by: Actor) -> None:
    """Take in a carrier's list. The unit gets the results, the sender nothing at all. Source: practice 17.

    Raises: Invalid, TooMany.
    """
    _keep(act, journey, entries, by, received=True)


@action("queries.correct_list")
def correct_list(act: ActDraft, found: PassengerList, entries: Sequence[Entry], *, by: Actor) -> int:
    """Put a corrected list in place of the one before; how many lines are new. Only those wait to be asked.

    Lines that stay keep their answer and their mark; what is gone goes, but for what became a hit.
    Raises: NotFound, Invalid, Refused once it is over.
    """
    row = _locked(found, by)
    entries = checked(entries)
    _require(row.purpose, entries, by)
    kept = {entry: line for line, entry in opened(row)}
    new = [entry for entry in entries if entry not in kept]
    places = {entry: place for place, entry in enumerate(entries)}
    gone = [entry for entry, line in kept.items() if entry not in places and line.outcome != Outcome.HIT]
    row.lines.filter(pk__in=[kept.pop(entry).pk for entry in gone]).delete()
    for entry, line in kept.items():
        line.place, line.gone = places.get(entry, len(entries) + line.place), entry not in places
    PassengerLine._default_manager.bulk_update(kept.values(), ["place", "gone"])
    now = timezone.now()
    _write_lines(row, new, [places[entry] for entry in new], now)
    row.changed_at, row.again_at = now, now
    row.save()
    act.about, act.count, act.purpose = _about(row), len(new), row.purpose
    return len(new)


@action("queries.view_list")
def view_list(act: ActDraft, found: PassengerList, *, by: Actor) -> list[tuple[PassengerLine, Entry]]:
    """The lines with what they say, in the order of the list. Looking is an act. Raises: NotFound."""
    row = PassengerList.visible_to(by).filter(pk=found.pk).first()
    if row is None:
        raise NotFound
    lines = opened(row)
    act.about, act.count, act.purpose = _about(row), len(lines), row.purpose
    return lines


@action("queries.mark_line")
def mark_line(act: ActDraft, line: PassengerLine, mark: Mark, *, by: Actor) -> None:
    """Say what the unit did with a line. Raises: NotFound."""
    row = PassengerLine.visible_to(by).select_for_update().filter(pk=line.pk).first()
    if row is None:
        raise NotFound
    row.mark, row.marked_at, row.marked_function = mark, timezone.now(), by.function
    row.save()
    act.about, act.reason = _about(row.passenger_list), mark.name.lower()


@action("queries.end_lists")
def end_lists(act: ActDraft, now: datetime, *, by: Actor) -> int:
    """Delete the lists of this bureau whose day has passed; how many. Lines that became a hit stay with it.

    now: UTC. It may run at any time and again. Source: practice 17.
    """
    due = PassengerList._default_manager.select_for_update(skip_locked=True)
    gone = 0
    for row in due.filter(bureau=by.bureau, ended_at=None, ends_at__lte=now)[:MOST_OPEN]:
        row.lines.exclude(outcome=Outcome.HIT).delete()
        if row.lines.exists():
            row.ended_at, row.again_at, row.claimed_until = now, None, None
            row.save()
        else:
            row.delete()
        gone += 1
    act.count, act.about = gone, "lists"
    return gone


def ask_list(found: PassengerList, *, by: ReadActor) -> int:
    """Ask what was not answered yet, in one act; how many lines were; 0 while somebody else asks.

    Raises: as `ask_many`; then nothing is answered and the worker tries again.
    """
    now = timezone.now()
    mine = PassengerList._default_manager.filter(pk=found.pk, ended_at=None).filter(
        Q(claimed_until=None) | Q(claimed_until__lt=now)
    )
    if not mine.update(claimed_until=now + CLAIM):
        return 0
    try:
        return _ask(found, by)
    except ComityError as refusal:
        wait = AGAIN if refusal.status == 503 else LATER
        with suppress(DatabaseError):  # the store itself may be gone; then the claim runs out
            _release(found.pk, again_at=timezone.now() + wait, refused=str(refusal.message)[:300])
        raise


def opened(row: PassengerList, **only: object) -> list[tuple[PassengerLine, Entry]]:
    """The lines of a list with their entries. only: conditions on the lines."""
    lines = list(row.lines.filter(**only).order_by("place", "id"))
    texts = words.open_all_for_bureau(
        [(line.word_key, bytes(line.words), line.pk) for line in lines], bureau=row.bureau
    )
    return [(line, msgspec.json.decode(text, type=Entry)) for line, text in zip(lines, texts, strict=True)]


def _ask(found: PassengerList, by: ReadActor) -> int:
    waiting = opened(found, outcome=Outcome.NOT_ANSWERED.value, problem="")
    subjects: list[AskedSubject | str] = []
    spans, missing = [], ""
    for _line, entry in waiting:
        each = subjects_in(entry)
        spans.append(range(len(subjects), len(subjects) + len(each)))
        subjects += each
    if subjects:
        answer = ask_many_everywhere(_frame(found), subjects, by=by)
        missing = next((each.sentence for each in answer.elsewhere if each.code), "")
        for (line, entry), span in zip(waiting, spans, strict=True):
            _note(line, entry, [answer.lines[place] for place in span], answer.at, cut=answer.cut)
        fields = ["outcome", "problem", "hits", "asked_at"]
        with transaction.atomic():
            PassengerLine._default_manager.bulk_update([line for line, _entry in waiting], fields)
    now = timezone.now()
    _release(found.pk, asked_at=now, again_at=now + AGAIN if missing else None, refused=missing[:300])
    return len(waiting)


def _note(
    line: PassengerLine, entry: Entry, told: Sequence[SubjectAnswer | None], at: datetime, *, cut: bool
) -> None:
    """What the answers to its subjects come to for a line. A missing answer is never hidden behind "no hit"."""
    outcome = leading([Outcome.NO_HIT if each is None else each.outcome for each in told])
    problems = [each.problem for each in told if each is not None and each.problem]
    if cut and outcome is not Outcome.HIT:
        outcome = Outcome.NOT_ANSWERED
        problems.append(str(_("Too much is similar in this list. Ask about this traveller alone.")))
    line.outcome, line.asked_at = outcome.value, at
    line.problem = " ".join([*problems, str(problem_of(entry))]).strip()[:300]
    answers = [answer for each in told if each is not None for answer in (*each.answers, *each.elsewhere)]
    found = [one for answer in answers for one in answer.found]
    line.hits = [str(one.hit) for one in found if one.hit is not None]


def _release(pk: UUID, **said: object) -> None:
    PassengerList._default_manager.filter(pk=pk).update(claimed_until=None, **said)


def _frame(row: PassengerList) -> Frame:
    number = f"{Means(row.means).name.lower()} {row.number}"
    return Frame(row.purpose, number, row.route, f"{row.departs_at:%Y-%m-%dT%H:%MZ}", row.source, row.case)


def _require(purpose: str, entries: Sequence[Entry], by: Actor) -> None:
    """May this actor ask it at all? Asked before anything is kept."""
    if purpose not in SLUGS:
        raise invalid("purpose", "unknown-purpose", _("Choose one of the purposes."))
    require(by, "queries.ask_batch", purpose=purpose)
    if any(subject.person is not None for entry in entries for subject in subjects_in(entry)):
        require(by, "queries.ask_person", purpose=purpose)


def _keep(
    act: ActDraft, journey: Journey, entries: Sequence[Entry], by: Actor, *, received: bool
) -> PassengerList:
    now = timezone.now()
    journey, entries = check_journey(journey, now), checked(entries)
    if PassengerList.visible_to(by).filter(ended_at=None).count() >= MOST_OPEN:
        raise TooMany(_("Your unit has many lists here. They go a day after arrival."), code="too-many-lists")
    row = PassengerList._default_manager.create(
        bureau=by.bureau,
        unit=by.unit,
        officer=by.officer,
        token=by.token,
        acting=by.acting[:100],
        terminal=by.terminal[:100],
        received=received,
        created_at=now,
        changed_at=now,
        ends_at=ends_at(journey),
        again_at=now,
        **msgspec.structs.asdict(journey),
    )
    _write_lines(row, entries, range(len(entries)), now)
    act.about, act.count, act.purpose, act.case = _about(row), len(entries), row.purpose, row.case
    return row


def _write_lines(row: PassengerList, entries: Sequence[Entry], places: Sequence[int], now: datetime) -> None:
    lines = []
    for entry, place in zip(entries, places, strict=True):
        line = PassengerLine(passenger_list=row, place=place)
        text = msgspec.json.encode(entry).decode()
        line.word_key, line.words = words.seal(row.bureau, now, text, line.pk)
        line.problem = "" if subjects_in(entry) else str(problem_of(entry))
        lines.append(line)
    PassengerLine._default_manager.bulk_create(lines)


def _locked(found: PassengerList, by: Actor) -> PassengerList:
    row = PassengerList.visible_to(by).select_for_update().filter(pk=found.pk).first()
    if row is None:
        raise NotFound
    if row.is_over:
        raise Refused(_("This list is over: its journey ended a day ago."), code="list-over")
    return row


def _about(row: PassengerList) -> str:
    return f"list:{row.pk}"
