"""A request is kept as it is written: without a click, through a lost connection, beside a colleague at the same."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.browser import PHONE, Node, Visit, check_access, check_fits, windows_of

pytestmark = pytest.mark.browser
FORM, SAVE = "/notices/new/yellow/", "**/notices/new/yellow/save/"
STORY = """
import json
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
people.bureau("CEN", BureauKind.CENTRE)
people.bureau("GHA", country="GHA")
place = people.unit("GHA", name="Missing persons")
two = [people.officer(name, Role.DESK_OFFICER, place=place) for name in ("kofi", "esi")]
print(json.dumps([people.session(each) for each in two]))
"""
CUT = (
    "Failed to load resource: net::",
    "htmx:sendError",
    "htmx:afterRequest",
)  # how Chromium and htmx tell of it
SOON_MS = 20_000  # a save is seen within this
Two = tuple[Visit, Visit]


@pytest.fixture(scope="module")
def sessions(node: Node) -> list[str]:
    found: list[str] = json.loads(node.prepare(STORY).splitlines()[-1])
    return found


@pytest.fixture
def windows(chromium: Browser, node: Node, sessions: list[str]) -> Iterator[Two]:
    """The windows of Kofi and Esi, of one bureau; no script may have failed in them, save for cut lines."""
    with windows_of(chromium, node, sessions) as visits:
        yield visits[0], visits[1]
    told = [fault for visit in visits for fault in visit.faults]
    assert [fault for fault in told if not fault.startswith(CUT)] == []


def said(page: Page) -> str:
    return page.locator(".saving").inner_text()


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved at", timeout=SOON_MS)


def test_what_is_written_is_there_after_the_window_was_closed(windows: Two) -> None:
    kofi, _esi = windows
    page = kofi.go(FORM)
    expect(page.get_by_text("It is saved as you write")).to_be_visible()
    page.locator("[name=names-0-text]").press_sequentially("Abena Owusu")
    page.locator("[name=missing_since]").fill("2026-0")  # half a date
    saved(page)
    assert page.url.endswith("/change/")
    check_access(page)
    page.reload()
    expect(page.locator("[name=names-0-text]")).to_have_value("Abena Owusu")
    expect(page.locator("[name=missing_since]")).to_have_value("2026-0")
    expect(page.locator("#notes-missing_since")).to_contain_text("Rule of this node")

    page.locator("[name=last_seen]").fill("Market of Kumasi")
    page.get_by_role("link", name="Notices").first.click()  # at once, before the page has saved
    page.wait_for_load_state()
    page.go_back()
    page.reload()
    expect(page.locator("[name=last_seen]")).to_have_value("Market of Kumasi")
    page.locator("[name=missing_since]").fill("2026-05-03")
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator("h1")).to_contain_text("Abena Owusu")
    assert page.locator(".timeline li").count() <= 4  # a sitting is one line, not one a letter


def test_a_lost_connection_is_told_and_mended_by_itself(windows: Two) -> None:
    kofi, _esi = windows
    page = kofi.go(FORM)
    page.locator("[name=names-0-text]").fill("Yaw Mensah")
    saved(page)
    page.context.set_offline(True)
    page.locator("[name=last_seen]").fill("Harbour of Tema")
    expect(page.get_by_text("Not saved: the connection is lost.")).to_be_visible(timeout=SOON_MS)
    page.locator("[name=last_seen]").blur()  # the live conditions ask too, and take no page away
    page.wait_for_timeout(1000)
    expect(page.locator("[name=last_seen]")).to_have_value("Harbour of Tema")
    page.context.set_offline(False)
    saved(page)
    expect(page.get_by_text("Not saved: the connection is lost.")).to_be_hidden()
    page.reload()
    expect(page.locator("[name=last_seen]")).to_have_value("Harbour of Tema")


def test_an_answer_that_is_lost_makes_no_second_draft(windows: Two) -> None:
    kofi, _esi = windows
    page = kofi.go(FORM)
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)  # the node has it; its answer does not arrive
        route.abort() if len(lost) == 1 else route.continue_()

    page.route(SAVE, lose)
    page.locator("[name=names-0-text]").fill("Only Once")
    saved(page)
    assert lost[0] == 200
    page.unroute(SAVE)
    listed = kofi.go("/notices/?show=own")
    assert listed.get_by_text("Only Once").count() == 1


def test_two_at_one_draft_lose_nothing(windows: Two) -> None:
    kofi, esi = windows
    page = kofi.go(FORM)
    page.locator("[name=names-0-text]").fill("Kwame Asante")
    saved(page)
    other = esi.go(page.url.replace(esi.node.url, ""))
    other.locator("[name=last_seen]").fill("Station of Accra")
    saved(other)

    page.locator("[name=last_seen]").fill("Beach of Labadi")
    expect(page.locator("#saved")).to_contain_text("Somebody has changed it meanwhile.", timeout=SOON_MS)
    expect(page.locator("#saved")).to_contain_text("Station of Accra")
    expect(page.locator("[name=last_seen]")).to_have_value("Beach of Labadi")
    check_access(page)
    check_fits(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    check_fits(page)
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.locator("dl.pairs").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Beach of Labadi")
    expect(page.locator("main")).not_to_contain_text("Station of Accra")


def test_the_button_works_while_the_page_is_saving(windows: Two) -> None:
    kofi, _esi = windows
    page = kofi.go(FORM)
    page.route(SAVE, lambda route: (page.wait_for_timeout(800), route.continue_()))
    page.locator("[name=names-0-text]").fill("Efua Boateng")
    with page.expect_request(SAVE, timeout=SOON_MS):
        pass
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("h1")).to_contain_text("Efua Boateng", timeout=SOON_MS)
    listed = kofi.go("/notices/?show=own")
    assert listed.get_by_text("Efua Boateng").count() == 1


def test_what_is_no_answer_of_ours_never_comes_into_the_page(windows: Two) -> None:
    kofi, _esi = windows
    page = kofi.go(FORM)
    page.route(SAVE, lambda route: route.fulfill(status=200, content_type="text/html", body="<b>Hotel</b>"))
    page.locator("[name=names-0-text]").fill("Akua Addo")
    expect(page.get_by_text("Not saved: the connection is lost.")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("Hotel")).to_have_count(0)
    page.unroute(SAVE)
    saved(page)
    expect(page.locator("[name=names-0-text]")).to_have_value("Akua Addo")


def test_whoever_was_signed_out_finds_the_draft_after_signing_in(windows: Two) -> None:
    kofi, _esi = windows
    page = kofi.go(FORM)
    page.locator("[name=names-0-text]").fill("Yaa Sarpong")
    saved(page)
    address = page.url
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=last_seen]").fill("Port of Takoradi")
    page.wait_for_url("**/account/**", timeout=SOON_MS)  # the screen goes with the session
    page.context.add_cookies(cookies)
    page.goto(address)
    expect(page.locator("[name=names-0-text]")).to_have_value("Yaa Sarpong")
