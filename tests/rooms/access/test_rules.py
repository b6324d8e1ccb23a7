"""Who may do what: the table, dated grants, scope, standing. No database."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone

import pytest

from comity.access.roles import QueryKind, Role
from comity.access.rules import (
    GATES,
    RIGHTS,
    ROLES,
    Held,
    UnknownRight,
    decide,
)
from comity.access.scope import WIDEST, Scope
from comity.bureaus.rules import Say, Standing, standing_allows
from comity.gate.actor import Allowed, Denied

NOON = datetime(2026, 5, 10, 12, tzinfo=timezone.utc)
TODAY = NOON.date()
ALWAYS = date(2000, 1, 1)


@dataclass(frozen=True)
class Person:
    grants: tuple[Held, ...] = ()
    token_rights: frozenset[str] | None = None
    scope: Scope = field(default=WIDEST)
    second_factor: bool = True
    is_system: bool = False
    in_standing: Standing = Standing.NORMAL

    def standing(self, today: date) -> Standing:
        return self.in_standing


def of(*roles: Role, **more) -> Person:
    return Person(grants=tuple(Held(role, ALWAYS) for role in roles), **more)


def code(holder: Person, right: str, now: datetime = NOON, **about) -> str:
    decision = decide(holder, right, now=now, **about)
    return decision.code if isinstance(decision, Denied) else "allowed"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_table_says_and_nothing_else(role):
    expected = {right: "allowed" if role in rule.roles else "role-missing" for right, rule in RIGHTS.items()}
    assert {right: code(of(role), right) for right in RIGHTS} == expected


def test_every_right_is_held_by_some_role():
    assert [right for right, rule in RIGHTS.items() if not rule.roles] == []


def test_without_a_role_nothing_is_allowed():
    assert {code(Person(), right) for right in RIGHTS} == {"role-missing"}


def test_a_right_that_the_table_does_not_name_is_an_error_and_no_answer():
    with pytest.raises(UnknownRight):
        decide(of(*Role), "queries.guess", now=NOON)


def test_every_role_says_how_it_is_given_and_taken():
    assert set(ROLES) == set(Role)
    assert all(rule.given_under in RIGHTS and rule.taken_under in RIGHTS for rule in ROLES.values())


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 5, 9, 23, 59, tzinfo=timezone.utc), "role-missing"),
        (datetime(2026, 5, 10, 0, 0, tzinfo=timezone.utc), "allowed"),
        (datetime(2026, 5, 12, 23, 59, tzinfo=timezone.utc), "allowed"),
        (datetime(2026, 5, 13, 0, 0, tzinfo=timezone.utc), "role-missing"),
        (datetime(2026, 5, 13, 1, 0, tzinfo=timezone(timedelta(hours=3))), "allowed"),  # still the 12th, UTC
    ],
)
def test_a_grant_counts_from_its_first_to_its_last_day(moment, expected):
    guard = Person(grants=(Held(Role.BORDER_GUARD, date(2026, 5, 10), date(2026, 5, 12)),))
    assert code(guard, "queries.ask", now=moment) == expected


def test_a_privileged_role_needs_its_second_factor_for_everything():
    officer = of(Role.SECURITY_OFFICER, Role.BORDER_GUARD, second_factor=False)
    assert code(officer, "access.open_unit") == "second-factor-missing"
    assert code(officer, "queries.ask") == "second-factor-missing"
    assert code(of(Role.BORDER_GUARD, second_factor=False), "queries.ask") == "allowed"


def test_a_token_may_only_what_it_was_made_for():
    asks = of(Role.DESK_OFFICER, token_rights=frozenset({"queries.ask"}))
    assert code(asks, "queries.ask") == "allowed"
    assert code(asks, "records.create") == "token-right-missing"


def test_a_token_does_not_outlive_the_role_of_its_officer():
    assert code(Person(token_rights=frozenset({"queries.ask"})), "queries.ask") == "role-missing"


def test_a_connected_system_has_no_roles_but_its_rights():
    system = Person(token_rights=frozenset({"queries.ask"}), is_system=True)
    assert code(system, "queries.ask") == "allowed"
    assert code(system, "queries.ask_batch") == "token-right-missing"


def test_the_unit_limits_databases_purposes_and_kinds():
    scope = Scope(
        databases=frozenset({8}), purposes=frozenset({"border-control"}), kinds=frozenset({QueryKind.EXACT})
    )
    guard = of(Role.DESK_OFFICER, scope=scope)
    assert code(guard, "queries.ask", database=8, purpose="border-control") == "allowed"
    assert code(guard, "queries.ask", database=9) == "database-not-allowed"
    assert code(guard, "queries.ask", purpose="investigate") == "purpose-not-allowed"
    assert code(guard, "queries.ask_person") == "query-kind-not-allowed"
    assert code(guard, "queries.ask_batch") == "query-kind-not-allowed"


def test_a_unit_ends_after_its_last_day():
    guard = of(Role.BORDER_GUARD, scope=Scope(ends_on=TODAY))
    assert code(guard, "queries.ask") == "allowed"
    assert code(guard, "queries.ask", now=NOON + timedelta(days=1)) == "unit-ended"
    assert code(replace(guard, scope=Scope(closed=True)), "queries.ask") == "unit-ended"


@pytest.mark.parametrize("standing", list(Standing))
def test_the_standing_of_the_bureau_decides_last(standing):
    everybody = of(*Role, in_standing=standing)
    for right, rule in RIGHTS.items():
        decision = decide(everybody, right, now=NOON)
        said = standing_allows(standing, rule.verb)
        if said is Say.YES or (said is Say.WAITS and rule.waits):
            assert decision == Allowed(), right
        else:
            assert isinstance(decision, Denied), right
            assert str(decision.reason), right
            assert str(decision.opens), right


def test_what_waits_for_the_centre_is_allowed_only_to_verbs_that_hold_back():
    pre_moderated = of(*Role, in_standing=Standing.PRE_MODERATED)
    assert code(pre_moderated, "records.create") == code(pre_moderated, "records.load") == "allowed"
    assert (
        code(pre_moderated, "records.open_to")
        == code(pre_moderated, "messages.send")
        == "bureau-pre-moderated"
    )


def test_a_gate_of_a_room_above_may_close_a_right_further():
    untrained = Denied("training-missing", "You have not passed the course.")
    GATES.append(lambda holder, name, database, purpose, now: untrained if name == "queries.ask" else None)
    try:
        assert code(of(Role.BORDER_GUARD), "queries.ask") == "training-missing"
        assert code(of(Role.BORDER_GUARD), "journal.read_own") == "allowed"
    finally:
        GATES.pop()
