"""A false hit is examined once: the next officer of the bureau reads that beside it, and nothing is ever hidden."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest import mock

import msgspec
import pytest
from django.utils import timezone

from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.journal.texts import texts_of
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from comity.queries import actions, tasks
from comity.queries.actions.answering import Word
from comity.queries.actions.confirming import Question
from comity.queries.asked import read_asked
from comity.queries.found import Found
from comity.queries.judging import HOLDS, Judged
from comity.queries.models import Confirmation, Hit, Verdict
from comity.queries.rules import Outcome
from comity.queries.telling import Telling
from comity.records import actions as records
from tests.actors import AMINA, BRUNO, DALIA, AnyActor, without
from tests.rooms.queries.conversations import DOCUMENT, hit_by, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
CHIARA = AnyActor(bureau="DEU")
# The machine-readable lines of the same passport, and the number as one types it into the box.
TYPED = {"text": "FRA passport 12AB34567"}


def asked(by: AnyActor = BRUNO, subject: dict[str, Any] = DOCUMENT, **more: Any) -> Found:
    """What this actor is told of the passport."""
    body = {"purpose": "border-control", "subjects": [subject], **more}
    current = replace(by, epoch=epoch.current())
    answer = actions.ask(read_asked(msgspec.json.encode(body)), by=lambda _fresh: current)
    assert answer.outcome is Outcome.HIT
    return next(one for each in answer.subjects[0].answers for one in each.found)


def judged(hit: Hit, word: Judged = Judged.NOT_THE_SAME, by: AnyActor = BRUNO, **more: Any) -> Verdict:
    version = TravelDocument.objects.get(pk=hit.record).version
    return actions.judge(hit, word, by=by, **{"version": version, **more})


def changed(record: TravelDocument, **more: str) -> None:
    values = {**TravelDocument.example, **more}
    records.change(TravelDocument, record.id, values, seen=record.version, reason="corrected", by=AMINA)


@pytest.fixture
def a_day_later() -> Iterator[None]:
    moment = timezone.now() + timedelta(days=1)
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def test_the_same_question_finds_the_hit_again_with_what_was_said(hit: Hit) -> None:
    judged(hit)
    again = asked()

    assert again.outcome is Outcome.HIT, "never removed, and no weaker"
    assert again.examined is not None
    assert again.examined.on == timezone.now().date().isoformat()
    assert again.examined.sentence.endswith("not the same. Look again if anything differs.")
    act = ActRow.objects.get(verb="queries.judge")
    assert (act.about, texts_of([act])[act.id].reason, act.count) == (f"hit:{hit.pk}", "not-the-same", 1)


def test_it_is_found_again_however_the_same_document_is_asked(hit: Hit) -> None:
    judged(hit)
    assert asked(subject=TYPED).examined is not None
    judged(Hit.objects.order_by("-id")[0], Judged.SAME)
    assert asked().examined is None, "the last word counts"


def test_another_document_is_another_question(record: TravelDocument) -> None:
    without_issuer = {"document": {"number": "12AB34567"}}
    judged(hit_by(subject=TYPED))
    current = replace(BRUNO, epoch=epoch.current())
    body = {"purpose": "border-control", "subjects": [without_issuer]}
    answer = actions.ask(read_asked(msgspec.json.encode(body)), by=lambda _fresh: current)
    assert [one.examined for each in answer.subjects[0].answers for one in each.found] == [None]


@pytest.mark.parametrize("word", [Judged.SAME, Judged.CANNOT_SAY])
def test_only_not_the_same_stands_beside_a_hit(hit: Hit, word: Judged) -> None:
    judged(hit, word)
    assert asked().examined is None


def test_it_lapses_when_the_record_changes(hit: Hit, record: TravelDocument) -> None:
    judged(hit)
    changed(record, case="another")
    assert asked().examined is None


@pytest.mark.parametrize(("days", "holds"), [(HOLDS.days, True), (HOLDS.days + 1, False)])
def test_it_lapses_after_a_year(hit: Hit, days: int, holds: bool) -> None:
    judged(hit)
    Verdict.objects.update(until=timezone.now().date() + HOLDS - timedelta(days=days))
    assert (asked().examined is not None) is holds
    assert tasks.verdicts.func(0) == (0 if holds else 1)
    assert tasks.verdicts.func(0) == 0
    assert Verdict.objects.exists() is holds


def test_a_verdict_names_the_version_that_was_compared(hit: Hit, record: TravelDocument) -> None:
    changed(record, case="another")
    with pytest.raises(Stale):
        judged(hit, version=1)
    assert judged(hit, version=2).seen == 2


def test_who_may_not_or_cannot_compare_says_nothing(hit: Hit, record: TravelDocument) -> None:
    for stranger in (AMINA, CHIARA, DALIA):
        with pytest.raises(NotFound):
            judged(hit, by=stranger)
    with pytest.raises(NotAllowed):
        judged(hit, by=without(BRUNO, "queries.judge"))
    records.withdraw(TravelDocument, record.id, reason="wrong", seen=1, by=AMINA)
    with pytest.raises(Refused):
        judged(hit, version=2)
    assert not Verdict.objects.exists()


def test_the_owner_s_final_word_is_the_verdict(asked_of_owner: Confirmation) -> None:
    judged(asked_of_owner.hit, Judged.SAME)
    say(asked_of_owner, Word.NOT_THE_SAME)

    again = asked()
    assert again.examined is not None
    assert again.examined.by_owner
    assert again.examined.sentence.startswith("The owner of the record said")
    assert Verdict.objects.get().facts["number"] == "equal"
    with pytest.raises(Refused):
        judged(asked_of_owner.hit, Judged.SAME)


@pytest.fixture
def asked_of_owner(hit: Hit) -> Confirmation:
    row = actions.ask_confirmation(hit, Question(telling=Telling.YES), by=BRUNO)
    assert row is not None
    return row


@pytest.mark.parametrize(("word", "is_same"), [(Word.CONFIRMED, True), (Word.WITHDRAWN, None)])
def test_other_words_of_the_owner(asked_of_owner: Confirmation, word: Word, is_same: bool | None) -> None:
    say(asked_of_owner, word)
    kept = list(Verdict.objects.values_list("judged", flat=True))
    assert kept == ([Judged.SAME] if is_same else [])


# What other bureaus learn


def test_another_bureau_reads_an_opinion_without_name_and_day(hit: Hit) -> None:
    judged(hit)
    found = asked(CHIARA)
    assert found.examined is None
    assert found.opinion == (
        "Another bureau examined the same question: not the same. An opinion; compare yourself."
    )
    assert asked(CHIARA, TYPED).opinion
    assert asked(BRUNO).opinion == "", "one's own is not an opinion"


def test_the_owner_is_never_told_that_anybody_examined_its_record(hit: Hit) -> None:
    before = asked(AMINA)
    judged(hit)
    after = asked(AMINA)
    assert (after.examined, after.opinion, after.remarks) == (None, "", before.remarks)


def test_an_opinion_is_shared_only_where_its_officer_says_so(hit: Hit) -> None:
    judged(hit, shared=False)
    assert asked(CHIARA).opinion == ""


@pytest.mark.parametrize("telling", [Telling.NO, Telling.BUREAU_DECIDES])
def test_of_a_protected_person_nobody_else_learns_anything(hit: Hit, telling: Telling) -> None:
    judged(hit)
    assert asked(CHIARA).opinion
    actions.ask_confirmation(hit, Question(telling=telling, reason="asks for asylum"), by=BRUNO)

    assert asked(CHIARA).opinion == "", "said later, it counts all the same"
    assert asked(BRUNO).examined is not None
    with pytest.raises(Invalid):
        judged(hit, shared=True)
    assert not judged(hit).shared


def test_of_a_silent_question_nobody_else_learns_anything(record: TravelDocument) -> None:
    hit = hit_by(silent=True)
    assert not judged(hit).shared
    with pytest.raises(Invalid):
        judged(hit, shared=True)
    assert asked(CHIARA).opinion == ""
    assert asked().examined is not None


def test_the_papers_of_a_refugee_are_not_shared_unless_said(record: TravelDocument) -> None:
    changed(record, kind="refugee-travel-document")
    subject = {"document": {"issuer": "FRA", "kind": "refugee-travel-document", "number": "12AB34567"}}
    hit = hit_by(subject=subject)
    assert not judged(hit).shared
    assert judged(hit, shared=True).shared
