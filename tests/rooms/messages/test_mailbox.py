"""Finding one's way in the mailbox: what must be answered, what is urgent, words, cases, recipients."""

from datetime import timedelta

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from comity.messages import actions
from comity.messages.files.stored import take
from comity.messages.files.uploading import upload
from comity.messages.mailboxes import Sieve, due, inbox, outbox, threads_of
from comity.messages.models import Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, Precedence
from comity.messages.views import mailbox

BODY = {"subject": "A lorry", "text": 'Plate "AB 123", blue\nseen in Élancourt'}


def send(actor, *to, body=BODY, **more) -> Message:
    return actions.send(Draft(kind=NOTE, to=to or ("ITA",), body=body, **more), by=actor)


def asked_by(actor, **data):
    request = RequestFactory().get("/messages/", data)
    request.actor, request.session = actor, {}
    request._messages = FallbackStorage(request)
    return request


def page(view, actor, *words, **data) -> str:
    return view(asked_by(actor, **data), *words).content.decode()


def subjects(rows) -> list[str]:
    return [row.message.content["subject"] for row in rows]


def titled(subject):
    return {"subject": subject, "text": "x"}


def test_unread_and_urgent_stands_on_top(amina, bruno):
    for subject, precedence in (("flash", 4), ("routine", 1), ("urgent", 3), ("read flash", 4)):
        sent = send(amina, body=titled(subject), precedence=Precedence(precedence))
    actions.read(sent, by=bruno)
    assert subjects(inbox(bruno, Sieve())) == ["flash", "urgent", "routine", "read flash"]


def test_what_runs_out_first_is_to_be_answered_first(amina, bruno):
    hour, now = timedelta(hours=1), timezone.now()
    late = send(amina, body=titled("late"), expires_at=now + 9 * hour)
    send(amina, body=titled("soon"), expires_at=now + hour)
    send(amina, body=titled("never"))
    assert subjects(due(bruno, Sieve())) == ["soon", "late"]
    actions.answer(late, BODY, by=bruno, kind=NOTE)
    assert subjects(due(bruno, Sieve())) == ["soon"]
    told = page(mailbox.mailbox, bruno, box="due")
    assert "soon" in told
    assert "never" not in told


@pytest.mark.parametrize(
    "words", ["lorry", "LORRY plate", "élancourt", '"ab 123"', "c-77", "scan.png", "lorry c-77"]
)
def test_words_find_subject_text_case_and_files(amina, bruno, eva, settings, tmp_path, words):
    settings.HOME = tmp_path
    file = upload(take([b"\x89PNG\r\n\x1a\n"]), name="Scan.png", by=amina)
    sent = send(amina, case="C-77", files=(file.id,))
    send(amina, body=titled("a boat"))
    sieve = Sieve(words=words)
    assert [row.message_id for row in inbox(bruno, sieve)] == [sent.id]
    assert [row.id for row in outbox(amina, sieve)] == [sent.id]
    assert not inbox(eva, sieve).exists()


@pytest.mark.parametrize("words", ["lorry ferry", "language", "en", "subject", "%", "_", "\0zebra"])
def test_words_find_nothing_that_was_not_written(amina, bruno, words):
    send(amina, body={"subject": "A lorry", "text": "blue"})
    assert not inbox(bruno, Sieve(words=words)).exists()


def test_what_was_emptied_is_found_no_more(amina, bruno):
    send(amina, about="hit:1")
    assert inbox(bruno, Sieve(words="lorry")).exists()
    actions.forget("hit:1", timezone.now())
    assert not inbox(bruno, Sieve(words="lorry")).exists()
    assert inbox(bruno, Sieve()).exists()


def test_a_case_shows_each_of_its_conversations_once(amina, bruno, eva):
    first = send(amina, case="C-1")
    answer = actions.answer(first, titled("Not ours"), by=bruno, kind=NOTE)
    other = send(amina, "ESP", case="C-1", body=titled("A boat"))
    send(amina, case="C-2", body=titled("A plane"))
    assert [each.id for each in threads_of("C-1", amina)] == [other.id, answer.id]
    assert [each.id for each in threads_of("C-1", bruno)] == [answer.id]
    told = page(mailbox.case, bruno, case="C-1")
    assert "Not ours" in told
    assert "A boat" not in told
    assert "No conversation" in page(mailbox.case, eva, case="C-2")
    assert "No conversation" in page(mailbox.case, eva)


def test_the_sender_sees_each_recipient_at_its_level(amina, bruno):
    sent = send(amina, "ITA", "ESP", "UNM-A")
    actions.read(sent, by=bruno)
    told = page(mailbox.recipients, amina, sent.pk)
    assert all(name in told for name in ("Bureau ITA", "Bureau ESP", "Bureau UNM-A"))
    told = page(mailbox.recipients, amina, sent.pk, level="read")
    assert "Bureau ITA" in told
    assert "Bureau ESP" not in told
    assert "No recipient" in page(mailbox.recipients, amina, sent.pk, level="answered")
    assert "Bureau ESP" in page(mailbox.recipients, amina, sent.pk, level="nonsense")


def test_an_addressee_sees_itself_alone_and_others_nothing(amina, bruno, eva):
    sent = send(amina, "ITA", "UNM-A")
    told = page(mailbox.recipients, bruno, sent.pk)
    assert "Bureau ITA" in told
    assert "UNM-A" not in told
    with pytest.raises(Http404):
        page(mailbox.recipients, eva, sent.pk)
