"""Keeping a record longer: in its last six months, with a reason; a change never does."""

import datetime

import pytest

from comity.databases.travel_documents import TravelDocument
from comity.kit.errors import ComityError, Invalid, NotFound
from comity.records import actions
from comity.records.ending.extending import LookedAt, extend
from comity.records.models import RecordVersion, SearchKey
from comity.records.rules import EXTENDABLE_DAYS, extends_from
from tests.actors import AMINA, BRUNO
from tests.rooms.records.pages import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
STANDS = LookedAt(ground=True)
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def recorded(days: int) -> TravelDocument:
    kept_until = (TODAY + datetime.timedelta(days=days)).isoformat()
    return actions.create(TravelDocument, {**TravelDocument.example, "kept_until": kept_until}, by=AMINA)


def later(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def test_half_a_year_before_its_end_it_may_be_kept_longer() -> None:
    record = recorded(EXTENDABLE_DAYS)
    after = extend(
        TravelDocument, record.id, until=later(900), reason="still stolen", seen=1, looked=STANDS, by=AMINA
    )
    assert (after.kept_until, after.version) == (later(900), 2)
    assert SearchKey.objects.get().until == later(900)
    assert RecordVersion.objects.get().version == 1


@pytest.mark.parametrize(
    ("days", "until", "reason", "code"),
    [
        (EXTENDABLE_DAYS + 1, 900, "still stolen", "too-early"),
        (10, 900, " ", "required"),
        (10, 10, "still stolen", "retention"),
        (10, 366 * 11, "still stolen", "retention"),
    ],
)
def test_it_is_refused_too_early_without_reason_or_too_far(
    days: int, until: int, reason: str, code: str
) -> None:
    record = recorded(days)
    with pytest.raises(ComityError) as refusal:
        extend(TravelDocument, record.id, until=later(until), reason=reason, seen=1, looked=STANDS, by=AMINA)
    codes = [each.code for each in getattr(refusal.value, "errors", ())] or [refusal.value.code]
    assert codes == [code]
    assert TravelDocument.objects.get().kept_until == record.kept_until


def test_nobody_extends_what_another_bureau_owns() -> None:
    with pytest.raises(NotFound):
        extend(TravelDocument, recorded(10).id, until=later(90), reason="x", seen=1, looked=STANDS, by=BRUNO)


def test_a_change_keeps_nothing_longer() -> None:
    record = recorded(10)
    same = actions.change(
        TravelDocument, record.id, {**TravelDocument.example, "happened": "lost"}, seen=1, by=AMINA
    )
    assert same.kept_until == record.kept_until
    longer = {**TravelDocument.example, "kept_until": later(11).isoformat()}
    with pytest.raises(Invalid) as refusal:
        actions.change(TravelDocument, record.id, longer, seen=2, by=AMINA)
    assert [(each.field, each.code) for each in refusal.value.errors] == [("kept_until", "extend")]
    sooner = {**TravelDocument.example, "kept_until": later(9).isoformat()}
    assert actions.change(TravelDocument, record.id, sooner, seen=2, by=AMINA).kept_until == later(9)


def test_the_page_offers_it_only_near_the_end_and_keeps_what_was_typed() -> None:
    early, near = recorded(EXTENDABLE_DAYS + 1), recorded(10)
    slug = TravelDocument.slug
    assert "extend/" not in opened(AMINA, "page", slug, early.id).content.decode()
    assert "extend/" in opened(AMINA, "page", slug, near.id).content.decode()

    typed = {"until": "soon", "reason": "still <stolen>", "seen": 1, "ground": "on"}
    refused = opened(AMINA, "extend", slug, near.id, data=typed, post=True)
    assert refused.status_code == 422
    assert 'value="soon"' in refused.content.decode()
    assert "still &lt;stolen&gt;" in refused.content.decode()
    typed["until"] = later(500).isoformat()
    assert opened(AMINA, "extend", slug, near.id, data=typed, post=True).status_code == 302


def test_the_first_day_is_counted_from_the_last() -> None:
    assert extends_from(datetime.date(2026, 12, 31)) == datetime.date(2026, 7, 1)
