"""Corrections through the pages and the API: begun, reviewed side by side, read and answered for by every bureau."""

import datetime
import re

import pytest

from comity.access.roles import Role
from comity.messages.models import Message
from comity.notices import telling
from comity.notices.models import Notice
from tests.rooms.notices.stories import CHEN, approved, published, taken_in
from tests.rooms.notices.test_doors import Program, typed, window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
TODAY = datetime.date.today()


def struck(page: str) -> list[str]:
    """What a page says that a notice said before."""
    return [re.sub(r"<[^>]+>", "", each).strip() for each in re.findall(r"<del>(.*?)</del>", page, re.DOTALL)]


def test_a_notice_is_corrected_through_the_pages():
    france, italy, reviewer = (
        window("fleur", "FRA"),
        window("mara", "ITA"),
        window("chen", "CEN", Role.REVIEWER),
    )
    row = published()
    page = f"/notices/{row.pk}/"
    assert "Begin a correction" in france.get(page).content.decode()
    assert "Begin a correction" not in italy.get(page).content.decode() + reviewer.get(page).content.decode()
    assert italy.post(f"{page}correct/").status_code == reviewer.post(f"{page}correct/").status_code == 404

    form = france.post(f"{page}correct/").url
    made = Notice.objects.get(corrects=row)
    assert form == f"/notices/{made.pk}/change/"
    assert france.post(f"{page}correct/").url == page  # one is under way: nothing more is begun
    assert Notice.objects.count() == 2
    france.post(form, typed("red", charge="Manslaughter") | {"seen": str(made.version)})
    france.post(f"/notices/{made.pk}/submit/")

    seen = reviewer.get(f"/notices/{made.pk}/").content.decode()
    assert "What it corrects" in seen
    assert struck(seen) == ["Murder"]
    assert "Manslaughter" not in italy.get(page).content.decode()
    assert italy.get(f"/notices/{made.pk}/").status_code == 404

    reviewer.post(f"/notices/{made.pk}/take/")
    decision = {"decision": "approve", "reason": "Well told.", "digest": bytes(made.digest).hex()}
    made.refresh_from_db()
    decision["digest"] = bytes(made.digest).hex()
    reviewer.post(f"/notices/{made.pk}/decide/", decision)
    assert "Manslaughter" in italy.get(page).content.decode()


def test_a_bureau_reads_the_difference_and_gives_its_word_on_the_page_of_recalls():
    italy, reviewer = window("mara", "ITA"), window("chen", "CEN", Role.REVIEWER)
    row = taken_in(published(), charge="Manslaughter")
    theirs = row.received.get(bureau="ITA")
    page = italy.get("/notices/recalls/").content.decode()
    assert struck(page) == ["Murder"]
    assert f'name="{theirs.pk}-version" value="{row.version}"' in page
    door = f"/notices/recalls/{theirs.pk}/correction/"
    words = {f"{theirs.pk}-applied_on": "2099-01-01", f"{theirs.pk}-version": row.version}
    assert "has not come yet" in italy.post(door, words).content.decode()
    stale = {f"{theirs.pk}-applied_on": TODAY.isoformat(), f"{theirs.pk}-version": row.version - 1}
    assert "corrected again" in italy.post(door, stale).content.decode()
    # The word on a recall does not fit here, nor the other way round: nothing breaks, and nothing is noted.
    assert italy.post(f"/notices/recalls/{theirs.pk}/", {}).status_code == 422
    other = row.received.get(bureau="DEU")
    assert italy.post(f"/notices/recalls/{other.pk}/correction/", words).status_code == 404

    assert italy.post(door, {**words, f"{theirs.pk}-applied_on": TODAY.isoformat()}).status_code == 302
    board = reviewer.get(f"/notices/{row.pk}/board/").content.decode()
    assert "1 of 2 bureaus say that their copies are put right." in board


def test_the_page_of_recalls_calls_what_was_closed_to_a_bureau_withdrawn():
    row = taken_in(published(), restriction="all-but DEU")
    page = window("dora", "DEU").get("/notices/recalls/").content.decode()
    assert row.number in page
    assert "Withdrawn" in page
    assert "Published" not in page


def test_a_program_corrects_and_reads_what_waits_for_its_bureau():
    program, other = Program("fleur", "FRA"), Program("mara", "ITA")
    row = published()
    other.call("POST", f"/{row.pk}/correct", expect=404)
    made = program.call("POST", f"/{row.pk}/correct", expect=201)
    assert (made["corrects"], made["state"]) == (str(row.pk), "draft")
    program.call("POST", f"/{row.pk}/correct", expect=409)
    sent = {"document": {**made["document"], "charge": "Manslaughter"}, "version": made["version"]}
    made = program.call("PUT", f"/{made['id']}", sent)
    made = program.call("POST", f"/{made['id']}/submit", {"version": made["version"]})
    assert made["state"] == "submitted"
    approved(Notice.objects.get(pk=made["id"]), CHEN)
    (waits,) = other.call("GET", "/recalls")["corrections"]
    assert (waits["notice"], waits["version"], waits["applied_on"]) == (str(row.pk), row.version + 1, None)
    assert other.call("GET", f"/{row.pk}")["version"] == row.version + 1


def test_the_message_of_a_correction_shows_the_difference():
    italy = window("mara", "ITA")
    row = taken_in(published(), charge="Manslaughter")
    message = Message.objects.get(kind=telling.CORRECTION, deliveries__bureau="ITA")
    page = italy.get(f"/messages/{message.pk}/").content.decode()
    assert struck(page) == ["Murder"]
    assert f"version {row.version}" in page
