"""A red notice from draft to publication by three people, found by a fourth, recalled and said to be gone.

In real browsers: Selma drafts in Kenya, Chen reviews, Inês of Portugal finds and later takes out what was recalled.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.files import png
from tests.journeys.browser import Node, Visit, check_access, check_fits, windows_of
from tests.rooms.notices.test_doors import typed

pytestmark = pytest.mark.browser
SURNAME = "Quillaborn"
STORY = """
import datetime, json
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.notices import actions
from tests.actors import AnyActor
people.bureau("CEN", BureauKind.CENTRE)
for code in ("KEN", "PRT"):
    people.bureau(code, country=code)
actions.record_legal_basis(body="An invented body", title="Model rules", organ="An invented assembly",
                           adopted_on=datetime.date(2026, 1, 1), by=AnyActor("CEN"))
selma = people.officer("selma", Role.DESK_OFFICER, place=people.unit("KEN", name="Notices"))
chen = people.officer("chenj", Role.REVIEWER, place=people.unit("CEN", name="Review"), function="legal reviewer")
ines = people.officer("ines", Role.DESK_OFFICER, place=people.unit("PRT", name="Desk"))
print(json.dumps([people.session(each) for each in (selma, chen, ines)]))
"""
Three = tuple[Visit, Visit, Visit]


@pytest.fixture(scope="module")
def sessions(node: Node) -> list[str]:
    """Each of the three is signed in, with a second factor."""
    found: list[str] = json.loads(node.prepare(STORY).splitlines()[-1])
    return found


@pytest.fixture
def windows(chromium: Browser, node: Node, sessions: list[str]) -> Iterator[Three]:
    """The windows of Selma, Chen and Inês; no script may have failed in one of them."""
    with windows_of(chromium, node, sessions) as visits:
        yield visits[0], visits[1], visits[2]
    assert [fault for visit in visits for fault in visit.faults] == []


def fill(page: Page, words: dict[str, str]) -> None:
    """Type each word into its field, or choose it there."""
    for name, word in words.items():
        field = page.locator(f"[name='{name}']")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(word)
        else:
            field.fill(word)


def written(selma: Visit, surname: str) -> str:
    """A request, first with a gap that the page names with its rule; its address."""
    told = typed("red", names=[{"text": f"Osman {surname}", "quality": "primary", "script": "latin"}])
    warrant = told.pop("warrant")
    page = selma.go("/notices/new/red/")
    fill(page, told)
    page.locator("[name=charge]").blur()
    expect(page.locator("#notes-warrant")).to_contain_text("Model rule 83")  # htmx asked; nothing was kept
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("h1")).to_contain_text(surname)
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".flash").filter(has_text="1 conditions are not met")).to_be_visible()
    fill(page, {"warrant": warrant})
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator("h1")).to_contain_text(surname)
    return page.url.replace(selma.node.url, "")


def with_a_face(selma: Visit, address: str, folder: Path) -> None:
    """A photograph, with what makes it hard to recognise."""
    file = folder / "face.png"
    file.write_bytes(png())
    page = selma.go(address)
    page.get_by_role("link", name="Add a picture").click()
    check_access(page)
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=caption]").fill("Face, from the front")
    page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_alt_text("Face, from the front")).to_be_visible()
    expect(page.get_by_text("Small: send one of at least 450 pixels")).to_be_visible()


def handed_in(selma: Visit, address: str) -> None:
    page = selma.go(address)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Submitted. The reviewers' clock runs.")).to_be_visible()


def decided(chen: Visit, address: str, decision: str, why: str, ground: str = "") -> Page:
    page = chen.go(address)
    if page.get_by_role("button", name="Take into review").is_visible():
        page.get_by_role("button", name="Take into review").click()
    page.get_by_label(decision, exact=True).check()
    if ground:
        page.locator("[name=ground]").select_option(ground)
    page.locator("[name=reason]").last.fill(why)
    page.get_by_role("button", name="Decide").click()
    return page


def status_of(visit: Visit, address: str) -> int:
    return visit.page.request.get(visit.node.url + address).status


def test_three_people_bring_a_notice_out_and_a_recall_takes_it_back(windows: Three, tmp_path: Path) -> None:
    selma, chen, ines = windows
    address = written(selma, SURNAME)
    with_a_face(selma, address, tmp_path)
    assert (status_of(chen, address), status_of(ines, address)) == (404, 404)

    handed_in(selma, address)
    assert status_of(ines, address) == 404
    queue = chen.go("/notices/desk/")
    queue.get_by_role("link", name=SURNAME).first.click()
    expect(queue.get_by_alt_text("Face, from the front")).to_be_visible()
    check_access(queue)
    expect(decided(chen, address, "Approve", "Ordinary crime.").locator(".facts")).to_contain_text(
        "Published"
    )

    page = ines.go(address)
    expect(page.locator("h1")).to_contain_text(SURNAME)
    expect(page.get_by_text("Not an INTERPOL notice.").first).to_be_visible()
    expect(page.get_by_alt_text("Face, from the front")).to_be_visible()
    check_access(page)
    check_fits(page)

    decided(chen, address, "Cancel for good", "The warrant was withdrawn.", ground="no-valid-warrant")
    assert status_of(ines, address) == 404
    recalls = ines.go("/notices/recalls/")
    recalls.locator("[name$='-removed_on']").first.fill(str(datetime.now(UTC).date()))
    recalls.get_by_role("button", name="It is gone here").first.click()
    expect(recalls.get_by_text("Gone since").first).to_be_visible()
    board = chen.go(f"{address}board/")
    expect(board.locator("tr").filter(has_text="PRT")).to_contain_text("desk officer")
