"""Clocks of notices: the day before and the day after, found again from the data, and harmless when they run twice."""

import datetime
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.kit.errors import Invalid, Refused
from comity.messages.models import Message
from comity.notices import actions, telling
from comity.notices.actions import clocks
from comity.notices.databases import NoticeDocument, NoticeRecord
from comity.notices.models import Notice, Received
from comity.notices.path import Ground, State
from comity.records.ending.expire import expire_due as records_expire
from comity.records.models import SearchKey
from comity.records.rules import years_after
from tests.actors import AnyActor
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, published, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]


def at(day: datetime.date, hour: int = 12) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour), datetime.timezone.utc)


def test_a_step_that_is_late_is_marked_and_decides_nothing():
    row = submitted()
    assert actions.lapse_due(row.due_at - timedelta(seconds=1)) == 0
    assert actions.lapse_due(row.due_at) == 1
    assert actions.lapse_due(row.due_at + timedelta(days=9)) == 0
    row.refresh_from_db()
    assert (row.overdue, row.standing) == (True, State.SUBMITTED)
    assert actions.take(row, by=CHEN).overdue is False  # the next step has a clock of its own


def test_it_lives_to_its_last_day_and_not_a_day_longer():
    row = published()
    assert row.expires_on == years_after(timezone.now().date(), 5)
    assert actions.expire_due(at(row.expires_on, 23)) == 0
    after = at(row.expires_on + timedelta(days=1), 0)
    assert actions.expire_due(after) == 1
    assert actions.expire_due(after) == 0
    row.refresh_from_db()
    assert row.standing is State.EXPIRED
    assert not SearchKey.objects.exists()
    assert all(each.waits for each in Received.objects.all())


def test_it_ends_also_where_its_entries_were_deleted_first():
    row = published()
    after = at(row.expires_on + timedelta(days=1))
    assert records_expire(now=after, by=AnyActor(bureau="FRA")) == 2
    assert not NoticeRecord.objects.exists()
    assert actions.expire_due(after) == 1
    row.refresh_from_db()
    assert row.standing is State.EXPIRED


def test_its_bureau_is_asked_once_six_months_before():
    row = published()
    first = row.expires_on - timedelta(days=183)
    assert actions.warn_due(at(first - timedelta(days=1))) == 0
    assert actions.warn_due(at(first)) == 1
    assert actions.warn_due(at(first + timedelta(days=30))) == 0
    told = Message.objects.filter(kind=telling.DECIDED).latest("id")
    assert told.content["what"] == "ends-soon"
    assert [each.bureau for each in told.deliveries.all()] == ["FRA"]


def test_it_is_extended_late_in_its_life_with_a_reason(monkeypatch):
    row = published()
    year = years_after(row.expires_on, 1)
    with pytest.raises(Refused, match="not sooner"):
        actions.extend(row, until=year, reason="Still at large.", seen=row.version, by=AMINA)
    later = at(row.expires_on - timedelta(days=100))
    monkeypatch.setattr("comity.notices.actions.watching.timezone.now", lambda: later)
    with pytest.raises(Invalid, match="Write the reason"):
        actions.extend(row, until=year, reason=" ", seen=row.version, by=AMINA)
    with pytest.raises(Invalid, match="at most"):
        actions.extend(row, until=years_after(year, 9), reason="x", seen=row.version, by=AMINA)
    row = actions.extend(row, until=year, reason="Still at large.", seen=row.version, by=AMINA)
    assert row.expires_on == year
    assert {each.kept_until for each in NoticeRecord.objects.all()} == {year}
    assert set(SearchKey.objects.values_list("until", flat=True)) == {year}


def test_a_bureau_is_reminded_at_24_hours_and_weekly_until_it_says_so():
    """Source: practice 18 (binding)."""
    actions.cancel(published(), ground=Ground.ORDERED, reason="Ordered.", by=CHEN)
    recalled = Received.objects.first().recalled_at
    assert actions.remind_due(recalled + timedelta(hours=23)) == 0
    assert actions.remind_due(recalled + timedelta(hours=24)) == 2
    assert actions.remind_due(recalled + timedelta(hours=24)) == 0
    actions.acknowledge(Received.objects.get(bureau="ITA"), removed_on=recalled.date(), by=BRUNO)
    assert actions.remind_due(recalled + timedelta(days=8, hours=1)) == 1
    reminders = Message.objects.filter(kind=telling.REMINDER)
    assert sorted(each.deliveries.get().bureau for each in reminders) == ["DEU", "DEU", "ITA"]


def test_a_file_goes_with_every_word_about_it_and_takes_no_living_one_along():
    row, other = published(), published(names=[{"text": "Olga Another"}], documents=None)
    row = actions.withdraw(row, reason="Found in Metz.", by=AMINA)
    assert actions.end_due(at(row.kept_until)) == 0
    assert actions.end_due(at(row.kept_until + timedelta(days=1))) == 1
    assert [each.pk for each in Notice.objects.all()] == [other.pk]
    assert not Message.objects.filter(about=f"notice:{row.pk}").exclude(body="").exists()


def test_one_that_fails_does_not_hold_up_the_others(monkeypatch):
    rows = [published(), published(names=[{"text": "Olga Another"}], documents=None)]
    work = clocks.take_back

    def breaks(act, row, now):
        if row.pk == rows[0].pk:
            raise Refused("broken", code="broken")
        work(act, row, now)

    monkeypatch.setattr(clocks, "take_back", breaks)
    assert actions.expire_due(at(rows[0].expires_on + timedelta(days=1))) == 1
    rows[0].refresh_from_db()
    assert rows[0].standing is State.PUBLISHED  # its transaction is undone, and the next run tries again
    monkeypatch.undo()
    assert actions.expire_due(at(rows[0].expires_on + timedelta(days=1))) == 1
    assert NoticeDocument.objects.filter(status=7).count() == 1
