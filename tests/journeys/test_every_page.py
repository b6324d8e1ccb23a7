"""Every page of the URL map fits and is heard by axe, wide in English; on a phone in Arabic two of each template.

How each page fits a phone in Arabic is measured in `test_no_scripts.py`. Scripts belong to a template, and so does
what a narrow window or another language could change for a reader's ear.
"""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page

from tests.journeys.browser import WIDE, check_access, check_fits, heard
from tests.journeys.readers import PAGES
from tests.journeys.walked import READERS, WAYS, walked, window
from tests.journeys.world import World

pytestmark = pytest.mark.browser


@WAYS
def test_every_page_fits_and_can_be_heard(chromium: Browser, world: World, language, size, most):
    faults, coloured = [], set[str]()

    def hears(page: Page) -> None:
        """Colours are the same in every language, size and database, and take axe most of its time: heard once."""
        name = resolve(urlsplit(page.url).path).view_name
        again = name in coloured and PAGES[name].of in ("database", "record")
        check_access(page, colours=size == WIDE and not again)
        coloured.add(name)

    for reader in READERS:
        with world.visit(chromium, reader, **window(language, size)) as visit:
            heard(visit)
            faults += walked(world, visit, reader, language, check_fits, hears, most=most)
    assert not faults, "\n".join(faults)


def test_what_is_called_no_page_is_none(chromium: Browser, world: World):
    for reader in READERS:
        mine = {name: seen for name, seen in PAGES.items() if seen.no_page and seen.by == reader}
        with world.visit(chromium, reader) as visit:
            addresses = [(name, each) for name, seen in mine.items() for each in world.addresses(name, seen)]
            for name, address in addresses:
                answer = visit.page.request.get(world.node.url + address, max_redirects=0)
                is_part = "<html" not in answer.text()
                assert answer.status in (200, 302), f"{name}: {answer.status}"
                assert answer.status == 302 or is_part, f"{name} is a page: walk it"
