"""Lists by keyboard: rows, filters, pages, and the keys shown and turned off."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import WIDE
from tests.journeys.readers import AMINA
from tests.journeys.test_every_page import window
from tests.journeys.world import World

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.getAttribute('href')"


def rows(page: Page) -> list[str]:
    return page.eval_on_selector_all("tbody th a", "links => links.map(each => each.getAttribute('href'))")


def press(page: Page, *keys: str) -> str:
    for key in keys:
        page.keyboard.press(key)
    return page.evaluate(FOCUSED)


def test_rows_are_walked_and_opened_by_single_keys(chromium: Browser, world: World):
    with world.visit(chromium, AMINA, **window("en", WIDE)) as visit:
        page = visit.go("/records/travel-documents/")
        links = rows(page)
        assert press(page, "j") == links[0]
        assert press(page, "j", "j") == links[2]
        assert press(page, "k") == links[1]
        assert press(page, "ArrowDown") == links[2]
        assert press(page, "ArrowUp", "ArrowUp", "ArrowUp") == links[0]
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{links[0]}")
        assert not visit.faults


def test_filters_and_pages_have_a_key_and_typing_is_only_typing(chromium: Browser, world: World):
    with world.visit(chromium, AMINA, **window("en", WIDE)) as visit:
        page = visit.go("/records/travel-documents/")
        page.keyboard.press("f")
        assert page.evaluate("document.activeElement.id") == "filter"
        page.keyboard.type("jk?n")
        assert page.locator("#filter").input_value() == "jk?n"
        page.locator("h1").click()
        page.keyboard.press("n")
        page.wait_for_url("**before=*")
        page.keyboard.press("p")
        page.wait_for_url("**after=*")


def test_the_keys_are_shown_and_turned_off_for_good(chromium: Browser, world: World):
    with world.visit(chromium, AMINA, **window("en", WIDE)) as visit:
        page = visit.go("/records/travel-documents/")
        assert not page.locator("#keys dl").is_visible()
        page.keyboard.press("?")
        assert page.locator("#keys dl").is_visible()
        page.get_by_label("Use single keys in this browser").uncheck()
        page = visit.go("/records/travel-documents/")
        assert press(page, "j", "f", "/") is None
        assert page.evaluate("document.activeElement === document.body")
        page.keyboard.press("?")
        page.get_by_label("Use single keys in this browser").check()
        page = visit.go("/records/travel-documents/")
        assert press(page, "j") == rows(page)[0]


def test_without_scripts_the_keys_can_be_read_and_promise_no_switch(chromium: Browser, world: World):
    with world.visit(chromium, AMINA, **window("en", WIDE, java_script_enabled=False)) as visit:
        page = visit.go("/records/travel-documents/")
        page.locator("#keys summary").click()
        assert page.locator("#keys dl").is_visible()
        assert not page.locator("#keys label").is_visible()
