"""Three bureaus say "not the same": the owner is asked for better identifiers, and learns neither who nor when."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.matching.keys import Grade, KeyKind
from comity.messages.models import Message
from comity.messages.shown import show
from comity.queries import actions
from comity.queries.actions.answering import Word
from comity.queries.actions.confirming import Question
from comity.queries.asked import read_asked
from comity.queries.found import Found
from comity.queries.judging import Judged, Misleading, misled_by
from comity.queries.misleading import IDENTIFIERS_WANTED
from comity.queries.models import Hit, Verdict
from comity.queries.rules import Outcome
from comity.queries.telling import Telling
from comity.records import actions as records
from comity.records.ending.expire import expire_due
from comity.records.orphans import orphans
from comity.records.record import Record
from comity.records.reindex import reindex
from comity.records.watching.misled import MISLED, Misled
from tests.actors import AMINA, BRUNO, CHEN, AnyActor
from tests.rooms.queries.conversations import DOCUMENT, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
CHIARA, ELENA = AnyActor(bureau="DEU"), AnyActor(bureau="ESP")
THREE = (BRUNO, CHIARA, ELENA)
NAMED = {"person": {"name": "Amina Benali", "born": "1987-03-14"}}


@pytest.fixture(autouse=True)
def spain(directory: None) -> None:
    Bureau.objects.create(code="ESP", kind=BureauKind.MEMBER, names={"en": "ESP"}, hosted=True)


def found(by: AnyActor, subject: dict[str, Any] = DOCUMENT, **more: Any) -> Found:
    body = {"purpose": "border-control", "subjects": [subject], **more}
    current = replace(by, epoch=epoch.current())
    answer = actions.ask(read_asked(msgspec.json.encode(body)), by=lambda _fresh: current)
    return next(one for each in answer.subjects[0].answers for one in each.found)


def not_the_same(
    by: AnyActor, subject: dict[str, Any] = DOCUMENT, *, silent: bool = False, **more: Any
) -> Hit:
    """This actor asks, compares, and finds another."""
    one = found(by, subject, silent=silent)
    hit = Hit.objects.get(pk=one.hit)
    actions.judge(hit, Judged.NOT_THE_SAME, version=one.version, by=by, **more)
    return hit


def wanted() -> list[Message]:
    return list(Message.objects.filter(kind=IDENTIFIERS_WANTED))


def changed(record: Record, **more: Any) -> None:
    current = type(record).objects.get(pk=record.id)
    values = {**record.example, **more}
    records.change(type(record), record.id, values, seen=current.version, reason="corrected", by=AMINA)


def test_the_third_bureau_lowers_the_record_and_asks_its_owner_in_nobody_s_name(
    record: TravelDocument,
) -> None:
    for bureau in THREE[:2]:
        not_the_same(bureau)
        not_the_same(bureau)  # twice by one bureau is once
    assert not wanted()
    assert found(BRUNO).outcome is Outcome.HIT
    not_the_same(ELENA)

    (message,) = wanted()
    assert (message.sender, message.function, message.sender_unit) == ("", "node", None)
    assert message.content == {
        "database": "travel-documents",
        "lowered": True,
        "record": str(record.id),
        "version": 1,
    }
    shown = show([message], AMINA)[0]
    assert (shown.sender, [party.name for party in shown.parties]) == ("This node", ["FRA"])
    assert not Message.visible_to(CHEN).filter(kind=IDENTIFIERS_WANTED).exists()
    assert ActRow.objects.get(verb="records.lower").bureau == "", "no bureau reads this act"
    for asker in (*THREE, CHEN, AMINA):
        lowered = found(asker)
        assert (lowered.outcome, lowered.remarks[-1], lowered.why) == (Outcome.CANDIDATE, str(MISLED), "")


def test_the_owner_is_asked_once(record: TravelDocument) -> None:
    for bureau in (*THREE, CHEN, BRUNO):
        not_the_same(bureau)
    assert len(wanted()) == 1
    record.refresh_from_db()
    assert record.version == 1, "the verdicts have not lapsed by it"


@pytest.mark.parametrize(
    ("more", "stays"),
    [({"case": "another"}, True), ({"number": "12AB34568"}, False), ({"issuer": "FRA"}, True)],
)
def test_only_another_identifier_of_the_owner_ends_it(
    record: TravelDocument, more: dict[str, str], stays: bool
) -> None:
    for bureau in THREE:
        not_the_same(bureau)
    changed(record, **more)
    assert Misled.objects.exists() is stays
    subject = {"document": {**DOCUMENT["document"], "number": more.get("number", "12AB34567")}}
    assert found(BRUNO, subject).outcome is (Outcome.CANDIDATE if stays else Outcome.HIT)


def test_the_index_written_anew_keeps_it(record: TravelDocument) -> None:
    for bureau in THREE:
        not_the_same(bureau)
    reindex(by=AMINA, again=True, share=1)
    assert found(BRUNO).outcome is Outcome.CANDIDATE


def test_withdrawn_and_deleted_records_leave_nothing_of_it(record: TravelDocument) -> None:
    for bureau in THREE:
        not_the_same(bureau)
    from_now = timezone.now() + timedelta(days=4000)  # past any retention
    assert expire_due(now=from_now, by=AMINA) == 1
    assert not Misled.objects.exists()
    assert [each for each in orphans() if each.table == "records_misled"] == []


# What counts


def test_the_owner_s_words_count_for_the_bureaus_that_asked(record: TravelDocument) -> None:
    for bureau in THREE:
        row = actions.ask_confirmation(
            Hit.objects.get(pk=found(bureau).hit), Question(telling=Telling.YES), by=bureau
        )
        assert row is not None
        say(row, Word.NOT_THE_SAME)
    assert len(wanted()) == 1


def test_what_must_not_reach_the_owner_does_not_count(record: TravelDocument) -> None:
    not_the_same(BRUNO)
    not_the_same(CHIARA)
    not_the_same(ELENA, silent=True)
    not_the_same(ELENA, shared=False)
    assert not wanted()


def test_of_whom_nobody_may_be_told_afterwards_counts_no_more(record: TravelDocument) -> None:
    kept = not_the_same(BRUNO)
    no = Question(telling=Telling.NO, reason="asks for asylum")
    actions.ask_confirmation(kept, no, by=BRUNO)
    for bureau in THREE[1:]:
        not_the_same(bureau)
    assert not wanted()


def test_neither_the_owner_s_own_nor_an_overruled_word_counts(record: TravelDocument) -> None:
    hit = not_the_same(CHIARA)
    actions.judge(hit, Judged.SAME, version=1, by=CHIARA)
    for bureau in (AMINA, BRUNO, ELENA):
        not_the_same(bureau)
    assert not wanted()


def test_words_about_former_identifiers_do_not_count(record: TravelDocument) -> None:
    for bureau in THREE[:2]:
        not_the_same(bureau)
    changed(record, number="12AB34568")
    changed(record, number="12AB34567", case="back again")
    not_the_same(ELENA)
    assert len(wanted()) == 1, "the same identifiers count, in whatever version"

    Misled.objects.all().delete()
    changed(record, number="12AB34569")
    not_the_same(ELENA, {"document": {**DOCUMENT["document"], "number": "12AB34569"}})
    assert len(wanted()) == 1


def test_a_year_old_word_does_not_count(record: TravelDocument) -> None:
    for bureau in THREE[:2]:
        not_the_same(bureau)
    Verdict.objects.filter(bureau="DEU").update(until=timezone.now().date() - timedelta(days=1))
    not_the_same(ELENA)
    assert not wanted()


def test_a_name_asks_for_more_and_leaves_the_papers_a_hit() -> None:
    example = {
        **Person.example,
        "names": [{"text": "Amina Benali"}],
        "born": [{"date": "1987-03-14"}],
        "documents": [{"kind": "passport", "issuer": "FRA", "number": "77Z00001"}],
    }
    records.create(Person, example, by=AMINA)
    for bureau in THREE:
        not_the_same(bureau, NAMED)

    (message,) = wanted()
    assert message.content["lowered"] is False
    paper = {"document": {"kind": "passport", "issuer": "FRA", "number": "77Z00001"}}
    assert found(BRUNO, paper).outcome is Outcome.HIT


@pytest.mark.parametrize(
    ("judged", "grade", "kind", "born", "what"),
    [
        (Judged.NOT_THE_SAME, Grade.HIT, KeyKind.DOCUMENT, "", Misleading.IDENTIFIER),
        (Judged.SAME, Grade.HIT, KeyKind.DOCUMENT, "", None),
        (Judged.CANNOT_SAY, Grade.HIT, KeyKind.DOCUMENT, "", None),
        (Judged.NOT_THE_SAME, Grade.CANDIDATE, KeyKind.DOCUMENT, "", None),
        (Judged.NOT_THE_SAME, Grade.CANDIDATE, KeyKind.NAME, "equal", Misleading.NAME),
        (Judged.NOT_THE_SAME, Grade.CANDIDATE, KeyKind.NAME, "near", None),
        (Judged.NOT_THE_SAME, Grade.CANDIDATE, KeyKind.NAME, "silent", None),
    ],
)
def test_what_of_a_record_misled(
    judged: Judged, grade: Grade, kind: KeyKind, born: str, what: Misleading | None
) -> None:
    assert misled_by(judged, grade, kind, {"name": "equal", "born": born}) is what
