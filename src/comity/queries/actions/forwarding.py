"""Hand a question on to the centre's node, and keep what it found as hits of the asking unit: queries.forward.

The right was asked for when the same question was asked here; the centre's gate asks again, as for this bureau.
Nothing is repeated by itself. Source: docs/spec/forwarding.md; practice 16.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from django.db import transaction
from django.utils import timezone
from msgspec.structs import replace

from comity.bureaus.models import Bureau
from comity.gate.acting import act_of
from comity.gate.actor import Actor
from comity.journal.acts import Outcome as ActOutcome
from comity.journal.writer import write
from comity.kit.errors import Invalid
from comity.kit.language import spoken
from comity.matching.subjects import what
from comity.messages.courier.client import NoAnswer
from comity.queries.answers import Answer, BatchAnswer, Elsewhere, SubjectAnswer
from comity.queries.asked import Asked, AskedSubject, Frame, subject_of
from comity.queries.forwarding.centre import centre_elsewhere, way_to
from comity.queries.forwarding.kept import hits_of
from comity.queries.forwarding.line import ANSWERED_WITHIN_S, CENTRE, LIST_ANSWERED_WITHIN_S
from comity.queries.forwarding.saying import not_answered, refused, said, said_of_many
from comity.queries.forwarding.twins import take_twins_out
from comity.queries.forwarding.wire import LANGUAGES, PATH, Listed, Question, Told, Why, read_told
from comity.queries.forwarding.wire import write as written
from comity.queries.found import Found
from comity.queries.hit_closed import tell_all_closed
from comity.queries.lines import line_for, lines_of
from comity.queries.models import Hit
from comity.queries.rules import Outcome
from comity.queries.words import lasting_tag_of
from comity.records.registry import all_databases
from comity.seal.errors import SealError
from comity.seal.questions import seal_question

VERB = "queries.forward"
MORE = (("person", "queries.ask_person"), ("partial", "queries.ask_partial"))
ACT_OUTCOMES = {
    Outcome.HIT: ActOutcome.HIT,
    Outcome.CANDIDATE: ActOutcome.CANDIDATE,
    Outcome.ADVICE: ActOutcome.ADVICE,
    Outcome.NO_HIT: ActOutcome.NO_HIT,
}


@dataclass(frozen=True, slots=True)
class FarLines:
    """What the centre says of many. lines: one for each that was asked, None for no hit; all None without an answer."""

    elsewhere: Elsewhere
    lines: list[SubjectAnswer | None]
    cut: bool


def forward(asked: Asked, here: Answer, *, by: Actor) -> Elsewhere | None:
    """What the centre's node answers to a question that was asked here; None where this node forwards nothing."""
    centre = centre_elsewhere(by)
    if centre is None:
        return None
    started = perf_counter()
    share = Hit(purpose=asked.purpose, case=asked.case, silent=asked.silent, act=here.act, at=here.at)
    told = _ask(centre, _question(share, by, asked=asked), ANSWERED_WITHIN_S)
    if isinstance(told, Told) and told.answer is not None:
        subjects = _readable(told.answer.subjects, len(asked.subjects), by)
        twins = _take_twins_out(subjects, here.subjects, centre, by)
        whole = len(subjects) == len(asked.subjects)
        elsewhere = said(centre, told.answer, subjects, whole=whole, twins=bool(twins))
        _keep(told, subjects, asked.subjects, share, centre, by)
    else:
        elsewhere = _without(centre, told, here.at, ANSWERED_WITHIN_S)
    _write(elsewhere, share, len(asked.subjects), by, started)
    return elsewhere


def forward_many(
    frame: Frame, lines: Sequence[AskedSubject | str], here: BatchAnswer, *, by: Actor
) -> FarLines | None:
    """The same for many; a line that could not be read here is not handed on."""
    centre = centre_elsewhere(by)
    places = [place for place, each in enumerate(lines) if isinstance(each, AskedSubject)]
    if centre is None or not places:
        return None
    started = perf_counter()
    subjects = [each for each in lines if isinstance(each, AskedSubject)]
    share = Hit(purpose=frame.purpose, case=frame.case, act=here.act, at=here.at)
    told = _ask(centre, _question(share, by, listed=Listed(frame, subjects)), LIST_ANSWERED_WITHIN_S)
    far: list[SubjectAnswer | None] = [None] * len(lines)
    if isinstance(told, Told) and told.lines is not None and len(told.lines) == len(subjects):
        found = _readable([each for each in told.lines if each is not None], len(subjects), by)
        _take_twins_out(found, [here.lines[place] for place in places], centre, by, places=places)
        elsewhere = said_of_many(centre, told, found)
        _keep(told, found, subjects, share, centre, by)
        for each in found:
            far[places[each.place]] = replace(each, place=places[each.place])
    else:
        elsewhere = _without(centre, told, here.at, LIST_ANSWERED_WITHIN_S)
    _write(elsewhere, share, len(subjects), by, started)
    return FarLines(elsewhere, far, isinstance(told, Told) and told.cut)


def _question(share: Hit, by: Actor, **about: Any) -> Question:
    """What leaves this node: never who asks, but the act under which the bureau finds that out (practice 5)."""
    now, language = timezone.now(), spoken()
    slugs = None
    if by.databases is not None:
        slugs = [each.slug for each in all_databases() if each.code in by.databases]
    return Question(
        bureau=by.bureau,
        act=share.act,
        function=by.function[:80],
        language=language if language in LANGUAGES else "en",
        clearance=by.clearance,
        full_view=getattr(by, "full_view", True),
        unit=by.unit,
        databases=slugs,
        may=[word for word, right in MORE if by.may(right, purpose=share.purpose, now=now)],
        **about,
    )


def _ask(centre: Bureau, question: Question, within_s: float) -> Told | str:
    """What the centre says, or the code of why nothing came."""
    now = timezone.now()
    try:
        way = way_to(centre, now)
        sealed, back = seal_question(written(question), way.key_id, way.public)
        answer = CENTRE.post(
            way.address, PATH, sealed, node=way.node, seed=way.seed, now=now, within_s=within_s
        )
        return read_told(back.open(answer))
    except NoAnswer as error:
        return error.code
    except SealError:
        return "answer-unreadable"


def _without(centre: Bureau, told: Told | str, now: datetime, within_s: float) -> Elsewhere:
    if isinstance(told, str):
        return not_answered(centre, told, now, within_s=within_s)
    return refused(centre, told.refused or Why("answer-unreadable", ""), now)


def _readable(subjects: Sequence[SubjectAnswer], asked: int, by: Actor) -> list[SubjectAnswer]:
    """What this version can show: databases that it knows, each subject once; with the bureau's own lines."""
    lines, codes = lines_of(by), {each.slug: each.code for each in all_databases()}
    found: dict[int, SubjectAnswer] = {}
    for subject in subjects:
        if 0 <= subject.place < asked:
            subject.answers = [each for each in subject.answers if each.database in codes]
            for each in subject.answers:
                each.line = line_for(lines, codes[each.database], each.outcome) if each.compared else ""
            found[subject.place] = subject
    return [found[place] for place in sorted(found)]


def _keep(
    told: Told,
    subjects: list[SubjectAnswer],
    asked: Sequence[AskedSubject],
    share: Hit,
    centre: Bureau,
    by: Actor,
) -> None:
    """The hits of the asking unit, under the ids that they have there. One that is here already stays as it is."""
    share.bureau, share.unit, share.desk, share.officer = by.bureau, by.unit, by.unit, by.officer
    share.function, share.kept_at = by.function, centre.code
    tags = {place: lasting_tag_of(by.bureau, _text(asked[place], share.at)) for place in _found(subjects)}
    rows = list(hits_of(subjects, told.opened, asked, share, tags))
    with transaction.atomic():
        Hit.objects.bulk_create(rows, ignore_conflicts=True)


def _take_twins_out(
    there: Sequence[SubjectAnswer],
    here: Sequence[SubjectAnswer | None],
    centre: Bureau,
    by: Actor,
    places: Sequence[int] = (),
) -> list[Found]:
    """The bureau's own records that were found here too; their hits there are closed, for here they are hits as well.

    places: of the lines here, by their place in what was handed on.
    """
    if places:
        back = {place: number for number, place in enumerate(places)}
        here = [replace(each, place=back[each.place]) for each in here if each is not None]
    twins = take_twins_out(there, here, by.bureau, centre.name)
    if hits := [each.hit for each in twins if each.hit is not None]:
        with transaction.atomic():
            tell_all_closed(hits, by.bureau, centre.code, closed=True)
    return twins


def _found(subjects: Sequence[SubjectAnswer]) -> set[int]:
    return {each.place for each in subjects if any(one.found for one in each.answers)}


def _text(asked: AskedSubject, at: datetime) -> str:
    """The subject as its tag spells it, so that what the bureau examined is found again."""
    try:
        return what(subject_of(asked, today=at.date()))
    except Invalid:
        return ""


def _write(elsewhere: Elsewhere, share: Hit, count: int, by: Actor, started: float) -> None:
    """One act of the bureau: what was handed on, to whom, and what came of it; the words are in the act it names."""
    write(
        act_of(
            VERB,
            by,
            ACT_OUTCOMES.get(elsewhere.outcome, ActOutcome.NOT_ANSWERED),
            purpose=share.purpose[:40],
            case=share.case[:120],
            recipients=(elsewhere.node,),
            about=f"act:{share.act}",
            reason=elsewhere.code,
            count=count,
            elapsed_us=int((perf_counter() - started) * 1_000_000),
        )
    )
