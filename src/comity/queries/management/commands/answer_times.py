"""`python -m comity answer_times`: how long owners have to answer; `--set held 30` changes it on this node."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comity.access.actors import for_node
from comity.kit.errors import ComityError
from comity.queries import actions
from comity.queries.actions.confirming import minutes_for
from comity.queries.clocks import BY_SLUG, SLUGS
from comity.records.registry import all_databases, by_slug


class Command(BaseCommand):
    help = "Show or set how long owners have to answer about a hit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--set", nargs=2, metavar=("URGENCY", "MINUTES"), help=", ".join(BY_SLUG))
        parser.add_argument("--database", default="", help="of one database; left out: of all")
        parser.add_argument("--bureau", default="", help="the bureau of the operator, for the journal")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["set"]:
                self._set(*options["set"], slug=options["database"], bureau=options["bureau"])
        except ComityError as error:
            raise CommandError(str(error)) from None
        shown = {
            each.slug: {SLUGS[urgency]: minutes for urgency, minutes in minutes_for(each.code).items()}
            for each in all_databases()
        }
        if options["json"]:
            self.stdout.write(json.dumps(shown))
            return
        for slug, times in shown.items():
            words = ", ".join(f"{name} {minutes} min" for name, minutes in times.items())
            self.stdout.write(f"{slug}: {words}")

    def _set(self, urgency: str, minutes: str, *, slug: str, bureau: str) -> None:
        if not bureau:
            raise CommandError(_("Name your bureau with --bureau: the journal keeps who set it."))
        if urgency not in BY_SLUG or not minutes.isdigit():
            raise CommandError(_("Give an urgency (held, let-go, routine) and whole minutes."))
        database = by_slug(slug).code if slug else None
        actions.set_answer_time(BY_SLUG[urgency], int(minutes), database=database, by=for_node(bureau))
