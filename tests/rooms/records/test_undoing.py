"""Undoing an import: everything goes, but what others rely on or somebody has touched; and the file can come again."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.models import ActRecord, ActRow
from comity.journal.texts import texts_of
from comity.kit.errors import Invalid, NotAllowed, Refused
from comity.queries.models import OWNER, Confirmation
from comity.records import actions, scope
from comity.records.document import body_of
from comity.records.ending.endings import Ending
from comity.records.loading import importing, releasing
from comity.records.loading.imports import Import, State
from comity.records.models import Load, RecordTrace, RecordVersion, SearchKey
from comity.records.rules import Status
from tests.actors import AMINA, CHEN, without
from tests.rooms.records.uploads import recorded, table, undone, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
FIRST, SECOND = "12AB34567", "12AB34568"


def rows(*numbers: str, **more: str) -> str:
    return table(
        TravelDocument, *({"number": each, "source_reference": f"N-{each}", **more} for each in numbers)
    )


def imported(text: str, *, change: bool = False) -> Import:
    upload = recorded(uploaded(text, TravelDocument), change=change)
    assert upload.step is State.DONE
    return upload


def numbers() -> set[str]:
    return set(TravelDocument.objects.values_list("number", flat=True))


def test_everything_an_import_recorded_goes_in_one_act_and_may_come_again() -> None:
    upload = undone(imported(rows(FIRST, SECOND)))

    assert upload.step is State.UNDONE
    assert upload.undone == {"deleted": 2, "restored": 0, "kept": 0, "stayed": []}
    assert not numbers()
    assert not SearchKey.objects.exists()
    assert set(RecordTrace.objects.values_list("reason", flat=True)) == {Ending.UNDONE}
    act = ActRow.objects.get(verb="records.undo_load")
    assert (act.count, act.about) == (2, str(Load.objects.get().id))
    assert texts_of([act])[act.id].reason == "deleted=2 restored=0 stayed=0"
    assert ActRecord.objects.filter(act=act.id).count() == 2

    assert imported(rows(FIRST, SECOND)).counts["recorded"] == 2


def test_what_an_import_changed_is_as_before() -> None:
    imported(rows(FIRST))
    before = TravelDocument.objects.get()
    keys = set(SearchKey.objects.values_list("value", flat=True))
    upload = imported(
        table(TravelDocument, {"number": SECOND, "source_reference": f"N-{FIRST}"}), change=True
    )
    assert upload.counts["changed"] == 1

    upload = undone(upload)

    assert upload.undone["restored"] == 1
    after = TravelDocument.objects.get()
    assert (body_of(after), bytes(after.sha256)) == (body_of(before), bytes(before.sha256))
    assert (after.version, after.recorded_at) == (3, before.recorded_at)
    assert set(SearchKey.objects.values_list("value", flat=True)) == keys
    assert RecordVersion.objects.count() == 2


def test_what_a_bureau_was_asked_about_stays_and_is_named() -> None:
    upload = imported(rows(FIRST, SECOND))
    hit = TravelDocument.objects.get(number=FIRST)
    now = timezone.now()
    Confirmation.objects.create(
        thread=UUID(int=1), bureau="FRA", side=OWNER, other="ITA", database=hit.code, record=hit.id, seen=1,
        urgency=1, asked_at=now, due_at=now, length=timedelta(hours=1),
    )  # fmt: skip

    upload = undone(upload)

    assert numbers() == {FIRST}
    assert (upload.undone["deleted"], upload.undone["kept"]) == (1, 1)
    (named,) = upload.undone["stayed"]
    assert (named["record"], named["why"]) == (str(hit.id), "asked-about")
    assert FIRST in named["title"]


def test_what_was_touched_since_stays_and_is_named() -> None:
    upload = imported(rows(FIRST, SECOND))
    record = TravelDocument.objects.get(number=FIRST)
    actions.change(TravelDocument, record.id, {**body_of(record), "case": "C-1"}, seen=1, by=AMINA)

    upload = undone(upload)

    assert numbers() == {FIRST}
    assert [each["why"] for each in upload.undone["stayed"]] == ["changed-since"]


def test_a_change_that_was_changed_again_stays() -> None:
    imported(rows(FIRST))
    upload = imported(rows(FIRST, case="C-1"), change=True)
    record = TravelDocument.objects.get()
    actions.change(TravelDocument, record.id, {**body_of(record), "case": "C-2"}, seen=2, by=AMINA)

    assert undone(upload).undone["kept"] == 1
    assert TravelDocument.objects.get().case == "C-2"


def test_what_the_centre_released_goes_too() -> None:
    Bureau.objects.filter(pk="FRA").update(standing=Standing.PRE_MODERATED)
    epoch.bump()
    scope.forget()
    upload = imported(rows(FIRST))
    assert TravelDocument.objects.get().status == Status.DRAFT
    releasing.release_load(Load.objects.get().id, count=1, reason="looked at", by=CHEN)
    assert TravelDocument.objects.get().status == Status.ACTIVE

    assert undone(upload).undone["deleted"] == 1


def test_records_of_another_door_are_left_alone() -> None:
    own = actions.create(TravelDocument, TravelDocument.example, by=AMINA)
    undone(imported(rows(FIRST)))
    assert list(TravelDocument.objects.values_list("id", flat=True)) == [own.id]


def test_after_a_day_or_without_a_reason_or_a_right_nothing_is_undone() -> None:
    upload = imported(rows(FIRST))
    with pytest.raises(Invalid):
        importing.undo(upload.id, reason=" ", by=AMINA)
    with pytest.raises(NotAllowed):
        importing.undo(upload.id, reason="wrong", by=without(AMINA, "records.undo_import"))
    Import.objects.update(ended_at=timezone.now() - timedelta(days=1, seconds=1))
    with pytest.raises(Refused) as refusal:
        importing.undo(upload.id, reason="wrong", by=AMINA)
    assert refusal.value.code == "too-late"
    assert numbers() == {FIRST}


def test_it_is_undone_once() -> None:
    upload = undone(imported(rows(FIRST)))
    with pytest.raises(Refused):
        importing.undo(upload.id, reason="again", by=AMINA)
