"""Verdicts as training data: what was compared and how it came out, and of nobody a word."""

import json

import pytest
from django.test import Client

from comity.access.roles import Role
from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed
from comity.queries import actions
from comity.queries.judging import Judged
from comity.queries.models import Hit, Verdict
from comity.records.comparing import FACTS, Result
from tests import people
from tests.actors import AMINA, BRUNO, without
from tests.rooms.queries.conversations import hit_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


def judged(hit: Hit, word: Judged = Judged.NOT_THE_SAME) -> Verdict:
    version = TravelDocument.objects.get(pk=hit.record).version
    return actions.judge(hit, word, version=version, by=BRUNO)


def test_a_line_holds_grade_and_results_and_nothing_that_leads_to_anybody(record: TravelDocument) -> None:
    zone = {"text": "FRA passport 12AB34567"}
    for subject, word in ((None, Judged.NOT_THE_SAME), (zone, Judged.SAME)):
        judged(hit_by(subject=subject), word)
    lines = actions.export_verdicts(by=BRUNO)

    assert [json.loads(line)["verdict"] for line in lines] == ["not-the-same", "same"]
    told = json.loads(lines[0])
    assert set(told) == {"database", "outcome", "found_by", "facts", "verdict", "by_owner"}
    assert (told["database"], told["outcome"], told["found_by"]) == ("travel-documents", "hit", "document")
    assert told["facts"]["number"] == "equal"
    assert set(told["facts"]) <= set(FACTS)
    assert set(told["facts"].values()) <= set(Result)
    assert ActRow.objects.get(verb="queries.export_verdicts").count == 2


def test_no_value_of_a_subject_a_record_or_a_hit_is_inside(record: TravelDocument) -> None:
    hit = hit_by()
    verdict = judged(hit)
    text = "\n".join(actions.export_verdicts(by=BRUNO)).casefold()
    values = [str(value) for value in TravelDocument.example.values() if len(str(value)) > 3]
    values += [str(each) for each in (hit.id, hit.act, record.id, verdict.id, verdict.at.year, hit.bureau)]
    values += [hit.owner, hit.exact, hit.function, str(hit.asked["document"]["number"]), verdict.tag.hex()]
    # The names of closed sets are in it, and may be a record's value too: its kind of document.
    words = {"passport", "document", "travel-documents"}
    assert [value for value in values if value.casefold() in text and value not in words] == []


def test_a_fact_is_a_result_whatever_was_asked(record: TravelDocument) -> None:
    judged(hit_by())
    facts = Verdict.objects.get().facts
    assert facts
    assert all(value in set(Result) for value in facts.values())


def test_only_the_own_bureau_s_and_only_with_the_right(record: TravelDocument) -> None:
    judged(hit_by())
    assert actions.export_verdicts(by=AMINA) == []
    with pytest.raises(NotAllowed):
        actions.export_verdicts(by=without(BRUNO, "queries.export_verdicts"))


def test_pages_and_programs_give_the_same_lines(record: TravelDocument) -> None:
    judged(hit_by())
    lines = actions.export_verdicts(by=BRUNO)
    officer = people.officer("elio", Role.EXAMINER, place=people.unit("ITA"))
    client = Client()
    client.force_login(officer)
    page = client.get("/hits/verdicts.jsonl")
    assert page.content.decode().splitlines() == lines
    text, _id = people.token(person=officer)
    program = Client(headers={"Authorization": f"Bearer {text}"})
    assert program.get("/api/v1/verdicts").content == page.content
    guard = Client()
    guard.force_login(people.officer("gina", Role.BORDER_GUARD, place=people.unit("ITA")))
    assert guard.get("/hits/verdicts.jsonl").status_code == 403
