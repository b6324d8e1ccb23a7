"""Every page of the URL map works without scripts: in Arabic on a phone and wide, and in English as it is sent.

The server knows nothing of scripts, and English pages are looked at in `test_every_page.py`: what is left to ask of
one that nobody scripts is whether it came.
"""

import re
from collections.abc import Iterator

import pytest
import urllib3
from playwright.sync_api import Browser, Page

from tests.journeys.browser import PHONE, WIDE, Visit, check_fits
from tests.journeys.walked import READERS, walked, window
from tests.journeys.world import World

pytestmark = pytest.mark.browser


def test_every_page_works_without_scripts(chromium: Browser, world: World):
    faults: list[str] = []
    for reader in READERS:
        with world.visit(chromium, reader, **window("ar", PHONE, java_script_enabled=False)) as visit:
            faults += walked(world, visit, reader, "ar", check_fits, check_fits_turned)
            faults += read_plainly(world, visit, reader)
    assert not faults, "\n".join(faults)


def check_fits_turned(page: Page) -> None:
    """The page fits in the other size too. The next one is loaded in that, and turned back."""
    assert page.viewport_size is not None
    width, height = WIDE if page.viewport_size["width"] == PHONE[0] else PHONE
    page.set_viewport_size({"width": width, "height": height})
    check_fits(page)


def read_plainly(world: World, visit: Visit, reader: str) -> Iterator[str]:
    """What is wrong with the English pages of this reader, read without a browser."""
    kept = {each["name"]: each["value"] for each in visit.page.context.cookies()} | {"django_language": "en"}
    cookie = "; ".join(f"{name}={value}" for name, value in kept.items())
    with urllib3.PoolManager(retries=False, timeout=30, headers={"Cookie": cookie}) as pool:
        for name, address in world.of_reader(reader):
            answer = pool.request("GET", world.node.url + address, redirect=False)
            marks = re.findall(rb'<h1(?=[ >])|<html[^>]* dir="ltr"', answer.data)
            found = answer.status, len(marks)
            if found != (200, 2):
                yield f"{name}: {address}: {found}"
