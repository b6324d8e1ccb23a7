"""Bureaus and reviewers act as they please, stale and refused steps included: nothing unreviewed is ever visible, and
nothing that was recalled is ever found.
"""

import datetime
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from comity.kit.errors import ComityError, Invalid, NotFound, Refused
from comity.notices import actions
from comity.notices.databases import NoticeDocument, NoticeRecord
from comity.notices.finding import Answer, Report
from comity.notices.models import Deed, Notice, Received
from comity.notices.path import ENDED, Ground, State, Verb
from comity.records.models import SearchKey
from tests.actors import AnyActor
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, DORA, EDO, example

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
# Two of the centre, one of the owner's own bureau, one of a third bureau, and Amina's second hat.
HATS = AnyActor("FRA", officer=AMINA.officer, function="reviewer")
REVIEWERS = (CHEN, EDO, AnyActor("FRA", officer=uuid4()), AnyActor("DEU", officer=uuid4()), HATS)
reviewer = st.sampled_from([CHEN, EDO, CHEN, EDO, *REVIEWERS])
number = st.sampled_from([0, 0, 1, 1, 2, 5])
MOST = 2  # that live at once: more and none of them comes far
ways = st.sampled_from(
    [
        ("red", None, {}),
        ("red", (), {}),
        ("red", ("ITA",), {}),
        ("red", None, {"titles": "Former minister"}),  # two must look
        ("red", None, {"restriction": "all-but ITA"}),
        ("yellow", None, {"custody_dispute": True}),
        ("green", None, {}),
    ]
)


REACHED: set[State] = set()
REFUSED: list[str] = []


class Notices(RuleBasedStateMachine):
    """Each example runs in a transaction of its own, which is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.read: dict[UUID, bytes] = {}  # what a reviewer last read of each

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.inside.__exit__(None, None, None)

    def some(self, number: int) -> Notice | None:
        rows = list(Notice.objects.order_by("id"))
        rows.sort(key=lambda row: row.has_ended)  # what lives first, and what has ended is tried too
        return rows[number % len(rows)] if rows else None

    def attempt(self, number: int, verb: Callable[..., object], *words: object, **more: object) -> None:
        row = self.some(number)
        if row is not None:
            try:
                verb(row, *words, **more)
            except (Refused, NotFound, Invalid):
                REFUSED.append(verb.__name__)

    @initialize(first=ways, second=ways, ahead=st.booleans())
    def two_are_waiting(self, first, second, ahead) -> None:
        """ahead: or one is approved already, so that half of all walks have time for what comes after."""
        for way in (first, second):
            self.somebody_drafts(way)
        for place in (0, 1):
            self.its_bureau_submits_it(place)
        if ahead:
            self.two_reviewers_agree(0)

    @rule(way=ways)
    def somebody_drafts(self, way) -> None:
        kind, to, more = way
        if Notice.objects.exclude(state__in=[int(each) for each in ENDED]).count() >= MOST:
            return
        diffusion = {} if to is None else {"diffusion": True, "addressees": to}
        actions.draft(kind, example(kind, **more), by=AMINA, **diffusion)

    @rule(number=number, words=st.sampled_from(["Lyon", "Nantes", "Metz"]))
    def its_bureau_changes_it(self, number, words) -> None:
        row = self.some(number)
        if row is not None:
            self.attempt(
                number, actions.change, {**row.body, "description": words}, seen=row.version, by=AMINA
            )

    @rule(number=number, words=st.sampled_from(["A scar", "A limp"]), agreed=st.sampled_from([0, 1, 2]))
    def its_bureau_corrects_it(self, number, words, agreed) -> None:
        row = self.some(number)
        if row is None:
            return
        try:
            made = actions.correct(row, by=AMINA)
            made = actions.change(made, {**row.body, "description": words}, seen=made.version, by=AMINA)
            made = actions.take(actions.submit(made, seen=made.version, by=AMINA), by=CHEN)
            for by in (CHEN, EDO)[:agreed]:
                actions.approve(made, "Ordinary crime.", digest=bytes(made.digest), by=by)
        except (Refused, NotFound, Invalid):
            REFUSED.append("correct")

    @rule(number=number)
    def its_bureau_submits_it(self, number) -> None:
        row = self.some(number)
        if row is not None:
            self.attempt(number, actions.submit, seen=row.version, by=AMINA)

    @rule(number=number)
    def its_bureau_answers(self, number) -> None:
        self.attempt(number, actions.answer, "As far as we know.", by=AMINA)

    @rule(number=number)
    def its_bureau_withdraws_it(self, number) -> None:
        self.attempt(number, actions.withdraw, reason="No longer needed.", by=AMINA)

    @rule(number=number, by=reviewer)
    def a_reviewer_takes_and_reads_it(self, number, by) -> None:
        self.attempt(number, actions.take, by=by)
        row = self.some(number)
        if row is not None:
            self.read[row.pk] = bytes(row.digest)

    @rule(number=number, by=reviewer)
    def a_reviewer_asks_for_more(self, number, by) -> None:
        self.attempt(number, actions.ask_more, "Where was it?", by=by)

    @rule(number=number, by=reviewer, again=st.booleans())
    def a_reviewer_approves_what_was_read(self, number, by, again) -> None:
        if again:
            self.a_reviewer_takes_and_reads_it(number, by)
        row = self.some(number)
        if row is not None:
            digest = self.read.get(row.pk, b"never read")
            self.attempt(number, actions.approve, "Ordinary crime.", digest=digest, by=by)

    @rule(number=number)
    def two_reviewers_agree(self, number) -> None:
        for by in (CHEN, EDO):
            self.a_reviewer_approves_what_was_read(number, by, again=True)

    @rule(number=number, by=reviewer)
    def a_reviewer_refuses(self, number, by) -> None:
        row = self.some(number)
        if row is not None:
            self.attempt(
                number, actions.refuse, "No.", ground=Ground.ARTICLE_3, digest=bytes(row.digest), by=by
            )

    @rule(number=number, by=reviewer)
    def a_reviewer_suspends_it(self, number, by) -> None:
        self.attempt(number, actions.suspend, reason="New facts.", by=by)

    @rule(number=number, by=reviewer)
    def a_reviewer_lets_it_out_again(self, number, by) -> None:
        self.attempt(number, actions.resume, reason="They were none.", by=by)

    @rule(number=number, by=reviewer)
    def a_reviewer_cancels(self, number, by) -> None:
        self.attempt(number, actions.cancel, ground=Ground.ORDERED, reason="Ordered.", by=by)

    @rule(
        number=number,
        by=st.sampled_from([BRUNO, DORA, AMINA]),
        said=st.sampled_from([None, None, None, 0, *Answer]),
    )
    def a_bureau_protects_or_finds_the_subject(self, number, by, said) -> None:
        if said == 0:  # seldom: it ends him for all of the owner's requests
            self.attempt(number, actions.confirm_protection, by=by)
        elif said is not None:
            report = Report(said, asked=True, child_protection="Youth office")
            self.attempt(number, actions.report_found, report, by=by)

    @rule(years=st.sampled_from([0, 6]))
    def time_passes(self, years) -> None:
        actions.expire_due(timezone.now() + datetime.timedelta(days=366 * years))

    @rule(by=st.sampled_from([BRUNO, DORA]))
    def a_bureau_acknowledges(self, by) -> None:
        for row in Received.objects.filter(bureau=by.bureau)[:1]:
            with pytest.raises(ComityError) if row.recalled_at is None else nullcontext():
                actions.acknowledge(row, removed_on=timezone.now().date(), by=by)

    @invariant()
    def nothing_is_visible_that_was_not_reviewed(self) -> None:
        for row in Notice.visible_to(BRUNO):
            assert row.standing is State.PUBLISHED
            needed = 2 if row.body.get("titles") or row.body.get("custody_dispute") else 1
            file = Deed.objects.filter(Q(notice=row) | Q(notice__corrects=row))
            approvals = file.filter(verb=Verb.APPROVE.value, digest=row.digest)
            people = set(approvals.values_list("officer", "bureau"))
            assert len(people) >= needed
            assert not any(bureau == "FRA" or officer == AMINA.officer for officer, bureau in people)
            assert "ITA" not in str(row.body.get("restriction", ""))
            assert not row.addressees or "ITA" in row.addressees

    @invariant()
    def nobody_is_out_whom_a_bureau_protects(self) -> None:
        for row in Notice.objects.filter(state=int(State.PUBLISHED)):
            assert not row.protections.exists()

    @invariant()
    def only_what_is_published_is_found(self) -> None:
        rows = list(Notice.objects.all())
        out = {row.record for row in rows if row.standing is State.PUBLISHED}
        numbers = [row.number for row in rows if row.standing is State.PUBLISHED]
        out |= set(NoticeDocument.objects.filter(notice__in=numbers).values_list("pk", flat=True))
        found = SearchKey.objects.exclude(visible=["+"])  # an empty list: its owner alone
        assert set(found.values_list("record", flat=True)) <= out
        ended = [row.record for row in rows if row.standing in ENDED and row.record]
        assert not SearchKey.objects.filter(record__in=ended).exists()
        assert {row.record for row in rows if row.standing is State.PUBLISHED} <= set(
            NoticeRecord.objects.filter(status=2).values_list("pk", flat=True)
        )

    @invariant()
    def what_was_reached_is_noted(self) -> None:
        REACHED.update(row.standing for row in Notice.objects.all())

    @invariant()
    def whoever_received_it_is_asked_to_take_it_out(self) -> None:
        for row in Received.objects.select_related("notice"):
            assert (row.recalled_at is None) == (row.notice.standing is State.PUBLISHED)


def test_no_way_publishes_without_review_and_none_finds_what_was_recalled():
    steps = settings(
        max_examples=60,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    run_state_machine_as_test(Notices, settings=steps)
    least = {
        State.IN_REVIEW,
        State.PUBLISHED,
        State.SUSPENDED,
        State.EXPIRED,
        State.WITHDRAWN,
        State.CANCELLED,
        State.TAKEN_IN,
    }
    assert least <= REACHED, "the walk must come that far, or it shows nothing"
    assert len(REFUSED) > 40


def test_two_reviewers_at_once_publish_once():
    """The second of two who decide in the same moment meets what the first made of it."""
    row = actions.draft("red", example("red"), by=AMINA)
    row = actions.take(actions.submit(row, seen=row.version, by=AMINA), by=CHEN)
    actions.approve(row, "Ordinary crime.", digest=bytes(row.digest), by=CHEN)
    with pytest.raises(ComityError) as refusal:
        actions.approve(row, "Ordinary crime.", digest=bytes(row.digest), by=replace(EDO))
    assert refusal.value.status == 409
    assert NoticeRecord.objects.count() == 1
