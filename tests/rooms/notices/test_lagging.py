"""A connected system hears of recalls first in its feed, and is given no notices while it has not applied them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from comity.access.models import Token
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed
from comity.notices import actions
from comity.notices.actions.papers import print_paper
from comity.notices.lagging import refuse_lagging
from comity.notices.models import Notice, Received
from comity.records.feed.following import confirm_changes, follow_changes
from comity.records.feed.placing import end_changes
from comity.records.models import ChangeFeed, RecordChange
from tests import people
from tests.actors import AnyActor
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, published, taken_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
DAY = timedelta(hours=24)


@pytest.fixture
def system() -> AnyActor:
    """A connected system of Italy, made two days ago."""
    _text, token = people.token(people.unit("ITA"))
    Token.objects.filter(pk=token).update(created_at=timezone.now() - 2 * DAY)
    return replace(BRUNO, token=token, officer=None, function="connected system")


def read(system: AnyActor, since: str = "", **more: Any) -> Any:
    return follow_changes(since, by=replace(system, epoch=epoch.current()), **more)


def recalled(row: Notice, *, ago: timedelta = DAY + timedelta(minutes=1)) -> None:
    """Withdrawn, so long ago."""
    actions.withdraw(row, reason="Lifted.", by=AMINA)
    Received.objects.filter(notice=row).update(recalled_at=timezone.now() - ago)


def refused(system: AnyActor) -> bool:
    try:
        refuse_lagging(system)
    except NotAllowed as refusal:
        return refusal.code == "recalls-not-applied" and "POST /api/v1/changes/applied" in str(refusal.opens)
    return False


def test_what_was_sent_and_is_recalled_is_gone_in_the_feed_without_any_hit(system):
    since = read(system).cursor
    row = published()
    actions.withdraw(row, reason="Lifted.", by=AMINA)
    told = [(each.kind, each.record) for each in read(system, since).changes]
    assert told == [("gone", row.record)]


def test_a_correction_is_told_as_a_new_version(system):
    row = published()
    since = read(system).cursor
    taken_in(row, names=[{"text": "Ruslan Tamirow", "quality": "primary"}])
    assert [(each.kind, each.version) for each in read(system, since).changes] == [("changed", 2)]


def test_to_whom_it_was_closed_nothing_is_told(system):
    since = read(system).cursor
    row = published(restriction="all-but ITA")
    actions.withdraw(row, reason="Lifted.", by=AMINA)
    assert read(system, since).changes == []


def test_recalls_stand_in_front_of_a_long_feed(system):
    rows = [published() for _ in range(3)]
    since = read(system).cursor
    for row in rows[1:]:
        taken_in(row, names=[{"text": "Ruslan Tamirow", "quality": "primary"}])
    actions.withdraw(rows[0], reason="Lifted.", by=AMINA)
    page = read(system, since, limit=1)
    assert page.more
    assert [(each.kind, each.record) for each in page.first] == [("gone", rows[0].record)]
    last = read(system, since)
    assert not last.more
    assert last.first == []  # nothing comes later
    assert ("gone", rows[0].record) in [(each.kind, each.record) for each in last.changes]


def test_it_is_refused_when_a_recall_is_a_day_old_and_not_applied_and_not_before(system):
    row, stands = published(), published()
    recalled(row, ago=DAY - timedelta(minutes=1))
    assert not refused(system)
    assert actions.view(stands, by=system)

    Received.objects.update(recalled_at=timezone.now() - DAY - timedelta(minutes=1))
    Received.objects.filter(notice=stands).update(recalled_at=None)
    assert refused(system)
    for verb in (
        lambda: actions.view(stands, by=system),
        lambda: actions.export(stands, "json", by=system),
        lambda: print_paper(stands, "en", check_url="https://node.example/", by=system),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert ActRow.objects.filter(verb="notices.view", reason="recalls-not-applied").exists()


def test_to_read_is_not_to_apply_and_to_confirm_opens_again(system):
    since = read(system).cursor
    recalled(published())
    page = read(system, since)
    assert refused(system)
    confirm_changes(since, by=system)  # where it stood before
    assert refused(system)
    confirm_changes(page.cursor, by=system)
    assert not refused(system)


def test_what_is_recalled_after_it_confirmed_counts_anew(system):
    first, second = published(), published()
    recalled(first)
    confirm_changes(read(system).cursor, by=system)
    assert not refused(system)
    recalled(second)
    assert refused(system)


def test_what_was_recalled_before_the_token_was_made_it_never_had(system):
    recalled(published(), ago=3 * DAY)
    assert not refused(system)


def test_a_recall_of_what_it_was_never_sent_holds_nobody_up(system):
    recalled(published(restriction="all-but ITA"))
    assert not refused(system)


def test_a_restored_node_and_an_old_place_must_be_begun_anew(system):
    recalled(published())
    confirm_changes(read(system).cursor, by=system)
    ChangeFeed.objects.update(era="01890000-0000-7000-8000-000000000000")
    assert refused(system)


def test_a_recall_does_not_lapse_with_the_feed(system):
    recalled(published(), ago=DAY * 1.5)
    read(system)
    RecordChange.objects.update(at=timezone.now() - timedelta(days=91))
    end_changes(now=timezone.now(), by=AnyActor("CEN"))
    assert not RecordChange.objects.exists()
    assert refused(system)


def test_officers_their_own_tokens_and_reviewers_are_not_held_up(system):
    recalled(published())
    assert refused(system)
    assert not refused(BRUNO)
    assert not refused(replace(BRUNO, token=system.token))
    assert not refused(CHEN)


def test_its_own_requests_it_reads_all_the_same(system):
    recalled(published())
    own = actions.draft("green", {}, by=replace(BRUNO, token=system.token))
    assert actions.view(own, by=system) == own


def test_the_operator_sets_the_hours(system, monkeypatch):
    monkeypatch.setattr(settings, "NOTICE_LAG_HOURS", 48)
    recalled(published())
    assert not refused(system)


def test_the_list_of_a_lagging_program_says_what_to_do():
    text, token = people.token(people.unit("ITA"))
    Token.objects.filter(pk=token).update(created_at=timezone.now() - 2 * DAY)
    recalled(published())
    header = {"HTTP_AUTHORIZATION": f"Bearer {text}", "HTTP_ACTING_OFFICER": "register"}
    answer = Client().get("/api/v1/notices?whose=others", **header)
    assert answer.status_code == 403
    told = answer.json()
    assert told["code"] == "recalls-not-applied"
    assert "POST /api/v1/changes/applied" in str(told)
    assert Client().get("/api/v1/notices?whose=own", **header).status_code == 200
    assert (
        Client().get("/api/v1/notices/recalls", **header).status_code == 200
    )  # what to take out, it always reads
