"""`comity public-lists`: the lists that screening tools may ask. The operator declares one for a committee here."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comity.access.actors import OfficerActor, for_node
from comity.kit.errors import ComityError, Invalid
from comity.queries.actions.declaring import declare_public, end_public
from comity.queries.screening.lists import open_lists


class Command(BaseCommand):
    help = "Show which lists are public, declare one, or end that."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--declare", metavar="NAME", help="as tools name it: small letters, digits, _")
        parser.add_argument("--title", default="", help="as people call it")
        parser.add_argument("--source", default="", help="the source of its records, letter for letter")
        parser.add_argument("--end", metavar="NAME", help="it is no longer public")
        parser.add_argument("--bureau", default="", help="the owner of the list, which decides this")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["declare"]:
                named = {name: options[name] for name in ("title", "source")}
                declare_public(name=options["declare"], **named, by=_owner(options["bureau"]))
            if options["end"]:
                end_public(options["end"], by=_owner(options["bureau"]))
        except Invalid as error:
            raise CommandError(
                "; ".join(f"--{each.field}: {each.message}" for each in error.errors)
            ) from None
        except ComityError as error:
            raise CommandError(str(error)) from None
        shown = [
            {"name": each.name, "title": each.title, "owner": each.owner, "source": each.source}
            for each in open_lists()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(shown))
            return
        if not shown:
            self.stdout.write(_("No list is public."))
        for one in shown:
            self.stdout.write("{name} ({owner}): {title}".format(**one))


def _owner(bureau: str) -> OfficerActor:
    if not bureau:
        raise CommandError(_("Name the owner of the list with --bureau: the journal keeps who decided."))
    return for_node(bureau.upper())
