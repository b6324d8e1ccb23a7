from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.access import catalogue
from comity.access.rules import GATES
from comity.web import menu

# Label, page, right, what waits there, place.
Rows = tuple[tuple[str | Promise, str, str, menu.Waits | None, int], ...]


class RecordsConfig(AppConfig):
    name = "comity.records"
    label = "records"

    def ready(self) -> None:
        from comity.records.gates import named_only
        from comity.records.listing.saved import register_lists  # models exist only now

        _fill_the_menu()
        catalogue.register_databases(_databases)
        post_migrate.connect(_open_to_rewriting, sender=self)
        register_lists()
        GATES.append(named_only)


def _fill_the_menu() -> None:
    """The pages of this room, in their order."""
    from comity.records.between.between_lists import waits_here
    from comity.records.life.matters import matters_here
    from comity.records.life.withdrawing import elsewhere_here
    from comity.records.watching.quality_check import checks_here  # models exist only now
    from comity.records.watching.reviewing import waiting_here
    from comity.records.watching.waiting import overdue_here

    often: Rows = (
        (_("Records"), "overview", "list", None, 40),
        (_("Waiting"), "waiting", "list_waiting", waiting_here, 42),
        (_("Disputes and blocks"), "oversight", "oversee", overdue_here, 45),
    )
    seldom: Rows = (
        (_("Libraries"), "libraries", "browse", None, 41),
        (_("To check"), "checks", "list_checks", checks_here, 43),
        (_("Between bureaus"), "between", "view_between", waits_here, 44),
        (_("Said of records"), "matters", "list_matters", matters_here, 44),
        (_("Elsewhere"), "elsewhere", "list_elsewhere", elsewhere_here, 45),
        (_("Recorded again"), "reentries", "list_reentries", None, 46),
        (_("Kept longer"), "extensions", "list_extensions", None, 47),
        (_("Deleted records"), "traces", "list_traces", None, 48),
    )
    for rows in (often, seldom):
        for label, page, verb, waits, order in rows:
            entry = menu.Entry(
                label, f"records:{page}", f"records.{verb}", waits, order, seldom=rows is seldom
            )
            menu.register(entry)
    if settings.PUBLIC_SEARCH:
        menu.register_open(menu.Entry(_("Stolen works of art: search without an account"), "public:index"))


def _open_to_rewriting(*, using: str, **_sent: Any) -> None:
    """Let the worker rewrite every table there is by now (records.erasing). Django calls this after every `migrate`."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN to_regproc('records_open_to_rewriting') IS NOT NULL"
            " THEN records_open_to_rewriting()::text END"
        )


def _databases() -> list[tuple[int, str | Promise]]:
    from comity.records.registry import all_databases  # models exist only now

    return [(database.code, database.label) for database in all_databases()]
