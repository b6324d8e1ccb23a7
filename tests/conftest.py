"""The tests' own node: a home that is thrown away, a database for each worker, everything as `comity_app`."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings

from tests.cluster import ClusterForTests, Database, Keeper
from tests.compiled import load_ahead, share_compiled

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
CHROMIUM = Path("/usr/bin/chromium")
FIGURES = "figures"  # what a test measured: `record_property(FIGURES, "...")` stands in the last lines
# Files of more than half a minute, in the order in which they begin. Two worlds are walked by a process each; beside
# them stand those that mostly wait.
LONGEST = (
    "test_two_worlds", "test_thin_link", "test_federation", "test_upgrade", "test_every_page",
    "test_upgrade_killed", "test_words_released", "test_two_nodes", "test_demo", "test_files_between_nodes",
    "test_kill", "test_no_scripts", "test_nights", "test_processes", "test_passkeys", "test_keys",
    "test_add_a_database", "test_contract", "test_api_answers", "test_state_machine", "test_nightly", "test_visibility",
)  # fmt: skip
# What a mark needs of the machine. Without it such a test is named in the last lines; where CI is "true" it fails.
NO_CHROMIUM = f"needs {CHROMIUM} (Debian package chromium)"
NO_NODE_JS = "needs Node.js 20 with npm and its packages (Debian packages nodejs, npm)"
NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (CHROMIUM.exists, NO_CHROMIUM),
    "node_js": (lambda: bool(shutil.which("node") and shutil.which("npm")), NO_NODE_JS),
}

if WORKER:
    gc.disable()  # until all is collected: what is loaded stays, and to search it again and again takes a while
# Before anything reads the settings: they make the home. Workers inherit the first process's.
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.settings"
# Playwright leaves its event loop running in the thread of the tests, and tests without a browser may come after.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
if not WORKER:
    os.environ["COMITY_HOME"] = tempfile.mkdtemp(prefix="comity-tests-")
    Path(os.environ["COMITY_HOME"], "static").mkdir()
    if sys.dont_write_bytecode:
        share_compiled(Path(os.environ["COMITY_HOME"], "compiled"))
for _name in ("COMITY_DATABASE_URL", "COMITY_OWNER_URL"):
    os.environ.pop(_name, None)

django.setup()  # here, not in a hook: the conftests of folders import models while pytest starts
settings.PASSWORD_HASHERS = ["comity.demo.hashing.OneRound"]
# A machine that others use too is no fault of what is tried.
hypothesis.settings.register_profile("comity", deadline=None)
hypothesis.settings.load_profile("comity")

from comity.access.leases import LEASES  # noqa: E402  # rooms can be imported only now
from comity.messages.courier.listed import DIRECTORY  # noqa: E402
from comity.queries import lines, words  # noqa: E402
from comity.records import schemes, scope  # noqa: E402
from comity.web import menu  # noqa: E402
from tests.names import nobody_named  # noqa: E402
from tests.once import share_middleware  # noqa: E402

share_middleware()
_keeper = pytest.StashKey[Keeper]()


def pytest_collection(session: pytest.Session) -> None:
    """Each worker begins to load with another file."""
    if WORKER:
        given = (session.config.rootpath / each.partition("::")[0] for each in session.config.args)
        files = [file for folder in given for file in folder.rglob("test_*.py")]
        share = int(WORKER.removeprefix("gw")) / int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        load_ahead(files, session.config.rootpath, share)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: begun last, one worker would end alone with them."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: nobody need look through it for garbage, nor so often."""
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    if not WORKER:
        nobody_named(Path(os.environ["COMITY_HOME"]))
        config.stash[_keeper] = Keeper(Path(os.environ["COMITY_HOME"]))
        config.stash[_keeper].start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _keeper in config.stash:
        config.stash[_keeper].end()


@pytest.fixture(scope="session")
def test_cluster() -> ClusterForTests:
    """The cluster all tests share. `with test_cluster.fresh() as database` gives a database of its own."""
    return ClusterForTests(Path(os.environ["COMITY_HOME"]))


@pytest.fixture
def fresh_database(test_cluster: ClusterForTests) -> Iterator[Database]:
    """A migrated database for tests that start processes or kill them."""
    with test_cluster.fresh() as database:
        yield database


@pytest.fixture(scope="session")
def django_db_setup(test_cluster: ClusterForTests, django_test_environment: None) -> None:
    """Instead of pytest-django's: a clone of the template, reached as `comity_app` as in production."""
    from django.db import connections
    from django.test import TransactionTestCase

    from comity.store.url import django_database

    name = f"comity_{WORKER or 'alone'}"
    database = test_cluster.clone(name)
    os.environ.update(COMITY_DATABASE_URL=database.app_url, COMITY_OWNER_URL=database.owner_url)
    connections.settings["default"].update(django_database(database.app_url))

    def clone_again(self: TransactionTestCase) -> None:
        """Django would TRUNCATE here, which `comity_app` may not; a new clone also keeps what migrations wrote."""
        connections.close_all()
        test_cluster.clone(name)

    TransactionTestCase._fixture_teardown = clone_again


@pytest.fixture(autouse=True)
def fresh_memory() -> None:
    """Nothing a process keeps by the access epoch: tests that are rolled back or cloned use an epoch twice."""
    for each in (scope, schemes, LEASES, lines, words, menu.KEPT, DIRECTORY):
        each.forget()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark, (is_there, what) in NEEDS.items():
        if item.get_closest_marker(mark) and not is_there():
            not_run(what)


def not_run(what: str) -> None:
    """Something outside is missing: a failure in continuous integration, named in the last lines elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """After all else: what was not run here, by name."""
    yield
    for report in terminalreporter.stats.get("passed", []):
        for name, told in report.user_properties:
            if name == FIGURES:
                terminalreporter.line(f"{report.nodeid.rpartition('::')[2]}: {told}")
    skipped = terminalreporter.stats.get("skipped", [])
    for mark, (_is_there, what) in NEEDS.items():
        names = [report.nodeid for report in skipped if what in str(report.longrepr)]
        if names:
            terminalreporter.section(f"Not run: {len(names)} {mark} tests, each {what}")
            for name in names:
                terminalreporter.line(name)
