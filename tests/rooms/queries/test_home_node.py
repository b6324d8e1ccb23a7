"""What became of the backups stands on the operator's first page and among the figures, and on nobody else's."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone as clock

from comity.access import middleware
from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.bureaus.signed.tables import DirectoryCopy
from comity.store.results import BACKUP, TEST, Result, note
from comity.web import metrics
from comity.web.operation import count_in_metrics
from tests import people

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 27, 2, 0, tzinfo=timezone.utc)
PANEL = "The node and its backups"


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Path:
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    for name in ("COMITY_BACKUP_FOLDER", "COMITY_BACKUP_SECOND"):
        monkeypatch.delenv(name, raising=False)
    people.bureau("CEN", BureauKind.CENTRE)
    settings.HOME = tmp_path
    return tmp_path


def page(who: str, role: Role) -> str:
    client = Client()
    client.force_login(people.officer(who, role, place=people.unit("CEN")))
    return " ".join(client.get("/").content.decode().split())


def test_the_operator_reads_what_failed_and_since_when(node: Path):
    note(node, Result(BACKUP, NIGHT - timedelta(days=1), good=True))
    note(node, Result(BACKUP, NIGHT, good=False, code="no-room", words="The disk is full."))
    read = page("pablo", Role.OPERATOR)
    assert PANEL in read
    assert "FAILED: The disk is full. It last went well on 2026-11-26 02:00 +0000." in read
    assert "set COMITY_BACKUP_FOLDER" in read


def test_the_operator_reads_that_a_backup_restores(node: Path):
    facts = {"file": "comity-2026-11-27-020000.backup", "rows": 41}
    note(node, Result(TEST, NIGHT, good=True, facts=facts))
    assert "was restored, 41 rows and the last acts are what they were" in page("pablo", Role.OPERATOR)


def test_the_operator_reads_that_the_directory_is_older_than_six_hours(node: Path):
    Bureau.objects.update(kind=int(BureauKind.MEMBER))  # the centre is elsewhere
    now = datetime.now(timezone.utc)
    copy = DirectoryCopy.objects.create(url="https://centre.test/", root=b"", trusted_at=now, signed_at=now)
    assert "The directory is older" not in page("pablo", Role.OPERATOR)

    copy.signed_at = now - timedelta(hours=6, minutes=1)
    copy.save()
    assert "The directory is older than six hours: the centre was not reached" in page("pilar", Role.OPERATOR)


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (-timedelta(hours=1, seconds=30), "1 h behind"),
        (-timedelta(days=1, seconds=30), "24 h behind"),
        (timedelta(days=1, seconds=30), "24 h ahead of"),
    ],
)
def test_the_operator_reads_which_of_the_two_clocks_is_behind_and_by_how_much(
    node: Path, monkeypatch: pytest.MonkeyPatch, difference: timedelta, said: str
):
    real = clock.now
    assert "The web host's clock" not in page("pablo", Role.OPERATOR)

    monkeypatch.setattr(clock, "now", lambda: real() + difference)
    read = page("pilar", Role.OPERATOR).replace("&#x27;", "'")
    assert f"The web host's clock is {said} the database's. Set both by NTP." in read


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_nobody_else_reads_about_the_node(node: Path, role: Role):
    note(node, Result(BACKUP, NIGHT, good=False, words="The disk is full."))
    read = page("someone", role)
    assert PANEL not in read
    assert "full" not in read


def test_figures_tell_a_failed_night_and_the_last_good_one(node: Path, monkeypatch):
    monkeypatch.setattr(metrics, "_registry", {})
    count_in_metrics(node)
    note(node, Result(BACKUP, NIGHT, good=True, seconds=7.5))
    note(node, Result(BACKUP, NIGHT + timedelta(days=1), good=False))
    said = metrics.text()
    assert 'comity_operation_failed{step="backup"} 1\n' in said
    assert f'comity_operation_good_timestamp_seconds{{step="backup"}} {NIGHT.timestamp():.0f}\n' in said


def test_figures_are_empty_where_nothing_was_done(node: Path, monkeypatch):
    monkeypatch.setattr(metrics, "_registry", {})
    count_in_metrics(node)
    assert "{step=" not in metrics.text()
