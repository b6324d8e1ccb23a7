"""Somebody without an account looks for a painting, reads its entry and takes a certificate along."""

import pytest

from tests.journeys.browser import Visit

pytestmark = pytest.mark.browser
PREPARE = """
from comity.bureaus.rules import BureauKind
from comity.databases.works_of_art import WorkOfArt
from comity.records import actions
from tests.actors import AnyActor
people.bureau("FRA", country="FRA")
people.bureau("CEN", BureauKind.CENTRE)
actions.create(WorkOfArt, {{**WorkOfArt.example, "title": "{title}"}}, by=AnyActor(bureau="FRA"))
hidden = {{**WorkOfArt.example, "title": "{title}, second version", "inventory": "", "public": False}}
actions.create(WorkOfArt, hidden, by=AnyActor(bureau="FRA"))
"""


def look_and_certify(visit: Visit, title: str) -> None:
    visit.node.prepare(PREPARE.format(title=title))
    page = visit.go("/public/")
    page.get_by_label("Words that describe it").fill(f"{title} boats")
    page.locator("summary", has_text="Measures").click()
    page.get_by_label("Height").fill("65")
    page.get_by_role("button", name="Search").click()
    assert "Write a number and its unit" in page.locator(".error-summary").inner_text()
    page.get_by_label("Height").fill("65 cm")
    page.get_by_role("button", name="Search").click()
    assert page.locator(".gallery li").count() == 1  # the other one is not for the public

    page.get_by_role("link", name=title).first.click()
    assert "Tell the police of your country" in page.locator("main").inner_text()
    assert "Room 4" not in page.locator("main").inner_text()
    page.go_back()

    page.get_by_label("Your own reference").fill("Lot 17")
    page.get_by_role("button", name="Make the certificate").click()
    assert page.locator("h1").inner_text() == "Certificate of a search"
    assert "1 record looked like it." in page.locator("main").inner_text()
    assert "Lot 17" in page.locator("main").inner_text()
    forged = page.goto(page.url[:-2] + ("A" if page.url[-2] != "A" else "B") + "/")
    assert forged is not None
    assert forged.status == 404
    visit.faults.clear()  # the browser tells of the forged address


def test_anybody_finds_a_painting_and_takes_a_certificate_along(visit: Visit) -> None:
    look_and_certify(visit, "Zanzibar regatta")


def test_it_goes_without_scripts_too(plain_visit: Visit) -> None:
    look_and_certify(plain_visit, "Quayside lantern")
