"""`comity load_un_list FILE --bureau UNSC`: the operator loads an edition for the sanctions committee.

What a newer edition no longer has is withdrawn. Exit codes: 0 everything is recorded or was there already,
4 some entries were refused, 1 nothing could be done, or a person must look first.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comity.access.actors import for_node
from comity.databases.un_load import UnLoaded, load_un_list
from comity.kit.errors import ComityError, FieldError
from comity.records.models import Load

SOME_REFUSED = 4


class Command(BaseCommand):
    help = "Load the United Nations Security Council Consolidated List (XML, plain or gzip)."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bureau", required=True, help="the participant that owns the entries")
        parser.add_argument("--sure", action="store_true", help="load an edition older than the last")
        parser.add_argument(
            "--yes-remove",
            type=int,
            metavar="N",
            help="withdraw N entries, more than a tenth, or for an older edition",
        )
        parser.add_argument("--json", action="store_true", help="print the counts as one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        refusals: list[tuple[str, FieldError]] = []
        path: Path = options["file"]
        actor = for_node(options["bureau"].upper())
        try:
            with path.open("rb") as file:
                loaded = load_un_list(
                    file,
                    by=actor,
                    refused=lambda *told: refusals.append(told),
                    sure=options["sure"],
                    yes_remove=options["yes_remove"],
                )
        except ComityError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(_("%(file)s: %(reason)s") % {"file": path, "reason": error.strerror}) from None
        self._say(loaded, refusals, as_json=options["json"])
        if refusals:
            sys.exit(SOME_REFUSED)

    def _say(self, loaded: UnLoaded, refusals: list[tuple[str, FieldError]], *, as_json: bool) -> None:
        if as_json:
            document = {
                "generated": loaded.generated.isoformat(),
                "persons": _counts(loaded.persons),
                "organisations": _counts(loaded.organisations),
                "withdrawn": loaded.withdrawn,
                "returned": loaded.returned,
                "refused": [[reference, error.field, error.code] for reference, error in refusals],
            }
            self.stdout.write(json.dumps(document))
            return
        for load in (loaded.persons, loaded.organisations):
            sentence = _("%(recorded)s recorded, %(changed)s changed, %(unchanged)s were there already.")
            self.stdout.write(sentence % _counts(load))
        for reference, error in refusals:
            self.stdout.write(f"{reference}: {error.field}: {error.message}")
        if loaded.returned:
            sentence = _("Back on the list, recorded anew: %(entries)s")
            self.stdout.write(sentence % {"entries": ", ".join(loaded.returned)})
        if loaded.withdrawn:
            sentence = _("No longer on the list, withdrawn: %(entries)s")
            self.stdout.write(sentence % {"entries": ", ".join(loaded.withdrawn)})


def _counts(load: Load | None) -> dict[str, int]:
    return {name: getattr(load, name, 0) for name in ("recorded", "changed", "unchanged")}
