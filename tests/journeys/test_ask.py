"""A border guard's day in a real browser: sign in, ask by lines, plate and name, read the answer, look back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.journeys.browser import PHONE, Visit, check_access, check_fits
from tests.rooms.matching.zone import zone

pytestmark = pytest.mark.browser
LINES = zone("TD3", "12AB34567", issuer="FRA", nationality="FRA", birth="870314", expiry="300611")
ASKED = "#question"


@pytest.fixture(scope="session")
def guard(node) -> str:
    """A border guard of Italy; France has recorded a document, a vehicle and a person."""
    node.prepare("""
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.records import actions as records
people.bureau("CEN", BureauKind.CENTRE)
desk = people.acting("recorder", Role.DESK_OFFICER)
for database in (TravelDocument, Vehicle, Person):
    records.create(database, database.example, by=desk)
people.officer("guard", Role.BORDER_GUARD, place=people.unit("ITA", "Airport"), badge="4711")
""")
    return "guard@ita"


@pytest.fixture
def desk(visit: Visit, guard: str) -> Visit:
    visit.sign_in(guard, people.PASSWORD)
    return visit


def ask(page: Page, text: str) -> Page:
    """Type into the big field and send."""
    page.locator("#id_text").fill(text)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator(f"{ASKED} .do button.main").click()
    page.wait_for_load_state()
    return page


def has_cards(page: Page, *words: str) -> None:
    expect(page.locator("#answer .answer-card .state")).to_have_text(list(words))


def test_pasted_lines_are_a_hit_with_one_sentence_and_one_next_step(desk):
    page = desk.go("/ask/")
    page.keyboard.press("/")
    page.locator("#ask").fill(LINES.replace("\n", " "))
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.url.endswith("/ask/")
    has_cards(page, "Hit")
    assert "This is a question, not a finding." in page.locator("#answer [role=status]").inner_text()
    assert page.locator("pre.mrz").inner_text().replace("\n", "") == LINES.replace("\n", "")
    assert page.evaluate("document.activeElement.id") == "h-answer"
    check_access(page)
    check_fits(page)


def test_the_answer_leads_to_the_hit_and_its_act(desk):
    page = ask(desk.go("/ask/"), LINES)
    page.get_by_role("link", name="Compare and ask FRA").click()
    expect(page).to_have_url(re.compile("/hits/[0-9a-f-]+/$"))

    expect(page.get_by_role("heading", name="What you asked, what is on record")).to_be_visible()


def test_a_cut_link_never_leaves_an_old_answer_beside_a_new_question(desk):
    page = ask(desk.go("/ask/"), LINES)
    has_cards(page, "Hit")
    page.context.set_offline(True)
    page.locator("#id_text").fill("FRA ZZ999ZZ")
    page.locator(f"{ASKED} .do button.main").click()

    expect(page.locator("#answer")).to_have_count(0)
    page.context.set_offline(False)
    desk.faults.clear()  # the browser says that it is offline


def test_a_damaged_line_offers_its_repair(desk):
    page = ask(desk.go("/ask/"), LINES.replace("12AB34567", "I2AB34567"))

    has_cards(page, "Hit")
    assert page.locator(".answer-card mark").inner_text() == "1"
    page.get_by_role("button", name="Ask again as 12AB34567").click()
    expect(page.locator(".answer-card mark")).to_have_count(0)

    assert page.locator("#id_text").input_value().replace("\r", "") == LINES


def test_a_plate_and_a_name_in_their_fields_are_one_question(desk):
    page = desk.go("/ask/")
    page.get_by_text("A vehicle by VIN, plate or engine").click()
    page.locator("#id_vehicle_vin").fill("VF1RFB00X57123456")
    page.get_by_text("A person by name").click()
    page.locator("#id_person_name").fill("Amina Benali")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator(f"{ASKED} .do button.main").click()
    page.wait_for_load_state()

    has_cards(page, "Candidate", "Hit")
    assert page.locator("#id_vehicle_vin").input_value() == "VF1RFB00X57123456"
    check_access(page)


def test_a_refused_question_keeps_what_was_typed_and_takes_the_focus(desk):
    page = desk.go("/ask/")
    page.locator("#id_purpose").select_option("investigate")
    ask(page, "FRA AB123CD")

    expect(page.locator(".error-summary")).to_be_focused()
    assert page.locator("#id_text").input_value() == "FRA AB123CD"
    check_access(page)


def test_an_arabic_answer_runs_from_the_right_and_fits_a_phone(desk):
    desk.speak("ar")
    desk.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page = ask(desk.go("/ask/"), LINES)

    expect(page.locator("#answer .answer-card")).to_have_count(1)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("pre.mrz").evaluate("each => getComputedStyle(each).direction") == "ltr"
    check_fits(page)
    check_access(page)


def test_everything_works_without_scripts(plain_visit, guard):
    plain_visit.sign_in(guard, people.PASSWORD)
    page = ask(plain_visit.go("/ask/"), "FRA passport 12AB34567")
    has_cards(page, "Hit")

    page.locator("#answer .facts a").click()
    page.get_by_role("button", name="Show what I asked about").click()

    assert "FRA passport 12AB34567" in page.locator("main pre").inner_text()
    plain_visit.go("/acts/?verb=queries.ask")
    assert page.locator("tbody tr").count() >= 1
