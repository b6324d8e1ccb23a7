"""A firearm is asked after between nodes: each side moves its own copy, and believes no more than it must."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.kit.errors import Invalid
from comity.kit.ids import new_id
from comity.messages.courier.rules import Level
from comity.messages.models import Message
from comity.tracing import actions, kinds
from comity.tracing.actions import admitting
from comity.tracing.answers import Answer, Said
from comity.tracing.models import ASKED, TraceStep
from comity.tracing.rules import State
from comity.tracing.seizure import EXAMPLE, circumstances_of, weapon_of
from tests.actors import BRUNO
from tests.rooms.messages.courier.far import Far
from tests.rooms.queries.abroad import far, hosted, left_for, says, signs
from tests.rooms.tracing.traces import EXPORTED, ours, sent

pytestmark = pytest.mark.django_db
DAYS = 30


@pytest.fixture
def paris(directory: None) -> Far:
    """FRA seized a pistol and asks from its own node."""
    hosted("ITA", "DEU", "CEN")
    return far("FRA")


@pytest.fixture
def rome(directory: None) -> Far:
    """ITA is asked, on its own node."""
    hosted("FRA", "DEU", "CEN")
    return far("ITA")


def asks(paris: Far, *, body: dict | None = None, **letter) -> str:
    created = letter.get("created_at", timezone.now()).replace(microsecond=0)
    content = {"weapon": weapon_of(EXAMPLE), "why": "maker", "days": DAYS, **(body or {})}
    ends = int((created + timedelta(days=content["days"])).timestamp()) * 1_000_000
    more = {"about": f"tracestep:{new_id()}", "answer_by": ends, **letter, "created_at": created}
    return says(paris, "ITA", kinds.QUESTION, content, **more)


def step() -> TraceStep:
    return TraceStep.objects.get(side=ASKED)


def test_the_asked_bureau_answers_at_home_and_the_answer_leaves(paris):
    assert asks(paris, body={"seizure": circumstances_of(EXAMPLE), "note": "Urgent for us."}) == ""
    assert (step().bureau, step().other, step().standing) == ("ITA", "FRA", State.SENT)

    actions.accept(step(), by=BRUNO, reference="IT-7")
    actions.answer(step(), EXPORTED, by=BRUNO)

    told = [(kind, json.loads(letter.body)) for _row, kind, letter in left_for(paris)]
    assert [kind for kind, _body in told] == [kinds.ACCEPTED, kinds.ANSWER]
    assert told[1][1]["country"] == "DEU"


def test_a_name_stays_where_its_key_is(paris):
    asks(paris)
    with pytest.raises(Invalid) as refusal:
        actions.answer(step(), Answer(said=Said.SOLD_TO, holder="Otto Invented"), by=BRUNO)

    assert [error.code for error in refusal.value.errors] == ["holder-stays"]
    assert left_for(paris) == []


@pytest.mark.parametrize(
    ("body", "letter", "code"),
    [
        ({"weapon": {"kind": "cannonball"}}, {}, "invalid"),
        ({"weapon": {"holder": "Otto Invented"}}, {}, "invalid"),
        ({"weapon": weapon_of(EXAMPLE) | {"serial": "  a 1 "}}, {}, "body-form"),
        ({"seizure": {"case": "F-1"}}, {}, "body-form"),
        ({}, {"about": "record:firearms:1"}, "body-form"),
        ({}, {"thread": new_id()}, "body-form"),
        ({}, {"answer_by": 0}, "no-clock"),
        ({}, {"answer_by": int((timezone.now() + timedelta(days=90)).timestamp()) * 1_000_000}, "no-clock"),
    ],
)
def test_what_no_form_of_ours_would_take_is_refused(paris, body, letter, code):
    assert asks(paris, body=body, **letter) == code
    assert not TraceStep.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize("field", ["note", "place", "account"])
def test_a_pre_moderated_bureau_asks_without_words(paris, field):
    Bureau.objects.filter(pk="FRA").update(standing=int(Standing.PRE_MODERATED))
    seizure = {name: EXAMPLE[name] for name in ("seized_on", "seized_in", "circumstances")}
    words = {"note": "Arrest him."} if field == "note" else {"seizure": seizure | {field: "Arrest him."}}

    assert asks(paris, body=words) == "words-wait"
    assert asks(paris, body={"seizure": seizure}) == ""


def test_a_suspended_bureau_does_not_ask_and_nobody_asks_without_end(paris, monkeypatch):
    Bureau.objects.filter(pk="FRA").update(standing=int(Standing.SUSPENDED))
    assert asks(paris) == "standing"

    Bureau.objects.filter(pk="FRA").update(standing=int(Standing.NORMAL))
    monkeypatch.setattr(admitting, "MOST_WAITING", 1)
    assert [asks(paris), asks(paris)] == ["", "too-many-open"]


def test_only_who_asked_takes_back_or_reminds(paris):
    asks(paris)
    reply = {"thread": step().thread, "reply_to": step().thread}
    reminder = {"due_at": timezone.now().isoformat(), "overdue": False}
    madrid = far("ESP")

    assert says(madrid, "ITA", kinds.WITHDRAWN, {}, **reply) == "not-their-thread"
    assert says(madrid, "ITA", kinds.WITHDRAWN, {}) == "not-found"
    assert says(madrid, "ITA", kinds.REMINDER, reminder) == "not-found"
    assert step().standing is State.SENT

    assert says(paris, "ITA", kinds.REMINDER, reminder, **reply) == ""
    assert says(paris, "ITA", kinds.WITHDRAWN, {}, **reply) == ""
    assert step().standing is State.WITHDRAWN


def answers(rome: Far, asked: TraceStep, body: dict, **more) -> str:
    kind = more.pop("kind", kinds.ANSWER)
    return says(rome, "FRA", kind, body, thread=asked.thread, reply_to=asked.thread, **more)


def test_the_chain_grows_by_what_another_node_answers(rome):
    asked = sent()
    ((_parcel, kind, letter),) = left_for(rome)
    assert (kind, letter.message) == (kinds.QUESTION, asked.thread)

    assert answers(rome, asked, {"reference": "IT-7"}, kind=kinds.ACCEPTED) == ""
    assert answers(rome, asked, {"said": "exported-to", "country": "DEU", "date": "2017-03"}) == ""

    row = ours(asked)
    assert (row.standing, row.country_to, row.reference) == (State.ANSWERED, "DEU", "IT-7")
    assert answers(rome, asked, {"said": "not-found"}) == "already-answered"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"said": "exported-to"}, "invalid"),
        ({"said": "exported-to", "country": "XYZ"}, "invalid"),
        ({"said": "sold-to", "dealer": "A", "date": "not a day"}, "invalid"),
        ({"said": "not-found", "dealer": "A"}, "invalid"),
        ({"said": "sold-to", "dealer": "A  B"}, "body-form"),
        ({"said": "sold-to", "holder": "AAAA", "holder_key": str(new_id())}, "holder-stays"),
    ],
)
def test_an_answer_is_what_our_own_form_makes(rome, body, code):
    asked = sent()
    assert answers(rome, asked, body) == code
    assert ours(asked).standing is State.SENT


def test_an_answer_dated_back_is_not_older_than_its_question(rome):
    asked = sent()
    long_ago = timezone.now() - timedelta(days=20)
    assert answers(rome, asked, {"said": "not-found"}, created_at=long_ago) == ""
    assert ours(asked).answered_at == asked.sent_at


def test_nobody_else_answers(rome):
    asked = sent()
    madrid = far("ESP")
    assert answers(madrid, asked, {"said": "not-found"}) == "not-their-thread"
    assert says(madrid, "FRA", kinds.ANSWER, {"said": "not-found"}) == "not-found"
    assert says(rome, "DEU", kinds.ANSWER, {"said": "not-found"}, thread=asked.thread) == "not-their-thread"


def test_what_its_node_did_not_take_brings_no_answer(rome):
    asked = sent()
    ((parcel, _kind, _letter),) = left_for(rome)

    signs(rome, parcel, Level.REFUSED, to="FRA", code="standing")

    assert (ours(asked).standing, ours(asked).lapses_at) == (State.NO_ANSWER, None)
    sent(request=ours(asked).request)  # asked again, or another
    assert ours(asked).standing is State.GIVEN_UP
