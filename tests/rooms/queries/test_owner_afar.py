"""The owner of what was found has a node of its own: its word stops the asker's clock, and nobody else's does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.kit.ids import new_id
from comity.messages.courier import opening
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.receipts import Receipt
from comity.messages.courier.rules import Level, ParcelKind
from comity.messages.models import Delivery, Message
from comity.queries import actions, kinds, timeliness
from comity.queries.actions.closing import WasDone
from comity.queries.actions.lapsing import lapse_due
from comity.queries.conversation import State
from comity.queries.models import Confirmation, Hit
from comity.queries.outcomes import Done
from comity.queries.waiting import Show, hits
from tests.actors import BRUNO
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.queries.abroad import far, hosted, left_for, says, signs
from tests.rooms.queries.conversations import YES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


@pytest.fixture
def paris(hit: Hit) -> Far:
    """The node of the record's owner; the hit is of ITA, which is hosted here."""
    hosted("ITA", "DEU", "CEN")
    return far("FRA")


@pytest.fixture
def asked(paris: Far, hit: Hit) -> Confirmation:
    row = actions.ask_confirmation(hit, YES, by=BRUNO)
    assert row is not None
    return row


def answers(owner: Far, asked: Confirmation, word: str, **more: object) -> str:
    """The code of the refusal, "" where the answer was taken."""
    body = {"answer": word} | {name: more.pop(name) for name in ("before", "needed", "text") if name in more}
    thread = {"thread": asked.thread, "reply_to": asked.thread}
    return says(owner, "ITA", kinds.ANSWER, body, **thread | more)


def state(asked: Confirmation) -> State:
    asked.refresh_from_db()
    return asked.standing


def test_the_question_leaves_for_the_owner_s_node_and_its_levels_come_back(paris, asked):
    ((parcel, kind, letter),) = left_for(paris)

    assert (kind, parcel.precedence, letter.message) == (kinds.QUESTION, 3, asked.thread)
    assert letter.about == f"record:travel-documents:{asked.record}"
    assert Confirmation.objects.count() == 1  # the owner's copy is at the owner's
    signs(paris, parcel, Level.READ, to="ITA")
    assert Delivery.objects.get(message=asked.thread).read_at is not None


def test_the_owner_confirms_at_home_and_the_clock_stops(paris, asked):
    assert answers(paris, asked, "confirmed", text="It is ours.") == ""

    assert state(asked) is State.CONFIRMED
    assert asked.lapses_at is None
    assert asked.answered_at is not None


def test_a_second_last_word_is_refused_and_an_overtaken_one_changes_nothing(paris, asked):
    before, after = timezone.now() - timedelta(seconds=5), timezone.now() + timedelta(seconds=60)
    assert answers(paris, asked, "not-the-same") == ""

    assert answers(paris, asked, "confirmed") == "already-answered"
    assert answers(paris, asked, "more-needed", needed=["holder"], created_at=after) == "already-answered"
    assert answers(paris, asked, "more-needed", needed=["holder"], created_at=before) == ""

    assert state(asked) is State.NOT_THE_SAME


def test_nobody_but_the_owner_answers(paris, asked):
    madrid = far("ESP")

    assert answers(madrid, asked, "not-the-same") == "not-their-thread"
    assert says(madrid, "ITA", kinds.ANSWER, {"answer": "not-the-same"}) == "not-found"
    assert (
        says(paris, "DEU", kinds.ANSWER, {"answer": "confirmed"}, thread=asked.thread) == "not-their-thread"
    )

    assert state(asked) is State.ASKED


def test_an_owner_answers_nothing_that_it_was_not_asked(paris, hit):
    """Silent hits above all: no word of an owner finds them."""
    for thread in (hit.id, hit.act, new_id()):
        assert says(paris, "ITA", kinds.ANSWER, {"answer": "confirmed"}, thread=thread) == "not-found"


def test_a_suspended_owner_still_answers_and_one_whose_mandate_ended_does_not(paris, asked):
    Bureau.objects.filter(pk="FRA").update(standing=int(Standing.MANDATE_ENDED))
    assert answers(paris, asked, "confirmed") == "standing"

    Bureau.objects.filter(pk="FRA").update(standing=int(Standing.SUSPENDED))
    assert answers(paris, asked, "withdrawn", text="It was ours, and wrong.") == ""

    assert state(asked) is State.WITHDRAWN


def test_it_is_put_off_once_and_not_for_ever(paris, asked):
    at = timezone.now()
    for before in (at + timedelta(days=8), at - timedelta(minutes=5)):
        assert answers(paris, asked, "not-before", before=before.isoformat()) == "moment"
    assert answers(paris, asked, "not-before") == "moment"

    assert answers(paris, asked, "not-before", before=(at + timedelta(days=2)).isoformat()) == ""
    assert state(asked) is State.POSTPONED
    assert asked.due_at == at + timedelta(days=2)
    assert (
        answers(paris, asked, "not-before", before=(at + timedelta(days=3)).isoformat())
        == "already-postponed"
    )


def test_an_answer_is_never_older_than_the_question(paris, asked):
    assert answers(paris, asked, "confirmed", created_at=timezone.now() - timedelta(days=20)) == ""

    asked.refresh_from_db()
    assert asked.answered_at == asked.asked_at


def test_a_late_answer_still_reaches_the_finder(paris, asked, hit):
    lapse_due(timezone.now() + timedelta(days=1))
    assert state(asked) is State.UNANSWERED
    actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)

    assert answers(paris, asked, "confirmed") == ""

    hit.refresh_from_db()
    assert (state(asked), hit.closed_at) == (State.CONFIRMED, None)


def test_the_record_ends_at_home_and_the_finder_knows(paris, asked):
    reply = {"thread": asked.thread, "reply_to": asked.thread}

    assert says(far("ESP"), "ITA", kinds.RECORD_ENDED, {}, **reply) == "not-their-thread"
    assert says(paris, "ITA", kinds.RECORD_ENDED, {}, **reply) == ""

    assert state(asked) is State.RECORD_ENDED


@pytest.mark.parametrize("code", ["unknown-record", "standing", "fault", "kind-stays"])
def test_what_the_owner_s_node_did_not_take_is_said_and_no_clock_runs(paris, asked, hit, code):
    ((parcel, _kind, _letter),) = left_for(paris)

    signs(paris, parcel, Level.REFUSED, to="ITA", code=code)

    assert (state(asked), asked.lapses_at) == (State.NOT_TAKEN, None)
    assert list(hits(BRUNO, Show.FINISH)) == [hit]
    assert timeliness.answering(timezone.now()) == []  # the owner was never asked
    actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)
    assert state(asked) is State.CLOSED_UNANSWERED
    assert timeliness.answering(timezone.now()) == []
    assert answers(paris, asked, "confirmed") == ""  # it got there after all: offered again after a restore


def test_a_refusal_of_another_bureau_changes_nothing(paris, asked):
    left_for(paris)
    madrid = far("ESP")
    ((parcel, _kind, _letter),) = left_for(paris)
    subject = Message.objects.get(pk=asked.thread).sent.get().subject

    madrid.hands_over(madrid.signs("ITA", _refusal(bytes(subject))), kind=ParcelKind.RECEIPTS)
    madrid.hands_over(madrid.signs("ITA", _refusal(bytes(parcel.sha256))), kind=ParcelKind.RECEIPTS)
    opening.open_parcels(DIRECTORY, DIRECTORY, by=NODE)

    assert state(asked) is State.ASKED


class TestHandedOver:
    """The owner hands the record to another bureau: the asker's side follows, and believes nobody else."""

    def moves(self, owner: Far, asked: Confirmation, to: str = "ESP", **more: object) -> str:
        thread = {"thread": asked.thread, "reply_to": asked.thread}
        return says(owner, "ITA", kinds.MOVED, {"owner": to}, **thread | more)

    def test_the_new_owner_answers_and_the_former_one_no_more(self, paris, asked, hit):
        madrid = far("ESP")
        assert answers(madrid, asked, "confirmed") == "not-their-thread"

        assert self.moves(paris, asked) == ""

        asked.refresh_from_db()
        hit.refresh_from_db()
        assert (asked.other, hit.owner, asked.standing) == ("ESP", "ESP", State.ASKED)
        assert answers(paris, asked, "not-the-same") == "not-found"
        assert answers(madrid, asked, "confirmed") == ""
        assert state(asked) is State.CONFIRMED

    def test_what_the_asker_adds_goes_to_who_answers_now(self, paris, asked):
        madrid = far("ESP")
        self.moves(paris, asked)
        asked.refresh_from_db()

        actions.send_more(asked, "Born 1990.", by=BRUNO)

        ((_parcel, kind, letter),) = left_for(madrid)
        assert (kind, letter.thread) == (kinds.MORE, asked.thread)

    def test_only_who_answers_hands_it_on_and_once(self, paris, asked):
        madrid = far("ESP")
        assert self.moves(madrid, asked, "DEU") == "not-their-thread"
        assert says(madrid, "ITA", kinds.MOVED, {"owner": "DEU"}) == "not-found"
        assert says(paris, "ITA", kinds.MOVED, {"owner": "DEU"}, thread=new_id()) == "not-found"

        assert self.moves(paris, asked) == ""
        assert self.moves(paris, asked, "DEU") == "not-found"

        asked.refresh_from_db()
        assert asked.other == "ESP"

    @pytest.mark.parametrize("to", ["FRA", "ITA", "XXA"])
    def test_to_another_bureau_that_the_directory_knows(self, paris, asked, to):
        assert self.moves(paris, asked, to) == "not-found"

        asked.refresh_from_db()
        assert asked.other == "FRA"

    def test_what_was_answered_moves_no_more(self, paris, asked):
        far("ESP")
        answers(paris, asked, "confirmed")

        assert self.moves(paris, asked) == "already-answered"

    def test_a_repeat_changes_nothing_and_whose_mandate_ended_says_nothing(self, paris, asked):
        far("ESP")
        Bureau.objects.filter(pk="FRA").update(standing=int(Standing.MANDATE_ENDED))
        assert self.moves(paris, asked) == "standing"
        Bureau.objects.filter(pk="FRA").update(standing=int(Standing.NORMAL))

        same, at = new_id(), timezone.now()
        assert self.moves(paris, asked, message=same, created_at=at) == ""
        assert self.moves(paris, asked, message=same, created_at=at) == ""

        assert Delivery.objects.filter(message=asked.thread, bureau="ESP").count() == 1


def _refusal(subject: bytes):
    return Receipt(subject, Level.REFUSED, int(timezone.now().timestamp()), "unknown-record")
