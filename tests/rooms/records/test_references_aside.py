"""References that alone change are the owner's note: no version, no moment, no message; of two at once one waits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import Refused, Stale
from comity.messages.models import Message
from comity.queries import actions as queries
from comity.records import actions
from comity.records.api import shown
from comity.records.document import body_of
from comity.records.feed.following import follow_changes
from comity.records.life import disputing
from comity.records.models import Happening, RecordChange, RecordVersion, SearchKey
from comity.records.reading import history
from comity.records.rules import Status
from tests.actors import AMINA, BRUNO
from tests.rooms.queries.conversations import hit_by
from tests.rooms.records import programs
from tests.rooms.records.pages import opened
from tests.rooms.records.programs import called

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
COURT = {"system": "court", "number": "TGI-77"}
SIS = {"system": "sis", "number": "S-1"}


def recorded(*references: dict[str, str], **more: Any) -> Vehicle:
    return actions.create(Vehicle, {**Vehicle.example, "references": list(references), **more}, by=AMINA)


def noted(record: Vehicle, *references: dict[str, str], **more: Any) -> Vehicle:
    """The record as its owner has changed it: these references, and what else is said."""
    body = {**body_of(record), "references": list(references)}
    seen = {name: more.pop(name) for name in ("seen_digest",) if name in more}
    return actions.change(Vehicle, record.id, {**body, **more}, seen=record.version, **seen, by=AMINA)


def test_nobody_else_can_tell_that_references_changed() -> None:
    record = recorded(COURT)
    hit_by(subject={"vehicle": {"vin": Vehicle.example["vin"]}})
    theirs, ours = replace(BRUNO, epoch=epoch.current()), replace(AMINA, epoch=epoch.current())
    cursors = [follow_changes("", by=each).cursor for each in (theirs, ours)]
    before, changes = shown(record, BRUNO), RecordChange.objects.count()

    after = noted(record, COURT, SIS)

    assert [each["number"] for each in after.references] == ["TGI-77", "S-1"]
    assert shown(after, BRUNO) == before
    assert (after.version, after.changed_at) == (1, record.changed_at)
    assert not RecordVersion.objects.exists()
    assert not Happening._default_manager.exists()
    assert RecordChange.objects.count() == changes
    for by, cursor in zip((theirs, ours), cursors, strict=True):
        assert follow_changes(cursor, by=by).changes == []
    assert set(SearchKey.objects.values_list("version", flat=True)) == {1}
    queries.inform_due(timezone.now())
    assert not Message.objects.filter(kind="record-changed").exists()
    assert [state.verb for state in history(after, reader=AMINA)] == ["records.create"]
    assert ActRow.objects.filter(verb="records.change").count() == 1, (
        "it is an act of the owner's all the same"
    )


def test_whatever_else_changes_with_them_is_a_change() -> None:
    assert noted(recorded(COURT), COURT, SIS, colour="red").version == 2
    closed = noted(recorded(source_reference="V-2"), SIS, restriction="only DEU")
    assert (
        closed.version,
        set(SearchKey.objects.filter(record=closed.id).values_list("version", flat=True)),
    ) == (
        2,
        {2},
    )


def test_what_says_the_same_again_goes_on_as_before() -> None:
    record = recorded(COURT)
    Vehicle.objects.update(status=int(Status.SENT_BACK))
    assert Status(noted(record, COURT).status) is Status.DRAFT, "handed in again"


def test_of_two_who_saw_the_same_references_the_second_is_refused() -> None:
    record = recorded(COURT)
    saw = bytes(record.sha256)
    after = noted(record, COURT, SIS, seen_digest=saw)
    with pytest.raises(Stale):
        noted(record, COURT, seen_digest=saw)
    assert noted(after, seen_digest=bytes(after.sha256)).references == []
    with pytest.raises(Stale):
        actions.change(Vehicle, record.id, {**body_of(after), "references": [COURT]}, seen=7, by=AMINA)


def test_an_ended_record_takes_no_references() -> None:
    record = actions.withdraw(Vehicle, recorded().id, reason="sold", seen=1, by=AMINA)
    with pytest.raises(Refused):
        noted(record, SIS)


def test_a_reference_is_no_correction_of_what_was_disputed() -> None:
    record = recorded()
    row = disputing.open_dispute(record, bureau="ITA", unit=None, function="desk", evidence="It is his.")
    noted(record, SIS)
    with pytest.raises(Refused) as refusal:
        disputing.answer_dispute(row.id, upheld=True, answer="yes", by=AMINA)
    assert refusal.value.code == "correct-first"


def test_the_form_carries_what_was_seen_and_says_what_it_did() -> None:
    record = recorded(COURT)
    form = opened(AMINA, "change", "vehicles", record.id).content.decode()
    assert f'name="digest" value="{bytes(record.sha256).hex()}"' in form
    noted(record, SIS)
    said = {"seen": "1", "digest": bytes(record.sha256).hex()}
    with pytest.raises(Stale):
        opened(AMINA, "change", "vehicles", record.id, data={**typed(record), **said}, post=True)
    record.refresh_from_db()
    said["digest"] = bytes(record.sha256).hex()

    answer = opened(AMINA, "change", "vehicles", record.id, data={**typed(record), **said}, post=True)

    assert answer.status_code == 302
    record.refresh_from_db()
    assert (record.version, record.references) == (1, [])


def typed(record: Vehicle) -> dict[str, Any]:
    """The record as its form posts it, without references."""
    body = {name: value for name, value in body_of(record).items() if name != "references"}
    assert not any(isinstance(value, list) for value in body.values()), "no repeated part in this example"
    return body


def test_a_program_says_which_digest_it_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.access.api.actor_for", programs.actor_for)
    record = recorded(COURT)
    path = f"/vehicles/{record.id}?version=1&sha256="
    body = {**body_of(record), "references": [SIS]}

    assert called("amina", "put", f"{path}{'0' * 64}", body).status_code == 409
    assert called("amina", "put", f"{path}nonsense", body).status_code == 422
    answer = called("amina", "put", f"{path}{bytes(record.sha256).hex()}", body)

    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert answer.json()["sha256"] != bytes(record.sha256).hex()
    assert timezone.now() - record.changed_at < timedelta(minutes=1)
