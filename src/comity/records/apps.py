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


class RecordsConfig(AppConfig):
    name = "comity.records"
    label = "records"

    def ready(self) -> None:
        from comity.records.between.between_lists import waits_here
        from comity.records.gates import named_only
        from comity.records.life.matters import matters_here
        from comity.records.life.withdrawing import elsewhere_here
        from comity.records.listing.saved import register_lists
        from comity.records.watching.quality_check import checks_here  # models exist only now
        from comity.records.watching.reviewing import waiting_here
        from comity.records.watching.waiting import overdue_here

        menu.register(menu.Entry(_("Records"), "records:overview", "records.list", order=40))
        menu.register(menu.Entry(_("Libraries"), "records:libraries", "records.browse", order=41))
        menu.register(
            menu.Entry(_("Waiting"), "records:waiting", "records.list_waiting", waiting_here, order=42)
        )
        menu.register(
            menu.Entry(_("To check"), "records:checks", "records.list_checks", checks_here, order=43)
        )
        menu.register(
            menu.Entry(_("Between bureaus"), "records:between", "records.view_between", waits_here, order=44)
        )
        if settings.PUBLIC_SEARCH:
            menu.register_open(
                menu.Entry(_("Stolen works of art: search without an account"), "public:index")
            )
        menu.register(
            menu.Entry(
                _("Elsewhere"), "records:elsewhere", "records.list_elsewhere", elsewhere_here, order=45
            )
        )
        menu.register(
            menu.Entry(
                _("Said of records"), "records:matters", "records.list_matters", matters_here, order=44
            )
        )
        menu.register(
            menu.Entry(
                _("Disputes and blocks"), "records:oversight", "records.oversee", overdue_here, order=45
            )
        )
        menu.register(
            menu.Entry(_("Recorded again"), "records:reentries", "records.list_reentries", order=46)
        )
        menu.register(menu.Entry(_("Kept longer"), "records:extensions", "records.list_extensions", order=47))
        menu.register(menu.Entry(_("Deleted records"), "records:traces", "records.list_traces", order=48))
        catalogue.register_databases(_databases)
        post_migrate.connect(_open_to_rewriting, sender=self)
        register_lists()
        GATES.append(named_only)


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
