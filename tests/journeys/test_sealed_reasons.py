"""A member of the commission opens why an owner was not told. In a real browser, in English and Arabic."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import people
from tests.journeys.browser import PHONE, PICTURES, WIDE, Node, Visit, check_access, check_fits, open_visit
from tests.journeys.test_access import code_of

pytestmark = pytest.mark.browser
STORY = """
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.queries import actions
from comity.queries.actions.confirming import Question
from comity.queries.telling import Telling
from comity.records import actions as records
from tests.actors import AnyActor
from tests.rooms.queries.conversations import hit_by
people.bureau("CEN", BureauKind.CENTRE)
owner = people.acting("olga", Role.DESK_OFFICER, code="PRT")
example = TravelDocument.example | {"number": "77QQ12345", "issuer": "PRT"}
records.create(TravelDocument, example, by=owner)
asker = people.acting("bela", Role.DESK_OFFICER, code="HUN")
subject = {"document": {"issuer": "PRT", "kind": example["kind"], "number": "77QQ12345"}}
hit = hit_by(AnyActor(bureau="HUN", unit=asker.unit, officer=asker.officer), subject=subject)
actions.ask_confirmation(hit, Question(telling=Telling.NO, reason="The bearer asks for asylum here."), by=asker)
noor = people.officer("noor", Role.COMMISSION, place=people.unit("CEN"), function="member of the commission")
secret = generate_totp_secret()
TOTP.activate(noor, secret)
print(hit.number, secret)
"""


@pytest.fixture(scope="module")
def told(node: Node) -> list[str]:
    """The hit's number, and the code device of Noor of the commission."""
    return node.prepare(STORY).split()[-2:]


@pytest.fixture
def commission(chromium: Browser, node: Node, told: list[str]) -> Iterator[Visit]:
    """Noor's window."""
    context = chromium.new_context(locale="en")
    visit = open_visit(context, node)
    page = visit.sign_in("noor@cen", people.PASSWORD)
    page.locator("input[name=code]").fill(code_of(told[1]))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_load_state()
    yield visit
    context.close()
    assert visit.faults == []


def looked_at(visit: Visit, path: str, name: str) -> None:
    """The page fits and can be heard, wide and on a phone, in English and in Arabic."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language in ("ar", "en"):
        visit.speak(language)
        for width, size in (("phone", PHONE), ("wide", WIDE)):
            visit.page.set_viewport_size({"width": size[0], "height": size[1]})
            page = visit.go(path)
            _pictured(page, f"{name}.{language}-{width}")


def _pictured(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"sealed-{name}.png", full_page=True)
    check_fits(page)
    check_access(page)


def test_the_commission_opens_a_sealed_reason(commission: Visit, told: list[str]) -> None:
    looked_at(commission, "/sealed/", "list")
    page = commission.go("/")
    page.get_by_role("link", name="Sealed reasons").click()
    page.get_by_role("link", name=told[0]).click()
    looked_at(commission, page.url.removeprefix(commission.node.url), "asked")

    page.get_by_role("button", name="Open the sealed reason").click()
    expect(page.get_by_text("asks for asylum")).to_have_count(0)
    page.locator("#id_reason").fill("Complaint 7 of the person concerned")
    page.get_by_role("button", name="Open the sealed reason").click()

    expect(page.get_by_text("The bearer asks for asylum here.")).to_be_visible()
    _pictured(page, "opened.en-wide")
