"""A bureau on its own node keeps command of its notices: it decides at home, their keeper does it, or says why not."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.kit.errors import Refused
from comity.messages.courier.rules import Level
from comity.notices import actions, lists, telling
from comity.notices.actions.papers import print_paper
from comity.notices.models import Deed, Notice, Received, Told
from comity.notices.path import State, Verb
from tests.rooms.messages.courier.far import Far
from tests.rooms.notices.stories import AMINA, BRUNO, published
from tests.rooms.notices.test_doors import Program, window
from tests.rooms.queries.abroad import far, hosted, left_for, says, signs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]


@pytest.fixture
def row(legal_basis: None) -> Notice:
    """A Red Notice of FRA that is out."""
    return published()


@pytest.fixture
def centre(row: Notice) -> Far:
    """FRA lives here on its own node; CEN, on another, keeps the notice, of which a copy is here."""
    hosted("FRA")
    Received.objects.all().delete()
    Notice.objects.update(keeper="CEN")
    return far("CEN")


def here(row: Notice) -> Notice:
    return Notice.everywhere.get(pk=row.pk)


def asked(centre: Far, kind: str) -> tuple:
    """What was asked of the keeper last: its parcel and the body."""
    found = [(parcel, letter) for parcel, each, letter in left_for(centre) if each == kind]
    parcel, letter = found[-1]
    return parcel, json.loads(letter.body)


# At home


def test_a_withdrawal_is_asked_once_and_done_when_the_keeper_has_signed(centre, row):
    paris = window("fleur", "FRA")
    paris.post(f"/notices/{row.pk}/withdraw/", {"reason": "The warrant was withdrawn."})
    actions.withdraw(here(row), reason="The warrant was withdrawn.", by=AMINA)
    assert here(row).standing is State.PUBLISHED
    page = paris.get(f"/notices/{row.pk}/").content.decode()
    assert "Asked of CEN; it has not signed yet." in page
    assert "To withdraw it." in page
    assert f"/notices/{row.pk}/withdraw/" not in page
    ((parcel, kind, letter),) = left_for(centre)
    assert (kind, letter.about) == (telling.WITHDRAWAL, f"notice:{row.pk}")
    assert json.loads(letter.body)["reason"] == "The warrant was withdrawn."

    signs(centre, parcel, Level.DELIVERED, to="FRA")

    assert (here(row).standing, here(row).asked) == (State.WITHDRAWN, "")
    assert here(row).kept_until is not None
    assert Deed.objects.filter(notice=row.pk, verb="notices.withdraw", bureau="FRA").exists()


def test_what_its_keeper_did_not_do_is_said_and_may_be_asked_again(centre, row):
    actions.withdraw(here(row), reason="Over.", by=AMINA)
    parcel, _body = asked(centre, telling.WITHDRAWAL)

    signs(centre, parcel, Level.REFUSED, to="FRA", code="ended")

    assert (here(row).standing, here(row).asked, here(row).not_taken) == (State.PUBLISHED, "", "ended")
    page = window("fleur", "FRA").get(f"/notices/{row.pk}/").content.decode()
    assert "CEN did not do what was asked:" in page
    assert "it has ended there" in page
    actions.withdraw(here(row), reason="Over.", by=AMINA)
    assert here(row).not_taken == ""


def test_a_correction_is_written_at_home_and_reviewed_at_its_keeper(centre, row):
    made = actions.correct(here(row), by=AMINA)
    with pytest.raises(Refused) as refused:
        actions.submit(made, seen=made.version, by=AMINA)
    assert refused.value.code == "nothing-corrected"
    changed = row.body | {"offence": "Armed robbery of a bank"}
    made = actions.change(made, changed, seen=made.version, by=AMINA)

    actions.submit(made, seen=made.version, by=AMINA)

    parcel, body = asked(centre, telling.CORRECTION_ASKED)
    assert (body["notice"], body["correction"], body["base"]) == (str(row.pk), str(made.pk), 1)
    assert body["document"]["offence"] == "Armed robbery of a bank"
    assert (here(made).standing, here(made).asked) == (State.SUBMITTED, "notices.submit")
    with pytest.raises(Refused) as refused:
        actions.change(here(made), row.body, seen=here(made).version, by=AMINA)
    assert refused.value.code == "kept-elsewhere"
    signs(centre, parcel, Level.DELIVERED, to="FRA")
    assert (here(made).standing, here(made).asked) == (State.SUBMITTED, "")

    change = {"field": "offence", "before": row.body["offence"], "after": "Armed robbery of a bank"}
    line = {"notice": str(row.pk), "number": row.number, "kind": "red", "issued_by": "An invented body"}
    told = line | {
        "version": 2,
        "was": 1,
        "at": timezone.now().isoformat(),
        "changes": [change],
        "asks": False,
    }
    assert says(centre, "FRA", telling.CORRECTION, told, about=f"notice:{row.pk}") == ""

    assert (here(row).version, here(row).body) == (2, changed)
    assert here(made).standing is State.TAKEN_IN
    assert not Told.objects.exists()


def test_a_correction_that_was_not_taken_is_a_draft_again(centre, row):
    made = actions.correct(here(row), by=AMINA)
    made = actions.change(made, row.body | {"offence": "Fraud"}, seen=made.version, by=AMINA)
    actions.submit(made, seen=made.version, by=AMINA)
    parcel, _body = asked(centre, telling.CORRECTION_ASKED)

    signs(centre, parcel, Level.REFUSED, to="FRA", code="stale")

    assert (here(made).standing, here(made).not_taken) == (State.DRAFT, "stale")
    actions.submit(here(made), seen=here(made).version, by=AMINA)
    assert here(made).standing is State.SUBMITTED


def test_reviewers_ask_and_are_answered_from_home(centre, row):
    made = actions.correct(here(row), by=AMINA)
    made = actions.change(made, row.body | {"offence": "Fraud"}, seen=made.version, by=AMINA)
    actions.submit(made, seen=made.version, by=AMINA)
    signs(centre, asked(centre, telling.CORRECTION_ASKED)[0], Level.DELIVERED, to="FRA")

    body = {"notice": str(made.pk), "number": made.number, "text": "Whose money?"}
    assert says(centre, "FRA", telling.MORE, body, about=f"notice:{made.pk}") == ""
    assert "Whose money?" in window("fleur", "FRA").get(f"/notices/{made.pk}/").content.decode()
    actions.answer(here(made), "A bank's.", by=AMINA)

    parcel, body = asked(centre, telling.ANSWER)
    assert (body["notice"], body["text"]) == (str(made.pk), "A bank's.")
    signs(centre, parcel, Level.DELIVERED, to="FRA")
    assert here(made).standing is State.SUBMITTED

    body = {
        "notice": str(made.pk),
        "number": made.number,
        "what": "refused",
        "ground": "incomplete",
        "text": "No.",
    }
    assert says(centre, "FRA", telling.DECIDED, body, about=f"notice:{made.pk}") == ""
    assert here(made).standing is State.REFUSED
    assert here(row).standing is State.PUBLISHED


@pytest.mark.parametrize(
    ("what", "state"),
    [("suspended", State.SUSPENDED), ("cancelled", State.CANCELLED), ("expired", State.EXPIRED)],
)
def test_what_its_keeper_decides_stands_at_home(centre, row, what, state):
    body = {"notice": str(row.pk), "number": row.number, "what": what, "ground": "", "text": "Decided."}
    assert says(centre, "FRA", telling.DECIDED, body, about=f"notice:{row.pk}") == ""
    assert here(row).standing is state
    again = body | {"what": "published-again"}
    says(centre, "FRA", telling.DECIDED, again, about=f"notice:{row.pk}")
    assert here(row).standing is (State.PUBLISHED if what == "suspended" else state)


def test_another_centre_says_nothing_of_it(centre, row):
    Bureau.objects.filter(pk="DEU").update(kind=Bureau.objects.get(pk="CEN").kind)
    body = {"notice": str(row.pk), "number": row.number, "what": "cancelled", "ground": "", "text": ""}
    assert says(far("DEU"), "FRA", telling.DECIDED, body, about=f"notice:{row.pk}") == "not-the-keeper"
    assert here(row).standing is State.PUBLISHED


def test_the_copy_at_home_is_its_bureaus_alone_and_no_clock_moves_it(centre, row):
    """Nothing here is out: it is found, printed, ended and shown to others by its keeper."""
    later = timezone.now() + timedelta(days=9_000)
    assert actions.expire_due(later) == actions.warn_due(later) == actions.lapse_due(later) == 0
    assert not Notice.visible_to(BRUNO).exists()
    assert not Notice.objects.exists()
    assert list(lists.own(AMINA)) == [here(row)]
    with pytest.raises(Refused) as refused:
        print_paper(here(row), "en", check_url="https://x", by=AMINA)
    assert refused.value.code == "kept-elsewhere"


def test_it_goes_at_its_keepers_day(centre, row):
    Notice.everywhere.update(state=int(State.WITHDRAWN), kept_until=timezone.now().date() - timedelta(days=1))
    assert actions.end_due(timezone.now()) == 1
    assert not Notice.everywhere.exists()


# At its keeper


@pytest.fixture
def paris(row: Notice) -> Far:
    """The centre lives here and keeps the notice; its bureau FRA has a node of its own."""
    hosted("CEN", "ITA", "DEU")
    return far("FRA")


def orders(who: Far, kind: str, notice: Notice, *, to: str = "CEN", **body) -> str:
    told = {"notice": str(notice.pk), "number": notice.number, **body}
    return says(who, to, kind, told, about=f"notice:{notice.pk}")


def test_its_keeper_withdraws_it_and_recalls_it_from_all(paris, row):
    assert orders(paris, telling.WITHDRAWAL, row, reason="The warrant was withdrawn.") == ""

    assert here(row).standing is State.WITHDRAWN
    assert Received.objects.get(bureau="ITA").recalled_at is not None
    deed = Deed.objects.get(notice=row.pk, verb=Verb.WITHDRAW.value)
    assert (deed.bureau, deed.text) == ("FRA", "The warrant was withdrawn.")
    assert orders(paris, telling.WITHDRAWAL, row, reason="Again.") == ""


def test_nobody_touches_what_is_anothers(paris, row):
    madrid = far("ESP")
    unknown = Notice(pk=Received.objects.first().pk, number="2026-0000")
    document = {"base": 1, "document": row.body, "addressees": []}
    for kind, body in (
        (telling.WITHDRAWAL, {"reason": "Mine."}),
        (telling.ANSWER, {"text": "Mine."}),
        (telling.EXTENSION, {"reason": "Mine.", "until": "2032-01-01"}),
        (telling.CORRECTION_ASKED, {**document, "correction": str(unknown.pk)}),
    ):
        assert orders(madrid, kind, row, **body) == orders(madrid, kind, unknown, **body) == "unknown-notice"
        assert orders(paris, kind, row, to="ITA", **body) == "unknown-notice"
    assert here(row).standing is State.PUBLISHED


def test_a_correction_waits_for_its_reviewers_under_the_id_it_has_at_home(paris, row):
    changed = row.body | {"offence": "Armed robbery of a bank"}
    id = str(Received.objects.first().pk)
    body = {"correction": id, "base": 1, "document": changed, "addressees": []}
    assert orders(paris, telling.CORRECTION_ASKED, row, **body) == ""

    made = Notice.objects.get(pk=id)
    assert (made.corrects_id, made.bureau, made.standing) == (row.pk, "FRA", State.SUBMITTED)
    assert made.body == changed
    assert here(row).body == row.body
    assert orders(paris, telling.CORRECTION_ASKED, row, **body) == "unknown-notice"
    other = body | {"correction": str(Received.objects.last().pk)}
    assert orders(paris, telling.CORRECTION_ASKED, row, **other) == "correction-open"
    assert orders(paris, telling.CORRECTION_ASKED, row, **(other | {"base": 7})) == "stale"
    assert orders(paris, telling.WITHDRAWAL, made, reason="Not yet.") == ""
    assert here(made).standing is State.WITHDRAWN


def test_a_correction_that_names_an_existing_notice_as_its_own_changes_nothing(paris, row):
    body = {"correction": str(row.pk), "base": 1, "document": row.body, "addressees": []}
    assert orders(paris, telling.CORRECTION_ASKED, row, **body) == "unknown-notice"
    assert here(row).corrects_id is None


def test_a_document_that_is_none_is_refused_by_its_code(paris, row):
    body = {"correction": str(Received.objects.first().pk), "base": 1, "addressees": []}
    wrong = body | {"document": row.body | {"no_such_field": "x"}}
    assert orders(paris, telling.CORRECTION_ASKED, row, **wrong) == "invalid"
    gone = body | {"document": {name: value for name, value in row.body.items() if name != "penalty_unit"}}
    assert orders(paris, telling.CORRECTION_ASKED, row, **gone) == "invalid"
    assert not Notice.objects.filter(corrects=row.pk).exists()


def test_a_suspended_bureau_withdraws_and_corrects_nothing(paris, row):
    Bureau.objects.filter(pk="FRA").update(standing=int(Standing.SUSPENDED))
    body = {"correction": str(Received.objects.first().pk), "base": 1, "document": row.body, "addressees": []}
    assert orders(paris, telling.CORRECTION_ASKED, row, **body) == "standing"
    assert orders(paris, telling.EXTENSION, row, reason="Still.", until="2032-01-01") == "standing"
    assert orders(paris, telling.WITHDRAWAL, row, reason="Over.") == ""


def test_an_extension_before_its_time_says_so(paris, row):
    assert orders(paris, telling.EXTENSION, row, reason="Still.", until="2032-01-01") == "too-early"
    day = timezone.now().date() + timedelta(days=100)
    Notice.objects.filter(pk=row.pk).update(expires_on=day)
    until = day + timedelta(days=300)
    assert orders(paris, telling.EXTENSION, row, reason="Still.", until=until.isoformat()) == ""
    assert here(row).expires_on == until


def test_a_program_at_home_withdraws_by_the_address_it_always_used(centre, row):
    program = Program("pia", "FRA")
    told = program.call("POST", f"/{row.pk}/withdraw", {"reason": "Over."})
    assert (told["keeper"], told["asked"], told["state"]) == ("CEN", "notices.withdraw", "published")
    parcel, _body = asked(centre, telling.WITHDRAWAL)
    signs(centre, parcel, Level.REFUSED, to="FRA", code="ended")
    again = program.call("GET", f"/{row.pk}")
    assert (again["asked"], again["not_taken"]) == ("", "ended")
    Program("mara", "ITA").call("POST", f"/{row.pk}/withdraw", {"reason": "Over."}, 404)
