"""The list of a flight in a real browser: pasted, asked, worked through, corrected; also without scripts."""

from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.journeys.browser import PHONE, WIDE, Visit, check_access, check_fits, picture

pytestmark = pytest.mark.browser
LINES = """Surname;Given names;Birth date;Nationality;Document number
Invented;Anna;1990-01-01;ITA;YA1234567
Invented;Farid;1980-02-29;FRA;12AB34567
Invented;Nobody;1990;;
"""


@pytest.fixture(scope="session")
def airport(node) -> str:
    """A desk officer of an Italian airport; France has recorded a stolen passport."""
    node.prepare("""
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.records import actions as records
people.bureau("CEN", BureauKind.CENTRE)
recorder = people.acting("lister", Role.DESK_OFFICER)
if not TravelDocument.owned_by(recorder).filter(number="12AB34567").exists():
    records.create(TravelDocument, TravelDocument.example, by=recorder)
people.officer("lena", Role.DESK_OFFICER, place=people.unit("ITA", "Airport lists"))
""")
    return "lena@ita"


def fill(page: Page, lines: str) -> None:
    now = datetime.now(timezone.utc)
    page.get_by_label("Number", exact=True).fill("AV 412")
    page.get_by_label("Route").fill("BOG-FCO")
    page.get_by_label("Departure").fill(f"{now + timedelta(minutes=40):%Y-%m-%dT%H:%M}")
    page.get_by_label("Arrival").fill(f"{now + timedelta(hours=12):%Y-%m-%dT%H:%M}")
    page.get_by_label("Source of the list").fill("the carrier")
    page.get_by_label("Travellers").fill(lines)
    page.get_by_role("button", name="Ask about all").click()
    page.wait_for_load_state()


def work_through(visit: Visit) -> Page:
    """Paste, look at the hit, mark it, correct the list."""
    page = visit.go("/lists/new/")
    fill(page, "")
    assert "Give one to" in page.locator("main").inner_text()
    assert page.get_by_label("Route").input_value() == "BOG-FCO"
    fill(page, LINES)
    expect(page.locator(".lead")).to_have_text("2 checked, hits: 1, candidates: 0, not answered: 1.")

    found = page.get_by_role("row").filter(has_text="Invented Farid")
    found.get_by_role("button", name="compared").click()
    expect(page.get_by_role("row").filter(has_text="Invented Farid")).to_contain_text("compared")

    page.get_by_role("link", name="Correct the list").click()
    box = page.get_by_label("Travellers")
    box.fill(box.input_value().replace(";1990;", ";1990-05-05;"))
    page.get_by_role("button", name="Ask about what changed").click()
    expect(page.locator(".lead")).to_have_text("3 checked, hits: 1, candidates: 0, not answered: 0.")
    return page


def test_the_list_of_a_flight_is_worked_through(visit: Visit, airport: str):
    visit.sign_in(airport, people.PASSWORD)
    page = work_through(visit)
    check_access(page)
    check_fits(page)
    address = page.url
    path = address.removeprefix(visit.node.url)
    for name, where in (
        ("list", path),
        ("list-correct", f"{path}correct/"),
        ("lists", "/lists/"),
        ("list-new", "/lists/new/"),
    ):
        picture(visit, where, name)
        check_fits(page)
    visit.speak("en")
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.goto(address)

    page.get_by_role("row").filter(has_text="Invented Farid").get_by_role("link").click()
    expect(page.get_by_role("heading", name="What you asked, what is on record")).to_be_visible()
    page.goto(address)
    page.locator(".crumbs").get_by_role("link", name="Passenger lists").click()
    expect(page.get_by_role("link", name="Flight AV 412, BOG-FCO").first).to_be_visible()


def test_it_works_without_scripts_and_in_arabic_on_a_telephone(plain_visit: Visit, airport: str):
    plain_visit.sign_in(airport, people.PASSWORD)
    work_through(plain_visit)
    page = plain_visit.page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    check_fits(page)
