"""A guard has a hit and the passport; the owner accepts the find; the next question says "recovered, still invalid"."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests import people
from tests.journeys.browser import PHONE, PICTURES, Node, Visit, check_access, check_fits, open_visit

pytestmark = pytest.mark.browser
STORY = """
from comity.gate import epoch
import msgspec
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.queries import actions
from comity.queries.actions.confirming import Question
from comity.queries.asked import read_asked
from comity.queries.models import Hit
from comity.queries.telling import Telling
from comity.records import actions as records
people.bureau("CEN", BureauKind.CENTRE)
people.bureau("NOR", country="NOR")
owner = people.acting("liv", Role.DESK_OFFICER, code="NOR")
body = TravelDocument.example | {"issuer": "NOR", "number": "30215874"}
records.create(TravelDocument, body, by=owner)
guard = people.officer("pia", Role.BORDER_GUARD, place=people.unit("URY", name="Colonia"))
subject = {"document": {"issuer": "NOR", "kind": "passport", "number": "30215874"}}
question = {"purpose": "border-control", "subjects": [subject]}
epoch.bump()
actions.ask(read_asked(msgspec.json.encode(question)), by=lambda fresh: people.actor(guard))
hit = Hit.objects.get(owner="NOR")
actions.ask_confirmation(hit, Question(telling=Telling.YES), by=people.actor(guard))
print(hit.pk)
"""


@pytest.fixture(scope="module")
def hit(node: Node) -> str:
    """The id of a hit of Pia's on a passport of Norway's, which was asked about it."""
    return node.prepare(STORY).split()[-1]


@pytest.fixture
def owner(chromium: Browser, node: Node, hit: str) -> Iterator[Visit]:
    """Liv's window."""
    context = chromium.new_context(locale="en")
    visit = open_visit(context, node)
    visit.sign_in("liv@nor", people.PASSWORD)
    yield visit
    context.close()
    assert visit.faults == []


def looked_at(visit: Visit, name: str) -> None:
    """The page fits and can be heard, wide in English and on a phone in Arabic."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = visit.page.url.removeprefix(visit.node.url)
    for language, size in (("ar", PHONE), ("en", (1366, 800))):
        visit.speak(language)
        visit.page.set_viewport_size({"width": size[0], "height": size[1]})
        page = visit.go(path)
        page.screenshot(path=PICTURES / f"found-{name}.{language}.png", full_page=True)
        check_fits(page)
        check_access(page)


def test_a_found_passport_stays_invalid(visit: Visit, owner: Visit, hit: str) -> None:
    visit.sign_in("pia@ury", people.PASSWORD)
    page = visit.go(f"/hits/{hit}/")
    page.get_by_role("link", name="We have it: report the find").click()
    looked_at(visit, "report")
    page.get_by_role("button", name="Report it").click()
    assert page.locator(".error-summary li").count() == 3  # where, when, and what became of it
    page.get_by_label("Where it was found").fill("Colonia, ferry terminal")
    page.get_by_label("Found on").fill("2026-05-04")
    page.get_by_label("What became of the document").select_option("kept")
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_text("Reported. Its owner was told")).to_be_visible()
    find = page.url

    theirs = owner.go("/")
    said = theirs.get_by_role("region", name="Said of your records")
    said.get_by_role("link", name="NOR 30215874").click()
    looked_at(owner, "answer")
    expect(theirs.get_by_text("Colonia, ferry terminal")).to_be_visible()
    theirs.get_by_label("Accept: it is found").check()
    theirs.get_by_label("To the finder").fill("Please send it to the embassy.")
    theirs.get_by_role("button", name="Answer").click()
    expect(theirs.get_by_text("Answered. The finder was told.")).to_be_visible()

    page.goto(find)
    expect(page.get_by_text("Please send it to the embassy.")).to_be_visible()
    page = visit.go(f"/hits/{hit}/")
    expect(page.get_by_text("The owner says that it was found again.").first).to_be_visible()
    looked_at(visit, "hit")
    page = visit.go("/ask/")
    page.locator("#id_text").fill("NOR 30215874")
    page.locator("main .do button.main").first.click()
    expect(page.get_by_text("Recovered, still invalid.").first).to_be_visible()
