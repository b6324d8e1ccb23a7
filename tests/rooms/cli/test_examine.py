"""What the examination says of tables that another version made."""

import json
import subprocess

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from comity.cli import checks, examine

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_migration_that_was_not_run_is_noticed_and_nothing_else_is_looked_at(place):
    assert not examine.tables_behind()
    done = MigrationRecorder.Migration.objects.filter(app="records").order_by("id")
    MigrationRecorder(connection).record_unapplied("records", getattr(done, place)().name)

    assert examine.examined() == {"tables_behind": True}


def test_tables_of_another_version_are_one_wrong_check(monkeypatch):
    said = subprocess.CompletedProcess([], 0, json.dumps({"tables_behind": True}), "")
    monkeypatch.setattr(subprocess, "run", lambda *words, **options: said)

    (found,) = checks._examined()

    assert (found.check, found.state) == ("tables", checks.State.WRONG)
