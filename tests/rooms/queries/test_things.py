"""A list calls each message by what it is about, and by no more than its reader may see anyway."""

from itertools import chain

import pytest

from comity.messages import actions as messages
from comity.messages import things
from comity.messages.mailboxes import Sieve, inbox, outbox, unread
from comity.messages.models import Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft
from comity.messages.things import things_of
from comity.queries.actions.answering import Word
from tests.actors import AMINA, BRUNO, AnyActor, without
from tests.rooms.queries.conversations import say

pytestmark = pytest.mark.usefixtures("directory")
PASSPORT = "12AB34567 FRA"


def called(actor: AnyActor) -> list[str]:
    """What this actor's lists call the messages in their boxes, those without a name as "-"."""
    rows = list(chain((each.message for each in inbox(actor, Sieve())), outbox(actor, Sieve())))
    words = things_of(rows, actor)
    return [words.get(row.pk, "-") for row in rows]


def note(about: str = "", to: str = "ITA", by: AnyActor = AMINA) -> Message:
    draft = Draft(kind=NOTE, to=(to,), body={"subject": "A word", "text": "Here."}, about=about)
    return messages.send(draft, by=by)


def test_both_sides_call_question_and_answer_by_the_number(asked):
    say(asked, Word.CONFIRMED)
    assert called(BRUNO) == [PASSPORT, PASSPORT]
    assert called(AMINA) == [PASSPORT, PASSPORT]


def test_a_question_that_was_answered_waits_unread_for_nobody(asked):
    assert unread(AMINA).count() == 1
    say(asked, Word.CONFIRMED)
    assert unread(AMINA).count() == 0
    assert unread(BRUNO).count() == 1


def test_what_was_emptied_is_called_nothing(asked):
    Message.objects.update(body="", sha256=b"")
    assert called(BRUNO) == ["-"]


def test_own_records_name_what_is_about_them_and_others_do_not(record):
    note(f"record:{record.slug}:{record.pk}")
    assert called(AMINA) == ["FRA 12AB34567"]
    assert called(BRUNO) == ["-"]


def test_without_the_right_to_read_records_none_is_named(record):
    note(f"record:{record.slug}:{record.pk}")
    assert called(without(AMINA, "records.read")) == ["-"]


@pytest.mark.parametrize("about", ["record:", "record:travel-documents:1", "record:nowhere:x", "hit:1"])
def test_what_another_node_may_write_there_breaks_no_list(about):
    sent = note()
    Message.objects.filter(pk=sent.pk).update(about=about)
    assert called(BRUNO) == ["-"]


def test_a_long_name_is_cut(record, monkeypatch):
    monkeypatch.setattr(things, "LONGEST", 12)
    note(f"record:{record.slug}:{record.pk}")
    assert called(AMINA) == ["FRA 12AB345…"]


def test_as_many_statements_for_many_as_for_one(record, django_assert_max_num_queries):
    for _again in range(12):
        note(f"record:{record.slug}:{record.pk}")
    rows = list(outbox(AMINA, Sieve()))
    with django_assert_max_num_queries(2):
        assert len(things_of(rows, AMINA)) == 12
