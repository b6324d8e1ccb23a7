"""Public figures tell of no single case, and count nothing that is closed to anybody."""

from datetime import datetime, timedelta, timezone

import pytest
from django.test import Client
from django.utils import timezone as clock
from hypothesis import given
from hypothesis import strategies as st

from comity.notices import actions
from comity.notices.path import Ground, State
from comity.notices.public.figures import LEAST_FOR_TIMES, STEP, Case, Count, figures, made_of, rounded
from tests.rooms.notices.public_side import AMINA, CHEN
from tests.rooms.notices.stories import drafted, published, submitted

AT = datetime(2026, 3, 1, tzinfo=timezone.utc)


def case(
    state: State = State.PUBLISHED, *, hours: int = 10, ground: Ground | None = None, year: int = 2026
) -> Case:
    at = AT.replace(year=year)
    later = at + timedelta(hours=hours)
    out = state is not State.REFUSED
    return Case(1, state, ground and int(ground), at, later if out else None, None if out else later)


@given(st.integers(0, 10_000))
def test_a_count_is_never_exact_between_steps(count):
    shown = rounded(count)

    assert shown.known % STEP == 0
    assert shown.known <= count < shown.known + STEP
    assert shown.few is (0 < count < STEP)


def test_one_more_case_is_seen_only_where_a_step_is_full():
    for count in range(1, 30):
        before, after = made_of([case()] * count), made_of([case()] * (count + 1))
        assert (before != after) is ((count + 1) % STEP == 0 or count + 1 == LEAST_FOR_TIMES), count


def test_requests_grounds_and_times_are_counted_by_kind_and_year():
    refused = [case(State.REFUSED, hours=hours, ground=Ground.ARTICLE_3) for hours in range(20, 27)]
    cancelled = [case(State.CANCELLED, ground=Ground.ARTICLE_2)] * 2
    told = made_of([*[case()] * 11, *refused, *cancelled, case(year=2025)])

    this, last = told.rows
    assert (this.year, last.year) == (2026, 2025)
    assert (this.requests, this.published, this.refused) == (Count(20), Count(10), Count(5))
    assert this.median_hours == 10
    assert (last.requests, last.median_hours) == (Count(0, few=True), None)
    told_of = {str(each.ground): (each.refused, each.cancelled) for each in told.grounds}
    assert told_of == {
        "Human rights (Article 2)": (Count(0), Count(0, few=True)),
        "Political, military, religious or racial character (Article 3)": (Count(5), Count(0)),
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("legal_basis")
def test_drafts_and_what_is_closed_to_anybody_is_in_no_figure(settings):
    settings.PUBLIC_NOTICES = True
    today = clock.now().date()
    drafted()
    submitted()
    published(restriction="all-but DEU")
    row = drafted(to=("ITA",))
    actions.submit(row, seen=row.version, by=AMINA)
    empty = Client().get("/public/notices/statistics/").content.decode()
    assert figures(today).rows == ()
    assert "No request was handed in yet" in empty

    row = actions.take(submitted(), by=CHEN)
    actions.refuse(row, digest=bytes(row.digest), ground=Ground.ARTICLE_3, reason="Political.", by=CHEN)

    page = Client().get("/public/notices/statistics/").content.decode()
    assert "fewer than 5" in page
    assert "Political, military" in page
    for secret in ("Tamirov", "FRA", row.number):
        assert secret not in page
