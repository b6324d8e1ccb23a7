"""`python -m comity share`: which records a bureau of this node shares at the centre, and how they stand there."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils.translation import gettext as _

from comity.access.actors import for_node
from comity.bureaus.directory import hosted_bureaus
from comity.kit.errors import ComityError
from comity.messages.contributing.sending import choose, compare_again
from comity.messages.contributing.tables import STANDINGS, ContributedDatabase, Contribution, Standing
from comity.records.registry import by_code, by_slug


class Command(BaseCommand):
    help = "Share the records of a bureau's database at the centre, end that, or show how they stand there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("database", nargs="?", help="its slug, such as vehicles; none: show all")
        parser.add_argument("--bureau", required=True, help="a bureau of this node")
        parser.add_argument(
            "--end", action="store_true", help="share it no longer: withdraw its records there"
        )
        parser.add_argument(
            "--again", action="store_true", help="compare all that is shared with what stands there"
        )
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["bureau"] not in hosted_bureaus():
            raise CommandError(_("This node does not host %(bureau)s.") % {"bureau": options["bureau"]})
        by = for_node(options["bureau"])
        try:
            if options["database"]:
                choose(by_slug(options["database"]), shared=not options["end"], by=by)
            if options["again"]:
                compare_again(by=by)
        except ComityError as error:
            raise CommandError(str(error)) from None
        shared = {each.database for each in ContributedDatabase.visible_to(by)}
        rows = (
            Contribution.visible_to(by).values_list("database", "state", "code").annotate(count=Count("id"))
        )
        found = [
            {
                "database": by_code(code).slug,
                "standing": Standing(state).name.lower(),
                "code": why,
                "records": count,
            }
            for code, state, why, count in rows.order_by("database", "state", "code")
        ]
        if options["json"]:
            slugs = sorted(by_code(each).slug for each in shared)
            self.stdout.write(json.dumps({"shared": slugs, "records": found}))
            return
        for each in sorted(shared):
            self.stdout.write(_("Shared at the centre: %(database)s") % {"database": by_code(each).label})
        for line in found:
            words = STANDINGS[Standing[str(line["standing"]).upper()]]
            self.stdout.write(
                f"{line['database']}: {words} {line['code']} {line['records']}".replace("  ", " ")
            )
