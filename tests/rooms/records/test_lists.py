"""Lists sorted and narrowed by their address: every order with a cursor that loses nothing, and only own records."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comity.databases.firearms import Firearm
from comity.databases.maritime_piracy import PiracyEntry
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.records import actions
from comity.records.attached.attaching import Sent, attach
from comity.records.exporting import export
from comity.records.listing import lists
from comity.records.listing.lists import listed
from comity.records.listing.ordering import Place, newest, order_of, orders, place_of
from comity.records.listing.sieves import COMMON, Sieve, filters, sieve_of
from comity.records.registry import databases
from comity.records.rules import EXTENDABLE_DAYS, Marking, Status
from tests.actors import AMINA, BRUNO
from tests.files import png
from tests.rooms.records.pages import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
SLUG = Vehicle.slug


def car(number, *, by=AMINA, **more):
    """A vehicle of which the number is the end of its VIN."""
    example = {**Vehicle.example, "vin": f"VF1RFB00X5712{number:04}", "plate": ""}
    given = {name: value for name, value in {**example, **more}.items() if value != ""}
    given.pop("plate_country", None)
    return actions.create(Vehicle, given, by=by)


def moved(record, **columns):
    """The same record with columns that no verb sets: times that have passed."""
    type(record)._default_manager.filter(pk=record.pk).update(**columns)


def numbers(page):
    return [int(each.vin[-4:]) for each in page.records]


def flat(pages):
    return [number for page in pages for number in page]


def pages_of(order):
    """The first two pages."""
    first = listed(Vehicle, Sieve(), by=AMINA, order=order, limit=2)
    return first, listed(Vehicle, Sieve(), by=AMINA, order=order, before=first.before, limit=2)


def walked(order, *, limit=2):
    """Every page of a list in this order, through the cursors as an address carries them."""
    seen, before = [], None
    while True:
        page = listed(Vehicle, Sieve(), by=AMINA, order=order, before=before, limit=limit)
        seen.append(numbers(page))
        if page.before is None:
            return seen
        before = place_of(order, str(page.before))
        assert before is not None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, [4, 3, 2, 1]),
        ("recorded", [1, 2, 3, 4]),
        ("kept_until", [2, 4, 1, 3]),
        ("-kept_until", [3, 1, 4, 2]),
        ("changed", [3, 1, 2, 4]),
        ("make", [3, 1, 4, 2]),
        ("-make", [2, 4, 1, 3]),
        ("kind", [1, 3, 4, 2]),
        ("no-such", [4, 3, 2, 1]),
    ],
)
def test_a_list_stands_in_the_order_of_its_address(asked, expected):
    now = timezone.now()
    cars = [car(1, make="Fiat"), car(2, make="Volvo", kind="truck"), car(3, make=""), car(4, make="Opel")]
    for each, ends, changed in zip(cars, (30, 10, 40, 20), (2, 3, 1, 4), strict=True):
        moved(each, kept_until=date(2030, 1, ends % 31 + 1), changed_at=now + timedelta(minutes=changed))
    moved(cars[2], kept_until=date(2030, 2, 1))
    order = order_of(Vehicle, asked)

    assert numbers(listed(Vehicle, Sieve(), by=AMINA, order=order)) == expected
    assert flat(walked(order, limit=3)) == expected


def test_equal_values_are_neither_lost_nor_told_twice():
    for number in range(1, 8):
        moved(car(number, make="Fiat"), kept_until=date(2030, 1, 1))
    for asked in ("kept_until", "-kept_until", "make", "-make"):
        seen = flat(walked(order_of(Vehicle, asked)))
        assert sorted(seen) == [1, 2, 3, 4, 5, 6, 7], asked


def test_a_cursor_holds_when_its_record_is_gone_or_has_moved():
    cars = {number: car(number, make=f"Make {number}") for number in range(1, 7)}
    order = order_of(Vehicle, "make")
    first = listed(Vehicle, Sieve(), by=AMINA, order=order, limit=3)
    assert numbers(first) == [1, 2, 3]

    Vehicle.objects.filter(pk=cars[3].pk).delete()
    moved(cars[2], make="Zastava")

    rest = listed(Vehicle, Sieve(), by=AMINA, order=order, before=first.before, limit=9)
    assert numbers(rest) == [4, 5, 6, 2]


def test_the_way_back_is_the_way_forth():
    for number in range(1, 6):
        car(number, make=f"Make {number}")
    order = order_of(Vehicle, "-make")
    pages = walked(order)
    last = listed(Vehicle, Sieve(), by=AMINA, order=order, before=pages_of(order)[1].before, limit=2)
    back = listed(Vehicle, Sieve(), by=AMINA, order=order, after=last.after, limit=2)
    assert pages == [[5, 4], [3, 2], [1]]
    assert (numbers(last), numbers(back)) == ([1], [3, 2])
    top = listed(Vehicle, Sieve(), by=AMINA, order=order, after=back.after, limit=2)
    assert (numbers(top), top.after) == ([5, 4], None)


@pytest.mark.parametrize("broken", ["x", "e30", "WzEsMl0", "A" * 36, "WyJ4IiwieSJd", "\0", "é", "[1]", "W10"])
@pytest.mark.parametrize("asked", ["-recorded", "changed", "kept_until", "make", "kind"])
def test_a_broken_cursor_begins_the_list_again(asked, broken):
    car(1)
    assert place_of(order_of(Vehicle, asked), broken) is None
    page = opened(AMINA, "list", SLUG, data={"sort": asked, "before": broken, "after": broken})
    assert "VF1RFB00X57120001" in page.content.decode()


def test_a_cursor_of_another_order_begins_the_list_again():
    record = car(1)
    page = listed(Vehicle, Sieve(), by=AMINA, order=order_of(Vehicle, "make"), before=Place(record.id))
    assert numbers(page) == [1]


@given(st.text(max_size=30), st.uuids())
def test_a_cursor_is_read_as_it_was_written(words, identity):
    order = orders(Vehicle)["make"]
    assert place_of(order, str(Place(identity, words))) == Place(identity, words)


@given(st.text(max_size=80))
def test_any_text_is_a_cursor_or_none(text):
    for order in orders(Vehicle).values():
        place_of(order, text)


def test_more_than_can_be_sorted_stand_as_recorded_and_the_page_says_so(monkeypatch):
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    monkeypatch.setattr("comity.records.views.listing.MOST_COUNTED", 2)
    for number, make in enumerate(("Volvo", "Audi", "Opel"), 1):
        car(number, make=make)

    text = opened(AMINA, "list", SLUG, data={"sort": "make"}).content.decode()
    assert "too many to sort by this column" in text
    assert re.findall(r"VF1RFB00X5712000(\d)", text)[:1] == ["3"]
    assert 'aria-sort="descending"' in text

    narrow = opened(AMINA, "list", SLUG, data={"sort": "make", "q": "VF1RFB00X57120002"}).content.decode()
    assert "too many to sort" not in narrow
    assert numbers(listed(Vehicle, Sieve(), by=AMINA, order=order_of(Vehicle, "kept_until"))) == [1, 2, 3]


def test_the_head_of_a_column_says_and_turns_its_order():
    car(1)
    text = opened(AMINA, "list", SLUG).content.decode()
    assert re.search(r'aria-sort="descending"><a href="\?sort=recorded">Recorded</a>', text)
    assert '<a href="?sort=kept_until">Kept until</a>' in text
    assert '<a href="?sort=make">Make</a>' in text
    turned = opened(AMINA, "list", SLUG, data={"sort": "make", "kind": "car"}).content.decode()
    assert re.search(r'aria-sort="ascending"><a href="\?kind=car&amp;sort=-make">Make</a>', turned)


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"changed_since": "2026-06-01"}, [2]),
        ({"kept_before": "2030-01-01"}, [1]),
        ({"marking": "confidential"}, [3]),
        ({"pictures": "yes"}, [2]),
        ({"pictures": "no"}, [1, 3]),
        ({"unit": "of the second"}, [2]),
        ({"unit": str(uuid4())}, []),
        ({"missing": "plate"}, [1, 2, 3]),
        ({"missing": "colour"}, [3]),
        ({"missing": "remark"}, [1, 2, 3]),
        ({"unit": "no unit", "marking": "none", "pictures": "some", "kept_before": "soon"}, [1, 2, 3]),
        ({"pictures": "no", "marking": "official-use"}, [1]),
    ],
)
def test_a_list_is_narrowed_by_what_stands_in_its_address(asked, fits):
    unit, moment = uuid4(), timezone.now().replace(year=2026, month=1, day=15)
    cars = [car(1), car(2), car(3, marking="confidential", colour="")]
    for each in cars:
        moved(each, changed_at=moment, kept_until=date(2031, 1, 1))
    attach(Vehicle, cars[1].id, Sent(png(), "The left side"), by=AMINA)
    moved(cars[0], kept_until=date(2029, 12, 31))
    moved(cars[1], changed_at=moment.replace(month=6, day=1, hour=0, minute=0, second=0), unit=unit)
    told = {name: str(unit) if value == "of the second" else value for name, value in asked.items()}
    assert sorted(numbers(listed(Vehicle, sieve_of(Vehicle, told), by=AMINA))) == fits


@pytest.mark.parametrize(
    ("days", "is_near"), [(0, True), (EXTENDABLE_DAYS, True), (EXTENDABLE_DAYS + 1, False), (-1, False)]
)
def test_near_review_is_the_time_in_which_a_record_may_be_extended(days, is_near):
    moved(car(1), kept_until=timezone.now().date() + timedelta(days=days))
    assert bool(listed(Vehicle, sieve_of(Vehicle, {"near_review": "yes"}), by=AMINA).records) is is_near


def test_each_filter_is_a_chip_that_takes_only_itself_out():
    car(1)
    asked = {"q": "VF1", "kind": "car", "near_review": "yes", "sort": "make"}
    text = opened(AMINA, "list", SLUG, data=asked).content.decode()
    chips = re.findall(r'<li><span>(.*?): <b>.*?<a href="[^"]*\?([^"]*)">', text)
    assert chips == [
        ("Number or name", "kind=car&amp;near_review=yes&amp;sort=make"),
        ("Kind of vehicle", "q=VF1&amp;near_review=yes&amp;sort=make"),
        ("Near review", "q=VF1&amp;kind=car&amp;sort=make"),
    ]


def test_states_are_counted_among_what_else_fits_and_only_ones_own():
    for number in range(1, 4):
        car(number)
    gone = car(4, kind="truck")
    actions.withdraw(Vehicle, gone.id, reason="typed wrongly", seen=1, by=AMINA)
    car(5, by=BRUNO)

    assert states_told({}) == {"Active": "3", "Withdrawn": "1"}
    assert states_told({"kind": "truck"}) == {"Withdrawn": "1"}
    assert states_told({"state": "withdrawn"}) == {"Active": "3", "Withdrawn": "1"}
    assert states_told({"state": "disputed"}) == {"Active": "3", "Disputed": "0", "Withdrawn": "1"}
    assert states_told({}, BRUNO) == {"Active": "1"}


def test_no_more_are_counted_than_are_worth_counting(monkeypatch):
    for number in range(1, 5):
        car(number)
    actions.withdraw(Vehicle, car(5).id, reason="typed wrongly", seen=1, by=AMINA)
    for module in ("lists", "chips"):
        monkeypatch.setattr(f"comity.records.listing.{module}.MOST_COUNTED", 3)
    assert states_told({}) == {"Active": "more than 3", "Withdrawn": "1"}


def states_told(asked, actor=AMINA):
    text = opened(actor, "list", SLUG, data=asked).content.decode()
    return dict(
        re.findall(
            r'<a href="[^"]*"[^>]*>([^<]*) <span class="count">([^<]*)</span></a>',
            text.split('class="states"')[-1].split("</nav>")[0],
        )
    )


def test_a_column_called_as_a_filter_of_every_list_keeps_its_own():
    told = {"state": "active", "field_state": "withdrawn"}
    sieve = sieve_of(PiracyEntry, told)
    assert sieve.status is Status.ACTIVE
    assert sieve.chosen.keys() <= {"state"}
    for slug in filters(PiracyEntry)["state"].numbers:
        both = sieve_of(PiracyEntry, {"state": "active", "field_state": slug})
        assert both.chosen == {"state": slug}
        assert both.address() == {"state": "active", "field_state": slug}


def test_a_sieve_is_written_and_read_back_whole():
    whole = Sieve(
        words="VF1",
        status=Status.DISPUTED,
        since=date(2026, 1, 2),
        chosen={"kind": "car"},
        changed_since=date(2026, 3, 4),
        kept_before=date(2031, 5, 6),
        near_review=True,
        unit=uuid4(),
        marking=Marking.RESTRICTED,
        pictures=False,
        missing="colour",
    )
    assert sieve_of(Vehicle, whole.address()) == whole
    assert set(whole.address()) == {*COMMON, "kind"}
    assert Sieve().address() == {}


def test_an_export_asked_of_a_narrowed_list_takes_no_more_than_that():
    cars = [car(1), car(2)]
    attach(Vehicle, cars[1].id, Sent(png(), "The left side"), by=AMINA)
    asked = export.ask(Vehicle, Sieve(pictures=True), form=export.CSV, reason="For the court.", by=AMINA)
    export.decide(asked.id, approve=True, reason="Agreed.", by=with_other_officer())
    file = "".join(export.take(asked.id, by=AMINA))
    assert ("VF1RFB00X57120001" in file, "VF1RFB00X57120002" in file) == (False, True)


def with_other_officer():
    return replace(AMINA, officer=uuid4())


@pytest.mark.parametrize("database", databases(), ids=lambda each: each.slug)
def test_every_database_is_listed_in_each_of_its_orders(database):
    for order in orders(database).values():
        rows = (
            database.owned_by(AMINA)
            if not database.reference
            else database.library_for(AMINA, today=date(2026, 1, 1))
        )
        assert lists.paged(rows, order, before=None, after=None, limit=5).records == []
    assert newest(database).is_indexed


def test_orders_that_hold_at_any_size_are_read_from_an_index():
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
        )
    for order in orders(Firearm).values():
        if order.is_indexed:
            value = {"id": None, "changed_at": timezone.now(), "kept_until": date(2030, 1, 1)}[
                order.field.name
            ]
            plan = order.arranged(Firearm.owned_by(AMINA), Place(uuid4(), value))[:51].explain()
            assert "Index Scan" in plan, order.address
            assert "Sort" not in plan, order.address
            assert re.search(r"Index Cond: .*(ROW\(|id <|id >)", plan), plan


def test_no_page_of_another_bureau_lists_sorts_or_counts_ones_records():
    car(1, make="Fiat")
    for asked in ({}, {"sort": "make"}, {"sort": "kept_until"}, {"pictures": "no"}, {"unit": str(uuid4())}):
        text = opened(BRUNO, "list", SLUG, data=asked).content.decode()
        assert "VF1RFB00X57120001" not in text
        assert 'class="states"' not in text


def test_travel_documents_are_sorted_by_number():
    for number in ("12AB34569", "12AB34567", "12AB34568"):
        actions.create(TravelDocument, {**TravelDocument.example, "number": number}, by=AMINA)
    page = listed(TravelDocument, Sieve(), by=AMINA, order=order_of(TravelDocument, "number"))
    assert [each.number[-1] for each in page.records] == ["7", "8", "9"]
