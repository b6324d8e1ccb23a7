"""Tokens: who stands behind one, and how fast a revocation counts."""

from datetime import datetime, timedelta, timezone

import pytest

from comity.access import tokens
from comity.access.models import Officer, Token, Unit
from comity.access.roles import Role
from comity.access.tokens import actor_for, digest_of, is_stale, new_token
from comity.gate import epoch
from comity.gate.actor import Allowed, Denied
from comity.journal.models import ActRow
from comity.kit.errors import ComityError, Invalid, NotAllowed, NotSignedIn
from tests import people

pytestmark = pytest.mark.django_db
NOW = datetime.now(timezone.utc)


@pytest.fixture(autouse=True)
def _another_process():
    """Each test begins as a process that knows no token."""
    tokens._kept.clear()
    tokens._noted.clear()


def refusal(header: str, **how: str) -> str:
    with pytest.raises(ComityError) as caught:
        actor_for(header, **how)
    assert str(caught.value.message)
    return caught.value.code


def test_a_token_is_kept_only_as_its_hash():
    born = new_token()
    assert tokens.FORM.fullmatch(born.text)
    assert digest_of(f"Bearer {born.text}") == born.sha256
    assert len(born.sha256) == 32
    assert new_token().text != born.text


def test_an_officers_token_acts_as_the_officer():
    amina = people.officer("amina", Role.DESK_OFFICER)
    text, token = people.token(person=amina)
    actor = actor_for(f"Bearer {text}", acting="someone", terminal="lane 4")
    assert (actor.officer, actor.token, actor.unit, actor.bureau) == (amina.id, token, amina.unit_id, "FRA")
    assert actor.acting == ""
    assert actor.terminal == "lane 4"
    assert actor.may("queries.ask", now=NOW)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "token-missing"),
        ("Bearer ", "token-missing"),
        ("Bearer something", "token-unknown"),
        ("Basic YTpi", "token-unknown"),
        pytest.param(f"Bearer {new_token().text}", "token-unknown", id="well made, never issued"),
        ("Bearer comity_\x00", "token-unknown"),
    ],
)
def test_what_is_no_token_is_refused(header, expected):
    assert refusal(header) == expected


def test_a_connected_system_must_name_its_human():
    text, _ = people.token()
    assert refusal(text) == "acting-officer-missing"
    assert refusal(text, acting="   ") == "acting-officer-missing"
    assert refusal(text, acting="4711\u202e") == "acting-officer-missing"
    assert refusal(text, acting="x" * 41) == "acting-officer-missing"
    actor = actor_for(text, acting="4711", terminal="lane 4")
    assert (actor.acting, actor.officer, actor.function) == ("4711", None, "connected system")
    assert actor.may("queries.ask", now=NOW)


def test_the_terminal_is_cleaned():
    text, _ = people.token()
    with pytest.raises(Invalid):
        actor_for(text, acting="4711", terminal="lane\u202e4")


def test_expiry_is_checked_at_each_use(monkeypatch):
    text, _ = people.token(person=people.officer("amina", Role.DESK_OFFICER))
    assert actor_for(text)
    later = NOW + timedelta(days=2)
    monkeypatch.setattr(tokens.timezone, "now", lambda: later)
    assert refusal(text) == "token-expired"


def test_a_revoked_token_is_refused_by_every_process_at_its_next_call():
    amina = people.officer("amina", Role.DESK_OFFICER)
    text, token = people.token(person=amina)
    here = actor_for(text)
    another = dict(tokens._kept)  # what a second worker keeps
    assert not is_stale(here)

    Token.objects.filter(pk=token).update(revoked_at=NOW)
    epoch.bump()

    for kept in (tokens._kept, another):
        tokens._kept.update(kept)
        stale = actor_for(text)  # nothing is read: this process still believes
        assert is_stale(stale)  # but what it acts on says so, in the statement itself
        with pytest.raises(NotSignedIn) as caught:
            actor_for(text, fresh=True)
        assert caught.value.code == "token-revoked"
        assert refusal(text) == "token-revoked"


def test_a_suspended_officers_token_is_revoked():
    amina = people.officer("amina", Role.DESK_OFFICER)
    text, _ = people.token(person=amina)
    Officer.objects.filter(pk=amina.pk).update(is_active=False)
    assert refusal(text) == "token-revoked"


def test_a_token_never_exceeds_its_unit():
    post = people.unit(name="Post", databases=[8], purposes=["border-control"], clearance=1)
    text, _ = people.token(post, databases=[8, 9])
    actor = actor_for(text, acting="4711")
    assert actor.databases == {8}
    assert actor.clearance == 1
    assert isinstance(actor.may("queries.ask", purpose="investigate", now=NOW), Denied)
    assert actor.may("queries.ask", database=8, purpose="border-control", now=NOW) == Allowed()


def test_a_unit_far_down_the_tree_is_cut_by_all_above_it():
    top = people.unit(databases=[1, 2, 3])
    middle = Unit.objects.create(bureau=top.bureau, parent=top, name="Region", kind=2, databases=[2, 3, 4])
    post = Unit.objects.create(bureau=top.bureau, parent=middle, name="Post", kind=2, databases=None)
    text, _ = people.token(post)
    assert actor_for(text, acting="4711").databases == {2, 3}
    Unit.objects.filter(pk=top.pk).update(closed_at=NOW)
    decision = actor_for(text, acting="4711", fresh=True).may("queries.ask", now=NOW)
    assert isinstance(decision, Denied)
    assert decision.code == "unit-ended"


def test_a_refused_token_leaves_one_act_a_minute():
    text, token = people.token()
    for _ in range(3):
        assert refusal(text) == "acting-officer-missing"
    Token.objects.filter(pk=token).update(revoked_at=NOW)
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            actor_for(text, acting="4711", fresh=True)
    acts = ActRow.objects.filter(verb="access.use_token", token=token).order_by("at")
    assert [act.reason for act in acts] == ["acting-officer-missing", "token-revoked"]


def test_forgetting_reads_again():
    text, _ = people.token(person=people.officer("amina", Role.DESK_OFFICER))
    actor_for(text)
    tokens.forget(digest_of(text))
    assert not tokens._kept


def test_a_token_that_is_known_reads_nothing(django_assert_num_queries):
    text, _ = people.token(person=people.officer("amina", Role.DESK_OFFICER))
    actor_for(text)
    with django_assert_num_queries(0):
        actor_for(text, terminal="lane 4")


def test_not_allowed_says_what_would_open_it():
    text, _ = people.token()
    with pytest.raises(NotAllowed) as caught:
        actor_for(text)
    assert "Acting-Officer" in str(caught.value.opens)
