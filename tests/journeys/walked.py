"""Walking every page of the URL map, one reader after the other; wide in English, on a phone in Arabic."""

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, Response

from tests.journeys.browser import PHONE, WIDE, Visit
from tests.journeys.readers import PAGES
from tests.journeys.world import World

READERS = sorted({seen.by for seen in PAGES.values()})
# How many pages of each name: all, or two of those that share a template and its scripts.
WAYS = pytest.mark.parametrize(
    ("language", "size", "most"), [("en", WIDE, None), ("ar", PHONE, 2)], ids=["wide", "phone"]
)
DIRECTIONS = {"ar": "rtl", "en": "ltr"}
# How many headings of a page, whether one is to be seen, and the page's direction: one question to the browser.
HEADING = """(() => {
    const found = [...document.querySelectorAll('h1')]
    const shown = found.some(each => each.getClientRects().length && each.checkVisibility({visibilityProperty: true}))
    return [found.length, shown, document.documentElement.dir]
})()"""


def window(language: str, size: tuple[int, int], **more: bool) -> dict[str, object]:
    return {"locale": language, "viewport": {"width": size[0], "height": size[1]}, **more}


def walked(
    world: World,
    visit: Visit,
    reader: str,
    language: str,
    *checks: Callable[[Page], None],
    most: int | None = None,
) -> list[str]:
    """What is wrong with the pages of this reader in that language. most: so many of each name."""
    visit.speak(language)
    faults = []
    for name, address in world.of_reader(reader, most):
        answer = visit.page.goto(world.node.url + address)
        is_there = partial(check_is_there, answer, world.node.url + address, DIRECTIONS[language])
        for check in (is_there, *checks):
            try:
                check(visit.page)
            except AssertionError as fault:
                faults.append(f"{name}: {fault}")
    return [*faults, *visit.faults]


def check_is_there(answer: Response | None, address: str, direction: str, page: Page) -> None:
    """It is this page and no other, with its heading, and runs in the direction of its language."""
    assert answer is not None
    assert answer.status == 200, f"{address} answers {answer.status}"
    assert page.url == address, f"{address} leads to {page.url}"
    headings, is_shown, turned = page.evaluate(HEADING)
    assert headings == 1, f"{address} has {headings} headings"
    assert is_shown, f"{address} shows no heading"
    assert turned == direction, f"{address} runs {turned}"
