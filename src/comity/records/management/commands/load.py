"""`comity load DATABASE FILE --bureau FRA`: an operator loads a file for a bureau that this node hosts.

Exit codes: 0 every row is recorded or was there already, 4 some rows were refused, 1 nothing could be done.
"""

import csv
import json
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from comity.access.actors import for_node
from comity.kit.errors import ComityError, FieldError
from comity.records.loading.files import rows_of
from comity.records.loading.load import load
from comity.records.loading.saying import said_of_all, saying
from comity.records.models import Load
from comity.records.record import Record
from comity.records.registry import by_slug, databases

SOME_REFUSED = 4


class Command(BaseCommand):
    help = "Load a CSV or JSON Lines file of records for a bureau."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        slugs = ", ".join(database.slug for database in databases())
        parser.add_argument("database", help=slugs)
        parser.add_argument(
            "file", type=Path, help="CSV with a head of field names, one JSON object a line, or entities"
        )
        parser.add_argument("--bureau", required=True, help="the owner of the records, for example FRA")
        parser.add_argument("--strict", action="store_true", help="one refused row, and nothing is recorded")
        parser.add_argument("--change", action="store_true", help="change records whose own number is known")
        parser.add_argument(
            "--say",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help="of every row that does not say it itself; may be repeated",
        )
        parser.add_argument("--report", type=Path, help="refused rows as CSV (default FILE.refused.csv)")
        parser.add_argument("--json", action="store_true", help="print the counts as one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        report: Path = options["report"] or path.with_name(f"{path.name}.refused.csv")
        try:
            with ExitStack() as stack:
                loading = self._load(path, report, options, stack)
        except ComityError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            message = _("%(file)s: %(reason)s") % {"file": error.filename, "reason": error.strerror}
            raise CommandError(message) from None
        if not loading.refused:
            report.unlink()
        self._say(loading, report, as_json=options["json"])
        if loading.refused:
            sys.exit(SOME_REFUSED)

    def _load(self, path: Path, report: Path, options: dict[str, Any], stack: ExitStack) -> Load:
        database = by_slug(options["database"])
        file = stack.enter_context(path.open("rb"))
        lines = csv.writer(stack.enter_context(report.open("w", encoding="utf-8", newline="")))
        lines.writerow(["line", "field", "code", "reason"])
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        bar = stack.enter_context(Progress(*columns, console=console, disable=not console.is_terminal))
        task = bar.add_task(str(database.label), total=None)

        def refused(line: int, error: FieldError) -> None:
            lines.writerow([line, error.field, error.code, str(error.message)])

        def moved(loading: Load) -> None:
            bar.update(task, total=loading.lines, completed=min(loading.line, loading.lines))

        return load(
            database,
            file,
            by=for_node(options["bureau"].upper()),
            refused=refused,
            moved=moved,
            strict=options["strict"],
            change=options["change"],
            read=saying(rows_of, _said(database, options["say"])),
        )

    def _say(self, loading: Load, report: Path, *, as_json: bool) -> None:
        counts = {
            "recorded": loading.recorded,
            "changed": loading.changed,
            "unchanged": loading.unchanged,
            "refused": loading.refused,
        }
        if as_json:
            document = {"load": str(loading.id), "sha256": bytes(loading.sha256).hex(), **counts}
            self.stdout.write(json.dumps({**document, "report": str(report) if loading.refused else None}))
            return
        self.stdout.write(
            _(
                "%(recorded)s recorded, %(changed)s changed, %(unchanged)s were there already, %(refused)s refused."
            )
            % counts
        )
        if loading.refused:
            self.stdout.write(_("Refused rows with line, field and reason: %(file)s") % {"file": report})


def _said(database: type[Record], words: list[str]) -> dict[str, str]:
    """What is said of all rows. Raises: Invalid."""
    pairs = [word.partition("=") for word in words]
    return said_of_all(database, {name.strip(): value for name, _sign, value in pairs})
