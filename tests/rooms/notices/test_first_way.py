"""One red notice from draft to recall: seen by nobody before review, found after it, and by nobody after its recall."""

import datetime
import json
from dataclasses import replace
from typing import Any

import pytest

from comity.gate import epoch
from comity.kit.errors import NotFound, Refused, Stale
from comity.messages.models import Message
from comity.notices import actions, telling
from comity.notices.databases import NoticeDocument, NoticeRecord
from comity.notices.models import Notice, Received
from comity.notices.path import Ground, State
from comity.queries.actions import ask
from comity.queries.asked import read_asked
from comity.queries.rules import Outcome
from comity.records import actions as records
from comity.records.models import SearchKey
from tests.names import asked_of, read_all_names
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, DORA, EDO, drafted, published, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
PASSPORT = {"document": {"kind": "passport", "issuer": "KAZ", "number": "N04471203"}}
NAME = {"person": {"name": "Ruslan Tamirov", "born": "1979-02-11"}}


def found(subject: dict[str, Any], tmp_path, by=BRUNO) -> dict[str, Outcome]:
    """What a question finds: database and outcome."""
    question = {"purpose": "border-control", "subjects": [subject]}
    with asked_of(read_all_names(tmp_path / f"names-{Notice.objects.first().version}")):
        answer = ask(
            read_asked(json.dumps(question).encode()), by=lambda _fresh: replace(by, epoch=epoch.current())
        )
    return {one.database: one.outcome for one in answer.subjects[0].answers if one.found}


def test_nobody_sees_a_draft_but_its_own_bureau():
    row = drafted()
    assert list(Notice.visible_to(AMINA)) == [row]
    assert not Notice.visible_to(BRUNO).exists()
    assert not Notice.visible_to(CHEN).exists()  # a reviewer sees it from its submission on


def test_what_is_submitted_is_seen_by_reviewers_and_by_no_other_bureau(tmp_path):
    row = submitted()
    assert list(Notice.visible_to(CHEN)) == [row]
    assert not Notice.visible_to(BRUNO).exists()
    assert not SearchKey.objects.exists()
    assert found(PASSPORT, tmp_path) == found(NAME, tmp_path) == {}


def test_published_it_is_found_by_name_and_by_travel_document(tmp_path):
    row = published()
    assert row.standing is State.PUBLISHED
    assert found(PASSPORT, tmp_path) == {"notice-documents": Outcome.HIT}
    assert found(NAME, tmp_path)["notices"] in (Outcome.HIT, Outcome.CANDIDATE)
    assert list(Notice.visible_to(BRUNO)) == [row]


def test_every_bureau_is_told_by_reference_and_none_sees_who_else_was():
    row = published()
    message = Message.objects.get(kind=telling.NOTICE)
    assert "Tamirov" not in message.body
    assert [each.bureau for each in message.deliveries_for(BRUNO)] == ["ITA"]
    rows = Received.objects.filter(notice=row)
    assert set(rows.values_list("bureau", flat=True)) == {"ITA", "DEU"}  # neither its own nor the centre
    assert all(each.received_at for each in rows)
    assert [each.bureau for each in Received.visible_to(BRUNO)] == ["ITA"]


def test_cancelled_it_is_found_by_nobody_and_everybody_is_asked_to_say_so(tmp_path):
    row = published()
    actions.cancel(row, ground=Ground.ARTICLE_3, reason="Political character came to light.", by=CHEN)

    assert found(PASSPORT, tmp_path) == found(NAME, tmp_path) == {}
    assert found(PASSPORT, tmp_path, by=AMINA) == {}
    assert not SearchKey.objects.exists()
    assert not Notice.visible_to(BRUNO).exists()
    assert all(each.waits and each.recall_received_at for each in Received.objects.all())
    for each in Received.objects.filter(bureau="ITA"):
        actions.acknowledge(each, removed_on=datetime.date.today(), by=BRUNO)
    assert [each.bureau for each in Received.objects.all() if each.waits] == ["DEU"]


def test_a_bureau_acknowledges_for_itself_alone():
    row = published()
    actions.withdraw(row, reason="The warrant was lifted.", by=AMINA)
    (theirs,) = Received.objects.filter(bureau="DEU")
    with pytest.raises(NotFound):
        actions.acknowledge(theirs, removed_on=datetime.date.today(), by=BRUNO)
    assert actions.acknowledge(theirs, removed_on=datetime.date.today(), by=DORA).removed_function == "head"


def test_whoever_drafted_it_never_reviews_it():
    row = submitted(by=replace(CHEN, bureau="FRA"))
    with pytest.raises(Refused, match="drafted"):
        actions.take(row, by=replace(CHEN, bureau="FRA"))


def test_an_approval_is_of_the_bytes_that_were_read():
    row = actions.take(submitted(), by=CHEN)
    read = bytes(row.digest)
    actions.change(row, {**row.body, "charge": "Manslaughter"}, seen=row.version, by=AMINA)
    actions.take(row, by=CHEN)
    with pytest.raises(Stale):
        actions.approve(row, "Read well.", digest=read, by=CHEN)
    assert Notice.objects.get().standing is State.IN_REVIEW
    assert not NoticeRecord.objects.exists()


def test_where_a_factor_is_flagged_two_people_approve_and_nobody_twice():
    row = actions.take(submitted(titles="Former member of parliament"), by=CHEN)
    row = actions.approve(row, "No trace of politics.", digest=bytes(row.digest), by=CHEN)
    assert row.standing is State.IN_REVIEW
    with pytest.raises(Refused, match="already"):
        actions.approve(row, "Again.", digest=bytes(row.digest), by=CHEN)
    row = actions.approve(row, "Nor did I find any.", digest=bytes(row.digest), by=EDO)
    assert row.standing is State.PUBLISHED


def test_a_recalled_notice_is_never_edited_back():
    row = published()
    actions.withdraw(row, reason="The warrant was lifted.", by=AMINA)
    with pytest.raises(Refused, match="never comes back"):
        actions.change(row, row.body, seen=row.version, by=AMINA)
    with pytest.raises(Refused, match="never comes back"):
        actions.resume(row, reason="A mistake.", by=CHEN)
    assert not SearchKey.objects.exists()


def test_suspended_it_is_found_by_no_other_and_published_again_by_all(tmp_path):
    row = published()
    row = actions.suspend(row, reason="The subject says that he was acquitted.", by=CHEN)
    assert found(PASSPORT, tmp_path) == {}
    assert not Notice.visible_to(BRUNO).exists()
    row = actions.resume(row, reason="He was not.", by=CHEN)
    assert found(PASSPORT, tmp_path) == {"notice-documents": Outcome.HIT}
    assert not any(each.recalled_at for each in Received.objects.all())


def test_its_entries_change_with_it_alone():
    published()
    entry = NoticeDocument.objects.get()
    with pytest.raises(Refused, match="made of what was published"):
        records.withdraw(NoticeDocument, entry.id, reason="Off with it", seen=entry.version, by=AMINA)
