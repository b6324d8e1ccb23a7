"""Three nodes as `comity demo --federation` starts them: what they do for each other, and at two of them a browser."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from comity.cli import federation_play
from comity.cli.demo import QUESTION
from comity.cli.federation import CENTRE, FIELD, MEMBER, Part, federation
from comity.store.account import server_account
from comity.store.place import find_place
from comity.store.stamp import DEMONSTRATION
from tests.journeys.browser import Node, Visit, check_access, check_fits, open_visit
from tests.journeys.nodes import processes_of, soon
from tests.ready import make_ready

Parts = dict[str, Part]
SOON_MS = 30_000
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
        visit.speak("en")
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


def test_an_owner_at_the_centre_answers_about_a_hit_and_its_word_is_read_at_home(parts, desks):
    ours, theirs = desks[MEMBER], desks[CENTRE]
    found = parts[MEMBER].api.post("queries", QUESTION)["elsewhere"][0]
    page = ours.go(f"/hits/{hit_of(found)}/")
    page.get_by_label("Yes, the owner may be told").check()
    page.get_by_label("A person or an object is held now").check()
    page.get_by_label("Words to the owner").fill("Held in Madrid. Does it stand?")
    page.get_by_role("button", name="Save, and ask if yes").click()
    expect(page.locator("#now")).to_contain_text("Asked, not confirmed")

    open_row(theirs, "/hits/?show=answer", "Asked by Spain")
    expect(theirs.page.locator(".thread")).to_contain_text("Held in Madrid. Does it stand?")
    theirs.page.get_by_label("Confirmed: the record stands").check()
    theirs.page.get_by_label("Words to the asker").fill("Stolen in Lyon. Keep it for us.")
    theirs.page.get_by_role("button", name="Answer", exact=True).click()
    expect(theirs.page.locator("#now")).to_contain_text("You confirmed.")

    page.get_by_role("link", name="Load the page again").click(timeout=SOON_MS)  # the page tells it by itself
    expect(page.locator(".message.ours header")).to_contain_text("answered")
    expect(page.locator(".thread")).to_contain_text("Stolen in Lyon. Keep it for us.")
    check_access(page)


@pytest.mark.parametrize(("asker", "owner", "code"), [(MEMBER, CENTRE, "FRA"), (CENTRE, MEMBER, MEMBER)])
def test_a_request_for_information_is_answered_by_its_form_on_the_other_node(desks, asker, owner, code):
    ours, theirs, plate = desks[asker], desks[owner], f"4711-{asker}"
    page = ours.go("/messages/ask/")
    page.get_by_label("To", exact=True).fill(code)
    page.get_by_label("Asked for").select_option(label="Holder of a vehicle")
    page.get_by_label("Name or number that it is about").fill(plate)
    page.get_by_label("Authority that investigates").fill("Judicial police")
    page.get_by_label("Offence").fill("Theft of a vehicle")
    page.get_by_label("Reason", exact=True).fill("Left at the port without its owner.")
    page.get_by_label("What the answer is needed for").select_option(label="Also as evidence")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("h1")).to_contain_text(plate)
    address = page.url.removeprefix(ours.node.url)

    open_row(theirs, "/messages/?box=due", plate)
    expect(theirs.page.locator(".thread")).to_contain_text("Left at the port without its owner.")
    theirs.page.get_by_role("link", name="Answer by the form").click()
    theirs.page.get_by_label("In short").select_option(label="Here is the answer")
    theirs.page.get_by_label("In words").fill("Reported stolen on 20 November.")
    theirs.page.get_by_label("May be used").select_option(label="Also as evidence")
    theirs.page.get_by_role("button", name="Send", exact=True).click()
    expect(theirs.page.locator(".thread")).to_contain_text("Reported stolen on 20 November.")

    assert soon(lambda: "Reported stolen" in ours.go(address).locator(".thread").inner_text())
    expect(page.locator(".message.ours")).to_contain_text("answered")
    board = ours.go(f"{address}recipients/?level=answered").locator("main tbody tr")
    expect(board).to_have_count(1)
    check_fits(ours.page)


def hit_of(answer: dict[str, Any]) -> str:
    """The id of the one hit in what another node said."""
    (hit,) = [
        one["hit"]
        for subject in answer["subjects"]
        for each in subject["answers"]
        for one in each.get("found", [])
    ]
    return str(hit)


def open_row(visit: Visit, path: str, words: str) -> None:
    """Open what a list calls so, as soon as it stands there."""
    row = visit.page.locator("main .rows li", has_text=words)

    def has_come() -> bool:
        visit.go(path)
        return row.count() > 0

    assert soon(has_come), visit.page.locator("main").inner_text()
    row.first.get_by_role("link").first.click()
