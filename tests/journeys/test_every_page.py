"""Every page of the URL map: heard by axe, in Arabic on a phone, without scripts."""

import pytest

from tests import people
from tests.journeys.browser import PHONE, Visit, check_access, check_fits
from tests.journeys.pages import walk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def readers(node) -> list[str]:
    """The sign-in names of those who together see every page."""
    node.prepare("""
from comity.access.roles import Role
people.officer("walker", *[role for role in Role if role.name in ("DESK_OFFICER", "BORDER_GUARD")])
""")
    return ["walker@fra"]


@pytest.fixture
def walked(visit: Visit, readers: list[str]) -> dict[str, str]:
    """One address of each page the readers reach; the last reader stays signed in."""
    found: dict[str, str] = {}
    for name in readers:
        visit.page.context.clear_cookies()
        found = walk(visit) | found
        visit.sign_in(name, people.PASSWORD)
        found = walk(visit) | found
    return found


def test_every_page_fits_and_can_be_heard(visit, walked):
    visit.speak("ar")
    visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    faults = []
    for name, path in walked.items():
        page = visit.go(path)
        assert page.locator("html").get_attribute("dir") == "rtl", name
        for check in (check_fits, check_access):
            try:
                check(page)
            except AssertionError as fault:
                faults.append(f"{name}: {fault}")

    assert faults == []


def test_every_page_says_the_same_without_scripts(visit, plain_visit, walked):
    plain_visit.page.context.add_cookies(visit.page.context.cookies())
    for name, path in walked.items():
        page = plain_visit.go(path)

        assert page.locator("h1").count() == 1, name
        assert page.locator("h1").is_visible(), name
