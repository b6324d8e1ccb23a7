"""Every page of the URL map: fits, is heard by axe, works without scripts; wide in English, on a phone in Arabic."""

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.journeys.browser import PHONE, WIDE, Visit, check_access, check_fits
from tests.journeys.readers import PAGES
from tests.journeys.world import World

pytestmark = pytest.mark.browser
READERS = sorted({seen.by for seen in PAGES.values()})
WAYS = pytest.mark.parametrize(
    ("language", "size", "direction"), [("en", WIDE, "ltr"), ("ar", PHONE, "rtl")], ids=["wide", "phone"]
)


def window(language: str, size: tuple[int, int], **more: bool) -> dict[str, object]:
    return {"locale": language, "viewport": {"width": size[0], "height": size[1]}, **more}


def walked(
    world: World, visit: Visit, reader: str, language: str, *checks: Callable[[Page], None]
) -> list[str]:
    """What is wrong with the pages of this reader in that language."""
    visit.speak(language)
    faults = []
    for name, address in world.of_reader(reader):
        answer = visit.page.goto(world.node.url + address)
        for check in (partial(check_is_there, answer, world.node.url + address), *checks):
            try:
                check(visit.page)
            except AssertionError as fault:
                faults.append(f"{name}: {fault}")
    return [*faults, *visit.faults]


def check_is_there(answer: Response | None, address: str, page: Page) -> None:
    """It is this page and no other, with its heading."""
    assert answer is not None
    assert answer.status == 200, f"{address} answers {answer.status}"
    assert page.url == address, f"{address} leads to {page.url}"
    assert page.locator("h1").count() == 1, f"{address} has no heading"
    assert page.locator("h1").is_visible(), f"{address} shows no heading"


def check_turns(direction: str, page: Page) -> None:
    """The page runs in the direction of its language."""
    assert page.locator("html").get_attribute("dir") == direction, page.url


@WAYS
def test_every_page_fits_and_can_be_heard(chromium: Browser, world: World, language, size, direction):
    faults = []
    for reader in READERS:
        with world.visit(chromium, reader, **window(language, size)) as visit:
            checks = partial(check_turns, direction), check_fits, check_access
            faults += walked(world, visit, reader, language, *checks)
    assert not faults, "\n".join(faults)


@WAYS
def test_every_page_works_without_scripts(chromium: Browser, world: World, language, size, direction):
    faults = []
    for reader in READERS:
        with world.visit(chromium, reader, **window(language, size, java_script_enabled=False)) as visit:
            faults += walked(world, visit, reader, language, partial(check_turns, direction), check_fits)
    assert not faults, "\n".join(faults)


def test_what_is_called_no_page_is_none(chromium: Browser, world: World):
    for name, seen in PAGES.items():
        for address in world.addresses(name, seen) if seen.no_page else []:
            with world.visit(chromium, seen.by) as visit:
                answer = visit.page.request.get(world.node.url + address, max_redirects=0)
                is_part = "<html" not in answer.text()
                assert answer.status in (200, 302), f"{name}: {answer.status}"
                assert answer.status == 302 or is_part, f"{name} is a page: walk it"
