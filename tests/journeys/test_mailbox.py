"""Two bureaus write to each other: a draft that saves itself, a file with its bar, a download, without scripts too."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.files import png
from tests.journeys.browser import PHONE, Node, Visit, check_access, check_fits, windows_of

pytestmark = pytest.mark.browser
STORY = """
import json
from comity.access.roles import Role
people.bureau("GHA", country="GHA")
people.bureau("KEN", country="KEN")
both = {"mawuli": "GHA", "asha": "KEN"}
found = [people.officer(name, Role.DESK_OFFICER, place=people.unit(code)) for name, code in both.items()]
print(json.dumps([people.session(each) for each in found]))
"""
SOON_MS = 20_000
Two = tuple[Visit, Visit]


@pytest.fixture(scope="module")
def sessions(node: Node) -> list[str]:
    found: list[str] = json.loads(node.prepare(STORY).splitlines()[-1])
    return found


@pytest.fixture
def windows(chromium: Browser, node: Node, sessions: list[str]) -> Iterator[Two]:
    """The windows of Mawuli in GHA and Asha in KEN; no script may have failed in them."""
    with windows_of(chromium, node, sessions) as visits:
        yield visits[0], visits[1]
    told = [fault for visit in visits for fault in visit.faults]
    assert [fault for fault in told if "422" not in fault] == []


def test_a_note_is_written_with_a_file_sent_read_and_answered(windows: Two, tmp_path: Path) -> None:
    mawuli, asha = windows
    page = mawuli.go("/messages/write/")
    page.get_by_label("To", exact=True).fill("KEN")
    page.get_by_label("Subject").press_sequentially("A lorry at Aflao")
    expect(page.locator("#saved")).to_contain_text("Saved at", timeout=SOON_MS)
    assert "/messages/drafts/" in page.url  # a reload finds the draft
    (tmp_path / "lorry.png").write_bytes(png())
    (tmp_path / "start.txt").write_bytes(b"#!/bin/sh\n")
    page.locator("[name=file]").set_input_files([tmp_path / "lorry.png", tmp_path / "start.txt"])
    expect(page.locator("#hung")).to_contain_text("Files of this kind are not taken", timeout=SOON_MS)
    expect(page.locator("#hung")).to_contain_text("lorry.png")
    check_access(page)
    page.get_by_label("Text", exact=True).fill("Is the lorry yours?")
    page.get_by_label("An answer is asked for").check()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    check_fits(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("main")).to_contain_text("How far it came")

    page = asha.go("/messages/?box=due")
    page.get_by_role("link", name="A lorry at Aflao").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="lorry.png").click()
    assert download.value.path().read_bytes() == png()
    page.get_by_label("Your answer").fill("Not ours.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".thread")).to_contain_text("Not ours.")
    check_access(page)


def test_a_file_that_the_line_cut_is_sent_again_and_one_on_its_way_is_stopped(
    windows: Two, tmp_path: Path
) -> None:
    mawuli = windows[0]
    page = mawuli.go("/messages/write/")
    (tmp_path / "barge.png").write_bytes(png())
    chosen, cut = page.locator("[name=file]"), page.get_by_role("alert").filter(has_text="barge.png")
    page.context.set_offline(True)
    chosen.set_input_files(tmp_path / "barge.png")
    expect(cut).to_contain_text("the connection was cut")
    page.get_by_role("button", name="Send it again").click()
    expect(cut).to_be_visible()
    page.context.set_offline(False)  # the line is back: it goes by itself
    expect(page.locator("#hung")).to_contain_text("barge.png", timeout=SOON_MS)
    expect(cut).not_to_be_visible()
    mawuli.faults.clear()  # the browser's own words on the cut

    page.route("**/files/", lambda _held: None)
    chosen.set_input_files(tmp_path / "barge.png")
    expect(page.locator(".progress")).to_contain_text("barge.png")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped. Nothing of that file is kept.")).to_be_visible()
    expect(chosen).to_be_focused()
    check_access(page)


def test_a_file_is_added_and_taken_off_without_scripts(
    plain_visit: Visit, sessions: list[str], tmp_path: Path
) -> None:
    plain_visit.page.context.add_cookies(
        [{"name": "sessionid", "value": sessions[0], "url": plain_visit.node.url}]
    )
    page = plain_visit.go("/messages/write/")
    page.get_by_label("Subject").fill("A boat")
    (tmp_path / "boat.png").write_bytes(png())
    page.locator("[name=file]").set_input_files(tmp_path / "boat.png")
    page.get_by_role("button", name="Add the chosen files").click()
    expect(page.locator("#hung")).to_contain_text("boat.png")
    expect(page.get_by_label("Subject")).to_have_value("A boat")
    page.get_by_role("button", name="Take off boat.png").click()
    expect(page.locator("#hung")).not_to_contain_text("boat.png")


def test_addressees_are_ticked_in_the_directory_without_scripts(
    plain_visit: Visit, sessions: list[str]
) -> None:
    plain_visit.page.context.add_cookies(
        [{"name": "sessionid", "value": sessions[0], "url": plain_visit.node.url}]
    )
    page = plain_visit.go("/messages/write/")
    page.get_by_label("Subject").fill("A boat")
    page.get_by_role("button", name="Choose from the directory").click()
    page.get_by_label("Name, city or code").fill("bureau ke")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("[name=code]")).to_have_count(1)
    page.get_by_label("Bureau KEN").check()
    page.get_by_role("button", name="Put them into the message").click()
    expect(page.get_by_label("To", exact=True)).to_have_value("KEN")
    expect(page.get_by_label("Subject")).to_have_value("A boat")


def test_a_name_beside_a_code_keeps_the_codes_before_it(windows: Two) -> None:
    page = windows[0].go("/messages/write/")
    field = page.get_by_label("To", exact=True)
    field.press_sequentially("FRA, K")
    kenya = page.locator("#bureaus option", has_text="Bureau KEN")
    expect(kenya).to_have_attribute("value", "FRA, KEN")
    field.fill("")
    expect(kenya).to_have_attribute("value", "KEN")
