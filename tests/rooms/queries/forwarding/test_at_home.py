"""A bureau's own node asks here and at the centre; what the centre does not answer is never "no hit"."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.acts import Outcome as ActOutcome
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed
from comity.kit.ids import new_id
from comity.matching.keys import KeyKind
from comity.messages.courier.listed import DIRECTORY
from comity.messages.models import Message
from comity.queries import actions
from comity.queries.actions.closing import WasDone
from comity.queries.answers import Answer, DatabaseAnswer, SubjectAnswer
from comity.queries.asked import Asked, AskedSubject, Document, Frame
from comity.queries.forwarding import line
from comity.queries.forwarding.line import CENTRE
from comity.queries.forwarding.wire import Opened, Told, Why
from comity.queries.found import Found
from comity.queries.models import Confirmation, Hit
from comity.queries.outcomes import Done
from comity.queries.rules import Outcome
from comity.records import actions as records
from tests import people
from tests.actors import AMINA, BRUNO, without
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.queries.conversations import YES
from tests.rooms.queries.forwarding.nodes import PASSPORT, Centre, served

ASKED = Asked(purpose="border-control", subjects=[PASSPORT], case="ITA-1")
FRAME = Frame("border-control", "AV 412", "BOG-LIM", "2026-11-28T10:00Z", "carrier")
OTHER = AskedSubject(document=Document("99ZZ99999", "FRA", "passport"))


@pytest.fixture
def home(bureaus: None) -> Far:
    """This node is ITA's own; the centre is elsewhere, known by its keys."""
    from comity.bureaus.signed.keeping import keep_keys

    Bureau.objects.filter(code="ITA").update(hosted=True)
    keep_keys(Bureau.objects.get(code="ITA"), timezone.now(), by=NODE)
    CENTRE.forget()
    return Far("CEN").listed()


def there(*found: Found, outcome: Outcome = Outcome.NO_HIT) -> Answer:
    """A centre's answer: these finds in travel documents, nothing elsewhere."""
    now = timezone.now()
    said = DatabaseAnswer(TravelDocument.slug, outcome, now, "Compare.", found=list(found))
    subject = SubjectAnswer(0, outcome, [said])
    return Answer(new_id(), now, outcome, "What the centre says.", "Compare.", [subject])


def found() -> Found:
    return Found(
        hit=new_id(),
        outcome=Outcome.HIT,
        database=TravelDocument.slug,
        record=new_id(),
        version=1,
        owner="FRA",
        owner_name="FRA",
        headline="12AB34567",
        recorded_on="2026-11-01",
        sentence="FRA recorded this.",
        values={"number": "12AB34567"},
    )


def a_hit(one: Found) -> Told:
    body = dict(TravelDocument.example)
    opened = Opened(one.hit, int(KeyKind.DOCUMENT), "12AB34567|FRA|passport", False, 2, timezone.now(), body)
    answer = there(one, outcome=Outcome.HIT)
    return Told(answer=answer, act=answer.act, at=answer.at, opened=[opened])


@pytest.fixture
def centre(home: Far, monkeypatch):
    """The centre's node on a port of this machine; a test says what it answers."""
    with served(Centre(home, lambda _question: Told(answer=there()))) as node:
        monkeypatch.setattr(
            type(DIRECTORY), "address_of", lambda _self, _node: f"http://127.0.0.1:{node.port}"
        )
        yield node


def ask(by=BRUNO, asked: Asked = ASKED) -> actions.Answers:
    current = replace(by, epoch=epoch.current())
    return actions.ask_everywhere(asked, by=lambda _fresh: current)


def test_a_hit_of_the_centre_leads_and_becomes_a_hit_of_the_asking_unit(centre):
    one = found()
    centre.says = lambda _question: a_hit(one)

    answers = ask()

    assert (answers.here.outcome, answers.there.outcome) == (Outcome.NO_HIT, Outcome.HIT)
    assert (answers.whole.outcome, answers.whole.sentence) == (Outcome.HIT, "What the centre says.")
    hit = Hit.objects.get()
    assert (hit.id, hit.kept_at, hit.act, hit.owner) == (one.hit, "CEN", answers.here.act, "FRA")
    assert (hit.bureau, hit.officer, hit.case) == ("ITA", BRUNO.officer, "ITA-1")


def test_the_centre_learns_the_act_at_home_and_nobodys_name(centre):
    answers = ask()
    [came] = centre.came
    assert (came.bureau, came.act, came.function) == ("ITA", answers.here.act, BRUNO.function)
    assert str(BRUNO.officer) not in repr(came)
    act = ActRow.objects.get(verb="queries.forward")
    assert (act.bureau, act.about, act.recipients) == ("ITA", f"act:{answers.here.act}", ["CEN"])
    assert (act.outcome, bytes(act.words), act.officer) == (ActOutcome.NO_HIT, b"", BRUNO.officer)


def test_the_hits_page_shows_the_record_as_it_was_told_and_its_owner_is_asked_as_ever(centre):
    from comity.queries.hit_page import hit_page

    one = found()
    centre.says = lambda _question: a_hit(one)
    ask()

    page = hit_page(Hit.objects.get(), replace(BRUNO, epoch=epoch.current()))
    assert (page.record.id, page.record.owner, page.record.number) == (one.record, "FRA", "12AB34567")
    assert any(line.recorded for line in page.lines)
    row = actions.ask_confirmation(Hit.objects.get(), YES, by=BRUNO)
    assert row is not None
    assert (row.other, row.record, Confirmation.objects.count()) == ("FRA", one.record, 1)


def test_what_was_found_here_stays_beside_a_no_hit_of_the_centre(centre):
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    answers = ask()
    assert (answers.here.outcome, answers.there.outcome) == (Outcome.HIT, Outcome.NO_HIT)
    assert answers.whole.outcome is Outcome.HIT
    assert answers.whole.incomplete is False


def unanswered(answers: actions.Answers) -> str:
    """The code, after what must hold of every answer without the centre's."""
    assert answers.here.outcome is Outcome.NO_HIT
    assert (answers.whole.outcome, answers.whole.incomplete) == (Outcome.NOT_ANSWERED, True)
    assert "does not mean that nothing is known" in answers.whole.instruction
    act = ActRow.objects.filter(verb="queries.forward").latest("at")
    assert (act.outcome, act.reason) == (ActOutcome.NOT_ANSWERED, answers.there.code)
    assert not Hit.objects.exists()
    return answers.there.code


def test_a_cut_line_is_not_answered(home, monkeypatch):
    monkeypatch.setattr(type(DIRECTORY), "address_of", lambda _self, _node: "http://127.0.0.1:9")
    assert unanswered(ask()) == "not-reached"


def test_a_stuck_centre_holds_the_page_no_longer_than_its_time_and_is_then_left_alone(centre, monkeypatch):
    monkeypatch.setattr("comity.queries.actions.forwarding.ANSWERED_WITHIN_S", 0.3)
    centre.says = lambda _question: time.sleep(1.5) or Told(answer=there())

    began = time.monotonic()
    first = ask()
    assert time.monotonic() - began < 1.4
    assert unanswered(first) == "timed-out"
    assert "a new question" in first.there.sentence
    assert unanswered(ask()) == "timed-out"

    assert unanswered(ask()) == "left-alone"
    assert len(centre.came) == 2  # nothing was sent again by itself


def test_a_slow_trickle_is_no_answer(centre, monkeypatch):
    monkeypatch.setattr(line, "MOST_ANSWER_BYTES", -1024 + 16)
    assert unanswered(ask()) == "answer-too-long"


def test_an_answer_to_another_question_is_none(centre):
    kept: list[bytes] = []
    answer = centre.answer
    centre.answer = lambda body: kept.append(answer(body)) or kept[0]

    assert ask().there.code == ""
    assert unanswered(ask()) == "answer-unreadable"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("request-time", "clocks"),
        ("request-signature", "did not believe"),
        ("request-unknown-node", "operator"),
    ],
)
def test_why_the_centre_did_not_believe_us_is_said(centre, code, words):
    centre.says = lambda _question: b'{"code": "%s"}' % code.encode()
    answers = ask()
    assert unanswered(answers) == code
    assert words in answers.there.sentence


def test_a_refusal_of_its_gate_is_told_in_its_words(centre):
    centre.says = lambda _question: Told(
        refused=Why("suspended", "Your bureau is suspended.", "Call the centre.")
    )
    answers = ask()
    assert unanswered(answers) == "suspended"
    assert "Your bureau is suspended. Call the centre." in answers.there.sentence


def test_whoever_may_not_ask_here_asks_nobody(centre):
    with pytest.raises(NotAllowed):
        ask(by=without(BRUNO, "queries.ask"))
    assert centre.came == []


def test_a_database_that_only_the_centre_knows_is_left_out(centre):
    answer = there()
    answer.subjects[0].answers.append(DatabaseAnswer("of-a-newer-version", Outcome.HIT, timezone.now(), "?"))
    centre.says = lambda _question: Told(answer=answer)
    assert [each.database for each in ask().there.subjects[0].answers] == [TravelDocument.slug]


def test_a_list_gets_each_line_of_the_centre_in_its_place(centre):
    one = found()

    def says(_question):
        told = a_hit(one)
        return Told(lines=[None, replace_place(told.answer.subjects[0])], opened=told.opened, act=new_id())

    centre.says = says
    batch = actions.ask_many_everywhere(FRAME, [OTHER, "unreadable", PASSPORT], by=reader())

    assert [line and line.outcome for line in batch.lines] == [None, Outcome.NOT_ANSWERED, Outcome.HIT]
    assert (batch.hits, batch.outcome) == (1, Outcome.HIT)
    assert Hit.objects.get().id == one.hit
    assert len(centre.came[0].listed.lines) == 2


def replace_place(subject: SubjectAnswer) -> SubjectAnswer:
    subject.place = 1
    return subject


def reader():
    current = replace(BRUNO, epoch=epoch.current())
    return lambda _fresh: current


def test_a_list_without_the_centre_has_no_line_without_a_hit(home, monkeypatch):
    monkeypatch.setattr(type(DIRECTORY), "address_of", lambda _self, _node: "http://127.0.0.1:9")
    batch = actions.ask_many_everywhere(FRAME, [OTHER], by=reader())
    assert [each.outcome for each in batch.lines] == [Outcome.NOT_ANSWERED]
    assert (batch.incomplete, batch.outcome) == (True, Outcome.NOT_ANSWERED)


def test_nothing_is_handed_on_where_the_centre_is_here_or_has_no_node_yet(home):
    Bureau.objects.filter(kind=BureauKind.CENTRE).update(hosted=True)
    epoch.bump()
    assert ask().there is None


def test_an_entry_that_ended_a_day_ago_has_no_key_to_seal_for(home, monkeypatch):
    later = timezone.now() + timedelta(days=70)
    monkeypatch.setattr("comity.queries.actions.forwarding.timezone.now", lambda: later)
    assert ask().there.code == "no-sealing-key"


@pytest.fixture
def guard(home: Far) -> Client:
    client = Client()
    client.force_login(people.officer("gina", Role.BORDER_GUARD, place=people.unit("ITA")))
    return client


def page(client: Client) -> str:
    typed = {"purpose": "border-control", "text": "FRA passport 12AB34567"}
    return client.post("/ask/", typed).content.decode()


def test_the_page_shows_the_centres_answer_as_from_there_above_a_no_hit_of_its_own(centre, guard):
    one = found()
    centre.says = lambda _question: a_hit(one)

    shown = page(guard)

    assert shown.index("From Centre") < shown.index("From this node")
    assert "What the centre says." in shown
    assert f"/hits/{one.hit}/" in shown
    hit = guard.get(f"/hits/{one.hit}/").content.decode()
    assert "As CEN told it when you asked." in hit
    assert "The whole record" not in hit  # it is not here


def test_the_page_says_in_plain_words_that_the_centre_did_not_answer(home, guard, monkeypatch):
    monkeypatch.setattr(type(DIRECTORY), "address_of", lambda _self, _node: "http://127.0.0.1:9")
    shown = page(guard)
    assert "Centre could not be reached (not-reached)." in shown
    assert "That nothing was found here does not mean that nothing is known." in shown
    assert "Ask again" in shown


def test_a_program_reads_both_in_one_answer_headed_by_the_worse_news(centre, guard):
    centre.says = lambda _question: a_hit(found())
    text, _id = people.token(people.unit("ITA"))
    body = {"purpose": "border-control", "subjects": [{"document": {"number": "12AB34567", "issuer": "FRA"}}]}
    heads = {"HTTP_AUTHORIZATION": f"Bearer {text}", "HTTP_ACTING_OFFICER": "7"}

    answer = Client().post("/api/v1/queries", body, content_type="application/json", **heads).json()

    assert (answer["outcome"], answer["subjects"][0]["outcome"]) == ("hit", "no-hit")
    [there] = answer["elsewhere"]
    assert (there["node"], there["outcome"]) == ("CEN", "hit")


def test_the_directory_says_which_bureau_has_a_node_of_its_own(guard):
    assert "On its own node" in guard.get("/bureaus/CEN/").content.decode()


def test_an_own_record_that_stands_at_the_centre_too_is_one_find_and_one_hit(centre):
    mine = records.create(TravelDocument, TravelDocument.example | {"issuer": "ITA"}, by=BRUNO)
    asked = Asked(
        purpose="border-control",
        subjects=[AskedSubject(document=Document(mine.number, "ITA", "passport"))],
    )
    one = found()
    one.record, one.owner = mine.id, "ITA"
    centre.says = lambda _question: a_hit(one)

    answers = ask(asked=asked)

    assert (answers.here.outcome, answers.there.outcome) == (Outcome.HIT, Outcome.NO_HIT)
    assert "stands there too" in answers.there.sentence
    [card] = [each for answer in answers.here.subjects[0].answers for each in answer.found]
    assert any("The same record stands at" in remark for remark in card.remarks)
    assert not any(answer.found for answer in answers.there.subjects[0].answers)
    assert list(Hit.objects.values_list("kept_at", flat=True)) == [""]
    told = Message.objects.get(kind="hit-closed")
    assert told.content == {"closed": True, "hits": [str(one.hit)]}


def test_anothers_record_is_no_twin_and_neither_is_one_that_home_did_not_find(centre):
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    for owner, record in (("FRA", TravelDocument.objects.get().id), ("ITA", new_id())):
        one = found()
        one.record, one.owner = record, owner
        centre.says = lambda _question, one=one: a_hit(one)
        assert ask().there.outcome is Outcome.HIT
    assert not Message.objects.filter(kind="hit-closed").exists()


def test_a_hit_is_closed_at_the_centre_when_it_is_closed_at_home(centre):
    centre.says = lambda _question: a_hit(found())
    ask()
    hit = Hit.objects.get()

    actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)
    actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)

    told = Message.objects.get(kind="hit-closed")
    assert (told.content, told.sender) == ({"closed": True, "hits": [str(hit.id)]}, "ITA")
    assert not Message.visible_to(BRUNO).filter(pk=told.pk).exists()


def test_a_hit_of_ones_own_register_is_nobodys_news(home, monkeypatch):
    monkeypatch.setattr(type(DIRECTORY), "address_of", lambda _self, _node: "http://127.0.0.1:9")
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    ask()
    actions.record_outcome(Hit.objects.get(), WasDone(done=Done.LET_GO, close=True), by=BRUNO)
    assert not Message.objects.filter(kind="hit-closed").exists()
