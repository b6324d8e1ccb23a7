"""Everything the page of a hit shows its finder. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

from comity.access.models import Unit
from comity.bureaus.models import Bureau, DutyDesk, on_duty
from comity.bureaus.rules import BureauKind
from comity.gate.actor import Actor
from comity.matching.keys import Grade
from comity.messages.mailboxes import conversation
from comity.messages.models import Delivery, Message
from comity.messages.shown import MOST_SHOWN, Shown, names_of, show
from comity.queries.beside import asked_of, default_for, is_hidden, readable, record_of, rows_of
from comity.queries.clocks import URGENCIES, Urgency
from comity.queries.conversation import LATE, OPEN, PILLS, STATES, WITHOUT_ANSWER, Event, State, may, seen
from comity.queries.examined import Before, before_hit
from comity.queries.found import Examined, examined_of, remarks_of
from comity.queries.judging import JUDGED, OPINION, Judged, may_be_known, shared_at_first
from comity.queries.models import ASKER, Confirmation, Hit, Verdict
from comity.queries.naming import compared_with
from comity.queries.news import News, leads, news_of
from comity.queries.outcomes import DONE, Done
from comity.queries.reading import words_of
from comity.queries.reasons import Likeness, likeness_of
from comity.queries.rules import GRADE_OUTCOMES, SPECIALISTS_ONLY
from comity.queries.steps import Situation, Step, step_for_asker
from comity.queries.telling import TELLINGS, Telling, needs_desk
from comity.records.compared import Line, lines_of, tally
from comity.records.document import body_of
from comity.records.life import states as life
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status
from comity.records.scope import scope_of
from comity.records.shown import Fact, facts_in

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as one side sees it. reached: how far the question came at the owner; None where unknown."""

    row: Confirmation
    state: State
    reached: Delivery | None
    thread: list[Shown]

    @property
    def pill(self) -> str:
        return PILLS[self.state]

    @property
    def words(self) -> Words:
        return STATES[self.state]

    @property
    def urgency(self) -> Words:
        return URGENCIES[Urgency(self.row.urgency)]

    @property
    def runs(self) -> bool:
        """Is there a clock to look at?"""
        return self.state in OPEN | WITHOUT_ANSWER

    @property
    def given(self) -> timedelta:
        """From asking to the time due, put off or not."""
        return self.row.due_at - self.row.asked_at

    @property
    def late(self) -> bool:
        return self.state in LATE | {State.UNANSWERED}


@dataclass(frozen=True, slots=True)
class HitPage:
    """A hit as its finder sees it. record: None where it is no longer there for this reader. remarks: its lines.

    likeness: of the person asked to the one recorded. whole: may the reader open the record? before: what was said
    of the same pair at another hit. news: what became of the record since, newest first.
    """

    hit: Hit
    database: type[Record]
    record: Record | None
    whole: bool
    hidden: bool
    title: str
    owner: str
    asker: str
    desk: str
    outcome: str
    remarks: list[str]
    lines: list[Line]
    tally: str
    likeness: Likeness | None
    talk: Talk | None
    step: Step
    news: list[News]
    default: Telling
    verdict: Verdict | None
    before: Before
    call: DutyDesk | None
    centre: DutyDesk | None
    now: datetime

    @property
    def says(self) -> list[Fact]:
        """What the record asks of whoever has this hit; nothing where only specialists may read more."""
        if self.record is None or self.hidden or not self.whole:
            return []
        declared = [each for each in self.database.declared() if each.name in self.database.says]
        return facts_in(declared, body_of(self.record))

    @property
    def is_before_move(self) -> bool:
        """Is it of when the centre hosted this bureau, and was nothing said of its record since?"""
        return bool(self.hit.kept_at) and not self.hit.told

    @property
    def telling(self) -> Words:
        return TELLINGS.get(Telling(self.hit.telling), "")

    @property
    def done(self) -> Words:
        return DONE[Done(self.hit.done)] if self.hit.done is not None else ""

    @property
    def judged(self) -> Words:
        return JUDGED[Judged(self.verdict.judged)] if self.verdict is not None else ""

    @property
    def examined(self) -> Examined | None:
        """That the bureau has "not the same" of this pair, from another hit."""
        return examined_of(self.before)

    @property
    def opinion(self) -> Words:
        """That another bureau has it."""
        return OPINION if self.before.opinion else ""

    @property
    def cards(self) -> tuple[UUID, ...]:
        """Of persons often mistaken for the record, of whom this may be one."""
        return self.before.cards

    @property
    def may_make_card(self) -> bool:
        """Was it compared, and was it somebody else?"""
        return (
            self.record is not None
            and self.verdict is not None
            and self.verdict.judged == Judged.NOT_THE_SAME
        )

    @property
    def may_judge(self) -> bool:
        """Is there something to compare, and has the owner not spoken?"""
        shown = self.record is not None and not self.hidden
        return shown and not (self.verdict is not None and self.verdict.by_owner)

    @property
    def may_be_known(self) -> bool:
        """May a verdict on this hit count elsewhere?"""
        hit = self.hit
        return may_be_known(Telling(hit.telling), silent=hit.silent, disclosed=hit.disclosed_at is not None)

    @property
    def shared(self) -> bool:
        """Does it count elsewhere, or would it where nobody says?"""
        if self.verdict is not None:
            return self.verdict.shared
        return shared_at_first(Telling(self.hit.telling), self.default)

    @property
    def may_report_found(self) -> bool:
        """Does this database know finds, and does another bureau's record still wait to be found?"""
        record = self.record
        ours = record is None or record.owner == self.hit.bureau
        possible = record is not None and life.may(Status(record.status), life.Deed.REPORT_FOUND)
        return bool(self.database.found_asks) and possible and not ours

    @property
    def may_dispute(self) -> bool:
        """Is this another bureau's record, in a state to be disputed? The verb asks the rest."""
        record = self.record
        ours = record is None or record.owner == self.hit.bureau
        return record is not None and not ours and life.may(Status(record.status), life.Deed.DISPUTE)

    @property
    def needs_desk(self) -> bool:
        return needs_desk(Telling(self.hit.telling), silent=self.hit.silent)

    @property
    def may_write(self) -> bool:
        return self.talk is not None and may(self.talk.state, Event.SEND_MORE)

    @property
    def may_take_back(self) -> bool:
        return self.talk is not None and self.talk.state in OPEN

    @property
    def may_close(self) -> bool:
        return self.talk is None or may(self.talk.state, Event.CLOSE)

    @property
    def stamp(self) -> str:
        """Changes when anything on the moving part of the page does."""
        said = len(self.talk.thread) if self.talk else 0
        state = self.talk.state if self.talk else 0
        return f"{state}-{said}-{int(bool(self.hit.closed_at))}-{len(self.news)}"


def state_of(row: Confirmation, reached: Delivery | None) -> State:
    """The state with what the receipts of the message that asked say. reached: None where nothing is known of it."""
    if reached is None:
        return row.standing
    return seen(row.standing, delivered=reached.delivered_at is not None, opened=reached.read_at is not None)


def talk_of(row: Confirmation | None, actor: Actor) -> Talk | None:
    """The conversation, with what the receipts say of the message that asked."""
    if row is None:
        return None
    message = Message.visible_to(actor).filter(pk=row.thread).first()
    if message is None:
        return Talk(row, row.standing, None, [])
    # A question that was handed on has a delivery at the former owner too: the other side of now counts.
    whose = row.other if row.side == ASKER else row.bureau
    reached = message.deliveries_for(actor).filter(bureau=whose).first()
    return Talk(row, state_of(row, reached), reached, show(conversation(message, actor)[:MOST_SHOWN], actor))


def hit_page(hit: Hit, actor: Actor) -> HitPage:
    """What the finder sees now."""
    now = timezone.now()
    record = record_of(hit, actor, now.date())
    rows, asked = rows_of(hit, record, actor), asked_of(hit)
    shown = readable(rows, record, actor)
    hidden = record is not None and is_hidden(record, actor)
    compared = compared_with(asked, record) if record is not None and not hidden else None
    talk = talk_of(Confirmation.visible_to(actor).filter(hit=hit).first(), actor)
    names = names_of({hit.owner, hit.bureau}, actor)
    situation = Situation(talk.state if talk else None, Telling(hit.telling), hit.closed_at is not None)
    late = talk is not None and talk.late
    news = news_of(hit, scope_of(actor, now.date()))
    return HitPage(
        hit=hit,
        database=by_code(hit.database),
        record=record,
        whole=record is not None and record.read_whole_by(actor, record.owner),
        hidden=hidden,
        title=title_of(hit),
        owner=names[hit.owner],
        asker=names[hit.bureau],
        desk=desk_name(hit.desk, actor),
        outcome=GRADE_OUTCOMES[Grade(hit.grade)].value,
        remarks=_remarks(record, actor, now) if record is not None else [],
        lines=lines_of(shown, record),
        tally=tally(shown),
        likeness=likeness_of(compared) if compared is not None else None,
        talk=talk,
        step=leads(news, is_there=record is not None) or step_for_asker(situation),
        news=news,
        default=default_for(rows),
        verdict=Verdict.objects.filter(hit=hit).first(),
        before=before_hit(hit, asked, record, actor, today=now.date()),
        call=on_duty(hit.owner, now) if late else None,
        centre=centre_desk(actor, now) if talk is not None and talk.state is State.ESCALATED else None,
        now=now,
    )


def _remarks(record: Record, actor: Actor, now: datetime) -> list[str]:
    if is_hidden(record, actor):
        return [str(SPECIALISTS_ONLY)]
    return remarks_of(record, Bureau.visible_to(actor).get(pk=record.owner), now.date())


def title_of(hit: Hit) -> str:
    """What was asked about, as a person would name it: number or name; the hit's own number where both are gone."""
    subject = asked_of(hit)
    return words_of(subject) if subject is not None else hit.exact.partition("|")[0] or hit.number


def desk_name(desk: UUID | None, actor: Actor) -> str:
    """The unit's name; "" is the bureau's own desk."""
    unit = Unit.visible_to(actor).filter(pk=desk).first() if desk else None
    return unit.name if unit is not None else ""


def centre_desk(actor: Actor, now: datetime) -> DutyDesk | None:
    """The centre's duty desk."""
    centre = Bureau.visible_to(actor).filter(kind=int(BureauKind.CENTRE)).first()
    return on_duty(centre.code, now) if centre is not None else None
