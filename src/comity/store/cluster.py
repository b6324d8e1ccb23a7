"""A new cluster: its files, its roles and their passwords, its first database."""

import json
import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from comity.store.account import Account, server_account
from comity.store.binaries import Binaries
from comity.store.children import last_lines, open_log
from comity.store.errors import StoreError
from comity.store.home import write_atomically
from comity.store.place import Place, find_place
from comity.store.url import socket_url

SUPERUSER, OWNER, APP, RETENTION = "postgres", "comity_owner", "comity_app", "comity_retention"
ROLES = (SUPERUSER, OWNER, APP, RETENTION)
DATABASE = "comity"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster answers, and the passwords of its roles by name."""

    run: Path
    passwords: dict[str, str]

    def url(self, role: str, database: str = DATABASE) -> str:
        """The URL under which `role` reaches `database`."""
        return socket_url(role=role, password=self.passwords[role], folder=self.run, database=database)


def ensure_files(place: Place, account: Account, binaries: Binaries, *, lasting: bool) -> Cluster:
    """The cluster's files, made if there are none. Raises: StoreError when another version wrote them."""
    version = place.data / "PG_VERSION"
    written_by = version.read_text().strip() if version.exists() else ""
    if written_by and int(written_by) != binaries.major:
        raise StoreError(
            f"The data in {place.data} was written by PostgreSQL {written_by}, and this is {binaries.version}. "
            "Restore a backup into a new COMITY_HOME, or use the older programs.",
            code="other-version",
        )
    if written_by and not place.credentials.exists():
        raise StoreError(
            f"{place.credentials} is missing, and with it the passwords of the database in {place.data}.",
            code="no-credentials",
        )
    if not written_by:
        _initialise(place, account, binaries, lasting)
    return Cluster(place.run, _passwords(place))


def ensure_database(cluster: Cluster) -> None:
    """Roles and the first database, made if they are not there. Safe to repeat after a kill in the middle."""
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        for role in (OWNER, APP, RETENTION):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(cluster.passwords[role])
                )
            )
        create_database(connection, DATABASE, missing_only=True)
        open_database(connection, DATABASE)  # also to a role that is younger than the database
    with psycopg.connect(cluster.url(SUPERUSER), autocommit=True) as connection:
        grant_in_schema(connection)


def local_url(home: Path, role: str) -> str:
    """The URL of this home's own database, or "" where there is none that we may open."""
    try:
        place = find_place(home, server_account())
        return Cluster(place.run, json.loads(place.credentials.read_bytes())).url(role)
    except (OSError, StoreError, KeyError):  # a role that is younger than this home has no password yet
        return ""


def create_database(
    connection: psycopg.Connection, name: str, *, template: str = "template0", missing_only: bool = False
) -> None:
    """Make a database owned by comity_owner, open to comity_app and comity_retention and to nobody else."""
    if missing_only and connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )
    open_database(connection, name)


def open_database(connection: psycopg.Connection, name: str) -> None:
    """Let comity_app and comity_retention connect to it, and nobody else but the owner."""
    names = {"name": sql.Identifier(name), "app": sql.Identifier(APP), "retention": sql.Identifier(RETENTION)}
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**names))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {app}, {retention}").format(**names))


def grant_in_schema(connection: psycopg.Connection) -> None:
    """What comity_app may do with what comity_owner will make: read and write rows. No DDL, no TRUNCATE.

    comity_retention gets no table at all: a migration of the journal gives it one function.
    """
    names = {
        "owner": sql.Identifier(OWNER),
        "app": sql.Identifier(APP),
        "retention": sql.Identifier(RETENTION),
    }
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {app}, {retention}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
        " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {app}",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def _passwords(place: Place) -> dict[str, str]:
    """The roles' passwords; a role that is younger than this home gets one now."""
    known: dict[str, str] = json.loads(place.credentials.read_bytes())
    missing = {role: secrets.token_urlsafe(32) for role in ROLES if role not in known}
    if missing:
        write_atomically(place.credentials, json.dumps(known | missing, indent=1).encode())
    return known | missing


def _initialise(place: Place, account: Account, binaries: Binaries, lasting: bool) -> None:
    """initdb in a folder beside, moved into place when it is whole, so that a kill leaves nothing half-made."""
    passwords = {role: secrets.token_urlsafe(32) for role in ROLES}
    draft, word = place.root / "data.new", place.run / "word"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    write_atomically(word, passwords[SUPERUSER].encode())
    if account.switch:
        for path in (draft, word):
            os.chown(path, account.user, account.group)
    with open_log(place.log) as log:
        made = subprocess.run(
            [
                binaries.program("initdb"), "--pgdata", str(draft), "--username", SUPERUSER, "--pwfile", str(word),
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions",
                *([] if lasting else ["--no-sync"]),
            ],
            env=binaries.environment, cwd="/", stdout=log, stderr=log, **account.popen,
        )  # fmt: skip
    word.unlink()
    if made.returncode:
        raise StoreError(f"The database could not be made:\n{last_lines(place.log)}", code="initdb")
    write_atomically(place.credentials, json.dumps(passwords, indent=1).encode())
    draft.rename(place.data)
