"""The operator's command, and the messages of notices as their readers see them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from comity.messages.models import Message
from comity.notices import actions
from comity.notices.models import LegalBasis, Received
from comity.notices.path import Ground
from tests.rooms.notices.stories import AMINA, CHEN, EDO, published, submitted
from tests.rooms.notices.test_doors import window

pytestmark = pytest.mark.django_db
RULES = ["--title", "Rules on notices", "--organ", "Council", "--adopted-on", "2026-01-31"]


def said(*words: str) -> str:
    out = StringIO()
    call_command("legal_basis", *words, stdout=out)
    return out.getvalue()


def test_an_operator_records_a_legal_basis_and_a_newer_one_counts():
    assert "No legal basis is recorded on this node." in said()
    assert json.loads(said("--json")) == {"legal_basis": None}
    told = said("--body", "A regional body", *RULES)
    assert "Issued by A regional body on Comity. Not an INTERPOL notice." in told
    assert "Rules on notices, adopted by Council on 2026-01-31." in told
    said("--body", "Another body", *RULES)
    assert json.loads(said("--json"))["legal_basis"]["body"] == "Another body"
    assert LegalBasis.objects.count() == 2


def test_half_a_legal_basis_is_none():
    with pytest.raises(CommandError, match="all four"):
        said("--body", "A regional body")
    with pytest.raises(CommandError, match="no basis"):
        said("--body", "A body", *RULES[:-1], "2999-01-01")
    assert not LegalBasis.objects.exists()


@pytest.mark.usefixtures("legal_basis")
def test_every_message_of_a_notice_is_read_in_words_and_names_nobody():
    asked = actions.ask_more(actions.take(submitted(), by=CHEN), "Which court?", by=CHEN)
    asked = actions.take(actions.answer(asked, "The second chamber.", by=AMINA), by=CHEN)
    actions.refuse(asked, "Not enough.", ground=Ground.IDENTITY, digest=bytes(asked.digest), by=CHEN)
    row = published(names=[{"text": "Olga Another"}], documents=None)
    row = actions.resume(actions.suspend(row, reason="New facts.", by=CHEN), reason="None.", by=EDO)
    actions.cancel(row, ground=Ground.ORDERED, reason="Ordered.", by=CHEN)
    actions.remind_due(Received.objects.first().remind_at)
    words = {
        "notice": "Red notice",
        "notice-recall": "Take it out of national systems",
        "notice-recall-reminder": "has not said yet that this notice is gone",
        "notice-more-asked": "Which court?",
        "notice-decided": "It is ",
    }
    assert set(Message.objects.values_list("kind", flat=True)) == set(words)
    france, italy = window("fleur", "FRA"), window("mara", "ITA")
    for message in Message.objects.all():
        for reader, code in ((france, "FRA"), (italy, "ITA")):
            answer = reader.get(f"/messages/{message.pk}/")
            if not message.deliveries.filter(bureau=code).exists():
                assert answer.status_code == 404
                continue
            page = answer.content.decode()
            assert words[message.kind] in page
            assert "Another" not in page
            assert "Tamirov" not in page
