"""A long conversation is cut nowhere: it has pages, and one has read what one was shown."""

import pytest

from comity.messages import actions
from comity.messages.models import Delivery, Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft
from comity.messages.shown import ON_A_PAGE
from comity.messages.views import mailbox, proving
from tests.rooms.messages.test_mailbox import page, send


@pytest.fixture
def thread(amina, bruno) -> list[Message]:
    """One question, and one page and a half of words that ITA got about it."""
    said = [send(amina, body={"subject": "number 0", "text": "x"})]
    for number in range(1, ON_A_PAGE + ON_A_PAGE // 2):
        body = {"subject": f"number {number}", "text": f"({number})"}
        said.append(
            actions.send(Draft(kind=NOTE, to=("ITA",), body=body, reply_to=said[0].id, case="C-1"), by=amina)
        )
    return said


def test_a_message_opens_on_its_own_page_and_reads_what_that_shows(thread, bruno):
    told = page(mailbox.message, bruno, thread[-1].pk)

    assert f"({ON_A_PAGE})" in told
    assert f"({ON_A_PAGE - 1})" not in told
    assert f"{len(thread)} messages" in told
    assert "page=1" in told
    assert Delivery.objects.filter(read_at=None).count() == ON_A_PAGE

    told = page(mailbox.message, bruno, thread[-1].pk, page="1")
    assert f"({ON_A_PAGE - 1})" in told
    assert not Delivery.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("number", ["0", "999", "x", "-1"])
def test_a_page_that_is_not_there_leads_to_one_that_is(thread, bruno, number):
    assert "(" in page(mailbox.message, bruno, thread[0].pk, page=number)


def test_paper_holds_it_all(thread, bruno):
    told = page(proving.printed, bruno, thread[0].pk)
    assert all(f"({number})" in told for number in range(1, len(thread)))


def test_a_case_with_many_conversations_has_pages(amina, bruno):
    for number in range(ON_A_PAGE + 1):
        send(amina, case="C-9", body={"subject": f"number {number}", "text": "x"})
    first, second = (page(mailbox.case, bruno, case="C-9", page=each) for each in ("1", "2"))
    assert (f"number {ON_A_PAGE}<" in first, "number 0<" in first, "number 0<" in second) == (
        True,
        False,
        True,
    )
    assert "case=C-9&amp;page=2" in first
