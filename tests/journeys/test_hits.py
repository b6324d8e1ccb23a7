"""A guard finds a passport, asks its owner, and the page is freed by the owner's word: both in real browsers."""

import pytest
from playwright.sync_api import expect

from tests import people
from tests.journeys.browser import PHONE, Visit, check_access, check_fits, open_visit

pytestmark = pytest.mark.browser
STORY = """
import msgspec
from comity.access.roles import Role
from comity.bureaus.models import DutyDesk
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.queries import actions
from comity.queries.asked import read_asked
from comity.queries.models import Hit
from comity.records import actions as records
people.bureau("CEN", BureauKind.CENTRE)
desk = {"telephone": "+351 21 000 00 00", "always_open": True}
DutyDesk.objects.get_or_create(bureau=people.bureau("PRT"), defaults=desk)
owner = people.acting("lidia", Role.DESK_OFFICER, code="PRT")
body = TravelDocument.example | {"issuer": "PRT", "number": "CB7731905", "expires_on": "2030-06-11"}
records.create(TravelDocument, body, by=owner)
guard = people.officer("gina", Role.BORDER_GUARD, Role.DESK_OFFICER, place=people.unit("URY", name="Rivera"))
subject = {"document": {"issuer": "PRT", "kind": "passport", "number": "CB7731905"}}
question = {"purpose": "border-control", "subjects": [subject]}
actions.ask(read_asked(msgspec.json.encode(question)), by=lambda fresh: people.actor(guard))
print(Hit.objects.get(owner="PRT").pk)
"""


@pytest.fixture(scope="session")
def hit(node) -> str:
    """The id of a hit of Gina's on a passport of Portugal's."""
    return node.prepare(STORY).split()[-1]


@pytest.fixture
def owner(chromium, node) -> Visit:
    """Lídia's window."""
    context = chromium.new_context(locale="en")
    visit = open_visit(context, node)
    visit.sign_in("lidia@prt", people.PASSWORD)
    yield visit
    context.close()


def test_the_owner_s_word_frees_the_page(visit: Visit, owner: Visit, hit: str) -> None:
    visit.sign_in("gina@ury", people.PASSWORD)
    page = visit.go(f"/hits/{hit}/")
    check_access(page)
    page.get_by_label("Yes, the owner may be told").check()
    page.get_by_label("A person or an object is held now").check()
    page.get_by_label("Words to the owner").fill("In hand. Does it stand?")
    page.get_by_role("button", name="Save, and ask if yes").click()
    expect(page.get_by_text("Delivered, not confirmed").first).to_be_visible()

    theirs = owner.go("/")
    theirs.get_by_role("link", name="PRT CB7731905").first.click()
    check_access(theirs)
    theirs.get_by_label("Not the same: this is another").check()
    theirs.get_by_role("button", name="Answer").click()
    expect(theirs.get_by_text("You said: not the same.")).to_be_visible()

    expect(page.get_by_text("The owner says: not the same.")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Load the page again").click()
    page.get_by_label("Let go").check()
    page.get_by_label("Close the hit").check()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("This hit is closed.")).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_pages_fit_a_phone(visit: Visit, hit: str, language: str) -> None:
    visit.sign_in("gina@ury", people.PASSWORD)
    visit.speak(language)
    visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for path in ("/", "/hits/", f"/hits/{hit}/", "/hand-over/"):
        page = visit.go(path)
        check_fits(page)
        check_access(page)
