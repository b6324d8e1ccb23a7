"""A pre-moderated bureau records a car; the centre sends it back, then lets it out. In a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import people
from tests.journeys.browser import PHONE, PICTURES, Node, Visit, check_access, check_fits, open_visit
from tests.journeys.test_access import code_of

pytestmark = pytest.mark.browser
STORY = """
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
people.bureau("CEN", BureauKind.CENTRE)
people.bureau("BEL", country="BEL")
Bureau.objects.filter(code="BEL").update(standing=int(Standing.PRE_MODERATED))
people.officer("berthe", Role.DESK_OFFICER, place=people.unit("BEL"))
reviewer = people.officer("chiara", Role.REVIEWER, place=people.unit("CEN"), function="legal reviewer")
secret = generate_totp_secret()
TOTP.activate(reviewer, secret)
print(secret)
"""


@pytest.fixture(scope="module")
def secret(node: Node) -> str:
    """The code device of Chiara at the centre."""
    return node.prepare(STORY).split()[-1]


@pytest.fixture
def centre(chromium: Browser, node: Node, secret: str) -> Iterator[Visit]:
    """Chiara's window."""
    context = chromium.new_context(locale="en")
    visit = open_visit(context, node)
    page = visit.sign_in("chiara@cen", people.PASSWORD)
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_load_state()
    yield visit
    context.close()
    assert visit.faults == []


def looked_at(visit: Visit, path: str, name: str) -> None:
    """The page fits and can be heard, wide in English and on a phone in Arabic."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language, size in (("ar", PHONE), ("en", (1366, 800))):
        visit.speak(language)
        visit.page.set_viewport_size({"width": size[0], "height": size[1]})
        page = visit.go(path)
        page.screenshot(path=PICTURES / f"pre-moderation-{name}.{language}.png", full_page=True)
        check_fits(page)
        check_access(page)


def record_a_car(page: Page) -> None:
    page.locator("#id_kind").select_option("car")
    page.locator("#id_vin").fill("VF1RFB00X57123456")
    page.locator("#id_make").fill("Renault")
    page.locator("#id_model").fill("Kadjar")
    page.locator("#id_lost_by").select_option("theft")
    page.locator("#id_date").fill("2026-05-03")
    page.get_by_role("button", name="Record it").click()


def test_a_car_waits_is_sent_back_mended_and_let_out(visit: Visit, centre: Visit) -> None:
    visit.sign_in("berthe@bel", people.PASSWORD)
    page = visit.go("/records/vehicles/new/")
    expect(page.get_by_text("What you record waits for the centre.")).to_be_visible()
    record_a_car(page)
    expect(page.get_by_text("Recorded. It waits for the centre.")).to_be_visible()
    record = page.url.removeprefix(visit.node.url)
    looked_at(visit, record, "owner")

    looked_at(centre, "/", "home-of-the-centre")
    theirs = centre.go("/")
    theirs.get_by_role("link", name="Review", exact=True).click()
    looked_at(centre, "/records/waiting/", "waiting")
    theirs = centre.go("/records/waiting/")
    theirs.locator("tbody a").first.click()
    review = theirs.url.removeprefix(centre.node.url)
    looked_at(centre, review, "review")
    theirs.get_by_role("button", name="Send back").click()
    expect(theirs.locator(".error-summary")).to_be_visible()
    theirs.get_by_label("To its owner").fill("Name the colour.")
    theirs.get_by_role("button", name="Send back").click()
    expect(theirs.get_by_text("Decided. Its owner was told.")).to_be_visible()

    looked_at(visit, "/", "home-of-the-owner")
    page = visit.go("/")
    expect(page.get_by_role("heading", name="Your records at the centre")).to_be_visible()
    page.get_by_role("link", name="The centre looked at a record of yours").first.click()
    expect(page.get_by_text("Name the colour.")).to_be_visible()
    page.get_by_role("link", name="Open the record").click()
    expect(page.get_by_text("The centre sent it back: Name the colour.")).to_be_visible()
    looked_at(visit, record, "sent-back")
    page.get_by_role("link", name="Change", exact=True).click()
    page.locator("#id_colour").fill("green")
    page.get_by_role("button", name="Save the change").click()

    theirs = centre.go(review)
    expect(theirs.get_by_text("Name the colour.").first).to_be_visible()
    theirs.get_by_role("button", name="Release").click()
    expect(theirs.get_by_role("heading", name="Nothing waits")).to_be_visible()
    looked_at(centre, "/records/waiting/", "nothing-waits")
    assert "Active" in visit.go(record).locator("main .lead").inner_text()
