"""`comity tokens list|make|revoke`: the operator's tokens for programs of a bureau that this node hosts."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.access import actions
from comity.access.actions.tokens import TokenDraft
from comity.access.actors import OfficerActor, for_node
from comity.access.models import Officer, Token, Unit
from comity.access.rules import TOKEN_RIGHTS
from comity.kit.errors import ComityError

USUAL_DAYS = 90


class Command(BaseCommand):
    help = "List, make and revoke tokens of a bureau."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True)
        listing, making, revoking = (verbs.add_parser(name) for name in ("list", "make", "revoke"))
        for verb in (listing, making, revoking):
            verb.add_argument("--bureau", required=True, help="for example FRA")
            verb.add_argument("--json", action="store_true", help="print one line of JSON")
        making.add_argument("--unit", required=True, help="the name of the unit")
        making.add_argument("--label", required=True, help="what the token is for")
        making.add_argument("--right", action="append", required=True, choices=TOKEN_RIGHTS)
        making.add_argument("--purpose", action="append", help="only these purposes; left out: as the unit")
        making.add_argument("--officer", help="sign-in name; left out: a connected system")
        making.add_argument("--days", type=int, default=USUAL_DAYS, help="how long it is valid")
        revoking.add_argument("token", type=UUID)

    def handle(self, *_args: Any, **options: Any) -> None:
        by = for_node(options["bureau"].upper())
        try:
            getattr(self, f"_{options['what']}")(by, options)
        except ComityError as error:
            raise CommandError(str(error)) from None

    def _list(self, by: OfficerActor, options: dict[str, Any]) -> None:
        living = Token.visible_to(by).filter(revoked_at=None, expires_at__gt=timezone.now())
        rows: list[dict[str, Any]] = [
            {
                "id": str(each.id),
                "label": each.label,
                "unit": each.unit.name,
                "connected_system": each.connected_system,
                "rights": each.rights,
                "expires_at": each.expires_at.isoformat(),
            }
            for each in living.select_related("unit").order_by("expires_at", "pk")
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows))
            return
        for row in rows:
            self.stdout.write(f"{row['id']}  {row['expires_at'][:10]}  {row['unit']}: {row['label']}")

    def _make(self, by: OfficerActor, options: dict[str, Any]) -> None:
        unit = Unit.visible_to(by).filter(name=options["unit"]).first()
        if unit is None:
            raise CommandError(_("This bureau has no unit of that name."))
        officer = None
        if options["officer"]:
            officer = Officer.visible_to(by).filter(sign_in_name=options["officer"].lower()).first()
            if officer is None:
                raise CommandError(_("This bureau has no officer of that name."))
        draft = TokenDraft(
            label=options["label"],
            rights=options["right"],
            purposes=options["purpose"],
            expires_at=timezone.now() + timedelta(days=options["days"]),
        )
        made = actions.make_token(draft, unit=unit, officer=officer, by=by)
        if options["json"]:
            self.stdout.write(json.dumps({"id": str(made.token.id), "token": made.text}))
            return
        self.stdout.write(made.text)
        self.stderr.write(_("This token is shown once and kept nowhere."))

    def _revoke(self, by: OfficerActor, options: dict[str, Any]) -> None:
        token = Token.visible_to(by).filter(pk=options["token"]).first()
        if token is None:
            raise CommandError(_("This bureau has no such token."))
        actions.revoke_token(token, by=by)
        if options["json"]:
            self.stdout.write(json.dumps({"id": str(token.id), "revoked": True}))
