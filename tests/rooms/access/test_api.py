"""Programs at the door: the token, the human it names, and what `/me` says."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from comity.access import actions, tokens
from comity.access.api import TokenAuth, list_units, read_me
from comity.access.models import Token, Unit
from comity.access.roles import Role
from comity.kit.errors import ComityError
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _another_process():
    tokens._kept.clear()


def ask(text: str = "", method: str = "get", **headers: str) -> HttpRequest:
    sent = {"Authorization": f"Bearer {text}"} if text else {}
    return getattr(RequestFactory(), method)("/api/v1/me", headers=sent | headers)


def refusal(request: HttpRequest) -> tuple[int, str]:
    with pytest.raises(ComityError) as caught:
        TokenAuth()(request)
    return caught.value.status, caught.value.code


def test_a_token_says_who_asks():
    text, _ = people.token(people.unit(databases=[8]))
    request = ask(text, **{"Acting-Officer": "4711", "Terminal": "lane 4"})
    TokenAuth()(request)
    me = read_me(request)
    assert (me.bureau, me.acting_officer, me.terminal, me.databases) == ("FRA", "4711", "lane 4", [8])
    assert "queries.ask" in me.rights
    assert "access.grant_role" not in me.rights


def test_refusals_have_their_status():
    text, token = people.token()
    assert refusal(ask()) == (401, "token-missing")
    assert refusal(ask(text)) == (403, "acting-officer-missing")
    assert refusal(ask(text + "x")) == (401, "token-unknown")
    sara = people.acting("sara", Role.SECURITY_OFFICER)
    who = {"Acting-Officer": "4711"}
    TokenAuth()(ask(text, **who))
    actions.revoke_token(Token.objects.get(pk=token), by=sara)
    assert refusal(ask(text, **who)) == (401, "token-revoked")


def test_a_session_reads_but_never_writes_here():
    request, change = ask(), ask(method="post")
    request.actor = change.actor = people.acting("amina", Role.DESK_OFFICER)
    assert TokenAuth()(request) is request.actor
    assert refusal(change) == (401, "token-missing")


def test_a_bad_token_does_not_fall_back_to_the_session():
    request = ask("comity_wrong")
    request.actor = people.acting("amina", Role.DESK_OFFICER)
    assert refusal(request) == (401, "token-unknown")
    assert request.actor is None


def test_the_units_of_the_own_bureau_come_as_a_tree():
    top = people.unit(databases=[8, 9])
    Unit.objects.create(bureau_id="FRA", parent=top, name="Post", kind=2, databases=[9, 10])
    people.unit("ITA")
    request = ask()
    request.actor = people.acting("amina", Role.BORDER_GUARD)
    found = list_units(request)
    assert [(unit.name, unit.databases) for unit in found] == [("Headquarters", [8, 9]), ("Post", [9])]
