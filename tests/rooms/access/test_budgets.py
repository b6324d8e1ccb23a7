"""Budgets: exact where small, never too low where large, and an alarm when they end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from threading import Lock
from uuid import uuid4

import pytest
from django.db import connection

from comity.access import actions
from comity.access.budgets import DEFAULTS, HolderKind, Measure, Window, slice_of, window_start
from comity.access.leases import LEASES, Leases
from comity.access.models import Alarm, BudgetLimit, BudgetSpent
from comity.access.roles import Role
from comity.journal.acts import Outcome
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, TooMany
from tests import people

NOW = datetime(2026, 5, 10, 12, 30, tzinfo=timezone.utc)
QUERY, DAY, HOUR, OFFICER = Measure.QUERY, Window.DAY, Window.HOUR, HolderKind.OFFICER


@pytest.fixture(autouse=True)
def _new_process():
    LEASES.forget()


def spent(limit_kind: HolderKind, holder, window: Window = HOUR) -> int:
    row = BudgetSpent.objects.get(kind=limit_kind, holder=holder, measure=QUERY, in_window=window)
    return row.taken


def set_limit(person, amount: int, *, window: Window = HOUR, measure: Measure = QUERY) -> None:
    BudgetLimit.objects.create(
        kind=OFFICER, holder=person.id, measure=measure, in_window=window, amount=amount, bureau="FRA"
    )


def test_windows_begin_at_the_full_hour_and_at_midnight_utc():
    there = NOW.astimezone(timezone(timedelta(hours=-11)))
    assert window_start(Window.HOUR, there) == NOW.replace(minute=0)
    assert window_start(Window.DAY, there) == NOW.replace(hour=0, minute=0)


def test_small_budgets_are_counted_one_by_one():
    assert slice_of(79, 1) == 1
    assert slice_of(400_000, 1) == 10_000
    assert slice_of(400_000, 20_000) == 20_000


def test_every_holder_has_a_default_for_every_measure():
    assert {kind: set(row) for kind, row in DEFAULTS.items()} == {kind: set(Measure) for kind in HolderKind}


@pytest.mark.django_db
def test_a_small_budget_is_exact_and_its_end_raises_one_alarm():
    amina = people.officer("amina", Role.BORDER_GUARD)
    set_limit(amina, 3)
    actor = people.actor(amina)
    for _ in range(3):
        actions.spend(actor, QUERY, 1, NOW)
    for _ in range(2):
        with pytest.raises(TooMany) as caught:
            actions.spend(actor, QUERY, 1, NOW)
    assert caught.value.code == "budget-spent"
    alarm = Alarm.objects.get()
    assert (alarm.bureau, alarm.officer, alarm.count) == ("FRA", amina.id, 2)
    assert alarm.codes == ["OFFICER", "QUERY", "HOUR"]
    acts = ActRow.objects.filter(verb="access.spend").order_by("at").values_list("outcome", flat=True)
    assert list(acts) == [Outcome.ALARM, Outcome.REFUSED]
    actions.spend(actor, QUERY, 1, NOW + timedelta(hours=1))


@pytest.mark.django_db
def test_the_day_counts_too():
    amina = people.officer("amina", Role.BORDER_GUARD)
    set_limit(amina, 2, window=DAY)
    actor = people.actor(amina)
    actions.spend(actor, QUERY, 1, NOW)
    actions.spend(actor, QUERY, 1, NOW + timedelta(hours=3))
    with pytest.raises(TooMany):
        actions.spend(actor, QUERY, 1, NOW + timedelta(hours=5))
    actions.spend(actor, QUERY, 1, NOW + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(hours=1), timedelta(days=366)])
def test_a_clock_that_was_ahead_and_is_set_back_spends_from_its_own_hour_again(ahead):
    amina = people.officer("amina", Role.BORDER_GUARD)
    set_limit(amina, 80_000)
    actor, at = people.actor(amina), NOW.replace(minute=59, second=59)
    actions.spend(actor, QUERY, 1, at + ahead)
    assert spent_in(amina, at + ahead) > 1, "the process holds a slice of that hour"

    actions.spend(actor, QUERY, 1, at)

    assert spent_in(amina, at) == spent_in(amina, at + ahead)


def spent_in(person, at: datetime) -> int:
    row = BudgetSpent.objects.get(
        kind=OFFICER, holder=person.id, measure=QUERY, in_window=HOUR, starts_at=window_start(HOUR, at)
    )
    return row.taken


@pytest.mark.django_db
def test_the_humans_of_a_connected_system_have_budgets_of_their_own():
    from comity.access.tokens import actor_for

    text, _token = people.token()
    limit = DEFAULTS[OFFICER][QUERY][0]
    actions.spend(actor_for(text, acting="4711"), QUERY, limit, NOW)
    with pytest.raises(TooMany):
        actions.spend(actor_for(text, acting="4711"), QUERY, 1, NOW)
    actions.spend(actor_for(text, acting="4712"), QUERY, 1, NOW)


@pytest.mark.django_db
def test_the_same_foreign_record_counts_once_a_day():
    amina = people.officer("amina", Role.DESK_OFFICER)
    set_limit(amina, 2, measure=Measure.FOREIGN_RECORD)
    actor, first, second = people.actor(amina), uuid4(), uuid4()
    for record in (first, first, second, first):
        actions.open_record(actor, 8, record, NOW)
    third = uuid4()
    for _ in range(2):  # a refused one is not remembered as opened
        with pytest.raises(TooMany):
            actions.open_record(actor, 8, third, NOW)


@pytest.mark.django_db
def test_alarms_are_seen_by_the_own_security_officer_and_the_centre_alone():
    amina = people.officer("amina", Role.BORDER_GUARD)
    set_limit(amina, 0)
    with pytest.raises(TooMany):
        actions.spend(people.actor(amina), QUERY, 1, NOW)
    from comity.bureaus.rules import BureauKind

    people.bureau("CEN", BureauKind.CENTRE)
    sees = people.acting("sara", Role.SECURITY_OFFICER)
    centre = people.acting("chen", Role.SECURITY_OFFICER, code="CEN")
    commission = people.acting("cora", Role.COMMISSION, code="CEN")
    other = people.acting("bruno", Role.SECURITY_OFFICER, code="ITA")
    guard = people.actor(amina)
    assert [Alarm.visible_to(who).count() for who in (sees, centre, commission)] == [1, 1, 1]
    assert [Alarm.visible_to(who).count() for who in (other, guard)] == [0, 0]

    alarm = Alarm.objects.get()
    with pytest.raises(NotFound):
        actions.close_alarm(alarm, note="none of mine", by=other)
    closed = actions.close_alarm(alarm, note="a course at the border", by=sees)
    assert closed.closed_by == sees.officer


@pytest.mark.django_db
def test_a_budget_is_set_by_the_security_officer_within_reach():
    amina = people.officer("amina", Role.BORDER_GUARD)
    sara = people.acting("sara", Role.SECURITY_OFFICER)
    how = {"measure": QUERY, "window": HOUR}
    actions.set_budget(OFFICER, amina.id, **how, amount=1, by=sara)
    actions.spend(people.actor(amina), QUERY, 1, NOW)
    with pytest.raises(TooMany):
        actions.spend(people.actor(amina), QUERY, 1, NOW)
    actions.set_budget(OFFICER, amina.id, **how, amount=None, by=sara)
    actions.spend(people.actor(amina), QUERY, 1, NOW)

    with pytest.raises(Invalid):
        actions.set_budget(OFFICER, amina.id, **how, amount=-1, by=sara)
    with pytest.raises(NotFound):
        actions.set_budget(
            OFFICER, amina.id, **how, amount=1, by=people.acting("bruno", Role.SECURITY_OFFICER, code="ITA")
        )
    with pytest.raises(NotAllowed):
        actions.set_budget(OFFICER, amina.id, **how, amount=1, by=people.actor(amina))


@pytest.mark.django_db(transaction=True)
def test_large_budgets_are_leased_in_slices_and_never_exceeded():
    amina = people.officer("amina", Role.BORDER_GUARD)
    set_limit(amina, 2_000)
    actor = people.actor(amina)
    actions.spend(actor, QUERY, 1, NOW)
    assert spent(OFFICER, amina.id) == 50  # one slice, 49 of it still here
    with_slices = Leases()  # a second process
    allowed, lock = [1], Lock()

    def ask(process: Leases) -> None:
        try:
            for _ in range(600):
                if process.spend(actor, QUERY, 1, NOW) is None:
                    with lock:
                        allowed[0] += 1
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, [LEASES, LEASES, with_slices, with_slices]))
    assert 2_000 - 2 * 50 <= allowed[0] <= 2_000
    assert spent(OFFICER, amina.id) <= 2_000
