"""Units, officers, roles and tokens: who may change them, and that each change counts at once."""

from datetime import date, datetime, timedelta, timezone

import pytest
from django.contrib.auth.hashers import check_password

from comity.access import actions, actors
from comity.access.actions.officers import OfficerDraft
from comity.access.actions.tokens import TokenDraft
from comity.access.actions.units import UnitDraft
from comity.access.models import Officer, Token, Unit
from comity.access.roles import QueryKind, Role, UnitKind
from comity.access.tokens import actor_for, is_stale
from comity.journal.models import ActRow
from comity.kit.errors import ComityError, Invalid, NotAllowed, NotFound, Refused
from tests import people

pytestmark = pytest.mark.django_db
NOW = datetime.now(timezone.utc)
TODAY = NOW.date()


def draft(name: str = "Bridge post", **more) -> UnitDraft:
    return UnitDraft(**{"name": name, "kind": UnitKind.BORDER_POST, **more})


def person(name: str = "bruno") -> OfficerDraft:
    return OfficerDraft(
        sign_in_name=f"{name}@fra", badge=f"B-{name}", full_name="Bruno Invented", function="guard"
    )


def codes(caught) -> set[tuple[str, str]]:
    return {(error.field, error.code) for error in caught.value.errors}


@pytest.fixture
def sara():
    """The security officer of the whole bureau: her unit is its top."""
    return people.acting("sara", Role.SECURITY_OFFICER)


@pytest.fixture
def post(sara):
    return actions.open_unit(draft(databases=[8, 9]), parent=people.unit(), by=sara)


@pytest.fixture
def local(post):
    """The security officer of the post alone: its local administrator."""
    return people.actor(people.officer("leo", Role.SECURITY_OFFICER, place=post))


def test_a_unit_is_opened_below_another_and_the_act_names_it(sara, post):
    assert post.parent == people.unit()
    assert ActRow.objects.get(verb="access.open_unit").about == str(post.id)


def test_a_bureau_has_one_top(sara):
    with pytest.raises(Refused):
        actions.open_unit(draft(), parent=None, by=sara)
    people.bureau("ITA")
    console = actors.for_node("ITA")
    assert actions.open_unit(draft("Rome"), parent=None, by=console).parent is None
    with pytest.raises(Refused):
        actions.open_unit(draft("Milan"), parent=None, by=console)


def test_a_unit_that_would_exceed_the_one_above_is_refused(post, local):
    with pytest.raises(Invalid) as caught:
        actions.open_unit(draft("Lane", databases=[8, 10]), parent=post, by=local)
    assert codes(caught) == {("databases", "exceeds-parent")}
    with pytest.raises(Invalid) as caught:
        actions.open_unit(draft("Lane", clearance=3, purposes=["fun"]), parent=post, by=local)
    assert codes(caught) == {("purposes", "purpose-unknown")}
    with pytest.raises(Invalid) as caught:
        actions.open_unit(draft("Lane", clearance=3), parent=post, by=local)
    assert codes(caught) == {("clearance", "exceeds-parent")}


def test_narrowing_a_unit_cuts_what_is_below_it_at_once(sara, post):
    lane = actions.open_unit(draft("Lane", databases=[9]), parent=post, by=sara)
    guard = people.actor(people.officer("gina", Role.BORDER_GUARD, place=lane))
    assert guard.databases == {9}
    narrow = draft(databases=[8], query_kinds=[QueryKind.EXACT])
    actions.change_unit(post, narrow, by=sara)
    assert is_stale(guard)
    assert people.actor(Officer.objects.get(pk=guard.officer)).databases == frozenset()


def test_a_local_administrator_reaches_the_own_unit_and_below_but_does_not_widen_it(sara, post, local):
    lane = actions.open_unit(draft("Lane"), parent=post, by=local)
    actions.change_unit(lane, draft("Lane 2"), by=local)
    with pytest.raises(NotAllowed):
        actions.change_unit(post, draft(databases=None), by=local)
    with pytest.raises(NotAllowed) as caught:
        actions.enrol_officer(person(), unit=people.unit(), by=local)
    assert caught.value.code == "unit-out-of-reach"
    with pytest.raises(NotAllowed):
        actions.close_unit(post, reason="mine", by=local)


def test_a_closed_unit_ends_everything_in_it(sara, post):
    guard = people.officer("gina", Role.BORDER_GUARD, place=post)
    assert people.actor(guard).may("queries.ask", now=NOW)
    with pytest.raises(Invalid):
        actions.close_unit(post, reason=" ", by=sara)
    actions.close_unit(post, reason="bridge closed", by=sara)
    decision = people.actor(guard).may("queries.ask", now=NOW)
    assert not decision
    assert decision.code == "unit-ended"
    with pytest.raises(Refused):
        actions.change_unit(post, draft(), by=sara)


def test_another_bureau_does_not_learn_that_a_unit_exists(post):
    bruno = people.acting("bruno", Role.SECURITY_OFFICER, code="ITA")
    with pytest.raises(NotFound):
        actions.close_unit(post, reason="no", by=bruno)
    assert not Unit.visible_to(bruno).filter(pk=post.pk).exists()


def test_an_enrolled_officer_has_a_one_time_password_and_no_right(sara, post):
    enrolled = actions.enrol_officer(person(), unit=post, by=sara)
    found = Officer.objects.get(pk=enrolled.officer.pk)
    assert check_password(enrolled.password, found.password)
    assert found.must_change_password
    assert not people.actor(found).may("queries.ask", now=NOW)


def test_names_are_seen_in_the_own_bureau_alone(sara):
    amina = people.officer("amina")
    bruno = people.acting("bruno", code="ITA")
    assert Officer.visible_to(sara).filter(pk=amina.pk).exists()
    assert not Officer.visible_to(bruno).filter(pk=amina.pk).exists()
    assert "Amina" not in f"{amina} {people.actor(amina)}"


def test_every_bad_field_of_an_enrolment_is_named(sara, post):
    people.officer("bruno")
    bad = OfficerDraft(sign_in_name="bruno@fra", badge="", full_name="", function="", language="xx")
    with pytest.raises(Invalid) as caught:
        actions.enrol_officer(bad, unit=post, by=sara)
    assert codes(caught) == {
        ("sign_in_name", "taken"),
        ("badge", "badge-form"),
        ("full_name", "required"),
        ("function", "required"),
        ("language", "language-unknown"),
    }
    with pytest.raises(Invalid) as caught:
        actions.enrol_officer(person("b\u202e"), unit=post, by=sara)
    assert ("sign_in_name", "name-form") in codes(caught)


def test_a_role_is_granted_for_days_and_taken_at_once(sara):
    amina = people.officer("amina")
    before = people.actor(amina)
    grant = actions.grant_role(amina, Role.BORDER_GUARD, begins_on=TODAY, ends_on=TODAY, by=sara)
    assert is_stale(before)
    assert people.actor(amina).may("queries.ask", now=NOW)
    assert not people.actor(amina).may("queries.ask", now=NOW + timedelta(days=1))
    with pytest.raises(Refused):
        actions.grant_role(amina, Role.BORDER_GUARD, begins_on=TODAY, by=sara)
    held = people.actor(amina)
    actions.revoke_role(grant, reason="moved", by=sara)
    assert is_stale(held)
    assert not people.actor(amina).may("queries.ask", now=NOW)
    with pytest.raises(Refused):
        actions.revoke_role(grant, reason="again", by=sara)


def test_a_privileged_role_asks_for_a_second_factor(sara):
    amina = people.officer("amina")
    grant = actions.grant_role(amina, Role.BUREAU_HEAD, begins_on=TODAY, by=sara)
    assert Officer.objects.get(pk=amina.pk).must_have_second_factor
    decision = people.actor(amina, second_factor=False).may("records.read", now=NOW)
    assert decision.code == "second-factor-missing"
    actions.revoke_role(grant, reason="moved", by=sara)
    assert not Officer.objects.get(pk=amina.pk).must_have_second_factor


def test_nobody_changes_the_own_roles_or_suspends_himself(sara):
    own = Officer.objects.get(pk=sara.officer)
    with pytest.raises(NotAllowed):
        actions.grant_role(own, Role.DESK_OFFICER, begins_on=TODAY, by=sara)
    with pytest.raises(NotAllowed):
        actions.suspend_officer(own, reason="holiday", by=sara)


def test_roles_of_the_node_are_not_the_bureaus_to_give(sara):
    amina = people.officer("amina")
    for role in (Role.OPERATOR, Role.REVIEWER, Role.COMMISSION):
        with pytest.raises(NotAllowed):
            actions.grant_role(amina, role, begins_on=TODAY, by=sara)


def test_no_administrator_takes_the_role_of_the_commission_away():
    cora = people.officer("cora", Role.COMMISSION)
    console, grant = actors.for_node("FRA"), cora.grants.get()
    with pytest.raises(NotAllowed):
        actions.revoke_role(grant, reason="inconvenient", by=console)
    with pytest.raises(NotAllowed):
        actions.suspend_officer(cora, reason="inconvenient", by=console)
    actions.revoke_role(grant, reason="term ended", by=people.acting("carl", Role.COMMISSION))


def test_a_suspended_officer_is_out_at_once(sara):
    amina = people.officer("amina", Role.DESK_OFFICER)
    text, _token = people.token(person=amina)
    session, program = people.actor(amina), actor_for(text)
    actions.suspend_officer(amina, reason="inquiry", by=sara)
    assert is_stale(session)
    assert is_stale(program)
    assert actors.of_officer(amina.id, second_factor=False) is None
    with pytest.raises(ComityError):
        actor_for(text, fresh=True)
    actions.restore_officer(amina, by=sara)
    assert people.actor(amina).may("queries.ask", now=NOW)


def test_a_reset_password_is_new_and_clears_the_pin(sara):
    amina = people.officer("amina", Role.BORDER_GUARD)
    actions.set_pin("482916", by=people.actor(amina))
    reset = actions.reset_password(amina, by=sara)
    found = Officer.objects.get(pk=amina.pk)
    assert found.check_password(reset.password)
    assert (found.pin, found.must_change_password) == ("", True)


@pytest.mark.parametrize(
    "pin", ["12345", "123456", "654321", "111111", "12345a", "\u0661\u0662\u0663\u0664\u0665\u0667", ""]
)
def test_a_simple_pin_is_refused(pin):
    with pytest.raises(Invalid):
        actions.set_pin(pin, by=people.acting("amina", Role.BORDER_GUARD))


def test_a_token_is_made_shown_once_and_revoked(sara, post):
    wanted = TokenDraft(
        label="Gate 4", rights=["queries.ask"], expires_at=NOW + timedelta(days=30), databases=[8, 9, 10]
    )
    made = actions.make_token(wanted, unit=post, by=sara)
    assert made.text.encode() not in bytes(Token.objects.get().sha256)
    actor = actor_for(made.text, acting="4711")
    assert actor.databases == {8, 9}
    assert actor.may("queries.ask", database=8, now=NOW)
    actions.revoke_token(made.token, by=sara)
    assert is_stale(actor)
    with pytest.raises(ComityError) as caught:
        actor_for(made.text, acting="4711", fresh=True)
    assert caught.value.code == "token-revoked"


def test_every_bad_field_of_a_token_is_named(sara, post):
    wanted = TokenDraft(label="", rights=["access.grant_role"], expires_at=NOW, purposes=["fun"])
    with pytest.raises(Invalid) as caught:
        actions.make_token(wanted, unit=post, by=sara)
    assert {field for field, _code in codes(caught)} == {"label", "rights", "purposes", "expires_at"}


def test_a_token_of_an_officer_stays_in_the_officers_unit(sara, post):
    wanted = TokenDraft(label="CLI", rights=["queries.ask"], expires_at=NOW + timedelta(days=1))
    with pytest.raises(NotFound):
        actions.make_token(wanted, unit=post, officer=people.officer("amina"), by=sara)


def test_whoever_lacks_the_right_changes_nothing_and_leaves_an_act(post):
    gina = people.acting("gina", Role.BORDER_GUARD)
    with pytest.raises(NotAllowed):
        actions.open_unit(draft("Own post"), parent=post, by=gina)
    assert ActRow.objects.get(verb="access.open_unit", reason="role-missing").officer == gina.officer
    assert not Unit.objects.filter(name="Own post").exists()


def test_days_in_disorder_are_refused(sara):
    amina = people.officer("amina")
    with pytest.raises(Invalid):
        actions.grant_role(
            amina, Role.BORDER_GUARD, begins_on=date(2026, 5, 2), ends_on=date(2026, 5, 1), by=sara
        )
