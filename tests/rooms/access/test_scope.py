"""A child unit never exceeds its parent. No database."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from comity.access.roles import QueryKind
from comity.access.scope import WIDEST, Scope, effective, narrower

PURPOSES = ["border-control", "find-wanted", "identify", "investigate"]
TODAY = date(2026, 5, 10)

scopes = st.builds(
    Scope,
    databases=st.none() | st.frozensets(st.integers(1, 6)),
    purposes=st.none() | st.frozensets(st.sampled_from(PURPOSES)),
    kinds=st.none() | st.frozensets(st.sampled_from(QueryKind)),
    full_view=st.booleans(),
    clearance=st.integers(1, 3),
    ends_on=st.none() | st.dates(date(2026, 5, 5), date(2026, 5, 15)),
    closed=st.booleans(),
)


def allows(scope: Scope, database: int, purpose: str, kind: QueryKind, marking: int, full: bool) -> bool:
    """An oracle of its own, word for word from the requirement."""
    return (
        not scope.closed
        and (scope.ends_on is None or scope.ends_on >= TODAY)
        and (scope.databases is None or database in scope.databases)
        and (scope.purposes is None or purpose in scope.purposes)
        and (scope.kinds is None or kind in scope.kinds)
        and marking <= scope.clearance
        and (scope.full_view or not full)
    )


@given(
    st.lists(scopes, min_size=1, max_size=5),
    st.integers(1, 6),
    st.sampled_from(PURPOSES),
    st.sampled_from(QueryKind),
    st.integers(1, 3),
    st.booleans(),
)
def test_a_unit_may_exactly_what_every_unit_above_it_may(path, database, purpose, kind, marking, full):
    asked = (database, purpose, kind, marking, full)
    assert allows(effective(path), *asked) == all(allows(step, *asked) for step in path)


@given(st.lists(scopes, min_size=1, max_size=5), scopes)
def test_a_child_never_exceeds_its_parent(path, child):
    assert effective([*path, child]).within(effective(path))


@given(scopes, scopes)
def test_the_order_does_not_matter(first, second):
    assert narrower(first, second) == narrower(second, first)


@given(scopes)
def test_a_limit_of_nothing_is_not_the_absence_of_a_limit(scope):
    nothing = Scope(databases=frozenset())
    assert narrower(scope, nothing).databases == frozenset()
    assert effective([]) == WIDEST
