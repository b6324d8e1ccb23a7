"""The centre keeps a notice on another node: this bureau is told of it, obeys its recall at home, and says so."""

import datetime
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.kit.errors import Invalid, NotFound, Refused, Stale
from comity.kit.ids import new_id
from comity.messages.courier.rules import Level
from comity.messages.models import Message
from comity.notices import actions, lists, telling
from comity.notices.models import Told
from comity.notices.path import State
from tests.rooms.messages.courier.far import Far
from tests.rooms.notices.stories import BRUNO, DORA, published
from tests.rooms.notices.test_doors import window
from tests.rooms.queries.abroad import far, hosted, left_for, says, signs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
NOTICE, TODAY = str(new_id()), datetime.date.today()
AT = timezone.now().replace(microsecond=0) - timedelta(hours=1)
LINE = {"notice": NOTICE, "number": "2026-07AF-1C2B", "kind": "red"}
OUT = LINE | {"diffusion": False, "version": 1, "issued_by": "An invented body", "expires_on": "2031-05-03"}
CHANGE = {"field": "offence", "before": "Robbery", "after": "Armed robbery"}
FIXED = LINE | {"version": 2, "was": 1, "changes": [CHANGE], "issued_by": "An invented body"}


@pytest.fixture
def centre(directory: None) -> Far:
    """CEN keeps the notices on its own node; FRA, ITA and DEU are guests of this one."""
    hosted("FRA", "ITA", "DEU")
    return far("CEN")


def tells(
    keeper: Far, kind: str, body: dict, *, to: str = "ITA", at: datetime.datetime = AT, **letter
) -> str:
    body = body | {"at": at.isoformat()} if kind in (telling.RECALL, telling.CORRECTION) else body
    return says(keeper, to, kind, body, about=f"notice:{body['notice']}", created_at=at, **letter)


def recalls(
    keeper: Far, *, at: datetime.datetime = AT + timedelta(minutes=5), what="cancelled", **letter
) -> str:
    return tells(keeper, telling.RECALL, LINE | {"what": what}, at=at, **letter)


def told(bureau: str = "ITA") -> Told:
    return Told.objects.get(bureau=bureau)


def test_a_notice_is_told_by_reference_to_who_was_addressed(centre):
    assert tells(centre, telling.NOTICE, OUT) == ""

    row = told()
    assert (row.keeper, row.number, row.version, row.standing) == (
        "CEN",
        "2026-07AF-1C2B",
        1,
        State.PUBLISHED,
    )
    page = window("mara", "ITA").get("/notices/recalls/").content.decode()
    assert row.number in page
    assert row.number not in window("dora", "DEU").get("/notices/recalls/").content.decode()
    assert not lists.told_and_waiting(BRUNO).exists()


def test_its_message_leads_to_no_page_that_is_not_here(centre):
    tells(centre, telling.NOTICE, OUT)

    page = window("mara", "ITA").get(f"/messages/{Message.objects.get().pk}/").content.decode()

    assert "2026-07AF-1C2B" in page
    assert f"/notices/{NOTICE}/" not in page
    assert "/notices/recalls/" in page


def test_a_recall_waits_until_a_named_function_says_that_it_is_gone(centre):
    tells(centre, telling.NOTICE, OUT)
    assert recalls(centre, precedence=3) == ""
    assert list(lists.told_and_waiting(BRUNO)) == [told()]
    italy = window("mara", "ITA")
    assert "It is gone here" in italy.get("/notices/recalls/").content.decode()
    listed = italy.get("/notices/").content.decode()
    assert "Recalls and corrections: 1" in listed
    assert "What another node keeps and told yours stands with its recalls." in listed

    door = f"/notices/recalls/told/{told().pk}/"
    answer = italy.post(door, {f"{told().pk}-removed_on": TODAY.isoformat()})

    assert answer.status_code == 302
    assert (told().removed_on, told().waits) == (TODAY, False)
    ((parcel, kind, letter),) = left_for(centre)
    assert (kind, letter.about) == (telling.OBEYED, f"notice:{NOTICE}")
    body = json.loads(letter.body)
    assert (body["notice"], body["removed_on"]) == (NOTICE, TODAY.isoformat())
    assert datetime.datetime.fromisoformat(body["recalled_at"]) == AT + timedelta(minutes=5)
    assert letter.function
    signs(centre, parcel, Level.DELIVERED, to="ITA")
    assert not told().waits


def test_bad_words_of_ours_are_refused_and_another_s_do_not_exist(centre):
    tells(centre, telling.NOTICE, OUT)
    with pytest.raises(Refused):
        actions.obey(told(), removed_on=TODAY, by=BRUNO)
    recalls(centre)
    with pytest.raises(Invalid):
        actions.obey(told(), removed_on=TODAY + timedelta(days=3), by=BRUNO)
    with pytest.raises(NotFound):
        actions.obey(told(), removed_on=TODAY, by=DORA)
    with pytest.raises(Refused):
        actions.put_right(told(), applied_on=TODAY, version=1, by=BRUNO)

    door = f"/notices/recalls/told/{told().pk}/"
    assert window("dora", "DEU").post(door, {}).status_code == 404
    assert window("mara", "ITA").post(door, {}).status_code == 422
    assert left_for(centre) == []


def test_a_suspended_bureau_obeys_too(centre):
    recalls(centre)
    Bureau.objects.filter(pk="ITA").update(standing=int(Standing.SUSPENDED))

    actions.obey(told(), removed_on=TODAY, by=BRUNO)
    actions.obey(told(), removed_on=TODAY, by=BRUNO)  # a second time changes nothing

    assert [kind for _row, kind, _letter in left_for(centre)] == [telling.OBEYED]


@pytest.mark.parametrize("code", ["stale", "invalid"])
def test_a_word_that_its_keeper_did_not_take_is_to_be_said_again(centre, code):
    recalls(centre)
    actions.obey(told(), removed_on=TODAY, by=BRUNO)
    ((parcel, _kind, _letter),) = left_for(centre)

    signs(centre, parcel, Level.REFUSED, to="ITA", code=code)

    assert told().waits


def test_a_recall_that_passes_the_notice_still_counts(centre):
    """It is urgent, and the notice waits for a gap."""
    assert recalls(centre) == ""
    assert tells(centre, telling.NOTICE, OUT) == ""

    assert told().waits
    assert told().version == 1


def test_what_stands_again_is_asked_anew_when_it_is_recalled_anew(centre):
    recalls(centre, what="suspended")
    actions.obey(told(), removed_on=TODAY, by=BRUNO)

    tells(centre, telling.NOTICE, OUT | {"again": True}, at=AT + timedelta(minutes=10))
    assert (told().standing, told().removed_on) == (State.PUBLISHED, None)
    recalls(centre, at=AT + timedelta(minutes=15))

    assert told().waits
    recalls(centre, at=AT + timedelta(minutes=5), what="suspended")  # late, by another way
    assert told().standing is State.CANCELLED


def test_a_correction_is_put_right_and_its_words_go_with_the_recall(centre):
    tells(centre, telling.NOTICE, OUT)
    assert tells(centre, telling.CORRECTION, FIXED, at=AT + timedelta(minutes=2)) == ""
    italy = window("mara", "ITA")
    assert "Armed robbery" in italy.get("/notices/recalls/").content.decode()

    with pytest.raises(Stale):
        actions.put_right(told(), applied_on=TODAY, version=3, by=BRUNO)
    words = {f"{told().pk}-applied_on": TODAY.isoformat(), f"{told().pk}-version": "2"}
    assert italy.post(f"/notices/recalls/told/{told().pk}/correction/", words).status_code == 302

    ((_parcel, kind, letter),) = left_for(centre)
    assert (kind, json.loads(letter.body)["version"]) == (telling.APPLIED, 2)
    recalls(centre)
    assert not Message.objects.filter(kind=telling.CORRECTION, emptied_on=None).exists()
    tells(centre, telling.CORRECTION, FIXED | {"version": 3, "was": 2}, at=AT + timedelta(minutes=3))
    assert not Message.objects.filter(kind=telling.CORRECTION, emptied_on=None).exists()
    assert told().waits


def test_an_older_correction_changes_nothing(centre):
    tells(centre, telling.NOTICE, OUT | {"version": 5})

    assert tells(centre, telling.CORRECTION, FIXED, at=AT + timedelta(minutes=2)) == ""

    assert (told().version, told().is_to_correct) == (5, False)


@pytest.mark.parametrize("kind", [telling.NOTICE, telling.RECALL, telling.CORRECTION, telling.DECIDED])
def test_only_a_centre_speaks_of_what_it_keeps(centre, kind):
    body = {
        telling.NOTICE: OUT,
        telling.RECALL: LINE | {"what": "cancelled"},
        telling.CORRECTION: FIXED,
        telling.DECIDED: {"notice": NOTICE, "number": "1", "what": "refused"},
    }[kind]

    assert tells(far("ESP"), kind, body) == "not-the-keeper"

    assert not Told.objects.exists()
    assert not Message.objects.exists()


def test_no_other_centre_recalls_it(centre):
    tells(centre, telling.NOTICE, OUT)
    other = far("XXC")
    Bureau.objects.filter(pk="XXC").update(kind=2)

    assert recalls(other) == "not-the-keeper"
    assert recalls(other, to="DEU") == "not-the-keeper"

    assert told().standing is State.PUBLISHED


def test_what_this_node_keeps_no_other_speaks_of(centre, legal_basis):
    row = published()

    line = LINE | {"notice": str(row.pk), "what": "cancelled"}

    assert tells(centre, telling.RECALL, line) == "not-the-keeper"
    row.refresh_from_db()
    assert row.is_out


@pytest.mark.parametrize(
    ("kind", "body", "letter"),
    [
        (telling.NOTICE, OUT, {"about": f"notice:{new_id()}"}),
        (telling.NOTICE, OUT, {"about": ""}),
        (telling.NOTICE, OUT, {"thread": new_id()}),
        (
            telling.CORRECTION,
            FIXED | {"at": AT.isoformat(), "changes": [CHANGE | {"field": "names", "after": [1]}]},
            {},
        ),
        (
            telling.CORRECTION,
            FIXED | {"at": AT.isoformat(), "changes": [CHANGE | {"field": "photographs", "after": 7}]},
            {},
        ),
    ],
)
def test_what_is_not_in_form_is_refused(centre, kind, body, letter):
    letter = {"about": f"notice:{NOTICE}"} | letter
    assert says(centre, "ITA", kind, body, created_at=AT, **letter) == "body-form"
    assert not Told.objects.exists()


def test_a_reminder_is_of_what_was_told(centre):
    since = LINE | {"since": AT.isoformat()}
    del since["kind"]
    assert tells(centre, telling.REMINDER, since) == "unknown-notice"

    recalls(centre)
    assert tells(centre, telling.REMINDER, since) == ""
    assert tells(centre, telling.REMINDER, since, to="DEU") == "unknown-notice"
