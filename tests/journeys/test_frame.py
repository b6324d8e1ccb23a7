"""The frame in a real browser: two directions, two themes, a phone, a keyboard, no scripts."""

import pytest

from tests.journeys.browser import PHONE, check_access, check_fits

pytestmark = pytest.mark.browser

LOST = "/no-such-page/"


@pytest.mark.parametrize("code", ["ar", "en", "es", "fr"])
def test_a_calm_page_fits_a_phone_and_can_be_heard(visit, code):
    visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    visit.speak(code)
    page = visit.go(LOST)

    assert page.locator("html").get_attribute("dir") == ("rtl" if code == "ar" else "ltr")
    check_fits(page)
    check_access(page)


def test_a_dark_room_gets_a_dark_page(visit):
    visit.page.emulate_media(color_scheme="dark")
    page = visit.go(LOST)

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 22, 26)"
    check_access(page)


def test_choosing_arabic_needs_no_script(plain_visit):
    page = plain_visit.go(LOST)
    page.get_by_role("button", name="العربية").click()

    assert page.url.endswith(LOST)
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_a_latin_page_never_loads_the_arabic_face(visit):
    asked = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.go(LOST)

    assert not [url for url in asked if "woff2" in url]


def test_the_keyboard_skips_to_the_content(visit):
    page = visit.go(LOST)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
