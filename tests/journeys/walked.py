"""Walking every page of the URL map, one reader after the other; wide in English, on a phone in Arabic."""

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, Response

from tests.journeys.browser import PHONE, WIDE, Visit
from tests.journeys.readers import PAGES
from tests.journeys.world import World

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
