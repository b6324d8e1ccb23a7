"""`comity legal-basis`: shows under which rules this node publishes notices, or records others.

A node without one publishes nothing (docs/guide/notices.md). Repeating the command records a newer one.
"""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comity.access.actors import for_node
from comity.kit.errors import ComityError
from comity.notices.actions import record_legal_basis
from comity.notices.audience import centre
from comity.notices.models import LegalBasis, issued_by


class Command(BaseCommand):
    help = "Show or record the legal basis of notices: issuing body, rules, organ that adopted them, day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--body", help="the issuing body, as every notice bears it")
        parser.add_argument("--title", help="the rules, such as “Rules on notices of ...”")
        parser.add_argument("--organ", help="the organ that adopted them")
        parser.add_argument("--adopted-on", type=date.fromisoformat, help="the day, 2026-01-31")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        told = {name: options[name] for name in ("body", "title", "organ", "adopted_on")}
        by = for_node(centre())
        if any(told.values()):
            if not all(told.values()):
                raise CommandError(_("Say all four: --body, --title, --organ and --adopted-on."))
            try:
                record_legal_basis(**told, by=by)
            except ComityError as error:
                raise CommandError(str(error)) from None
        self._say(LegalBasis.visible_to(by).first(), as_json=options["json"])

    def _say(self, basis: LegalBasis | None, *, as_json: bool) -> None:
        if as_json:
            names = ("body", "title", "organ", "adopted_on")
            told = {name: str(getattr(basis, name)) for name in names} if basis else None
            self.stdout.write(json.dumps({"legal_basis": told}))
            return
        self.stdout.write(issued_by(basis))
        if basis is not None:
            words = {"title": basis.title, "organ": basis.organ, "day": basis.adopted_on.isoformat()}
            self.stdout.write(_("%(title)s, adopted by %(organ)s on %(day)s.") % words)
