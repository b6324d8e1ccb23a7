"""`comity tokens`: the operator's tokens at the node's own console."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from comity.access.tokens import actor_for
from comity.kit.errors import NotSignedIn
from tests import people

pytestmark = pytest.mark.django_db


def tokens(*words: str) -> str:
    out = StringIO()
    call_command("tokens", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_system_gets_a_token_that_is_listed_and_revoked():
    people.unit("FRA", "Airport")
    words = ("--bureau", "fra", "--unit", "Airport", "--label", "gates", "--right", "queries.ask")
    made = json.loads(tokens("make", *words, "--purpose", "border-control", "--json"))

    actor = actor_for(made["token"], acting="G-17")
    listed = json.loads(tokens("list", "--bureau", "FRA", "--json"))
    tokens("revoke", made["id"], "--bureau", "FRA")

    assert (actor.bureau, actor.purposes) == ("FRA", frozenset({"border-control"}))
    assert [(each["label"], each["rights"]) for each in listed] == [("gates", ["queries.ask"])]
    assert tokens("list", "--bureau", "FRA") == ""
    with pytest.raises(NotSignedIn):
        actor_for(made["token"], acting="G-17", fresh=True)


def test_another_bureau_is_not_reached():
    people.unit("FRA", "Airport")
    people.bureau("ITA")
    with pytest.raises(CommandError, match="no unit of that name"):
        tokens("make", "--bureau", "ITA", "--unit", "Airport", "--label", "a", "--right", "queries.ask")
