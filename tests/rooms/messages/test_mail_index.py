"""The index of one's own mail narrows and never decides; what was deleted is in it no more."""

import json
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.gate.system import node
from comity.kit.canonical import canonical_json, digest
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.files.hanging import arrived
from comity.messages.files.stored import take
from comity.messages.files.uploading import upload
from comity.messages.found.grams import grams
from comity.messages.found.indexing import INDEXED_AT_ONCE, index_mail, is_due
from comity.messages.found.searching import found
from comity.messages.models import Delivery, MailIndex, Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft
from comity.messages.tasks import index

BODY = {"subject": "A lorry", "text": 'Plate "AB 123", blue\nseen in Élancourt, شاحنة زرقاء'}
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


@given(TEXTS, TEXTS, TEXTS)
def test_what_stands_in_a_text_is_in_its_numbers(before, word, after):
    whole = normalize("NFC", before + word + after)
    assume(normalize("NFC", word) in whole)  # letters that melt into their neighbours are another word
    assert set(grams("ITA", [word])) <= set(grams("ITA", [whole]))


def test_a_number_belongs_to_one_bureau():
    assert not set(grams("ITA", ["a lorry"])) & set(grams("FRA", ["a lorry"]))


def send(actor, *to, body=BODY, **more) -> Message:
    return actions.send(Draft(kind=NOTE, to=to or ("ITA",), body=body, **more), by=actor)


def ids(actor, words: str) -> set[Any]:
    return set(found(actor, words).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "words",
    ["lorry", "ORRY", "élanc", "ab 123", "c-77", "SCAN.png", "شاحنة", "زرق", "lorry c-77", "12", "no"],
)
def test_the_answer_is_the_same_before_and_after_indexing(amina, bruno, eva, settings, tmp_path, words):
    settings.HOME = tmp_path
    file = upload(take([b"\x89PNG\r\n\x1a\n"]), name="Scan.png", by=amina)
    sent = send(amina, case="C-77", files=(file.id,))
    send(amina, body={"subject": "A boat", "text": "red"})
    before = [ids(each, words) for each in (amina, bruno, eva)]
    assert before == ([set()] * 3 if words == "no" else [{sent.pk}, {sent.pk}, set()])

    assert index(0) == 2
    assert not is_due()

    assert [ids(each, words) for each in (amina, bruno, eva)] == before


def test_each_bureau_of_this_node_that_has_a_part_has_a_row_and_nobody_else(amina):
    send(amina, "ITA", "UNM-A")
    assert index(0) == 2
    assert index(0) == 0
    assert set(MailIndex.objects.values_list("bureau", flat=True)) == {"FRA", "ITA"}


def test_what_was_deleted_is_in_no_index(amina, bruno):
    send(amina, about="hit:1")
    index(0)
    actions.forget("hit:1", timezone.now())
    assert not MailIndex.objects.exists()
    Delivery.objects.update(is_indexed=False)
    index(0)
    assert not MailIndex.objects.exists()
    assert ids(bruno, "lorry") == set()


def test_a_file_that_comes_later_is_found(amina, bruno, settings, tmp_path):
    settings.HOME = tmp_path
    sent = send(amina)
    index(0)
    arrived(sent, take([b"0123456789"]), "plates.txt", place=0)
    assert ids(bruno, "plates") == {sent.pk}
    assert index(0) == 1
    assert ids(bruno, "plates") == {sent.pk}


def test_a_word_is_looked_for_in_few_of_many_messages(amina, bruno):
    """Measured: 1,500 messages of the reader's bureau, 20 with the word; how many rows of messages are read."""
    _many(1500)
    while index_mail(by=node("messages.index_mail")):
        pass
    with connection.cursor() as cursor:
        for table in ("messages_message", "messages_delivery", "messages_mailindex"):
            cursor.execute(f"ANALYZE {table}")
    question = found(bruno, "zebra")
    assert question.count() == 20
    plan = _plan(question)
    read = sum(
        (each["Actual Rows"] + each.get("Rows Removed by Filter", 0)) * each["Actual Loops"]
        for each in _nodes(plan)
        if each.get("Relation Name") == "messages_message"
    )
    assert read <= 40, plan
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # 3,000 rows of an index are read sooner without it
    assert any(each.get("Index Name") == "mail_index_grams" for each in _nodes(_plan(question)))


def _plan(question: Any) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(question.explain(format="json", analyze=True))[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)


def _many(count: int) -> None:
    now, messages = timezone.now(), []
    for number in range(count):
        animal = "zebra" if number % 75 == 0 else f"horse {number}"
        body = canonical_json({"subject": f"Found {number}", "text": f"A {animal}.", "language": "en"})
        id = new_id()
        messages.append(
            Message(
                id=id,
                thread=id,
                kind=NOTE,
                schema_version=1,
                sender="FRA",
                body=body,
                sha256=digest(body),
                created_at=now,
            )
        )
    Message.objects.bulk_create(messages)
    Delivery.objects.bulk_create(
        Delivery(message=each, bureau="ITA", state=2, accepted_at=now, delivered_at=now) for each in messages
    )


def test_few_are_locked_at_once_and_the_clock_goes_on_until_none_is_left(amina):
    for _each in range(INDEXED_AT_ONCE + 1):
        send(amina)
    by = node("messages.index_mail")

    assert [index_mail(by=by), index_mail(by=by), index_mail(by=by)] == [INDEXED_AT_ONCE, 1, 0]
    send(amina)
    assert index(0) == 1
    assert not is_due()
