"""The centre answers the question of a bureau with a node of its own as it answers any officer of that bureau."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from django.utils import timezone

from comity.access.budgets import HolderKind, Measure, Window
from comity.access.models import Alarm, BudgetLimit
from comity.access.of_nodes import purse_of
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.acts import Outcome as ActOutcome
from comity.journal.models import ActRow
from comity.kit.canonical import canonical_json
from comity.kit.ids import new_id
from comity.messages.courier.tables import Taken
from comity.queries.asked import AskedSubject, Frame
from comity.queries.asked import Person as AskedPerson
from comity.queries.forwarding.wire import Listed, write
from comity.queries.models import Hit
from comity.queries.rules import Outcome
from comity.records import actions as records
from tests.actors import AMINA
from tests.rooms.messages.courier.far import Far
from tests.rooms.messages.courier.test_opening import open_all
from tests.rooms.queries.forwarding.nodes import PASSPORT, asks, plain, question, request


@pytest.fixture
def passport(rome: Far) -> TravelDocument:
    return records.create(TravelDocument, TravelDocument.example, by=AMINA)


def test_a_hit_is_answered_as_to_any_bureau_and_tells_what_home_may_keep(rome, passport):
    asked = question()
    told = asks(rome, asked)

    assert told.answer.outcome is Outcome.HIT
    [found] = [one for each in told.answer.subjects[0].answers for one in each.found]
    assert (found.record, found.owner) == (passport.id, "FRA")
    [opened] = told.opened
    assert opened.hit == found.hit
    assert opened.record["number"] == "12AB34567"
    hit = Hit.objects.get(pk=found.hit)
    assert (hit.bureau, hit.unit, hit.officer, hit.function) == ("ITA", asked.unit, None, "border guard")


def test_the_act_is_that_bureaus_names_the_act_at_home_and_keeps_no_words(rome, passport):
    asked = question()
    told = asks(rome, asked)

    act = ActRow.objects.get(verb="queries.ask")
    assert (act.id, act.bureau, act.about) == (told.act, "ITA", f"act:{asked.act}")
    assert (act.officer, act.acting, act.terminal) == (None, "", "node ITA")
    assert (bytes(act.words), act.word_key) == (b"", None)
    assert act.outcome == ActOutcome.HIT


def test_the_answer_is_in_the_language_of_whoever_asked(rome):
    told = asks(rome, question(language="fr"))
    assert (
        told.answer.instruction.startswith("Aucun enregistrement")
        or "ne prouve pas" in told.answer.instruction
    )


def test_a_restricted_record_is_the_same_bytes_as_none(rome):
    nothing = write(plain(asks(rome)))
    records.create(TravelDocument, TravelDocument.example | {"restriction": "all-but ITA"}, by=AMINA)

    assert write(plain(asks(rome))) == nothing
    assert not Hit.objects.exists()


def test_what_the_unit_may_not_see_at_home_it_does_not_see_here(rome):
    records.create(TravelDocument, TravelDocument.example | {"marking": "confidential"}, by=AMINA)

    assert asks(rome, question(clearance=2)).answer.outcome is Outcome.NO_HIT
    told = asks(rome, question(databases=["vehicles", "of-a-newer-version"]))
    by_slug = {each.database: each.outcome for each in told.answer.subjects[0].answers}
    assert (by_slug["travel-documents"], by_slug["vehicles"]) == (Outcome.NOT_ALLOWED, Outcome.NO_HIT)


def test_who_learns_hit_or_no_hit_at_home_gets_no_record(rome, passport):
    told = asks(rome, question(full_view=False))
    [found] = [one for each in told.answer.subjects[0].answers for one in each.found]
    assert (found.values, told.opened[0].record) == ({}, None)


def test_a_person_is_asked_for_only_by_whoever_may_at_home(rome):
    amina = AskedSubject(person=AskedPerson("Amina Benali", "1987-03-14"))
    told = asks(rome, question(subject=amina, may=[]))
    assert (told.answer, told.refused.code) == (None, "token-right-missing")
    assert asks(rome, question(subject=amina)).answer is not None


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.MANDATE_ENDED])
def test_a_bureau_that_may_not_ask_is_refused_by_the_gate_with_an_act(rome, passport, standing):
    Bureau.objects.filter(code="ITA").update(standing=standing)
    epoch.bump()

    told = asks(rome)

    assert told.answer is None
    assert told.refused.sentence
    assert ActRow.objects.get(verb="queries.ask").outcome == ActOutcome.REFUSED
    assert not Hit.objects.exists()


def test_a_node_asks_for_its_own_bureaus_alone(rome, passport):
    for other in ("FRA", "DEU", "CEN", "XXX"):  # hosted here, without an entry, the centre itself, unknown
        assert asks(rome, question(other)).refused.code == "not-this-node"
    assert not ActRow.objects.filter(verb="queries.ask").exists()


def test_all_that_a_node_asks_is_counted_whatever_units_it_names(rome):
    limit = {"kind": HolderKind.TOKEN, "holder": purse_of("ITA"), "measure": Measure.QUERY}
    BudgetLimit.objects.create(**limit, in_window=Window.HOUR, amount=2, bureau="ITA")
    epoch.bump()

    codes = [asks(rome, question(unit=uuid4())).refused for _time in range(3)]

    assert [each and each.code for each in codes] == [None, None, "budget-spent"]
    assert Alarm.objects.get().bureau == "ITA"


def test_a_list_is_answered_line_by_line_with_nothing_for_no_hit(rome, passport):
    frame = Frame("border-control", "AV 412", "BOG-LIM", "2026-11-28T10:00Z", "carrier")
    other = AskedSubject(document=replace_number("99ZZ99999"))
    told = asks(rome, question(asked=None, listed=Listed(frame, [other, PASSPORT])))

    assert [line and line.outcome for line in told.lines] == [None, Outcome.HIT]
    assert len(told.opened) == 1
    assert ActRow.objects.get(verb="queries.ask_batch").bureau == "ITA"


def replace_number(number: str):
    return msgspec.structs.replace(PASSPORT.document, number=number)


def test_the_same_request_is_taken_once(rome, passport):
    sent = request(question(), rome)

    assert sent.arrives()[0] == 200
    assert sent.arrives() == (401, {"code": "request-repeated"})
    assert ActRow.objects.filter(verb="queries.ask").count() == 1


def test_another_node_cannot_ask_with_what_it_overheard(rome, passport):
    overheard = request(question(), rome)
    thief = Far("DEU").listed()
    again = replace(overheard, headers=request(question(), thief).headers)
    assert again.arrives() == (401, {"code": "request-digest"})

    body_of_rome = write(question("ITA"))
    assert asks(thief, body_of_rome).refused.code == "not-this-node"


@pytest.mark.parametrize("apart", [timedelta(days=-1), timedelta(days=1)])
def test_a_clock_a_day_apart_is_refused_before_anything_is_asked(rome, apart):
    sent = request(question(), rome, now=timezone.now() + apart)
    assert sent.arrives() == (401, {"code": "request-time"})
    assert not ActRow.objects.filter(verb__startswith="queries.").exists()


def test_another_key_than_the_directorys_is_not_believed(rome):
    assert request(question(), rome, seed=b"x" * 32).arrives() == (401, {"code": "request-signature"})
    assert request(question("ITA"), Far("ESP")).arrives() == (401, {"code": "request-unknown-node"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        write(question(may=["everything"])),
        write(question(clearance=4)),
        write(question(language="xx")),
        write(question(asked=None)),
        write(question()).replace(b'"function"', b'"officer":"Amina","function"'),
        write(question(asked=msgspec.structs.replace(question().asked, subjects=[]))),
        write(question(asked=msgspec.structs.replace(question().asked, subjects=[PASSPORT] * 21))),
    ],
)
def test_what_is_no_question_is_refused_unasked(rome, content):
    assert request(content, rome).arrives() == (400, {"code": "malformed"})
    assert not ActRow.objects.filter(verb__startswith="queries.").exists()


def test_a_question_sealed_for_another_key_is_not_opened(rome):
    sent = request(question(), rome)
    changed = bytearray(sent.body)
    changed[-1] ^= 1
    again = request(question(), rome)
    assert replace(again, body=bytes(changed)).arrives() == (401, {"code": "request-digest"})


def test_a_person_record_of_anybody_stays_within_the_centres_rules(rome):
    """The differential test walks the doors; here the names' way: an owner-wide rule closes a person to ITA."""
    from comity.records.models import OwnerRule

    records.create(Person, Person.example, by=AMINA)
    name = Person.example["names"][0]["text"]
    asked = question(subject=AskedSubject(person=AskedPerson(name)))
    open_to = asks(rome, asked).answer.outcome
    OwnerRule.objects.create(owner="FRA", bureau="ITA", database=Person.code)
    epoch.bump()

    assert (open_to, asks(rome, question(subject=asked.asked.subjects[0])).answer.outcome) == (
        Outcome.CANDIDATE,
        Outcome.NO_HIT,
    )


def says_closed(node, *hits, closed=True) -> None:
    body = canonical_json({"closed": closed, "hits": [str(each) for each in hits]})
    assert node.hands_over(node.seals("CEN", kind="hit-closed", body=body).envelope) == ["have"]
    open_all()
    assert Taken.objects.order_by("-seq")[0].code == ""


def test_a_bureaus_own_node_closes_its_hits_here_and_nobody_elses(rome):
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    asks(rome)
    mine = Hit.objects.get(bureau="ITA")
    theirs = Hit.objects.get(bureau="ITA")
    theirs.pk, theirs.bureau = new_id(), "FRA"
    theirs.save(force_insert=True)

    says_closed(rome, mine.pk, theirs.pk, new_id())

    assert Hit.objects.get(pk=mine.pk).closed_at is not None
    assert Hit.objects.get(pk=theirs.pk).closed_at is None

    says_closed(rome, mine.pk, closed=False)
    assert Hit.objects.get(pk=mine.pk).closed_at is None
