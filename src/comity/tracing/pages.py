"""Everything the pages of a trace show: the chain as a timeline, the weapon, what to do next. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

from comity.bureaus import countries
from comity.bureaus.models import Bureau, DutyDesk, on_duty
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid
from comity.messages.models import Delivery, Message
from comity.messages.shown import names_of
from comity.records.shown import Fact, facts_in
from comity.tracing import rules
from comity.tracing.answers import SAID, Said
from comity.tracing.chain import bureau_of, proposal_of
from comity.tracing.models import TraceRequest, TraceStep, in_order
from comity.tracing.proposing import WHY, Proposal, Why
from comity.tracing.rules import OPEN, PILLS, STAGE_PILLS, STAGES, STATES, Event, State
from comity.tracing.seizure import FIELDS, SEIZURE, WEAPON, accept, headline
from comity.tracing.sentences import FOR_ASKED, Lead, lead_of_request

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Link:
    """One step as its seizing bureau sees it. name: of the asked bureau. reached: how far the question came.

    call: whom to call, where it is late. has_holder: a sealed name can be opened; gone: it was, and its time is over.
    """

    row: TraceStep
    name: str
    reached: Delivery | None
    call: DutyDesk | None

    @property
    def state(self) -> State:
        return self.row.standing

    @property
    def pill(self) -> str:
        return PILLS[self.state]

    @property
    def words(self) -> Words:
        return STATES[self.state]

    @property
    def why(self) -> Words:
        return WHY[Why(self.row.why)]

    @property
    def said(self) -> Words:
        return SAID[Said(self.row.said)] if self.row.said is not None else ""

    @property
    def led_to(self) -> str:
        return countries.name(self.row.country_to) if self.row.country_to else ""

    @property
    def runs(self) -> bool:
        return self.state in OPEN

    @property
    def given(self) -> timedelta:
        return self.row.due_at - self.row.sent_at

    @property
    def has_holder(self) -> bool:
        return bool(self.row.holder_words)

    @property
    def holder_gone(self) -> bool:
        return self.row.holder_key is not None and not self.row.holder_words

    @property
    def may_give_up(self) -> bool:
        return rules.may(self.state, Event.GIVE_UP)


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request as its own bureau sees it. missing: what a step still needs. bureau: the proposed one, where the
    directory has one for the proposed country.
    """

    row: TraceRequest
    title: str
    weapon: list[Fact]
    seizure: list[Fact]
    links: list[Link]
    proposal: Proposal
    country: str
    bureau: Bureau | None
    missing: tuple[FieldError, ...]
    lead: Lead

    @property
    def pill(self) -> str:
        return STAGE_PILLS[self.row.standing]

    @property
    def words(self) -> Words:
        return STAGES[self.row.standing]

    @property
    def is_draft(self) -> bool:
        return self.row.standing is rules.Stage.DRAFT

    @property
    def is_closed(self) -> bool:
        return self.row.closed_at is not None

    @property
    def missing_words(self) -> list[tuple[Words, Words]]:
        """The label of each field that a step still needs; with what is wrong, where it is more than missing."""
        fields = {each.name: each for each in FIELDS}
        return [
            (fields[name].label, "" if fields[name].required and name not in self.row.body else error.message)
            for error in self.missing
            if (name := error.field.partition(".")[0]) in fields
        ]

    @property
    def clock(self) -> Link | None:
        """The step whose time ends first."""
        return min((link for link in self.links if link.runs), key=lambda each: each.row.due_at, default=None)

    @property
    def why(self) -> Words:
        return WHY[self.proposal.why]


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step as the asked bureau sees it: the weapon, what was told besides, its own answer."""

    row: TraceStep
    link: Link
    title: str
    weapon: list[Fact]
    seizure: list[Fact]
    chain: list[dict[str, Any]]
    note: str
    language: str
    asker: str
    lead: Lead

    @property
    def may_accept(self) -> bool:
        return self.row.accepted_at is None and self.may_answer

    @property
    def may_answer(self) -> bool:
        """A question that was taken back is over for this side, though an answer that crossed it is taken."""
        return rules.may(self.row.standing, Event.ANSWER) and self.row.standing is not State.WITHDRAWN


def request_page(row: TraceRequest, actor: Actor) -> RequestPage:
    """What the seizing bureau sees now."""
    now = timezone.now()
    steps = in_order(row.steps.all())
    proposal, missing = proposal_of(row, steps), _missing(row, now)
    lead = lead_of_request(
        row.standing, [step.standing for step in steps], proposal.then, missing=bool(missing)
    )
    return RequestPage(
        row=row,
        title=headline(row.body) or row.number,
        weapon=facts_in(WEAPON, row.body),
        seizure=facts_in(SEIZURE, row.body),
        links=links_of(sorted(steps, key=lambda each: each.sent_at), actor, now),
        proposal=proposal,
        country=countries.name(proposal.country) if proposal.country else "",
        bureau=bureau_of(proposal.country) if proposal.leads_on else None,
        missing=missing,
        lead=lead,
    )


def links_of(steps: list[TraceStep], actor: Actor, now: datetime) -> list[Link]:
    """These steps with bureaus by name and how far each question came."""
    names = names_of({step.other for step in steps}, actor)
    threads = [step.thread for step in steps]
    deliveries = {row.message_id: row for row in Delivery.visible_to(actor).filter(message__in=threads)}
    return [
        Link(
            row=step,
            name=names[step.other],
            reached=deliveries.get(step.thread),
            call=on_duty(step.other, now) if step.standing in (State.OVERDUE, State.NO_ANSWER) else None,
        )
        for step in steps
    ]


def step_page(row: TraceStep, actor: Actor) -> StepPage:
    """What the asked bureau sees now."""
    now = timezone.now()
    content = question_in(row.thread, actor)
    (link,) = links_of([row], actor, now)
    return StepPage(
        row=row,
        link=link,
        title=headline(content.get("weapon", {})) or row.number,
        weapon=facts_in(WEAPON, content.get("weapon", {})),
        seizure=facts_in(SEIZURE, content.get("seizure", {})),
        chain=content.get("chain", []),
        note=content.get("note", ""),
        language=content.get("language", "en"),
        asker=link.name,
        lead=FOR_ASKED[row.standing],
    )


def question_in(thread: UUID, actor: Actor) -> dict[str, Any]:
    """What the question said; {} where its message is gone."""
    message = Message.visible_to(actor).filter(pk=thread).first()
    return message.content if message is not None else {}


def _missing(row: TraceRequest, now: datetime) -> tuple[FieldError, ...]:
    try:
        accept(row.body, today=now.date(), whole=True)
    except Invalid as refusal:
        return refusal.errors
    return ()
