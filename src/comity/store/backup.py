"""One file that holds a whole node: the database as of one moment, the node's secrets, and what must be in it.

Inside it is a ZIP archive: `database.dump` (pg_dump's custom format), `secrets/...`, `attachments/...`, and last
`manifest.json`. It is as secret as the node itself, because what was sealed can be read with it: so the callers seal it
(docs/spec/backup.md).
"""

import hashlib
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timezone
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from comity.store.account import server_account
from comity.store.binaries import find_binaries
from comity.store.cluster import APP, OWNER, grant_in_schema, local_url
from comity.store.errors import StoreError
from comity.store.home import atomic_file, write_atomically
from comity.store.lock import held
from comity.store.place import find_place
from comity.store.server import IN_USE, running_cluster
from comity.store.stamp import read_stamp

FORMAT = 1
DUMP, MANIFEST = "database.dump", "manifest.json"
SECRETS = ("node-secret", "secret-key", "backup-key.pub")
# Uploaded files are promised to be gone after a day: they must not live on in a backup (decision 14).
PASSING = ("records_importpiece",)
CHUNK_BYTES = 1 << 20
# Files of messages, by the end of their ids. Only those that were sent: uploads and drafts are gone soon.
FILES = "attachments"
_FILE = re.compile(r"attachments/[0-9a-f]{2}/[0-9a-f]{32}")
_SENT = "SELECT replace(id::text, '-', '') FROM messages_attachment WHERE message_id IS NOT NULL ORDER BY id"
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname
"""
_HEAD = """
SELECT encode(sha256(convert_to(string_agg(told, E'\\n'), 'UTF8')), 'hex') FROM
(SELECT a::text AS told FROM acts a ORDER BY at DESC, id DESC LIMIT 1000) last
"""
Progress = Callable[[int], None]
# How a backup is sealed on its way into the file, and opened on its way out. The store is below the room that seals.
Seal = Callable[[IO[bytes]], AbstractContextManager[IO[bytes]]]
Open = Callable[[Path], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. rows: by table, all partitions together. made: UTC.

    head: the last acts of the journal, as one digest; "" in backups of before. files: how many files of messages.
    """

    format: int
    made: str
    server: int
    stamp: str
    rows: dict[str, int]
    sha256: str
    bytes: int
    head: str = ""
    files: int = 0

    @classmethod
    def read(cls, content: str) -> "Manifest":
        """From its JSON; what a later version adds is passed over. Raises: ValueError, TypeError."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in json.loads(content).items() if name in known})


@contextmanager
def reached(home: Path) -> Iterator[str]:
    """The owner's URL of this home's database, started for the occasion if no node runs."""
    if os.environ.get("COMITY_DATABASE_URL"):
        if not (url := os.environ.get("COMITY_OWNER_URL", "")):
            raise StoreError(
                "Set COMITY_OWNER_URL: the application's role cannot read everything.", code="no-owner"
            )
        yield url
        return
    with own_database(home, OWNER) as url:
        yield url


@contextmanager
def own_database(home: Path, role: str) -> Iterator[str]:
    """The URL of a role in this home's own database, started for the occasion if no node runs."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(running_cluster(home)).url(role)
        except StoreError as error:
            if error.code != "in-use":
                raise
            url = local_url(home, role)
        yield url


def plainly(file: Path) -> IO[bytes]:
    """Open a backup that was not sealed."""
    return file.open("rb")


def back_up(
    file: Path,
    *,
    home: Path,
    owner_url: str,
    seal: Seal = nullcontext,
    progress: Progress = lambda _bytes: None,
) -> Manifest:
    """Write the backup; it appears under its name only when it is whole. The node may run meanwhile.

    seal: gives the stream to write into. progress: called with the bytes written since the last call.
    Raises: StoreError with a sentence when the disk is full or the database does not answer.
    """
    with psycopg.connect(owner_url) as connection, atomic_file(file) as output, seal(output) as stream:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # The snapshot lives as long as this transaction, which does nothing while pg_dump works: perhaps for hours.
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        with zipfile.ZipFile(stream, "w") as archive:
            with archive.open(DUMP, "w", force_zip64=True) as entry:
                sha256, size = _dump(owner_url, str(snapshot), entry, progress)
            for name in SECRETS:
                if (home / name).exists():
                    archive.write(home / name, f"secrets/{name}")
            files = _put_files(archive, home, connection, progress)
            manifest = Manifest(
                format=FORMAT,
                made=datetime.now(timezone.utc).isoformat(timespec="seconds"),
                server=connection.info.server_version,
                stamp=read_stamp(owner_url),
                rows=_rows(connection),
                sha256=sha256,
                bytes=size,
                head=_head(connection),
                files=files,
            )
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def restore(
    file: Path,
    *,
    home: Path,
    owner_url: str,
    open_file: Open = plainly,
    progress: Progress = lambda _bytes: None,
) -> Manifest:
    """Fill an empty database from a backup, all or nothing, and count what is in it.

    Raises: StoreError when the file is damaged, a node runs over this home, or the database is not empty.
    """
    with held(home / "node.lock", otherwise=IN_USE.format(home=home)):
        return _fill(file, home=home, owner_url=owner_url, open_file=open_file, progress=progress)


def replace_all(file: Path, *, home: Path, owner_url: str, open_file: Open) -> Manifest:
    """Put a backup in the place of everything that the database holds. For whoever holds the node's lock.

    The file is read to its end first. Killed in the middle it leaves an empty database: call it again.
    Raises: StoreError.
    """
    verify(file, open_file=open_file)
    with psycopg.connect(owner_url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        connection.execute("ALTER SCHEMA public OWNER TO pg_database_owner")
        grant_in_schema(connection)
    return _fill(file, home=home, owner_url=owner_url, open_file=open_file, progress=lambda _bytes: None)


def data_version(home: Path) -> int:
    """The major version of PostgreSQL that wrote this home's own data; 0 where there are none."""
    try:
        return int((find_place(home, server_account()).data / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return 0


def _fill(file: Path, *, home: Path, owner_url: str, open_file: Open, progress: Progress) -> Manifest:
    manifest = verify(file, open_file=open_file)
    with psycopg.connect(owner_url) as connection:
        if connection.execute(_TABLES).fetchone():
            raise StoreError("The database is not empty. Restore into a new COMITY_HOME.", code="not-empty")
        connection.rollback()
        with open_file(file) as stream, zipfile.ZipFile(stream) as archive:
            with archive.open(DUMP) as entry, _bare_tables(connection):
                _load(owner_url, entry, progress)
            _tell_restored(connection)
            for name in SECRETS:
                if f"secrets/{name}" in archive.namelist():
                    write_atomically(home / name, archive.read(f"secrets/{name}"))
            _take_files(archive, home, progress)
        found = _rows(connection)
        head = _head(connection)
    wrong = sorted(name for name in manifest.rows | found if manifest.rows.get(name) != found.get(name))
    if manifest.head and manifest.head != head:
        wrong.append("the last acts of the journal")
    if wrong:
        raise StoreError(f"The restored tables differ from the backup: {', '.join(wrong)}.", code="differs")
    return manifest


def verify(file: Path, *, open_file: Open = plainly) -> Manifest:
    """Read a backup to its end. Raises: StoreError when a byte of it is missing or wrong."""
    try:
        with open_file(file) as stream, zipfile.ZipFile(stream) as archive:
            manifest = Manifest.read(archive.read(MANIFEST).decode())
            with archive.open(DUMP) as entry:
                said = hashlib.sha256()
                for chunk in iter(lambda: entry.read(CHUNK_BYTES), b""):
                    said.update(chunk)
            for name in SECRETS:
                if f"secrets/{name}" in archive.namelist():
                    archive.read(f"secrets/{name}")
            files = _files_in(archive)
            for name in files:
                with archive.open(name) as entry:  # to its end: its checksum is told there
                    while entry.read(CHUNK_BYTES):
                        pass
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror}).", code="not-read") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise StoreError(
            f"{file} is damaged or no backup of Comity. Nothing was changed.", code="damaged"
        ) from error
    if manifest.format != FORMAT:
        raise StoreError(f"{file} was made by another version of Comity.", code="other-version")
    if said.hexdigest() != manifest.sha256 or len(files) != manifest.files:
        raise StoreError(f"{file} is damaged. Nothing was changed.", code="damaged")
    return manifest


def _put_files(
    archive: zipfile.ZipFile, home: Path, connection: psycopg.Connection, progress: Progress
) -> int:
    """Every file that a message of this moment carries; how many. One that was deleted meanwhile is left out."""
    if _one(connection, "SELECT to_regclass('public.messages_attachment')") is None:
        return 0
    count = 0
    for (name,) in connection.execute(_SENT):
        path = home / FILES / str(name)[-2:] / str(name)
        with suppress(FileNotFoundError):
            size = path.stat().st_size
            archive.write(path, f"{FILES}/{path.parent.name}/{path.name}")
            count += 1
            progress(size)
    return count


def _files_in(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if _FILE.fullmatch(name)]


def _take_files(archive: zipfile.ZipFile, home: Path, progress: Progress) -> None:
    """Put the files of messages back; one that is there already, as long as it was, stays."""
    for name in _files_in(archive):
        path, size = home / name, archive.getinfo(name).file_size
        if path.exists() and path.stat().st_size == size:
            continue
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with archive.open(name) as entry, atomic_file(path) as file:
            while chunk := entry.read(CHUNK_BYTES):
                file.write(chunk)
                progress(len(chunk))


def _tell_restored(connection: psycopg.Connection) -> None:
    """Let the rooms say what is no longer true: what happened after the backup is lost, and cursors may be ahead."""
    with connection.transaction():
        if _one(connection, "SELECT to_regproc('after_restore')") is not None:
            connection.execute("SELECT after_restore()")


@contextmanager
def _bare_tables(connection: psycopg.Connection) -> Iterator[None]:
    """Tables made while the block runs give nobody any right by default.

    A dump says what was granted and cannot say what was not: with defaults in force the application's role would
    get back its right to change acts. The dump brings the defaults again, at its end; a failure brings them here.
    """
    with connection.transaction():
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            connection.execute(
                sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON {} FROM {}").format(
                    sql.SQL(kind), sql.Identifier(APP)
                )
            )
    try:
        yield
    except BaseException:
        with connection.transaction():
            grant_in_schema(connection)
        raise


def _dump(url: str, snapshot: str, entry: IO[bytes], progress: Progress) -> tuple[str, int]:
    said, size = hashlib.sha256(), 0
    words = [
        "--format=custom",
        f"--snapshot={snapshot}",
        *(f"--exclude-table-data={each}" for each in PASSING),
    ]
    with _program("pg_dump", url, *words, stdout=subprocess.PIPE) as dump:
        assert dump.stdout is not None
        while chunk := dump.stdout.read(CHUNK_BYTES):
            entry.write(chunk)
            said.update(chunk)
            size += len(chunk)
            progress(len(chunk))
        _ended_well(dump, "The database could not be read")
    return said.hexdigest(), size


def _load(url: str, entry: IO[bytes], progress: Progress) -> None:
    words = (
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--dbname",
        conninfo_to_dict(url)["dbname"],
    )
    with _program("pg_restore", url, *map(str, words), stdin=subprocess.PIPE) as load:
        assert load.stdin is not None
        try:
            while chunk := entry.read(CHUNK_BYTES):
                load.stdin.write(chunk)
                progress(len(chunk))
            load.stdin.close()
        except BrokenPipeError:
            pass  # it ended early, and says why
        _ended_well(load, "The backup could not be restored, and nothing was changed")


@contextmanager
def _program(
    name: str, url: str, *words: str, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's clients; the password travels in its environment, which others cannot read."""
    binaries = find_binaries()
    names = {
        "dbname": "PGDATABASE",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "host": "PGHOST",
        "port": "PGPORT",
    }
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    environment = binaries.environment | {
        names.get(key, f"PG{key.upper()}"): value for key, value in parts.items()
    }
    command = [binaries.program(name), "--no-password", *words]
    with subprocess.Popen(
        command, env=environment, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _ended_well(process: subprocess.Popen[bytes], otherwise: str) -> None:
    assert process.stderr is not None
    words = process.stderr.read().decode(errors="replace").strip().splitlines()[-3:]
    if process.wait():
        raise StoreError(f"{otherwise}:\n" + "\n".join(words), code="client")


def _rows(connection: psycopg.Connection) -> dict[str, int]:
    count = sql.SQL("SELECT count(*) FROM {}")
    names = [str(name) for (name,) in connection.execute(_TABLES) if name not in PASSING]
    return {name: int(str(_one(connection, count.format(sql.Identifier(name))))) for name in names}


def _head(connection: psycopg.Connection) -> str:
    """The last acts, every column of them, as one digest: the end of the journal is what a cut backup would lose."""
    if _one(connection, "SELECT to_regclass('public.acts')") is None:
        return ""
    connection.execute("SET LOCAL timezone = 'UTC'")
    return str(_one(connection, _HEAD) or "")


def _one(connection: psycopg.Connection, statement: str | sql.Composed) -> object:
    row = connection.execute(statement).fetchone()
    return row[0] if row else None
