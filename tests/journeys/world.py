"""The demonstration on a node of its own, and the addresses of all its pages."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from tests import people
from tests.cluster import DEMONSTRATION_TEMPLATE, ClusterForTests
from tests.journeys.browser import Node, Visit, open_visit, serve
from tests.journeys.readers import BETWEEN, PAGES, Seen

TOLD = "walk.json"
ALIKE = 2  # pages opened of those that differ in a name alone


@dataclass(frozen=True)
class World:
    """A served demonstration. facts: parts of addresses by what they name. cookies: by reader."""

    node: Node
    facts: dict[str, list[dict[str, str]]]
    cookies: dict[str, dict[str, str]]

    def addresses(self, name: str, seen: Seen) -> list[str]:
        """Every address of this route that the world has something for."""
        found = self.facts[seen.of] if seen.of else [{}]
        if seen.alike:
            turn = crc32(name.encode())
            found = [found[(turn + step) % len(found)] for step in range(ALIKE)]
        return [reverse(name, kwargs=parts) for parts in found]

    def of_reader(self, reader: str, most: int | None = None) -> Iterator[tuple[str, str]]:
        """Name and address of each page that this reader opens. most: so many of each name."""
        for name, seen in PAGES.items():
            if seen.by == reader and not seen.no_page:
                yield from ((name, address) for address in self.addresses(name, seen)[:most])

    @contextmanager
    def visit(self, chromium: Browser, reader: str, **context: Any) -> Iterator[Visit]:
        """A window of this reader, closed in the end."""
        window = chromium.new_context(**context)
        visit = open_visit(window, self.node)
        self.enter(window, reader, visit.page)
        yield visit
        window.close()

    def enter(self, window: BrowserContext, reader: str, page: Page) -> None:
        """Bring along what makes this browser that reader's."""
        pairs = self.cookies[reader].items()
        window.add_cookies([{"name": name, "value": value, "url": self.node.url} for name, value in pairs])
        if reader == BETWEEN:
            Visit(page, self.node).sign_in(BETWEEN, people.PASSWORD)


@pytest.fixture(scope="session")
def world(test_cluster: ClusterForTests) -> Iterator[World]:
    """The world, loaded once for all workers into a database that is stamped for it; a clone for each."""
    home = test_cluster.demonstration(load)
    told = json.loads((home / TOLD).read_text("utf-8"))
    with test_cluster.fresh(DEMONSTRATION_TEMPLATE) as database:
        for node in serve(database.environment | {"COMITY_HOME": str(home), "COMITY_PUBLIC_NOTICES": "on"}):
            yield World(node, **told)


def load(environment: dict[str, str], home: Path) -> None:
    """Put the demonstration into an empty database."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.journeys.demonstration", str(home / TOLD)]
    paths = ":".join(sys.path)
    done = subprocess.run(
        command, env=environment | {"PYTHONPATH": paths}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert done.returncode == 0, done.stderr.decode()[-4000:]
