"""`comity host CODE`: a bureau begins on this node, with the security officer who enrols everybody else.

The first bureau of a new node is the centre. Repeating the command adds another security officer.
"""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comity.access.actions.hosting import host
from comity.access.actions.officers import OfficerDraft
from comity.bureaus.details import Details
from comity.bureaus.rules import BureauKind
from comity.kit.errors import ComityError


class Command(BaseCommand):
    help = "Begin a bureau on this node: directory, first unit, security officer with a one-time password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = [kind.slug for kind in BureauKind]
        parser.add_argument("code", help="FRA for a member; a code of your own for others, such as CEN")
        parser.add_argument("--kind", choices=kinds, default=BureauKind.MEMBER.slug)
        parser.add_argument("--name", help="English name, for all but members")
        parser.add_argument("--city", default="")
        parser.add_argument(
            "--mandate-ends", type=date.fromisoformat, help="last day of a mission's mandate, 2027-06-30"
        )
        parser.add_argument("--officer", required=True, help="sign-in name of the security officer")
        parser.add_argument("--full-name", required=True, help="seen in the own bureau only")
        parser.add_argument("--badge", default="1", help="badge number, for shared terminals")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        code = options["code"].upper()
        try:
            kind = next(each for each in BureauKind if each.slug == options["kind"])
            names = {"en": options["name"] or ""}
            details = Details(names=names, city=options["city"], mandate_ends=options["mandate_ends"])
            first = OfficerDraft(
                sign_in_name=options["officer"],
                badge=options["badge"],
                full_name=options["full_name"],
                function="security officer",
            )
            enrolled = host(code, kind, details, first=first)
        except ComityError as error:
            raise CommandError(str(error)) from None
        told = {"bureau": code, "officer": enrolled.officer.sign_in_name, "password": enrolled.password}
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        words = _(
            "%(bureau)s is hosted here. %(officer)s signs in with %(password)s, once, and then sets a second factor."
        )
        self.stdout.write(words % told)
