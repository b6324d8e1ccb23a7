"""A pistol is asked after: what leaves the bureau, who sees it, what comes back, what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.bureaus.models import Bureau
from comity.journal.acts import Outcome
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from comity.messages.models import Message
from comity.tracing import actions
from comity.tracing.actions.asking import Ask
from comity.tracing.answers import Answer, Said
from comity.tracing.models import HolderKey, TraceRequest, TraceStep
from comity.tracing.pages import request_page, step_page
from comity.tracing.proposing import Then, Why
from comity.tracing.rules import HOLDER_KEPT, LEAST_DAYS, Stage, State
from comity.tracing.statistics import statistics
from comity.tracing.waiting import asked_of_us, our_turn, requests
from tests.actors import AMINA, BRUNO, CHEN, without
from tests.rooms.tracing.traces import (
    DIETER,
    EXPORTED,
    SEIZED,
    TO_GERMANY,
    TO_ITALY,
    answered,
    due,
    ours,
    seized,
    sent,
    theirs,
)

pytestmark = pytest.mark.django_db
NAME = "Otto Invented"
SOLD = Answer(said=Said.SOLD_TO, dealer="Waffen Invented", holder=NAME, document="R-9", date="2018")


def stage(step: TraceStep) -> Stage:
    return TraceRequest.objects.get(pk=ours(step).request_id).standing


def test_a_trace_goes_through_three_countries():
    step = sent()
    request = step.request
    assert stage(step) is Stage.SENT

    actions.accept(theirs(step), by=BRUNO, reference="ROMA-4")
    assert (ours(step).standing, ours(step).reference) == (State.ACCEPTED, "ROMA-4")
    assert stage(step) is Stage.IN_PROGRESS

    answered(step)
    page = request_page(TraceRequest.objects.get(pk=request.pk), AMINA)
    assert stage(step) is Stage.PART_ANSWERED
    assert (page.proposal.then, page.proposal.country, page.bureau.code) == (Then.ASK, "DEU", "DEU")

    second = sent(TO_GERMANY, request)
    assert stage(step) is Stage.PART_ANSWERED
    answered(second, SOLD, by=DIETER)
    assert stage(step) is Stage.ANSWERED

    actions.close(request, "Named by Germany.", by=AMINA)
    assert stage(step) is Stage.CLOSED
    assert not our_turn(AMINA).exists()


def test_a_draft_may_have_gaps_but_nothing_is_sent_with_them():
    draft = actions.draft({"make": "Brandelius"}, by=AMINA)

    with pytest.raises(Invalid) as refusal:
        sent(request=draft)

    assert {error.field for error in refusal.value.errors} >= {"kind", "calibre", "seized_on", "seized_in"}
    assert not Message.objects.exists()
    assert draft.standing is Stage.DRAFT


def test_a_draft_is_still_checked_field_by_field():
    for wrong in (
        {"serial": "UNKNOWN"},
        {"country_of_make": "QQQ"},
        {"seized_on": "2999-01-01"},
        {"lost": 1},
    ):
        with pytest.raises(Invalid) as refusal:
            actions.draft(wrong, by=AMINA)
        assert refusal.value.errors[0].field in wrong


def test_a_weapon_without_a_serial_needs_the_word_that_it_was_removed():
    body = {name: value for name, value in SEIZED.items() if name != "serial"}
    with pytest.raises(Invalid, match="serial"):
        sent(request=actions.draft(body, by=AMINA))
    assert sent(request=actions.draft({**body, "obliterated": "yes"}, by=AMINA))


def test_the_asked_bureau_sees_the_weapon_its_own_step_and_what_was_chosen():
    step = sent(replace(TO_ITALY, tell_seizure=False))
    page = step_page(theirs(step), BRUNO)
    assert "TX0091842" in page.title
    assert page.seizure == []
    assert page.chain == []
    assert "Under the floor." not in Message.objects.get(pk=step.thread).body

    answered(step)
    second = sent(TO_GERMANY, step.request)
    assert step_page(theirs(second), DIETER).chain == []
    assert {fact.name for fact in step_page(theirs(second), DIETER).seizure} >= {"circumstances", "account"}
    assert "F-1" not in Message.objects.get(pk=second.thread).body


def test_the_chain_is_told_only_by_choice_and_never_who_bought_it():
    step = answered(sent(), replace(SOLD, country="DEU"))
    second = sent(replace(TO_GERMANY, tell_chain=True), step.request)
    (link,) = step_page(theirs(second), DIETER).chain
    assert link == {"country": "ITA", "said": "sold-to", "led_to": "DEU", "date": "2018"}
    assert "Waffen" not in Message.objects.get(pk=second.thread).body


def test_other_bureaus_see_neither_request_nor_step():
    step = sent()
    for other in (BRUNO, DIETER, CHEN):
        assert not TraceRequest.visible_to(other).exists()
    for other in (DIETER, CHEN):
        assert not TraceStep.visible_to(other).exists()
        with pytest.raises(NotFound):
            actions.answer(theirs(step), EXPORTED, by=other)
    with pytest.raises(NotFound):
        actions.answer(ours(step), EXPORTED, by=AMINA)  # nobody answers oneself
    with pytest.raises(NotFound):
        actions.withdraw_step(theirs(step), by=BRUNO)
    with pytest.raises(NotFound):
        actions.close(step.request, "", by=BRUNO)


def test_a_bureau_is_asked_once_at_a_time_and_again_after_its_answer():
    step = sent()
    with pytest.raises(Refused) as refusal:
        sent(TO_ITALY, step.request)
    assert refusal.value.code == "already-asked"
    answered(step)
    assert sent(TO_ITALY, step.request)


def test_a_step_is_answered_once():
    step = sent()
    answered(step)
    with pytest.raises(Refused) as refusal:
        actions.answer(theirs(step), EXPORTED, by=BRUNO)
    assert refusal.value.code == "already-answered"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Answer(said=Said.EXPORTED_TO), "country"),
        (Answer(said=Said.EXPORTED_TO, country="QQQ"), "country"),
        (Answer(said=Said.SOLD_TO), "dealer"),
        (Answer(said=Said.REFUSED), "text"),
        (Answer(said=Said.NOT_FOUND, holder=NAME), "holder"),
        (Answer(said=Said.NOT_FOUND, country="DEU"), "country"),
        (Answer(said=Said.EXPORTED_TO, country="DEU", dealer="A firm"), "dealer"),
        (Answer(said=Said.EXPORTED_TO, country="DEU", date="in spring"), "date"),
    ],
)
def test_an_answer_that_does_not_fit_changes_nothing(told: Answer, field: str):
    step = sent()
    with pytest.raises(Invalid) as refusal:
        actions.answer(theirs(step), told, by=BRUNO)
    assert field in {error.field for error in refusal.value.errors}
    assert theirs(step).standing is State.SENT
    assert ours(step).said is None
    assert not HolderKey.objects.exists()


def test_a_step_taken_back_tells_the_other_side_and_a_crossing_answer_is_still_taken():
    step = sent()
    actions.withdraw_step(step, by=AMINA)
    assert (ours(step).standing, theirs(step).standing) == (State.WITHDRAWN, State.WITHDRAWN)
    assert not step_page(theirs(step), BRUNO).may_answer
    answered(step)
    assert stage(step) is Stage.PART_ANSWERED


def test_closing_takes_back_what_runs_and_a_late_answer_opens_it_again():
    step = sent()
    actions.close(step.request, "No longer needed.", by=AMINA)
    assert (stage(step), theirs(step).standing) == (Stage.CLOSED, State.WITHDRAWN)
    for refused in (
        lambda: actions.close(step.request, "", by=AMINA),
        lambda: sent(TO_GERMANY, step.request),
        lambda: actions.change(step.request, SEIZED, seen=1, by=AMINA),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert refusal.value.code == "closed"
    answered(step)
    assert stage(step) is Stage.PART_ANSWERED


def test_only_a_draft_is_dropped_and_only_what_was_sent_is_closed():
    draft = seized()
    with pytest.raises(Refused):
        actions.close(draft, "", by=AMINA)
    actions.drop(draft, by=AMINA)
    step = sent()
    with pytest.raises(Refused):
        actions.drop(step.request, by=AMINA)
    assert TraceRequest.objects.count() == 1


def test_a_change_names_the_version_it_saw_and_leaves_what_was_sent_alone():
    step = sent()
    changed = actions.change(step.request, {**SEIZED, "model": "P10"}, seen=1, by=AMINA)
    assert changed.version == 2
    with pytest.raises(Stale):
        actions.change(step.request, SEIZED, seen=1, by=AMINA)
    assert "P9" in Message.objects.get(pk=step.thread).body
    with pytest.raises(Invalid):  # a bureau was asked about it: it may not lose what a step needs
        actions.change(step.request, {"make": "Brandelius"}, seen=2, by=AMINA)


def test_import_marks_found_later_lead_on():
    request = actions.draft({**SEIZED, "country_of_import": ""}, by=AMINA)
    step = answered(sent(request=request), Answer(said=Said.NOT_FOUND))
    assert stage(step) is Stage.ANSWERED
    actions.change(request, SEIZED, seen=1, by=AMINA)
    assert stage(step) is Stage.PART_ANSWERED


def test_unknown_bureaus_and_wrong_days_are_refused_beside_their_field():
    for ask, field in ((Ask(bureau="XYZ"), "bureau"), (replace(TO_ITALY, days=LEAST_DAYS - 1), "days")):
        with pytest.raises(Invalid) as refusal:
            sent(ask)
        assert refusal.value.errors[0].field == field
    with pytest.raises(Refused):
        sent(Ask(bureau="FRA"))


def test_the_days_are_the_node_s_unless_said(settings):
    settings.TRACE_DAYS = 10
    step = sent()
    assert step.due_at - step.sent_at == timedelta(days=10)
    other = sent(replace(TO_GERMANY, days=45), step.request)
    assert other.due_at - other.sent_at == timedelta(days=45)


def test_what_a_room_above_knows_against_it_is_asked_first(monkeypatch):
    monkeypatch.setattr("comity.tracing.bars.BARS", [lambda _request, code: "No." if code == "ITA" else ""])
    with pytest.raises(Refused) as refusal:
        sent()
    assert refusal.value.code == "not-to-be-told"
    assert sent(TO_GERMANY)


def test_a_pre_moderated_bureau_asks_without_words_of_its_own():
    quiet = without(AMINA, "messages.send")
    with pytest.raises(Invalid) as refusal:
        sent(replace(TO_ITALY, note="Please hurry."), by=quiet)
    assert {error.field for error in refusal.value.errors} == {"note", "tell_seizure"}
    assert sent(replace(TO_ITALY, tell_seizure=False), by=quiet)


def test_a_holder_s_name_is_sealed_and_only_the_seizing_bureau_opens_it():
    step = answered(sent(), SOLD)
    for message in Message.objects.all():
        assert NAME not in message.body
    assert NAME.encode() not in bytes(step.holder_words)
    assert theirs(step).holder_words in (b"", memoryview(b""))
    assert actions.open_holder(step, by=AMINA) == NAME
    with pytest.raises(NotFound):
        actions.open_holder(theirs(step), by=BRUNO)
    assert ActRow.objects.filter(verb="tracing.open_holder", about=f"tracestep:{step.pk}").exists()


def test_a_holder_s_name_goes_on_its_day_wherever_its_words_lie():
    step = answered(sent(), SOLD)
    end = HolderKey.objects.get().ends_at
    assert end - step.answered_at == pytest.approx(HOLDER_KEPT, abs=timedelta(seconds=5))

    assert actions.end_due(end - timedelta(seconds=1)) == 0
    assert actions.open_holder(step, by=AMINA) == NAME
    assert actions.end_due(end) == 1
    assert not HolderKey.objects.exists()
    assert bytes(ours(step).holder_words) == b""
    with pytest.raises(NotFound):
        actions.open_holder(step, by=AMINA)
    assert request_page(ours(step).request, AMINA).links[0].holder_gone


def test_requests_and_steps_go_after_their_last_day():
    step = sent()
    last = step.kept_until
    noon = due(step).replace(year=last.year, month=last.month, day=last.day)
    assert actions.end_due(noon) == 0
    assert (
        actions.end_due(noon + timedelta(days=1)) == 2
    )  # the request with its step, and the asked bureau's copy
    assert not TraceRequest.objects.exists()
    assert not TraceStep.objects.exists()
    assert not [message for message in Message.objects.all() if "Brandelius" in message.body]


def test_figures_count_one_s_own_alone():
    step = answered(sent())
    sent(TO_GERMANY, step.request)
    ours_now, italy, germany = (statistics(who) for who in (AMINA, BRUNO, DIETER))
    assert {slot[0]: slot[2] for slot in ours_now.stages}[Stage.PART_ANSWERED] == ours_now.requests == 1
    assert (ours_now.sent.steps, ours_now.sent.answered, ours_now.sent.open) == (2, 1, 1)
    assert ours_now.sent.days == 0.0
    assert (italy.requests, italy.sent.steps, italy.received.steps) == (0, 0, 1)
    assert {said: count for said, _words, count in italy.received.said}[Said.EXPORTED_TO] == 1
    assert (germany.received.steps, germany.received.answered, germany.received.days) == (1, 0, None)


def test_what_waits_for_whom():
    step = sent()
    assert [row.pk for row in asked_of_us(BRUNO)] == [theirs(step).pk]
    assert not asked_of_us(AMINA).exists()
    assert not our_turn(AMINA).exists()
    answered(step)
    assert not asked_of_us(BRUNO).exists()
    assert list(our_turn(AMINA)) == [step.request]
    assert requests(AMINA).get().due_at is None


def test_a_bureau_without_a_country_stands_for_itself():
    step = sent(Ask(bureau="CEN", why=Why.OTHER))
    assert (step.country, theirs(step).bureau) == ("CEN", "CEN")
    assert Bureau.objects.get(pk="CEN").country == ""


def test_who_may_not_is_refused_and_that_is_an_act():
    with pytest.raises(NotAllowed):
        actions.draft(SEIZED, by=without(AMINA, "tracing.draft"))
    assert ActRow.objects.get(verb="tracing.draft").outcome == int(Outcome.REFUSED)
