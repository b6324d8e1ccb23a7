"""What a database holds, written in the database itself: real data and a demonstration never meet."""

import psycopg

from comity.store.errors import StoreError

DEMONSTRATION, SERVICE = "demonstration", "service"
_READABLE = {DEMONSTRATION: "the demonstration", SERVICE: "a node in service"}


def read_stamp(url: str) -> str:
    """ "demonstration", "service", or "" where nothing was stamped. Either role may ask."""
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('public.comity_stamp')").fetchone() == (None,):
            return ""
        row = connection.execute("SELECT kind FROM comity_stamp").fetchone()
        return str(row[0]) if row else ""


def claim(owner_url: str, kind: str) -> None:
    """Stamp an empty database, before its first migration; find the same stamp in one that is in use.

    Raises: StoreError when it was stamped otherwise, or holds tables and no stamp.
    """
    found = read_stamp(owner_url)
    if found == kind:
        return
    if found:
        raise StoreError(
            f"This database belongs to {_READABLE.get(found, found)}, not to {_READABLE[kind]}. "
            "Set COMITY_HOME or COMITY_DATABASE_URL to another one.",
            code="other-stamp",
        )
    with psycopg.connect(owner_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        if tables != (0,):
            raise StoreError(
                "This database holds tables that Comity did not make. Use an empty one.", code="not-empty"
            )
        connection.execute(
            "CREATE TABLE comity_stamp (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), kind text NOT NULL)"
        )
        connection.execute("REVOKE INSERT, UPDATE, DELETE ON comity_stamp FROM comity_app")
        connection.execute("INSERT INTO comity_stamp (kind) VALUES (%s)", [kind])


def refuse_powerful(app_url: str) -> None:
    """Serve only as a role that cannot change the tables: otherwise the journal's protection is theatre.

    Raises: StoreError for a superuser, a role that owns the database or a table of it, one that drops months.
    """
    with psycopg.connect(app_url) as connection:
        powers = connection.execute(
            "SELECT rolsuper OR rolcreaterole OR rolbypassrls"
            " OR pg_has_role((SELECT datdba FROM pg_database WHERE datname = current_database()), 'MEMBER')"
            " OR EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(tableowner, 'MEMBER'))"
            " OR EXISTS (SELECT FROM pg_proc WHERE proname = 'journal_drop_months'"
            " AND has_function_privilege(oid, 'EXECUTE'))"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if powers != (False,):
        raise StoreError(
            "COMITY_DATABASE_URL names a role that may change the tables or end months of the journal. "
            "Name one that may only read and write rows.",
            code="powerful-role",
        )
