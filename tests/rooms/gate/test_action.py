"""The gate: nothing happens without an actor, a right and an act; what fails leaves nothing but its refusal."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection

from comity.gate import epoch
from comity.gate.action import VERBS, ActDraft, action
from comity.gate.actor import Allowed, Decision
from comity.journal.acts import Outcome
from comity.journal.models import ActRecord, ActRow
from comity.journal.texts import Texts, texts_of
from comity.kit.errors import NotAllowed, Refused
from tests.actors import AMINA, AnyActor, without

pytestmark = pytest.mark.django_db
RECORD = uuid4()


@pytest.fixture(autouse=True)
def no_verb_of_a_test_stays() -> Iterator[None]:
    """The house test reads all verbs; those of a test are none of the house's."""
    known = dict(VERBS)
    yield
    VERBS.clear()
    VERBS.update(known)


def acts() -> list[tuple[str, Outcome, str]]:
    rows = ActRow.objects.order_by("id").values_list("verb", "outcome", "reason")
    return [(verb, Outcome(outcome), reason) for verb, outcome, reason in rows]


def test_what_was_done_is_one_act_with_what_it_says_of_itself():
    @action("tests.do")
    def do(act: ActDraft, number: int, *, by: AnyActor) -> int:
        act.touches(database=8, record=RECORD, version=3)
        act.reason, act.count, act.case = "because", 1, "FRA-26-1"
        return number + 1

    assert do(1, by=AMINA) == 2

    act = ActRow.objects.get()
    assert (act.verb, act.outcome, act.count) == ("tests.do", Outcome.DONE, 1)
    assert (act.bureau, act.officer, act.function) == ("FRA", AMINA.officer, "desk officer")
    assert (act.databases, len(act.salt)) == ([8], 16)
    assert texts_of([act]) == {act.id: Texts("because", "FRA-26-1")}
    touched = ActRecord.objects.get()
    assert (touched.act, touched.at, touched.record, touched.version) == (act.id, act.at, RECORD, 3)


def test_a_refusal_is_an_act_after_everything_else_is_undone():
    @action("tests.refuse")
    def refuse(act: ActDraft, *, by: AnyActor) -> None:
        act.count = 7
        epoch.bump()
        raise Refused("Too late.", code="too-late")

    before = epoch.current()
    with pytest.raises(Refused, match="Too late"):
        refuse(by=AMINA)

    assert epoch.current() == before
    assert acts() == [("tests.refuse", Outcome.REFUSED, "too-late")]
    assert ActRow.objects.get().count == 0


def test_who_may_not_leaves_a_refusal_and_the_verb_never_runs():
    ran = []

    @action("tests.forbid")
    def forbid(act: ActDraft, *, by: AnyActor) -> None:
        ran.append(by)

    with pytest.raises(NotAllowed):
        forbid(by=without(AMINA, "tests.forbid"))

    assert ran == []
    assert acts() == [("tests.forbid", Outcome.REFUSED, "role")]


def test_a_mistake_of_ours_undoes_everything_and_is_no_refusal():
    @action("tests.fail")
    def fail(act: ActDraft, *, by: AnyActor) -> None:
        epoch.bump()
        raise RuntimeError

    before = epoch.current()
    with pytest.raises(RuntimeError):
        fail(by=AMINA)

    assert (epoch.current(), acts()) == (before, [])


@pytest.mark.parametrize("nobody", [{}, {"by": None}], ids=["missing", "none"])
def test_nobody_is_never_allowed(nobody: dict[str, None]):
    ran = []

    @action("tests.nobody")
    def do(act: ActDraft, *, by: AnyActor) -> None:
        ran.append(by)

    with pytest.raises((KeyError, AttributeError, TypeError)):
        do(**nobody)

    assert (ran, acts()) == ([], [])


def test_a_verb_inside_a_verb_leaves_both_acts_the_inner_one_first():
    @action("tests.inner")
    def inner(act: ActDraft, *, by: AnyActor) -> None: ...

    @action("tests.outer")
    def outer(act: ActDraft, *, by: AnyActor) -> None:
        inner(by=by)

    outer(by=AMINA)
    assert [verb for verb, _outcome, _reason in acts()] == ["tests.inner", "tests.outer"]


def test_when_the_outer_verb_fails_the_inner_one_did_not_happen():
    @action("tests.inner")
    def inner(act: ActDraft, *, by: AnyActor) -> None:
        epoch.bump()

    @action("tests.outer")
    def outer(act: ActDraft, *, by: AnyActor) -> None:
        inner(by=by)
        raise Refused("No.")

    before = epoch.current()
    with pytest.raises(Refused):
        outer(by=AMINA)

    assert epoch.current() == before
    assert acts() == [("tests.outer", Outcome.REFUSED, "refused")]


def test_a_refused_inner_verb_is_told_once_by_the_outer_one():
    @action("tests.inner")
    def inner(act: ActDraft, *, by: AnyActor) -> None:
        raise Refused("No.", code="inside")

    @action("tests.outer")
    def outer(act: ActDraft, *, by: AnyActor) -> None:
        inner(by=by)

    for _time in range(2):  # the depth is counted down after a refusal, too
        with pytest.raises(Refused):
            outer(by=AMINA)
    assert acts() == [("tests.outer", Outcome.REFUSED, "inside")] * 2


def test_the_gate_asks_for_the_verb_the_database_and_the_purpose():
    asked = []

    class Asked(AnyActor):
        def may(self, right: str, **about: object) -> Decision:
            asked.append((right, about["database"], about["purpose"]))
            return Allowed()

    class Vehicles:
        code = 9

    @action("tests.ask")
    def ask(act: ActDraft, database: object, *, purpose: str = "", by: AnyActor) -> None: ...

    ask(Vehicles, purpose="alert", by=Asked())
    ask("nothing with a code", by=Asked())

    assert asked == [("tests.ask", 9, "alert"), ("tests.ask", None, None)]
    assert ActRow.objects.order_by("id").first().purpose == "alert"


def test_long_work_commits_what_it_did_and_still_says_why_it_stopped():
    @action("tests.load", atomic=False)
    def load(act: ActDraft, *, by: AnyActor) -> None:
        epoch.bump()
        raise Refused("The rest does not fit.", code="cut")

    before = epoch.current()
    with pytest.raises(Refused):
        load(by=AMINA)

    assert epoch.current() == before + 1
    assert acts() == [("tests.load", Outcome.REFUSED, "cut")]


@pytest.mark.django_db(transaction=True)
def test_the_refusal_is_committed():
    @action("tests.refuse")
    def refuse(act: ActDraft, *, by: AnyActor) -> None:
        raise Refused("No.")

    with pytest.raises(Refused):
        refuse(by=AMINA)
    connection.close()

    assert acts() == [("tests.refuse", Outcome.REFUSED, "refused")]
