"""Three nodes as `comity demo --federation` starts them: what they do for each other, and at two of them a browser."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from comity.cli import federation_play
from comity.cli.federation import CENTRE, FIELD, MEMBER, Part, federation
from comity.store.account import server_account
from comity.store.place import find_place
from comity.store.stamp import DEMONSTRATION
from tests.journeys.browser import Node, Visit, check_access, check_fits, open_visit
from tests.journeys.nodes import processes_of, soon
from tests.ready import make_ready

Parts = dict[str, Part]
SHORT = 9 * 1024 * 1024  # more than two batches; the demonstration itself sends 100 MB


@pytest.fixture(scope="module")
def parts() -> Iterator[Parts]:
    """The three nodes, running and known to each other."""
    home = Path(tempfile.mkdtemp(prefix="comity-federation-"))
    said: list[str] = []
    for code in (CENTRE, MEMBER, FIELD):
        begun = home / "federation" / code.lower()
        begun.mkdir(mode=0o700, parents=True)
        make_ready(begun, DEMONSTRATION)
    try:
        # As in an operator's shell: with settings named, each command would load Django's twice.
        with pytest.MonkeyPatch.context() as shell:
            shell.delenv("DJANGO_SETTINGS_MODULE")
            with federation(home, said.append) as running:
                yield running
        assert [each for part in running.values() for each in processes_of(part.home)] == []
    finally:
        for code in (CENTRE, MEMBER, FIELD):
            place = find_place(home / "federation" / code.lower(), server_account())
            shutil.rmtree(place.root, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def desks(parts: Parts, chromium: Browser) -> Iterator[dict[str, Visit]]:
    """A desk officer at each node, signed in. The second factor of the centre's is not needed for a desk."""
    found, contexts = {}, []
    for code, name in ((CENTRE, "amina@fra"), (MEMBER, "estrella@esp"), (FIELD, "moses@unm-b")):
        contexts.append(chromium.new_context(locale="en"))
        visit = open_visit(contexts[-1], Node(parts[code].url, {}, None))
        (password,) = [each["password"] for each in parts[code].accounts if each["sign_in_name"] == name]
        visit.sign_in(name, password)
        found[code] = visit
    yield found
    for context in contexts:
        context.close()
    assert [fault for visit in found.values() for fault in visit.faults] == []


def test_the_scenes_of_the_demonstration_come_to_their_end(parts, monkeypatch):
    monkeypatch.setattr(federation_play, "FILE_BYTES", SHORT)
    said: list[str] = []

    told = federation_play.play(parts, said.append)

    assert told["question"]["outcome"] == "hit"
    assert told["confirmation"]["confirmed"] is True
    assert {MEMBER, FIELD} <= set(told["recalled_notice"]["removed"])
    assert told["large_file"]["bytes"] > SHORT
    assert told["large_file"]["level"] in ("delivered", "read")
    assert json.dumps(told)


def test_a_recall_is_acknowledged_at_one_node_and_read_at_the_other(parts, desks):
    published = parts[CENTRE].scene("publish")
    notice = published["notice"]
    parts[CENTRE].scene("recall", notice)
    theirs = desks[FIELD]
    # The world of the demonstration holds another recall that waits for the mission's word.
    row = theirs.page.locator("main li", has_text=published["number"])

    def is_there() -> bool:
        theirs.go("/notices/recalls/")
        return row.get_by_role("button").count() > 0

    assert soon(is_there)
    check_access(theirs.page)
    check_fits(theirs.page)
    row.locator("[name$=removed_on]").fill(datetime.now(timezone.utc).date().isoformat())
    row.get_by_role("button").click()
    expect(theirs.page.locator(".flash")).to_contain_text("Noted")

    assert FIELD in parts[CENTRE].scene("board", notice, FIELD)["removed"]


def test_a_note_to_all_is_on_the_board_with_each_bureaus_level(desks):
    ours, theirs = desks[FIELD], desks[MEMBER]
    page = ours.go("/messages/write/")
    page.locator("[name=to]").fill(f"{CENTRE} {MEMBER}")
    page.locator("[name=subject]").fill("A lorry without plates")
    page.locator("[name=text]").fill("Seen on the coast road. Who knows it?")
    page.locator("button[name=do][value=send]").click()
    expect(page.locator("h1")).to_contain_text("A lorry without plates")
    address = page.url.removeprefix(ours.node.url)

    def has_come() -> bool:
        return theirs.go("/messages/").get_by_role("link", name="A lorry without plates").count() > 0

    assert soon(has_come)
    theirs.page.get_by_role("link", name="A lorry without plates").first.click()
    expect(theirs.page.locator("main")).to_contain_text("Seen on the coast road")

    def is_read() -> bool:
        board = ours.go(f"{address}recipients/?level=read").locator("main tbody tr")
        return board.count() == 1 and "Spain" in board.inner_text()

    assert soon(is_read)
    check_access(ours.page)
    check_fits(ours.page)
