"""The desk of a security officer in a real browser: second factor, units, officers, tokens; a change of shift."""

import time
from datetime import datetime, timezone

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests import people
from tests.journeys.browser import Visit, check_access

pytestmark = pytest.mark.browser
PREPARE = """
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from comity.access.models import Unit
from comity.access.roles import Role
secret = generate_totp_secret()
sara = people.officer({name!r}, Role.SECURITY_OFFICER)
TOTP.activate(sara, secret)
post = Unit.objects.get_or_create(bureau_id="FRA", name="Bridge post", defaults=dict(parent=sara.unit, kind=2))[0]
people.token(post)
print(secret)
"""


STEP_S, ENOUGH_S = 30, 8


def code_of(secret: str) -> str:
    """The present code; the next one where this one is about to end, for a busy machine takes seconds to type it."""
    if (left := STEP_S - time.time() % STEP_S) < ENOUGH_S:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(datetime.now(timezone.utc).timestamp()) // STEP_S))


def at_the_desk(visit: Visit, name: str) -> None:
    """Sign a new security officer in with password and code."""
    secret = visit.node.prepare(PREPARE.format(name=name)).strip()
    page = visit.sign_in(f"{name}@fra", people.PASSWORD)
    check_access(page)
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_load_state()


def test_an_officer_is_enrolled_and_changes_the_shift_at_a_terminal(visit):
    at_the_desk(visit, "solveig")
    page = visit.go("/access/officers/enrol/")
    for field, value in {
        "full_name": "Gina Invented",
        "function": "border guard",
        "badge": "G-77",
        "sign_in_name": "gina.journey@fra",
    }.items():
        page.locator(f"input[name={field}]").fill(value)
    page.locator("main button.main").click()
    check_access(page)
    assert page.locator("main bdi.id").count() == 2

    visit.node.prepare("""
from comity.access import actions
from comity.access.models import Grant, Officer
gina = Officer.objects.get(sign_in_name="gina.journey@fra")
Grant.objects.create(officer=gina, role=1, begins_on=people.LONG_AGO)
Officer.objects.filter(pk=gina.pk).update(must_change_password=False)
actions.set_pin("482916", by=people.actor(gina))
""")
    page = visit.go("/access/units/")
    page.get_by_role("link", name="Headquarters").click()
    page.locator("input[name=label]").fill("Lane 4")
    page.get_by_role("button", name="Make this browser a terminal").click()
    page = visit.go("/access/me/")
    page.get_by_role("button", name="Change of officer").click()
    check_access(page)
    page.locator("input[name=badge]").fill("G-77")
    page.locator("input[name=pin]").fill("482916")
    page.locator("input[name=pin]").press("Enter")
    page.wait_for_load_state()
    assert "Gina Invented" in visit.go("/access/me/").locator("h1").inner_text()


def test_a_privileged_role_enrols_a_code_device_first(visit):
    visit.node.prepare("from comity.access.roles import Role; people.officer('newhead', Role.BUREAU_HEAD)")
    visit.sign_in("newhead@fra", people.PASSWORD)
    page = visit.go("/bureaus/")
    assert page.url.endswith("/account/second-factor/")
    check_access(page)
    page = visit.go("/account/second-factor/totp/activate/")
    check_access(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_load_state()
    check_access(page)
    assert visit.go("/bureaus/").url.endswith("/bureaus/")
