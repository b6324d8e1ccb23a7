"""Signing in, in a real browser."""

import gzip

import pytest

from tests import people
from tests.journeys.browser import PHONE, check_access, check_fits

pytestmark = pytest.mark.browser
DOOR = "/account/sign-in/"
FIRST_PAGE_BYTES = 60_000


def test_the_first_page_fits_a_thin_link(visit):
    """All a browser fetches that has nothing yet, without the face; a serving node sends it compressed."""
    sizes = {}
    visit.page.on(
        "response", lambda response: sizes.update({response.url: len(gzip.compress(response.body()))})
    )
    page = visit.go(DOOR)
    page.wait_for_load_state("networkidle")

    assert page.url in sizes
    assert not [url for url in sizes if url.endswith("woff2")]
    assert sum(sizes.values()) < FIRST_PAGE_BYTES


@pytest.mark.parametrize("code", ["ar", "en"])
def test_the_door_can_be_heard_and_fits_a_phone(visit, code):
    visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    visit.speak(code)
    page = visit.go(DOOR)

    check_fits(page)
    check_access(page)


def test_a_wrong_password_takes_the_focus_to_a_sentence(visit):
    page = visit.sign_in("nobody@fra", "not the password at all")

    assert page.locator(".error-summary").is_visible()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.locator("input[name=login]").input_value() == "nobody@fra"
    check_access(page)


def test_an_officer_comes_in_without_scripts(plain_visit):
    plain_visit.node.prepare(
        "from comity.access.roles import Role; people.officer('plain', Role.DESK_OFFICER)"
    )
    page = plain_visit.sign_in("plain@fra", people.PASSWORD)
    plain_visit.go("/messages/")

    assert page.url.endswith("/messages/")
    assert "no-store" in page.request.get(page.url).headers["cache-control"]


def test_who_sets_the_first_password_is_told_so_and_led_on(visit):
    """And not to the empty form again, as if nothing had happened."""
    visit.node.prepare("""
from comity.access.models import Officer
from comity.access.roles import Role
people.officer("begins", Role.DESK_OFFICER)
Officer.objects.filter(sign_in_name="begins@fra").update(must_change_password=True)
""")
    page = visit.sign_in("begins@fra", people.PASSWORD)
    assert "Set your own password first" in page.locator(".flash").inner_text()
    page.locator("[name=oldpassword]").fill(people.PASSWORD)
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill("seven mild evenings")
    page.locator("[name=password2]").press("Enter")
    page.wait_for_url(f"{visit.node.url}/")

    assert page.locator(".flash").inner_text().strip() == "Your password is changed."


def test_failures_that_another_process_counted_lock_the_name(visit):
    visit.node.prepare("""
from django.utils import timezone
from comity.access.locks import Handle, Locked, count_failure
from comity.access.roles import Role
people.officer("tried", Role.DESK_OFFICER)
[count_failure(Handle(Locked.NAME, "tried@fra"), now=timezone.now()) for _ in range(5)]
""")
    page = visit.sign_in("tried@fra", people.PASSWORD)
    assert page.url == visit.node.url + DOOR
    assert page.locator(".error-summary").is_visible()


def test_a_screen_left_alone_goes_back_to_the_door(visit):
    """Once the session has ended, and not before: another window may be at work."""
    visit.node.prepare("from comity.access.roles import Role; people.officer('away', Role.DESK_OFFICER)")
    visit.page.clock.install()
    page = visit.sign_in("away@fra", people.PASSWORD)
    visit.go("/bureaus/")
    page.clock.fast_forward("15:10")
    page.wait_for_timeout(500)
    assert page.url.endswith("/bureaus/")

    page.context.clear_cookies()
    page.clock.fast_forward("01:01")
    page.wait_for_url("**/account/sign-in/?next=/bureaus/")
