"""Passkeys in a real browser: enrolled, used as second factor and alone, removed, forged, at a change of shift."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route

from tests import people
from tests.journeys.browser import WIDE, Visit, check_access, check_fits, open_visit
from tests.journeys.passkeys import Passkey, plugged_in

pytestmark = pytest.mark.browser
ENROLLED = "from comity.access.roles import Role; people.officer({name!r}, Role.{role}, **{more!r})"
REFUSED = "This passkey was not accepted."


@pytest.fixture
def visit(chromium, node) -> Iterator[Visit]:
    """A reader who opens the node by its name: browsers give no passkey to a bare address."""
    named = replace(node, url=node.url.replace("127.0.0.1", "localhost"))
    context = chromium.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="en")
    context.set_default_timeout(10_000)
    visit = open_visit(context, named)
    yield visit
    context.close()
    assert visit.faults == []


@pytest.fixture
def key(visit) -> Iterator[Passkey]:
    with plugged_in(visit.page) as key:
        yield key


def enrolled(visit: Visit, name: str, role: str = "DESK_OFFICER", **more: object) -> None:
    """An officer who has signed in with the password and added a passkey that signs in alone."""
    visit.node.prepare(ENROLLED.format(name=name, role=role, more=more))
    visit.sign_in(f"{name}@fra", people.PASSWORD)
    add_passkey(visit)


def add_passkey(visit: Visit) -> Page:
    page = visit.go("/account/second-factor/webauthn/add/")
    check_access(page)
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/")
    return page


def leave(visit: Visit) -> None:
    visit.go("/account/sign-out/").locator("main button").first.click()
    visit.page.wait_for_url("**/account/sign-in/")


def press_passkey(page: Page, button: str = "#passkey_login") -> None:
    page.locator(button).click()
    page.wait_for_load_state()


def is_in(visit: Visit) -> bool:
    return visit.go("/bureaus/").url == visit.node.url + "/bureaus/"


def test_a_privileged_role_enrols_a_passkey_and_signs_in_with_it(visit, key):
    visit.node.prepare(ENROLLED.format(name="keyhead", role="BUREAU_HEAD", more={}))
    visit.sign_in("keyhead@fra", people.PASSWORD)
    assert visit.go("/bureaus/").url.endswith("/account/second-factor/")
    page = add_passkey(visit)
    check_access(page)
    assert is_in(visit)
    assert key.credentials[0]["isResidentCredential"]
    leave(visit)

    page = visit.sign_in("keyhead@fra", people.PASSWORD)
    check_access(page)
    assert page.url.endswith("/authenticate/")
    press_passkey(page, "#mfa_webauthn_authenticate")
    page.wait_for_url(visit.node.url + "/")
    leave(visit)

    page = visit.go("/account/sign-in/?next=/access/me/")
    press_passkey(page)
    page.wait_for_url(visit.node.url + "/access/me/")
    assert page.locator("h1").inner_text() == "Keyhead"


def test_a_recovery_code_opens_once(visit, key):
    enrolled(visit, "codes")
    first, second, *_ = visit.page.locator("#recovery_codes").input_value().split()
    for code, opens in ((first, True), (first, False), (second, True)):
        visit.page.context.clear_cookies()
        page = visit.sign_in("codes@fra", people.PASSWORD)
        page.locator("input[name=code]").fill(code)
        page.locator("input[name=code]").press("Enter")
        page.wait_for_load_state()
        assert page.url.endswith("/authenticate/") is not opens
        check_access(page)
        assert is_in(visit) is opens


def test_a_passkey_that_asked_for_no_finger_does_not_sign_in_alone(visit, key):
    """The browser refuses it; and when a forged page talks it into signing, the node refuses it."""
    enrolled(visit, "fingerless")
    leave(visit)
    key.verify(False)
    page = visit.go("/account/sign-in/")
    assert not page.locator("#passkey-failed").is_visible()
    press_passkey(page)
    page.locator("#passkey-failed").wait_for(state="visible")

    def ask_for_nothing(route: Route) -> None:
        options = route.fetch().json()
        options["request_options"]["publicKey"]["userVerification"] = "discouraged"
        route.fulfill(json=options)

    page.route("**/webauthn/login/", lambda route: (
        ask_for_nothing(route) if route.request.method == "GET" else route.continue_()
    ))  # fmt: skip
    press_passkey(visit.go("/account/sign-in/"))
    page.get_by_text(REFUSED).wait_for()
    assert not is_in(visit)


def test_a_passkey_of_somebody_else_is_no_second_factor(visit, key):
    enrolled(visit, "owner")
    strange = key.credentials[0]
    visit.page.context.clear_cookies()
    enrolled(visit, "other")
    visit.page.context.clear_cookies()
    page = visit.sign_in("other@fra", people.PASSWORD)
    page.evaluate(
        "id => { const data = document.getElementById('js_data');"
        "const told = JSON.parse(data.textContent);"
        "told.request_options.publicKey.allowCredentials[0].id = id;"
        "data.textContent = JSON.stringify(told) }",
        strange["credentialId"].replace("+", "-").replace("/", "_").rstrip("="),
    )
    press_passkey(page, "#mfa_webauthn_authenticate")
    page.locator(".error-summary").wait_for()
    assert not is_in(visit)


def test_a_removed_passkey_opens_nothing_and_ends_what_it_opened(visit, key, chromium):
    enrolled(visit, "remover")
    lost = chromium.new_context(storage_state=visit.page.context.storage_state())
    page = visit.go("/account/second-factor/webauthn/")
    check_access(page)
    page.get_by_role("link", name="Remove", exact=True).click()
    check_access(page)
    page.get_by_role("button", name="Remove", exact=True).click()
    page.wait_for_url("**/second-factor/webauthn/")
    assert is_in(visit)
    assert not is_in(Visit(lost.new_page(), visit.node))
    lost.close()
    leave(visit)

    press_passkey(visit.go("/account/sign-in/"))
    page.get_by_text(REFUSED).wait_for()
    assert not is_in(visit)


def test_the_next_officer_takes_the_terminal_over_with_a_passkey(visit, key):
    enrolled(visit, "nextshift", function="border guard")
    visit.page.context.clear_cookies()
    secret = visit.node.prepare("""
from comity.access import actions
from comity.access.roles import Role
head = people.acting("lanehead", Role.SECURITY_OFFICER)
print(actions.open_terminal(people.unit(), label="Lane 7", by=head).secret)
people.officer("formerly", Role.BORDER_GUARD)
""").strip()
    visit.page.context.add_cookies([{"name": "comity_terminal", "value": secret, "url": visit.node.url}])
    visit.sign_in("formerly@fra", people.PASSWORD)
    page = visit.go("/access/shift/")
    check_access(page)
    press_passkey(page)
    page.wait_for_url(visit.node.url + "/")
    assert visit.go("/access/me/").locator("h1").inner_text() == "Nextshift"
    acts = visit.node.prepare("""
from comity.journal.models import ActRow
rows = ActRow.objects.filter(verb__in=["access.sign_in", "access.sign_out"], terminal="Lane 7")
print([(row.verb, row.reason) for row in rows.order_by("at")])
""")
    assert "('access.sign_in', 'mfa')" in acts


def test_at_a_bare_address_no_page_offers_a_passkey(visit):
    bare = Visit(visit.page, replace(visit.node, url=visit.node.url.replace("localhost", "127.0.0.1")))
    bare.node.prepare(ENROLLED.format(name="bare", role="DESK_OFFICER", more={}))
    assert bare.go("/account/sign-in/").locator("#passkey_login").count() == 0
    page = bare.sign_in("bare@fra", people.PASSWORD)
    page = bare.go("/account/second-factor/webauthn/add/")
    assert "localhost" in page.locator("main").inner_text()
    bare.speak("ar")
    check_fits(bare.go("/account/second-factor/webauthn/add/"))


FORGED = [{}, [], "x", 7, {"id": "x"}, {"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}]
FORGED += [{**FORGED[-1], "response": {"userHandle": "****", "clientDataJSON": "e30", "signature": ""}}]


def test_what_is_no_passkey_at_all_is_refused_with_a_sentence(visit):
    """Hand-made answers, as a program would send them."""
    page = visit.go("/account/sign-in/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    door = visit.node.url + "/account/second-factor/webauthn/login/"
    for forged in FORGED:
        page.request.get(door, headers={"Accept": "application/json"})
        sent = {"csrfmiddlewaretoken": token, "credential": json.dumps(forged)}
        answer = page.request.post(door, form=sent)
        assert (answer.status, answer.url) == (200, visit.node.url + "/account/sign-in/"), forged
