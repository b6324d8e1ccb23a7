"""A desk officer records a person, mends a refusal, changes and withdraws it: with and without scripts."""

import pytest

from tests import people
from tests.journeys.browser import Visit

pytestmark = pytest.mark.browser
PREPARE = """
from comity.access.roles import Role
from comity.records import actions
from comity.records.registry import databases
from comity.records.rules import Feeder
from tests.actors import AnyActor
for code in ("FRA", "DZA"):
    people.bureau(code, country=code)
amina = people.officer({name!r}, Role.DESK_OFFICER)
for database in (each for each in databases() if each.fed_by is not Feeder.CENTRE):
    for number in range(3):
        actions.create(database, database.example, by=AnyActor(bureau="FRA"))
record = actions.create(databases()[1], databases()[1].example, by=people.actor(amina))
actions.change(type(record), record.id, {{**record.example, "colour": "green"}}, seen=1, by=people.actor(amina))
"""


def at_the_desk(visit: Visit, name: str) -> None:
    visit.node.prepare(PREPARE.format(name=name))
    visit.sign_in(f"{name}@fra", people.PASSWORD)


def record_a_person(visit: Visit) -> None:
    page = visit.go("/records/persons/new/")
    page.locator("#id_names-0-text").fill("Zoé Invented")
    page.get_by_role("button", name="More rows for: Names").click()
    assert page.locator("#id_names-0-text").input_value() == "Zoé Invented"
    page.locator("#id_names-3-text").fill("Z. Invented")
    page.locator("#id_status_of_person").select_option("missing")
    page.locator("#id_measure").select_option("locate")
    page.locator("#id_born-0-date").fill("1987-02-31")
    page.get_by_role("button", name="Record it").click()
    assert page.locator(".error-summary li").count() == 2  # the date, and the sex that is missing
    page.locator("#id_born-0-date").fill("1987-02-28")
    page.locator("#id_sex").select_option("female")
    page.get_by_role("button", name="Record it").click()
    assert page.locator(".error-summary li").count() == 5  # what every missing adult's record says
    page.locator("#id_offence").fill("Missing since March")
    page.locator("#id_facts").fill("Did not return from a journey.")
    page.locator("#id_case").fill("FRA-77")
    page.locator("#id_birth_places-0-text").fill("Lyon")
    page.locator("#id_family_may_be_told").select_option("no")
    page.get_by_role("button", name="Record it").click()
    assert page.locator("h1").inner_text() == "Zoé Invented"
    assert "Z. Invented" in page.locator("main").inner_text()


def change_and_withdraw(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name="Change", exact=True).click()
    page.locator("#id_facts").fill("Seen on a ferry.")
    page.get_by_role("button", name="Save the change").click()
    assert "Version 2" in page.locator("main").inner_text()
    page.get_by_role("link", name="Withdraw").click()
    page.locator("#id_reason").fill("found and well")
    page.get_by_role("button", name="Withdraw").click()
    assert "found and well" in page.locator("main").inner_text()


def test_a_person_is_recorded_changed_and_withdrawn(visit: Visit) -> None:
    at_the_desk(visit, "romy")
    record_a_person(visit)
    change_and_withdraw(visit)


def test_it_goes_without_scripts_too(plain_visit: Visit) -> None:
    at_the_desk(plain_visit, "remi")
    record_a_person(plain_visit)
    change_and_withdraw(plain_visit)
