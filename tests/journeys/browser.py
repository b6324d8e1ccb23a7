"""A real node and a real browser for the journeys: one server process and one Chromium for the session."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.cluster import ClusterForTests
from tests.conftest import CHROMIUM
from tests.journeys.console import Console

START_S = 60
ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "pictures"
WIDE, PHONE = (1280, 800), (360, 740)
LANGUAGES = ("ar", "en", "es", "fr")
# A browser alone with us: no calls home, no first-run pages.
QUIET = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
# Chromium writes these for every refusal; a refusal is an answer, not a fault of a script.
ANSWERS = "Failed to load resource: the server responded with a status of 4"

# Elements that reach over the edge of the window and stand in nothing that scrolls.
OUTSIDE = """[...document.querySelectorAll('body *')]
    .filter(each => !each.parentElement.closest('.scroll, .menu, pre'))
    .filter(each => { const box = each.getBoundingClientRect(); return box.right > innerWidth || box.left < 0 })
    .slice(0, 5).map(each => each.outerHTML.slice(0, 120))"""

# Only rules whose faults are serious or critical are run: the others take a third of axe's time and fail nobody.
HEAR = """colours => window.axe ? axe.run({
    runOnly: {type: 'rule', values: axe._audit.rules
        .filter(each => each.enabled && ['serious', 'critical'].includes(each.impact))
        .filter(each => !each.tags.includes('experimental') && !each.tags.includes('deprecated'))
        .map(each => each.id).filter(id => colours || id != 'color-contrast')},
    resultTypes: ['violations'], preload: false,
}).then(({violations}) => violations.map(fault => ({
    id: fault.id, help: fault.help, places: fault.nodes.map(place => place.html.slice(0, 160)),
}))) : null"""


@dataclass
class Node:
    """A served installation with a database of its own."""

    url: str
    environment: dict[str, str]
    console: Console

    def manage(self, *arguments: str, given: str = "") -> str:
        """Run one of Comity's commands on this node; its output."""
        command = [sys.executable, "-m", "comity", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, input=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def prepare(self, story: str) -> str:
        """Run Python on this node's database, for what a test is given: `people.officer("amina", ...)`."""
        return self.console.run(story)


@dataclass
class Visit:
    """One reader at one browser window, and what went wrong in it."""

    page: Page
    node: Node
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the node."""
        self.page.goto(self.node.url + path)
        return self.page

    def sign_in(self, name: str, password: str) -> Page:
        """Sign in with a password, as people do. No second factor."""
        page = self.go("/account/sign-in/")
        page.locator("input[name=login]").fill(name)
        page.locator("input[name=password]").fill(password)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_load_state()
        return page

    def speak(self, code: str) -> None:
        """Read in another language from now on."""
        self.page.context.add_cookies([{"name": "django_language", "value": code, "url": self.node.url}])


def serve(environment: dict[str, str]) -> Iterator[Node]:
    """A node under a real server process until the caller is done."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = environment | {
        "COMITY_INSECURE_COOKIES": "1",
        "COMITY_HOSTS": "127.0.0.1,localhost",
        "DJANGO_SETTINGS_MODULE": "comity.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), *sys.path]),
    }
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "comity.wsgi:application",
    ]
    node = Node(f"http://127.0.0.1:{port}", environment, Console(environment))
    if not texts_are_compiled():
        node.manage("strings", "--compile")
    server = subprocess.Popen(command, env=environment)
    try:
        _wait_for(f"{node.url}/healthz", server)
        yield node
    finally:
        node.console.end()
        server.terminate()
        server.wait(timeout=30)


def texts_are_compiled() -> bool:
    """Are the translations newer than what translators wrote, as `make setup` leaves them?"""
    pairs = [(each, each.with_suffix(".mo")) for each in (ROOT / "src" / "comity" / "locale").rglob("*.po")]
    return all(mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime for po, mo in pairs)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The node did not answer at {url}.")


@pytest.fixture(scope="session")
def node(test_cluster: ClusterForTests) -> Iterator[Node]:
    """The node that journeys share."""
    with test_cluster.fresh() as database:
        yield from serve(database.environment)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        # A browser keeps its own clock: under a shifted one Chromium never ends loading a page.
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LD_PRELOAD", "FAKETIME"))
        }
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET, env={**own})
        yield browser
        browser.close()


def open_visit(context: BrowserContext, node: Node) -> Visit:
    """A new window that writes down every fault of a script or of the content security policy."""
    visit = Visit(context.new_page(), node)
    visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
    visit.page.on(
        "console",
        lambda line: (
            visit.faults.append(line.text)
            if line.type in ("error", "warning") and not line.text.startswith(ANSWERS)
            else None
        ),
    )
    return visit


@contextmanager
def windows_of(chromium: Browser, node: Node, sessions: Sequence[str]) -> Iterator[tuple[Visit, ...]]:
    """A window for each of these sessions, in English."""
    contexts = [chromium.new_context(locale="en") for _each in sessions]
    visits = tuple(open_visit(context, node) for context in contexts)
    for context, session in zip(contexts, sessions, strict=True):
        context.add_cookies([{"name": "sessionid", "value": session, "url": node.url}])
    yield visits
    for context in contexts:
        context.close()


@pytest.fixture
def visit(chromium: Browser, node: Node) -> Iterator[Visit]:
    """A reader at a desk; no script may have failed when the story ends."""
    context = chromium.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="en")
    visit = open_visit(context, node)
    yield visit
    context.close()
    assert visit.faults == []


@pytest.fixture
def plain_visit(chromium: Browser, node: Node) -> Iterator[Visit]:
    """A reader whose browser runs no scripts."""
    context = chromium.new_context(java_script_enabled=False, locale="en")
    yield open_visit(context, node)
    context.close()


def heard(visit: Visit) -> None:
    """Every page of this window brings axe along: handing it in page by page takes as long as its work."""
    visit.page.context.add_init_script(Axe().axe_script)


def check_access(page: Page, *, colours: bool = True) -> None:
    """axe finds nothing serious: people with a screen reader or a keyboard can use the page.

    colours: is their contrast measured too?
    """
    found = page.evaluate(HEAR, colours)
    if found is None:
        page.evaluate(Axe().axe_script)
        found = page.evaluate(HEAR, colours)
    serious = [f"{fault['id']}: {fault['help']}: {fault['places']}" for fault in found]
    assert serious == [], f"{page.url}\n" + "\n".join(serious)


def check_fits(page: Page) -> None:
    """The page does not scroll sideways."""
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    shown = page.evaluate(OUTSIDE) if wide > seen else []
    assert wide <= seen, f"{page.url} is {wide} pixels wide: {shown}"


def picture(visit: Visit, path: str, name: str, folder: Path = PICTURES) -> list[Path]:
    """Pictures of a page, wide and as on a phone, in English and Arabic: build/pictures/name.en.1280.png."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for code in ("en", "ar"):
        visit.speak(code)
        for width, height in (WIDE, PHONE):
            visit.page.set_viewport_size({"width": width, "height": height})
            visit.go(path)
            taken.append(folder / f"{name}.{code}.{width}.png")
            visit.page.screenshot(path=taken[-1], full_page=True)
    return taken
