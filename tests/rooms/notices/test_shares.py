"""The published share of recalls that each bureau says it obeyed: no case, no person, nothing closed to anybody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comity.bureaus.models import Bureau
from comity.notices.models import Notice, Received
from comity.notices.public.shares import LEAST_FOR_A_SHARE, STEP_OF_SHARES, percent, shares
from tests.rooms.notices.stories import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
NOW = timezone.now()


def asked(bureau: str, times: int, obeyed: int, *, ago: timedelta = timedelta(hours=25), **of_notice) -> None:
    """So many recalls of one notice each, of which the first were obeyed."""
    first = published()
    for place in range(times):
        fields = {
            name: getattr(first, name)
            for name in ("bureau", "kind", "body", "digest", "state_since", "created_at")
        }
        row = Notice.objects.create(number=f"{bureau}-{place}-{ago}-{of_notice}"[:40], **fields | of_notice)
        gone = {"removed_at": NOW} if place < obeyed else {}
        Received.objects.create(notice=row, bureau=bureau, sent_at=NOW, recalled_at=NOW - ago, **gone)


def told() -> dict[str, int | None]:
    return {each.bureau.code: each.percent for each in shares(NOW)}


def test_each_bureau_has_its_share_rounded_down():
    asked("ITA", 12, 7)  # 58 %
    asked("DEU", 10, 10)
    assert told() == {"ITA": 55, "DEU": 100}


def test_too_few_recalls_give_no_share():
    asked("ITA", 9, 9)
    assert told() == {"ITA": None}


def test_what_was_recalled_within_a_day_is_not_due():
    asked("ITA", 12, 0, ago=timedelta(hours=23))
    assert told() == {}


def test_what_is_closed_to_some_or_went_to_some_is_in_no_share():
    asked("ITA", 12, 0, closed=["-", "DEU"])
    asked("ITA", 12, 0, addressees=["ITA"])
    assert told() == {}


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_is_a_step_between_none_and_all(asked, obeyed):
    obeyed = min(asked, obeyed)
    found = percent(asked, obeyed)
    assert (found is None) == (asked < LEAST_FOR_A_SHARE)
    if found is not None:
        assert found % STEP_OF_SHARES == 0
        assert 0 <= found <= 100 * obeyed / asked


def test_the_page_of_figures_names_bureaus_and_shares(settings):
    settings.PUBLIC_NOTICES = True
    asked("ITA", 12, 7)
    page = Client().get("/public/notices/statistics/").content.decode()
    assert Bureau.objects.get(pk="ITA").name in page
    assert "55 %" in page
    assert "58 %" not in page
