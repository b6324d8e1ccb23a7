"""Addresses of databases, as URLs in the environment and as Django wants them."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from comity.store.errors import StoreError

# Used when no database is named: commands that need none still run, the others fail at their first statement.
NOWHERE = {"dbname": "comity", "host": "/nonexistent/comity", "user": "comity_app"}
_DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def socket_url(*, role: str, password: str, folder: Path, database: str) -> str:
    """The URL of a database behind the unix socket in `folder`."""
    host = quote(str(folder), safe="")
    return f"postgresql://{quote(role)}:{quote(password, safe='')}@/{quote(database)}?host={host}"


def django_database(url: str) -> dict[str, Any]:
    """The entry of Django's DATABASES for a `postgresql://` URL; unix sockets as `?host=/folder`.

    Connections stay open for the life of a thread. There is no health check before each request: it would cost
    the hot path one round trip, and Django drops a broken connection at the end of the request that met it.

    Raises: StoreError if the text is no PostgreSQL URL.
    """
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise StoreError("The database URL must begin with postgresql://.", code="database-url")
    try:
        parts = dict(conninfo_to_dict(url)) if url else dict(NOWHERE)
    except ProgrammingError as error:
        raise StoreError(
            "The database URL cannot be read. Write postgresql://role:password@host/name.",
            code="database-url",
        ) from error
    entry: dict[str, Any] = {name: str(parts.pop(key, "") or "") for key, name in _DJANGO_NAMES.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **entry,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            "connect_timeout": 5,
            "server_side_binding": False,
            "application_name": "comity",
            # For the one statement that is prepared (queries.lookup): planning it costs four times its execution.
            "prepare_threshold": 0,
            "options": "-c plan_cache_mode=force_generic_plan",
            **parts,
        },
    }
