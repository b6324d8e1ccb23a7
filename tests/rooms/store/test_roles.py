"""What each of the roles may do. With one role a REVOKE would be theatre."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.cluster import Database

FORBIDDEN = {
    "make a table": "CREATE TABLE another (a int)",
    "make a temporary table": "CREATE TEMPORARY TABLE another (a int)",
    "make a schema": "CREATE SCHEMA another",
    "change a table": "ALTER TABLE django_migrations ADD COLUMN a int",
    "drop a table": "DROP TABLE django_migrations",
    "empty a table at once": "TRUNCATE django_session",
    "become the owner": "SET ROLE comity_owner",
    "make a role": "CREATE ROLE another",
    "read the server's files": "SELECT pg_read_file('PG_VERSION')",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'true'",
}


@pytest.mark.django_db
def test_tests_run_as_the_application_and_not_as_the_owner():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("comity_app", False)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_application_may_not(statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_fresh_database_is_migrated_and_its_own(fresh_database: Database):
    with psycopg.connect(fresh_database.owner_url) as owner:
        owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('own', 'one', now())")
    with psycopg.connect(fresh_database.app_url) as app:
        assert app.execute("SELECT count(*) FROM django_migrations WHERE app = 'own'").fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_one_test_commits_the_next_does_not_see(time):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")


def test_no_one_else_may_connect(fresh_database: Database):
    with psycopg.connect(fresh_database.owner_url) as owner:
        grants = owner.execute(
            "SELECT has_database_privilege('public', current_database(), 'CONNECT'),"
            " has_database_privilege('comity_app', current_database(), 'CONNECT'),"
            " has_database_privilege('comity_retention', current_database(), 'CONNECT')"
        ).fetchone()
    assert grants == (False, True, True)
