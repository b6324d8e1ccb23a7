"""A bureau's data quality: what is missing, near review, in doubt, and days to record; its own living records alone."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from django.core.cache import cache
from django.utils import timezone as clock

from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.records import actions
from comity.records.listing import data_quality
from comity.records.listing.data_quality import Entry, qualities, quality
from comity.records.listing.lists import listed
from comity.records.listing.sieves import sieve_of, wanted
from comity.records.registry import databases
from comity.records.rules import EXTENDABLE_DAYS
from comity.records.values import Day, PartialDay
from tests.actors import AMINA, BRUNO, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
# Recorded on this day; kept inside the last twelve months of the clock.
RECORDED = datetime.combine(clock.now().date() - timedelta(days=30), datetime.min.time(), timezone.utc)


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def car(number, *, by=AMINA, recorded=RECORDED, **more):
    """A vehicle that was recorded on a day."""
    given = {**Vehicle.example, "vin": f"VF1RFB00X5712{number:04}", **more}
    record = actions.create(Vehicle, {name: value for name, value in given.items() if value != ""}, by=by)
    Vehicle.objects.filter(pk=record.pk).update(recorded_at=recorded)
    return record


def lost(days):
    """A day so long before the record."""
    return (RECORDED.date() - timedelta(days=days)).isoformat()


def missing(database=Vehicle, by=AMINA):
    return {each.name: each.count for each in quality(database, by).missing}


@pytest.mark.parametrize("database", databases(), ids=lambda each: each.slug)
def test_every_declaration_names_fields_that_are_its_own(database):
    declared = {each.name: each for each in database.declared()}
    assert set(database.wanted) <= declared.keys()
    assert not any(declared[name].required for name in database.wanted), "what is required is never missing"
    if database.happened_on:
        assert isinstance(declared[database.happened_on].value, Day | PartialDay)
    assert quality(database, AMINA).count == 0


@pytest.mark.parametrize("database", databases(), ids=lambda each: each.slug)
def test_a_field_that_is_empty_by_default_counts_as_missing(database):
    fresh = database()
    for name, (_label, empty) in wanted(database).items():
        told = dict(empty.children)
        assert told.get(name, getattr(fresh, name)) == getattr(fresh, name), name


def test_empty_wanted_fields_are_counted_and_lead_to_their_records():
    car(1)
    car(2, colour="", year="", place="")
    car(3, colour="")
    figures = quality(Vehicle, AMINA)
    assert figures.count == 3
    assert missing()["colour"] == 2
    assert (missing()["year"], missing()["place"], missing()["make"]) == (1, 1, 0)
    assert next(each.share for each in figures.missing if each.name == "colour") == pytest.approx(2 / 3)
    for name, count in missing().items():
        assert len(listed(Vehicle, sieve_of(Vehicle, {"missing": name}), by=AMINA).records) == count, name


def test_parts_that_nobody_gave_are_missing_too():
    given = {name: value for name, value in Person.example.items() if name != "documents"}
    actions.create(Person, given, by=AMINA)
    assert missing(Person)["documents"] == 1
    assert missing(Person)["born"] == 0


def test_what_has_ended_and_what_is_anothers_is_in_no_figure():
    ended = car(1, colour="")
    actions.withdraw(Vehicle, ended.id, reason="typed wrongly", seen=1, by=AMINA)
    car(2, colour="", by=BRUNO)
    assert quality(Vehicle, AMINA).count == 0
    assert missing()["colour"] == 0
    assert listed(Vehicle, sieve_of(Vehicle, {"missing": "colour"}), by=AMINA).records == []
    assert qualities(AMINA) == []
    assert [each.count for each in qualities(BRUNO)] == [1]


def test_a_reader_counts_only_markings_within_reach():
    car(1, marking="confidential")
    car(2)
    assert quality(Vehicle, AMINA).count == 2
    assert quality(Vehicle, replace(AMINA, clearance=1)).count == 1


def test_only_databases_within_reach_are_counted():
    car(1)
    assert qualities(without(AMINA, "records.list")) == []


@pytest.mark.parametrize(("days", "count"), [(0, 1), (EXTENDABLE_DAYS, 1), (EXTENDABLE_DAYS + 1, 0), (-1, 0)])
def test_near_review_is_what_the_list_shows(days, count):
    record = car(1)
    Vehicle.objects.filter(pk=record.pk).update(kept_until=clock.now().date() + timedelta(days=days))
    assert quality(Vehicle, AMINA).near_review == count
    assert len(listed(Vehicle, sieve_of(Vehicle, {"near_review": "yes"}), by=AMINA).records) == count


def test_days_from_theft_to_record_are_a_median_and_what_nine_of_ten_need():
    for number, days in enumerate((0, 1, 2, 3, 4, 5, 6, 7, 8, 90), 1):
        car(number, date=lost(days))
    assert quality(Vehicle, AMINA).entry == Entry(counted=10, partial=0, median=4, ninetieth=8)


@pytest.mark.parametrize("known", ["2026", "2026-01", "~2026", "2025/2026"])
def test_a_day_known_in_part_is_left_out_and_said(known):
    car(1, date=lost(3))
    car(2, date=known)
    assert quality(Vehicle, AMINA).entry == Entry(counted=1, partial=1, median=3, ninetieth=3)


def test_nothing_counted_is_no_figure():
    car(1, date="2026")
    assert quality(Vehicle, AMINA).entry == Entry(counted=0, partial=1, median=None, ninetieth=None)
    assert quality(Person, AMINA).entry is None


def test_entries_of_long_ago_say_nothing_of_how_a_bureau_works_now():
    car(1, recorded=clock.now() - timedelta(days=364), date=lost(700))
    car(2, recorded=clock.now() - timedelta(days=366), date=lost(700))
    assert quality(Vehicle, AMINA).entry.counted == 1


def test_disputed_records_are_counted():
    record = actions.create(TravelDocument, TravelDocument.example, by=AMINA)
    TravelDocument.objects.filter(pk=record.pk).update(status=3)
    assert quality(TravelDocument, AMINA).disputed == 1


def test_very_many_are_counted_once_an_hour_and_say_when(monkeypatch):
    monkeypatch.setattr(data_quality, "MOST_COUNTED", 1)
    car(1)
    assert quality(Vehicle, AMINA).count == 1
    car(2)
    first = quality(Vehicle, AMINA)
    assert first.count == 2
    car(3, marking="confidential")
    assert quality(Vehicle, AMINA) == first
    assert quality(Vehicle, replace(AMINA, clearance=2)).count == 2
    assert quality(Vehicle, BRUNO).count == 0
    cache.clear()
    assert quality(Vehicle, AMINA).count == 3
