"""Every page of the URL map works without scripts; wide in English, on a phone in Arabic."""

from functools import partial

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import check_fits
from tests.journeys.walked import READERS, WAYS, check_turns, walked, window
from tests.journeys.world import World

pytestmark = pytest.mark.browser


@WAYS
def test_every_page_works_without_scripts(chromium: Browser, world: World, language, size, direction):
    faults = []
    for reader in READERS:
        with world.visit(chromium, reader, **window(language, size, java_script_enabled=False)) as visit:
            faults += walked(world, visit, reader, language, partial(check_turns, direction), check_fits)
    assert not faults, "\n".join(faults)
