"""`comity publish_un_list --bureau UNSC`: the loaded list of a sanctions committee becomes notices.

Run it after `load_un_list`. New entries are published, changed ones amended, those that left the list cancelled; a
second run changes nothing. Exit codes: 0 all is done, 4 some entries could not become notices, 1 nothing could be done.
"""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.access.actors import for_node
from comity.kit.errors import ComityError, Invalid
from comity.notices.actions.following import Followed
from comity.notices.actions.list_runs import run_now
from comity.notices.models import ListRun

SOME_REFUSED = 4


class Command(BaseCommand):
    help = "Make notices of the loaded list of a sanctions committee: publish, amend, cancel."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bureau", required=True, help="the participant that owns the entries")
        parser.add_argument("--json", action="store_true", help="print the counts as one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        by = for_node(options["bureau"].upper())
        try:
            done, refusals = run_now(
                ListRun(bureau=by.bureau, function=by.function, asked_at=timezone.now()), by
            )
        except ComityError as error:
            raise CommandError(str(error)) from None
        self._say(done, refusals, as_json=options["json"])
        if refusals:
            sys.exit(SOME_REFUSED)

    def _say(self, done: Followed, refusals: list[tuple[str, Invalid]], *, as_json: bool) -> None:
        counts = {"edition": done.edition.isoformat(), **done.counts}
        faults = [(reference, error) for reference, refusal in refusals for error in refusal.errors]
        if as_json:
            refused = [[reference, error.field, error.code] for reference, error in faults]
            self.stdout.write(json.dumps({**counts, "refused": refused}))
            return
        sentence = _(
            "List of %(edition)s: %(published)s published, %(amended)s amended, %(cancelled)s cancelled, "
            "%(unchanged)s unchanged."
        )
        self.stdout.write(sentence % counts)
        for reference, error in faults:
            self.stdout.write(f"{reference}: {error.field}: {error.message}")
