"""`comity reindex`: the operator has every key of the index written again, while questions go on."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from comity.access.actors import for_node
from comity.kit.errors import ComityError
from comity.records.reindex import SHARE, reindex, to_do


class Command(BaseCommand):
    help = "Write every key of the index again: after a change of the folding, or of how a database is found."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="although no key is of an older scheme")
        parser.add_argument(
            "--share", type=float, default=SHARE, help="the part of the time it may work, up to 1"
        )
        parser.add_argument("--json", action="store_true", help="print the count as one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not 0 < options["share"] <= 1:
            raise CommandError(_("--share is a part of the time: more than 0 and at most 1."))
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        try:
            with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
                tasks = {each.code: bar.add_task(str(each.label), total=count) for each, count in to_do()}

                def moved(code: int, records: int) -> None:
                    bar.advance(tasks[code], records)

                written = reindex(
                    by=for_node(settings.NODE), again=options["again"], share=options["share"], moved=moved
                )
        except ComityError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps({"keys": written}))
        else:
            self.stdout.write(_("%(count)s keys were written.") % {"count": written})
