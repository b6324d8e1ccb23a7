"""What one request to the public service costs the store: few statements, no wait for the disk, only what is public."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.access.locks import LOCK, MOST_FAILURES, WINDOW, Handle, Locked, count_use
from comity.access.models import SignInLock
from comity.notices.kinds import declared
from comity.notices.public.extract import extract
from tests.rooms.notices.stories import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
NETWORK = Handle(Locked.PUBLIC_NOTICES, "192.0.2.7")
NOW = timezone.now()


@pytest.fixture(autouse=True)
def public_side(settings):
    settings.PUBLIC_NOTICES = True


def test_a_page_takes_the_same_few_statements_however_many_notices_it_shows():
    counts = []
    for _ in range(2):
        published(public=True)
        with CaptureQueriesContext(connection) as asked:
            assert Client().get("/notices/v1/red").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
    counting = [each["sql"] for each in asked if "access_signinlock" in each["sql"]]
    assert len(counting) == 1
    assert "synchronous_commit" in counting[0]


def test_what_is_not_public_is_not_read():
    published()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = extract(declared()["red"], today=NOW.date())
    assert "notice_public" in rows.explain()
    assert "notice_public" in rows.order_by().explain()


def test_a_network_is_locked_at_its_limit_and_free_again_when_the_time_is_over():
    SignInLock.objects.all().delete()
    assert not count_use(NETWORK, now=NOW)
    SignInLock.objects.update(failures=MOST_FAILURES[Locked.PUBLIC_NOTICES] - 2)
    assert not count_use(NETWORK, now=NOW)
    assert count_use(NETWORK, now=NOW)
    assert count_use(NETWORK, now=NOW + timedelta(minutes=1))
    assert not count_use(Handle(Locked.PUBLIC_NOTICES, "192.0.2.8"), now=NOW)
    assert not count_use(NETWORK, now=NOW + LOCK + WINDOW + timedelta(minutes=2))


def test_the_count_of_failed_sign_ins_still_waits_for_the_disk():
    from comity.access.locks import count_failure

    with CaptureQueriesContext(connection) as asked:
        count_failure(Handle(Locked.NAME, "amina"), now=NOW)
    assert "synchronous_commit" not in asked[0]["sql"]
