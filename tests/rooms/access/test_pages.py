"""The pages of units, officers, tokens and alarms, through the doors."""

from datetime import datetime, timedelta, timezone

import pytest
from django.test import Client
from django.urls import reverse

from comity.access import actions, middleware
from comity.access.budgets import Measure
from comity.access.catalogue import databases
from comity.access.models import Alarm, BudgetLimit, Grant, Officer, Terminal, Token, Unit
from comity.access.roles import Role
from comity.access.terminals import COOKIE
from comity.access.tokens import actor_for
from comity.kit.errors import TooMany
from tests import people

pytestmark = pytest.mark.django_db
TODAY = datetime.now(timezone.utc).date()


def desk_of(person: Officer, monkeypatch) -> Client:
    """A browser in which that person is signed in with a second factor."""
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def sara():
    return people.officer("sara", Role.SECURITY_OFFICER)


@pytest.fixture
def client(sara, monkeypatch):
    return desk_of(sara, monkeypatch)


@pytest.fixture
def post(sara):
    return Unit.objects.create(bureau_id="FRA", parent=people.unit(), name="Bridge post", kind=2)


DATABASE = databases()[0][0]
UNIT = {"name": "Lane 4", "kind": 2, "clearance": 1, "databases": [DATABASE], "full_view": "on"}


def test_every_page_stands(client, sara, post):
    amina = people.officer("amina", Role.DESK_OFFICER)
    text, token = people.token(post)
    actions.open_terminal(post, label="Lane 4", by=people.actor(sara))
    BudgetLimit.objects.create(kind=1, holder=amina.id, measure=1, in_window=1, amount=0, bureau="FRA")
    with pytest.raises(TooMany):
        actions.spend(people.actor(amina), Measure.QUERY, 1, datetime.now(timezone.utc))
    grant = amina.grants.get()
    pages = [
        reverse("access:me"),
        reverse("access:units"),
        reverse("access:officers") + "?q=ami",
        reverse("access:officers") + "?state=suspended",
        reverse("access:tokens"),
        reverse("access:alarms"),
        reverse("access:enrol"),
        reverse("access:make-token"),
        reverse("usersessions_list"),
        reverse("access:close-alarm", args=[Alarm.objects.get().id]),
        reverse("access:revoke-role", args=[grant.id]),
        *(
            reverse(f"access:{name}", args=[post.id])
            for name in ("unit", "open-unit", "change-unit", "close-unit")
        ),
        *(reverse(f"access:{name}", args=[amina.id]) for name in ("officer", "suspend")),
        *(
            reverse("access:budget", args=pair)
            for pair in (("officer", amina.id), ("unit", post.id), ("token", token))
        ),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert b"<h1>" in answer.content, page
        assert text.encode() not in answer.content


def test_others_are_refused_in_words(monkeypatch, post):
    guard = desk_of(people.officer("gina", Role.BORDER_GUARD), monkeypatch)
    for name in ("officers", "tokens", "alarms", "enrol", "make-token"):
        assert guard.get(reverse(f"access:{name}")).status_code == 403, name
    assert guard.get(reverse("access:units")).status_code == 200
    assert guard.get(reverse("access:me")).status_code == 200
    page = guard.get(reverse("access:unit", args=[post.id]))
    assert b"Shared terminals" not in page.content


def test_another_bureau_finds_nothing(monkeypatch, post, sara):
    bruno = desk_of(people.officer("bruno", Role.SECURITY_OFFICER, place=people.unit("ITA")), monkeypatch)
    _text, token = people.token(post)
    for name, pk in (("unit", post.id), ("officer", sara.id), ("close-unit", post.id), ("suspend", sara.id)):
        assert bruno.get(reverse(f"access:{name}", args=[pk])).status_code == 404
    assert bruno.post(reverse("access:revoke-token", args=[token])).status_code == 404
    assert b"Sara" not in bruno.get(reverse("access:officers")).content


def test_nobody_signed_in_is_led_to_the_sign_in():
    answer = Client().get(reverse("access:units"))
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_unit_is_opened_changed_and_closed(client, post):
    opened = client.post(reverse("access:open-unit", args=[post.id]), UNIT)
    lane = Unit.objects.get(name="Lane 4")
    assert opened["Location"] == reverse("access:unit", args=[lane.id])
    assert (lane.parent, lane.databases, lane.purposes) == (post, [DATABASE], None)
    wide = client.post(reverse("access:open-unit", args=[lane.id]), UNIT | {"name": "Lane 5", "clearance": 3})
    assert wide.status_code == 422
    assert b"Lane 5" in wide.content  # nothing typed is lost
    client.post(reverse("access:change-unit", args=[lane.id]), UNIT | {"purposes": ["border-control"]})
    assert Unit.objects.get(pk=lane.pk).purposes == ["border-control"]
    change = reverse("access:change-unit", args=[lane.id])
    assert client.post(change, UNIT | {"hours_from": "06:00"}).status_code == 422
    assert client.post(change, UNIT | {"hours_from": "06:00", "hours_to": "06:00"}).status_code == 422
    client.post(change, UNIT | {"hours_from": "22:00", "hours_to": "06:00"})
    assert b"22:00" in client.get(reverse("access:unit", args=[lane.id])).content
    assert client.post(reverse("access:close-unit", args=[lane.id]), {"reason": ""}).status_code == 422
    client.post(reverse("access:close-unit", args=[lane.id]), {"reason": "road works"})
    assert Unit.objects.get(pk=lane.pk).closed_at


def test_an_officer_is_enrolled_gets_a_role_and_loses_it(client, post):
    typed = {
        "full_name": "Gina Invented",
        "function": "border guard",
        "badge": "4711",
        "sign_in_name": "gina@fra",
        "language": "ar",
        "unit": str(post.id),
    }
    assert (
        client.get(reverse("access:enrol")).context["form"]["language"].value() == "en"
    )  # as the page itself
    shown = client.post(reverse("access:enrol"), typed)
    password = shown.context["made"].password
    assert password.encode() in shown.content
    gina = Officer.objects.get(sign_in_name="gina@fra")
    assert gina.check_password(password)
    assert client.post(reverse("access:enrol"), typed).status_code == 422

    page = reverse("access:officer", args=[gina.id])
    days = {"begins_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=30)).isoformat()}
    assert client.post(f"{page}role/", {"role": Role.BORDER_GUARD, **days})["Location"] == page
    assert client.post(f"{page}role/", {"role": Role.BORDER_GUARD, **days}).status_code == 422
    assert client.post(f"{page}role/", {"role": Role.OPERATOR, **days}).status_code == 422
    grant = Grant.objects.get(officer=gina)
    client.post(reverse("access:revoke-role", args=[grant.id]), {"reason": "moved"})
    assert Grant.objects.get(officer=gina).revoked_at


def test_an_officer_is_moved_suspended_restored_and_reset(client, post):
    amina = people.officer("amina", Role.DESK_OFFICER)
    page = reverse("access:officer", args=[amina.id])
    client.post(f"{page}move/", {"unit": str(post.id)})
    assert Officer.objects.get(pk=amina.pk).unit == post
    client.post(f"{page}suspend/", {"reason": "inquiry"})
    assert not Officer.objects.get(pk=amina.pk).is_active
    client.post(f"{page}restore/")
    assert Officer.objects.get(pk=amina.pk).is_active
    shown = client.post(f"{page}password/")
    assert Officer.objects.get(pk=amina.pk).check_password(shown.context["made"].password)
    assert client.post(f"{page}second-factor/")["Location"] == page


def test_nobody_changes_himself(client, sara):
    page = reverse("access:officer", args=[sara.id])
    assert client.post(f"{page}suspend/", {"reason": "tired"}).status_code == 422
    assert client.post(f"{page}password/").status_code == 403
    assert b"Give the role" not in client.get(page).content


def test_a_token_is_made_shown_once_and_revoked(client, post):
    typed = {
        "label": "Gate system",
        "unit": str(post.id),
        "rights": ["queries.ask"],
        "expires_on": (TODAY + timedelta(days=30)).isoformat(),
    }
    shown = client.post(reverse("access:make-token"), typed)
    text = shown.context["made"].text
    assert text.encode() in shown.content
    assert shown["Cache-Control"]
    assert actor_for(text, acting="4711").unit == post.id
    token = Token.objects.get()
    client.post(reverse("access:revoke-token", args=[token.id]))
    assert Token.objects.get().revoked_at
    assert client.post(reverse("access:make-token"), typed | {"officer": "nobody@fra"}).status_code == 422
    amina = people.officer("amina", Role.DESK_OFFICER)
    client.post(reverse("access:make-token"), typed | {"officer": amina.sign_in_name})
    assert Token.objects.get(officer=amina).unit == amina.unit


def test_a_browser_becomes_a_terminal(client, post):
    answer = client.post(reverse("access:open-terminal", args=[post.id]), {"label": "Lane 4"})
    assert answer.cookies[COOKIE]["httponly"]
    at_terminal = Client(headers={"cookie": f"{COOKIE}={answer.cookies[COOKIE].value}"})
    assert b"Lane 4" in at_terminal.get("/access/shift/").content
    client.post(reverse("access:close-terminal", args=[Terminal.objects.get().id]))
    assert Terminal.objects.get().closed_at


def test_a_budget_is_set(client):
    amina = people.officer("amina", Role.DESK_OFFICER)
    page = reverse("access:budget", args=["officer", amina.id])
    client.post(page, {"measure": 1, "window": 1, "amount": 7})
    assert BudgetLimit.objects.get().amount == 7
    client.post(page, {"measure": 1, "window": 1, "amount": ""})
    assert not BudgetLimit.objects.exists()
    assert client.get(reverse("access:budget", args=["planet", amina.id])).status_code == 404


def test_a_pin_is_set_by_whoever_has_just_signed_in():
    amina, client = people.officer("amina", Role.DESK_OFFICER), Client()
    client.post(reverse("account_login"), {"login": "amina@fra", "password": people.PASSWORD})
    assert client.post(reverse("access:me"), {"pin": "482916", "again": "482917"}).status_code == 422
    assert client.post(reverse("access:me"), {"pin": "123456", "again": "123456"}).status_code == 422
    client.post(reverse("access:me"), {"pin": "482916", "again": "482916"})
    assert Officer.objects.get(pk=amina.pk).pin


def test_the_bar_names_the_reader_to_the_reader(client):
    page = client.get(reverse("access:units"))
    assert "Sara, desk officer" in page.content.decode()


def test_names_are_escaped(client):
    person = people.officer("eve", Role.DESK_OFFICER, full_name="<script>alert(1)</script>")
    for page in (reverse("access:officers"), reverse("access:officer", args=[person.id])):
        assert b"<script>alert" not in client.get(page).content
