"""The doors of the change feed and of what is still elsewhere: API and pages."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.kit.errors import NotAllowed
from comity.records import actions
from comity.records.feed.following import follow_changes
from comity.records.models import ChangeFeed, ChangeReader, RecordChange, StillElsewhere
from tests import people
from tests.rooms.records.pages import opened

pytestmark = pytest.mark.django_db
REFERENCES = [{"system": "other", "name": "Depot", "number": "D-7", "sent_on": "2026-05"}]


@pytest.fixture
def register(bureaus: None) -> str:
    """A connected system of FRA."""
    return people.token(people.unit("FRA"), label="National register")[0]


@pytest.fixture
def amina(register: str) -> Any:
    return people.acting("amina", Role.DESK_OFFICER)


def called(token: str, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Acting-Officer": "K-1"}
    sent = {} if body is None else {"data": json.dumps(body)}
    client = Client(raise_request_exception=False)
    return getattr(client, method)(
        f"/api/v1/{path}", content_type="application/json", headers=headers, **sent
    )


def test_a_register_reads_applies_and_is_seen_by_its_bureau(register, amina):
    start = called(register, "get", "changes").json()
    assert (start["changes"], start["more"], start["retry_after_s"]) == ([], False, 60)
    record = actions.create(Vehicle, {**Vehicle.example, "references": REFERENCES}, by=amina)

    page = called(register, "get", f"changes?since={start['cursor']}").json()

    (change,) = page["changes"]
    assert (change["kind"], change["id"], change["own"], change["status"]) == (
        "created",
        str(record.id),
        True,
        "active",
    )
    assert change["document"]["references"] == REFERENCES
    head = people.acting("henri", Role.BUREAU_HEAD, Role.SECURITY_OFFICER)
    assert "never" in opened(head, "systems").content.decode()
    assert called(register, "post", "changes/applied", {"cursor": page["cursor"]}).status_code == 200
    text = opened(head, "systems").content.decode()
    assert "National register" in text
    assert "never" not in text


def test_what_is_not_applied_is_counted_and_dated(register, amina):
    cursor = called(register, "get", "changes").json()["cursor"]
    called(register, "post", "changes/applied", {"cursor": cursor})
    for number in range(3):
        actions.create(Vehicle, {**Vehicle.example, "source_reference": f"V-{number}"}, by=amina)
    RecordChange.objects.update(at=timezone.now() - timedelta(hours=5))
    head = people.acting("henri", Role.BUREAU_HEAD, Role.SECURITY_OFFICER)
    assert '<td class="num">3</td>' in opened(head, "systems").content.decode()
    assert ChangeReader.objects.get().place is not None


def test_a_cursor_too_old_is_410_with_what_to_do(register):
    cursor = called(register, "get", "changes").json()["cursor"]
    ChangeFeed.objects.update(ended=10, placed=10)
    answer = called(register, "get", f"changes?since={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor-too-old")
    assert "List your records again" in answer.json()["title"]
    assert called(register, "get", "changes?since=made-up").status_code == 422


def test_a_token_without_the_right_reads_nothing(bureaus):
    token = people.token(people.unit("FRA"), rights=["records.list"])[0]
    assert called(token, "get", "changes").status_code == 403


def test_a_suspended_bureau_still_learns_what_changes_and_an_ended_mandate_does_not(amina):
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.SUSPENDED))
    epoch.bump()
    suspended = people.acting("sara", Role.DESK_OFFICER)
    assert follow_changes("", by=suspended).cursor
    Bureau.objects.filter(code="FRA").update(mandate_ends=timezone.now().date() - timedelta(days=1))
    epoch.bump()
    with pytest.raises(NotAllowed):
        follow_changes("", by=people.acting("sami", Role.DESK_OFFICER))


def test_elsewhere_is_listed_and_ticked_by_a_program(register, amina):
    record = actions.create(Vehicle, {**Vehicle.example, "references": REFERENCES}, by=amina)
    assert called(register, "get", "elsewhere").json() == []
    actions.withdraw(Vehicle, record.id, reason="sold", seen=1, by=amina)

    (row,) = called(register, "get", "elsewhere").json()

    assert (row["system"], row["name"], row["number"], row["sent_on"]) == ("other", "Depot", "D-7", "2026-05")
    assert (row["why"], row["is_late"], row["record"]) == ("withdrawn", False, str(record.id))
    done = called(register, "post", f"elsewhere/{row['id']}/tick").json()
    assert done["ticked_as"] == "connected system"
    assert called(register, "post", f"elsewhere/{row['id']}/tick").status_code == 409
    assert called(register, "get", "elsewhere").json() == []


def test_the_desk_ticks_on_its_page(amina):
    record = actions.create(Vehicle, {**Vehicle.example, "references": REFERENCES}, by=amina)
    actions.withdraw(Vehicle, record.id, reason="sold", seen=1, by=amina)
    row = StillElsewhere.objects.get()
    StillElsewhere.objects.update(opened_at=timezone.now() - timedelta(days=8))
    text = opened(amina, "elsewhere").content.decode()
    assert "Depot" in text
    assert "D-7" in text
    assert 'data-is="overdue"' in text
    assert opened(amina, "tick-elsewhere", row.id, post=True).status_code == 302
    assert "D-7" not in opened(amina, "elsewhere").content.decode()
