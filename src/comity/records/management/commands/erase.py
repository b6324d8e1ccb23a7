"""`comity erase`: the operator has deleted rows rewritten away now, the large tables too where that is said."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comity.access.actors import for_node
from comity.kit.errors import ComityError
from comity.records.ending.erasing import erase


class Command(BaseCommand):
    help = "Rewrite the tables that held deleted records, so that nothing of them is left in a file."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--whole", action="store_true", help="large tables too; each answers nobody meanwhile"
        )
        parser.add_argument("--json", action="store_true", help="print the counts as one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = erase(whole=options["whole"], by=for_node(settings.NODE))
        except ComityError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            told = {"rewritten": done.rewritten, "vacuumed": done.vacuumed, "left": done.left}
            self.stdout.write(json.dumps(told))
            return
        words = {"rewritten": done.rewritten, "vacuumed": done.vacuumed}
        self.stdout.write(_("%(rewritten)s tables were rewritten, %(vacuumed)s vacuumed.") % words)
        if done.left:
            self.stdout.write(_("Too busy: %(tables)s. Call it again.") % {"tables": ", ".join(done.left)})
