"""Sign-in as somebody sees it who wants in: guessing, fixing, forging, outliving."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from comity.access import actions, middleware
from comity.access.locks import MOST_FAILURES, Handle, Locked, count_failure
from comity.access.models import Alarm, Grant, Terminal
from comity.access.roles import Role
from comity.access.terminals import COOKIE
from comity.journal.acts import Outcome
from comity.journal.models import ActRow
from tests import people
from tests.rooms.access.test_sign_in import HOME, LOGIN, SHIFT, code_of, guard, sign_in, signed_in

pytestmark = pytest.mark.django_db
PASSKEY_ALONE = "/account/second-factor/webauthn/login/"


@pytest.fixture
def amina():
    return people.officer("amina", Role.DESK_OFFICER)


@pytest.fixture
def sara():
    return people.officer("sara", Role.SECURITY_OFFICER, must_have_second_factor=True)


@pytest.fixture
def terminal(amina):
    opened = actions.open_terminal(
        people.unit(), label="Lane 4", by=people.acting("sigrid", Role.SECURITY_OFFICER)
    )
    client = Client()
    client.cookies[COOKIE] = opened.secret
    return client


@pytest.fixture
def hashed(monkeypatch) -> Callable[[], int]:
    """How often a password was hashed since it was last asked: what a stopwatch would tell."""
    done: list[int] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self, password, salt, iterations=None):
        done.append(1)
        return encode(self, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)

    def since() -> int:
        count = len(done)
        done.clear()
        return count

    return since


def test_the_stopwatch_does_not_tell_who_exists(client, terminal, amina, hashed):
    guard("gina", "482916")
    suspended = people.officer("sven", Role.DESK_OFFICER, is_active=False)
    hashed()
    took = []
    for name in ("amina@fra", "nobody@fra", suspended.sign_in_name):
        sign_in(client, name, "wrong")
        took.append(hashed())
    assert took == [1, 1, 1]
    for badge in ("B-gina", "B-amina", "B-nobody"):  # with a PIN, without one, nobody
        terminal.post(SHIFT, {"badge": badge, "pin": "111222"})
        took.append(hashed())
    assert took[3:] == [1, 1, 1]


def test_a_session_begins_under_a_new_key(client, amina):
    client.get(PASSKEY_ALONE, headers={"Accept": "application/json"})  # a session before anybody is known
    planted = client.session.session_key
    assert planted
    sign_in(client, "amina@fra")
    assert signed_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize("take", [actions.reset_second_factor, actions.reset_password])
def test_what_is_taken_away_ends_every_session(client, amina, take):
    sign_in(client, "amina@fra")
    assert signed_in(client)
    take(amina, by=people.acting("sigrid", Role.SECURITY_OFFICER))
    assert not signed_in(client)


def test_a_session_does_not_live_again_when_its_officer_is_restored(client, amina):
    sign_in(client, "amina@fra")
    assert signed_in(client)
    sigrid = people.acting("sigrid", Role.SECURITY_OFFICER)
    actions.suspend_officer(amina, reason="inquiry", by=sigrid)
    actions.restore_officer(amina, by=sigrid)
    assert not signed_in(client)
    sign_in(client, "amina@fra")
    assert signed_in(client)


def test_a_role_taken_away_is_gone_with_the_next_request(client, amina):
    grant = Grant.objects.create(officer=amina, role=Role.BORDER_GUARD, begins_on=people.LONG_AGO)
    sign_in(client, "amina@fra")
    assert client.get("/ask/").status_code == 200
    sigrid = people.acting("sigrid", Role.SECURITY_OFFICER)
    for each in (grant, Grant.objects.get(officer=amina, role=Role.DESK_OFFICER)):
        actions.revoke_role(each, reason="moved", by=sigrid)
    assert client.get("/ask/").status_code == 403


def test_a_privileged_role_given_in_the_middle_asks_for_a_second_factor_first(client, amina):
    sign_in(client, "amina@fra")
    assert signed_in(client)
    sigrid = people.acting("sigrid", Role.SECURITY_OFFICER)
    actions.grant_role(amina, Role.BUREAU_HEAD, begins_on=date(2020, 1, 1), by=sigrid)
    assert client.get(HOME)["Location"] == reverse("mfa_index")
    TOTP.activate(amina, secret := generate_totp_secret())
    assert client.get(HOME)["Location"] == reverse("mfa_reauthenticate")
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})
    assert signed_in(client)


def test_no_session_outlives_a_shift(client, amina, monkeypatch):
    sign_in(client, "amina@fra")
    assert signed_in(client)
    begun = datetime.now(timezone.utc)
    for minutes in range(10, 8 * 60 + 1, 10):
        later = begun + timedelta(minutes=minutes)
        monkeypatch.setattr(middleware.timezone, "now", lambda later=later: later)
        assert signed_in(client) is (minutes < 8 * 60), minutes
    assert ActRow.objects.filter(verb="access.sign_out", reason="too-long").count() == 1


@pytest.mark.parametrize(
    "path", [LOGIN, SHIFT, "/access/leave/", "/account/sign-out/", PASSKEY_ALONE, "/account/password/"]
)
def test_no_other_site_signs_anybody_in_or_out(amina, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    sent = {"login": "amina@fra", "password": people.PASSWORD}
    assert client.post(path, sent, headers={"Origin": "https://evil.example"}).status_code == 403


AWAY = [
    "https://evil.example/",
    "//evil.example",
    r"/\evil.example",
    r"\\evil.example",
    "javascript:x",
    "http:evil",
]


@pytest.mark.parametrize("away", AWAY)
def test_no_sign_in_leads_to_another_site(client, amina, away):
    sent = {"login": "amina@fra", "password": people.PASSWORD, "next": away}
    assert client.post(LOGIN, sent)["Location"] == "/"
    assert client.get(LOGIN, {"next": away})["Location"] == "/"
    client.post("/account/sign-out/", {"next": away})
    sign_in(client, "amina@fra")
    assert client.post("/account/sign-out/", {"next": away})["Location"] == LOGIN


def test_a_form_comes_through_a_tls_proxy(amina, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # as COMITY_PROXIES=1 sets it
    through = {"X-Forwarded-Proto": "https", "Host": "testserver"}
    client = Client(enforce_csrf_checks=True, headers=through)
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value
    sent = {"login": "amina@fra", "password": people.PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post(LOGIN, sent, headers={"Origin": "https://testserver"}).status_code == 302


def test_wrong_second_factors_lock_and_call_the_security_officer(sara):
    TOTP.activate(sara, secret := generate_totp_secret())
    client = Client()
    sign_in(client, "sara@fra")
    for _ in range(MOST_FAILURES[Locked.FACTOR]):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    page = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert "Too many" in page.content.decode()
    assert not signed_in(client)
    assert Alarm.objects.get().codes == ["factor"]
    acts = ActRow.objects.filter(verb="access.sign_in", officer=sara.id).values_list("reason", flat=True)
    assert {"second-factor-wrong", "locked"} <= set(acts)


@pytest.mark.parametrize("forged", [{}, [], "x", 7, {"id": "x"}, {"id": "eA", "response": {}}])
def test_no_forged_passkey_breaks_a_page(client, sara, forged):
    TOTP.activate(sara, generate_totp_secret())
    sign_in(client, "sara@fra")
    page = client.post(reverse("mfa_authenticate"), {"credential": json.dumps(forged)})
    assert page.status_code == 200
    assert not signed_in(client)


def test_a_recovery_code_used_in_two_windows_opens_one(sara):
    TOTP.activate(sara, generate_totp_secret())
    code = RecoveryCodes.activate(sara).get_unused_codes()[0]
    opened = []
    for client in (Client(), Client()):
        sign_in(client, "sara@fra")
        client.post(reverse("mfa_authenticate"), {"code": code})
        opened.append(signed_in(client))
    assert opened == [True, False]


def test_one_pin_tried_on_every_badge_locks_the_terminal(terminal):
    guard("gina", "482916")
    here = Handle(Locked.ADDRESS, f"terminal:{Terminal.objects.get().id}")
    for _ in range(MOST_FAILURES[Locked.ADDRESS] - 1):
        count_failure(here, now=datetime.now(timezone.utc))
    terminal.post(SHIFT, {"badge": "N-1", "pin": "482916"})
    terminal.post(SHIFT, {"badge": "B-gina", "pin": "482916"})
    assert not signed_in(terminal)


def test_a_pin_confirms_neither_a_passkey_nor_another_pin(terminal):
    gina = guard("gina", "482916")
    terminal.post(SHIFT, {"badge": "B-gina", "pin": "482916"})
    assert signed_in(terminal)
    again = reverse("account_reauthenticate")
    assert terminal.get(reverse("mfa_add_webauthn"))["Location"].startswith(again)
    assert terminal.get(reverse("mfa_activate_totp"))["Location"].startswith(again)
    assert terminal.post("/access/me/", {"pin": "593027", "again": "593027"})["Location"].startswith(again)
    gina.refresh_from_db()
    assert gina.check_password(people.PASSWORD)
    terminal.post(again, {"password": people.PASSWORD})
    assert terminal.get(reverse("mfa_add_webauthn")).status_code == 200


def test_every_change_of_a_second_factor_is_an_act(client, sara, django_capture_on_commit_callbacks):
    sign_in(client, "sara@fra")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    other = Client()
    sign_in(other, "sara@fra")
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    other.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert signed_in(other)
    client.post(reverse("mfa_deactivate_totp"))
    changes = ActRow.objects.filter(verb__endswith="_second_factor").order_by("at")
    assert ("access.add_second_factor", "totp") in changes.values_list("verb", "reason")
    assert ("access.remove_second_factor", "totp") in changes.values_list("verb", "reason")
    assert set(changes.values_list("outcome", flat=True)) == {Outcome.DONE}
    assert not signed_in(other)


def test_a_suspended_officer_with_the_right_password_leaves_an_act(client):
    people.officer("sven", Role.DESK_OFFICER, is_active=False)
    assert sign_in(client, "sven@fra")["Location"] == reverse("account_inactive")
    assert ActRow.objects.get(verb="access.sign_in").reason == "suspended"
