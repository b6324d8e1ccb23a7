"""Sign-in through the pages: locks, second factor, first password, change of shift, idle lock."""

import re
import time
from datetime import datetime, timedelta, timezone

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from comity.access import actions, middleware
from comity.access.locks import MOST_FAILURES, Handle, Locked, count_failure, is_locked
from comity.access.models import Alarm, Officer, SignInLock
from comity.access.roles import Role
from comity.access.terminals import COOKIE
from comity.journal.acts import Outcome
from comity.journal.models import ActRow
from tests import people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 10, 12, tzinfo=timezone.utc)
LOGIN, SHIFT, HOME = "/account/sign-in/", "/access/shift/", "/bureaus/"


def sign_in(client: Client, name: str, password: str = people.PASSWORD, **more):
    return client.post(LOGIN, {"login": name, "password": password}, **more)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def signed_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


@pytest.fixture
def amina():
    return people.officer("amina", Role.DESK_OFFICER)


@pytest.fixture
def sara():
    return people.officer("sara", Role.SECURITY_OFFICER, must_have_second_factor=True)


def test_an_officer_signs_in_and_out_and_both_are_acts(client, amina):
    assert sign_in(client, "amina@fra").status_code == 302
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)
    verbs = ActRow.objects.filter(officer=amina.id).values_list("verb", "outcome")
    assert list(verbs.order_by("at")) == [("access.sign_in", 1), ("access.sign_out", 1)]


def test_the_name_is_read_in_small_and_capital_letters(client, amina):
    sign_in(client, "  Amina@FRA ")
    assert signed_in(client)


def test_there_is_no_sign_up_and_no_reset_by_e_mail(client):
    for path in ("signup/", "password/reset/", "email/", "sign-up/", "login/code/"):
        assert client.get(f"/account/{path}").status_code == 404


def test_failures_lock_the_name_and_leave_no_name_behind(client, amina):
    for _ in range(MOST_FAILURES[Locked.NAME]):
        assert sign_in(client, "amina@fra", "wrong").status_code == 200
    sign_in(client, "amina@fra")
    assert not signed_in(client)
    acts = ActRow.objects.filter(verb="access.sign_in")
    assert set(acts.values_list("outcome", flat=True)) == {Outcome.REFUSED, Outcome.ALARM}
    assert all(len(bytes(act.tag)) == 16 for act in acts)
    assert not any("amina" in str(vars(act)) for act in acts)
    assert Alarm.objects.get().bureau == "FRA"


def test_an_unknown_name_answers_like_a_wrong_password(client, amina):
    known, unknown = (
        sign_in(client, name, "wrong").content.replace(name.encode(), b"NAME")
        for name in ("amina@fra", "nobody@fra")
    )
    token = re.compile(rb"[A-Za-z0-9]{64}")
    assert token.sub(b"", known) == token.sub(b"", unknown)


def test_a_lock_ends_and_old_failures_are_forgotten():
    handle = Handle(Locked.NAME, "amina@fra")
    most = MOST_FAILURES[Locked.NAME]
    locked = [count_failure(handle, now=NOW) for _ in range(most)]
    assert locked == [False] * (most - 1) + [True]
    assert is_locked(handle, now=NOW + timedelta(minutes=14))
    assert is_locked(Handle(Locked.NAME, "AMINA@fra"), now=NOW)
    assert not is_locked(handle, now=NOW + timedelta(minutes=15))
    assert not count_failure(handle, now=NOW + timedelta(minutes=31))
    assert SignInLock.objects.get().failures == 1


def test_many_names_from_one_address_lock_the_address(client):
    for number in range(MOST_FAILURES[Locked.ADDRESS]):
        count_failure(Handle(Locked.ADDRESS, "127.0.0.1"), now=datetime.now(timezone.utc))
        assert number >= 0
    people.officer("amina", Role.DESK_OFFICER)
    sign_in(client, "amina@fra")
    assert not signed_in(client)


def test_a_privileged_role_reaches_only_enrolment_until_it_has_a_second_factor(client, sara):
    sign_in(client, "sara@fra")
    for path in (HOME, "/bureaus/duty-desk/"):
        assert client.get(path)["Location"] == reverse("mfa_index")
    assert client.get("/api/v1/bureaus").status_code in (403, 404)
    assert client.get(reverse("mfa_index")).status_code == 200
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert signed_in(client)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


def test_the_second_factor_is_asked_at_the_next_sign_in_and_is_sealed_in_the_table(sara):
    secret = generate_totp_secret()
    TOTP.activate(sara, secret)
    assert secret not in str(Authenticator.objects.get().data)
    client = Client()
    assert sign_in(client, "sara@fra")["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert signed_in(client)


def test_a_one_time_password_leads_to_a_new_one_before_anything_else(client, amina):
    console = people.actor(people.officer("sara", Role.SECURITY_OFFICER))
    reset = actions.reset_password(amina, by=console)
    sign_in(client, "amina@fra", reset.password)
    assert client.get(HOME)["Location"] == reverse("account_change_password")
    new = "seven grey herons stand"
    typed = {"oldpassword": reset.password, "password1": new, "password2": new}
    again = {"oldpassword": reset.password, "password1": reset.password, "password2": reset.password}
    client.post(reverse("account_change_password"), again)
    assert Officer.objects.get(pk=amina.pk).must_change_password
    client.post(reverse("account_change_password"), typed)
    assert not Officer.objects.get(pk=amina.pk).must_change_password
    assert signed_in(client)


def test_a_suspended_officer_is_out_with_the_next_request(client, amina):
    sign_in(client, "amina@fra")
    assert signed_in(client)
    sara = people.actor(people.officer("sara", Role.SECURITY_OFFICER))
    actions.suspend_officer(amina, reason="inquiry", by=sara)
    assert not signed_in(client)
    sign_in(client, "amina@fra")
    assert not signed_in(client)


def test_fifteen_idle_minutes_end_the_session(client, amina, monkeypatch):
    sign_in(client, "amina@fra")
    assert signed_in(client)
    later = datetime.now(timezone.utc) + timedelta(minutes=16)
    monkeypatch.setattr(middleware.timezone, "now", lambda: later)
    assert not signed_in(client)
    assert ActRow.objects.filter(verb="access.sign_out", reason="idle").exists()


def test_a_page_that_looks_for_news_by_itself_keeps_no_session_open(client, amina, monkeypatch):
    sign_in(client, "amina@fra")
    assert signed_in(client)
    begun = datetime.now(timezone.utc)
    for minutes in (5, 10, 14, 16):
        later = begun + timedelta(minutes=minutes)
        monkeypatch.setattr(middleware.timezone, "now", lambda later=later: later)
        part = client.get("/", headers={"Comity-Poll": "1", "HX-Request": "true"})
        assert part.status_code == (200 if minutes < 15 else 401)
    assert part["HX-Redirect"].startswith("/account/sign-in/")


@pytest.fixture
def terminal(amina):
    sara = people.actor(people.officer("sigrid", Role.SECURITY_OFFICER))
    opened = actions.open_terminal(people.unit(), label="Lane 4", by=sara)
    client = Client()
    client.cookies[COOKIE] = opened.secret
    return client, opened.terminal, sara


def guard(name: str, pin: str) -> Officer:
    person = people.officer(name, Role.BORDER_GUARD)
    actions.set_pin(pin, by=people.actor(person))
    return person


def test_the_next_officer_takes_over_by_badge_and_pin(terminal, amina):
    client, _terminal, _sara = terminal
    gina = guard("gina", "482916")
    sign_in(client, "amina@fra")
    client.post(SHIFT, {"badge": "b-gina", "pin": "482916"})
    assert client.get(HOME).wsgi_request.actor.officer == gina.id
    assert client.get(HOME).wsgi_request.actor.terminal == "Lane 4"
    assert ActRow.objects.filter(verb="access.sign_out", officer=amina.id, reason="shift").exists()


def test_a_pin_is_nothing_elsewhere(client, terminal):
    guard("gina", "482916")
    client.post(SHIFT, {"badge": "B-gina", "pin": "482916"})
    assert not signed_in(client)
    at_terminal, opened, sara = terminal
    actions.close_terminal(opened, by=sara)
    at_terminal.post(SHIFT, {"badge": "B-gina", "pin": "482916"})
    assert not signed_in(at_terminal)


def test_wrong_pins_lock_the_badge(terminal):
    client, _terminal, _sara = terminal
    guard("gina", "482916")
    for _ in range(MOST_FAILURES[Locked.PIN]):
        assert client.post(SHIFT, {"badge": "B-gina", "pin": "482917"}).status_code == 422
    client.post(SHIFT, {"badge": "B-gina", "pin": "482916"})
    assert not signed_in(client)


def test_a_privileged_role_does_not_sign_in_by_pin(terminal, sara):
    client, _terminal, _sara = terminal
    Officer.objects.filter(pk=sara.pk).update(pin=guard("gina", "482916").pin)
    actions.set_pin("482916", by=people.actor(sara))
    client.post(SHIFT, {"badge": sara.badge, "pin": "482916"})
    assert not signed_in(client)


def test_leaving_ends_the_session(terminal, amina):
    client, _terminal, _sara = terminal
    sign_in(client, "amina@fra")
    assert client.post("/access/leave/")["Location"] == SHIFT
    assert not signed_in(client)


def test_the_pages_of_sign_in_stand(client, sara):
    for name in ("account_login", "access:shift", "account_inactive"):
        assert client.get(reverse(name)).status_code == 200
    sign_in(client, "sara@fra")
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_change_password"):
        assert client.get(reverse(name)).status_code == 200, name


@pytest.mark.parametrize("difference_s", [-3600, -86_400, 86_400])
def test_a_code_of_another_hour_opens_nothing_and_a_recovery_code_needs_no_clock(
    sara, monkeypatch, difference_s
):
    TOTP.activate(sara, secret := generate_totp_secret())
    recovery = RecoveryCodes.activate(sara).get_unused_codes()[0]
    code, real = code_of(secret), time.time
    monkeypatch.setattr(time, "time", lambda: real() + difference_s)
    client = Client()
    sign_in(client, "sara@fra")

    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": recovery})
    assert signed_in(client)
