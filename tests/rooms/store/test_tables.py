"""A start knows whether the tables are of its version, without Django."""

from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from comity.store import tables
from comity.store.processes import Store, prepare, quiet
from comity.store.stamp import SERVICE
from comity.store.tables import are_current, note_current
from tests.cluster import Database


@pytest.fixture
def database(fresh_database: Database) -> Database:
    assert are_current(fresh_database.owner_url)
    assert are_current(fresh_database.app_url)
    return fresh_database


def test_another_migration_of_ours_or_another_package_is_not_current(database, monkeypatch, tmp_path):
    with monkeypatch.context() as other:
        other.setattr(tables, "PACKAGE", tmp_path)
        assert not are_current(database.app_url)
    with monkeypatch.context() as other:
        other.setattr(tables, "version", lambda _name: "99")
        assert not are_current(database.app_url)
    assert are_current(database.app_url)


def test_what_was_taken_back_by_hand_is_migrated_again(database, tmp_path, monkeypatch):
    store = Store(tmp_path, database.app_url, database.owner_url, "", quiet)
    done: list[str] = []
    monkeypatch.setattr(Store, "manage", lambda _self, *words, **_more: done.append(words[0]) or "")
    prepare(store, SERVICE)
    assert not done
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'tracing'")
    assert not are_current(database.app_url)

    prepare(store, SERVICE)

    assert done == ["migrate"]
    assert are_current(database.app_url)


def test_tables_of_a_version_that_noted_nothing_are_looked_at(database):
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("ALTER TABLE comity_stamp DROP COLUMN migrated")
    assert not are_current(database.app_url)
    note_current(database.owner_url)
    assert are_current(database.app_url)


def test_whoever_may_not_change_tables_may_not_say_that_they_are_current(database):
    with psycopg.connect(database.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("UPDATE comity_stamp SET migrated = ''")


def test_every_package_that_brings_tables_is_named():
    from importlib.metadata import packages_distributions

    owners = packages_distributions()
    bring = {apps.get_app_config(label).name for label, _name in MigrationLoader(None).disk_migrations}
    others = {owners[name.partition(".")[0]][0].lower() for name in bring if not name.startswith("comity.")}
    assert others == set(tables.OTHERS)
    ours = {
        Path(apps.get_app_config(label).path).name for label, _name in MigrationLoader(None).disk_migrations
    }
    assert {path.parts[0] for path in _migrations()} <= ours


def _migrations() -> list[Path]:
    return [path.relative_to(tables.PACKAGE) for path in tables.PACKAGE.glob("*/migrations/[0-9]*.py")]
