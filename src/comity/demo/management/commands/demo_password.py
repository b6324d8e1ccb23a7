"""`comity demo_password NAME`: a new random password, where the first was lost. `comity demo password` calls it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comity.access.actors import for_node
from comity.access.models import Officer
from comity.demo.actions import new_password
from comity.demo.management.commands.demo_world import refuse_other_databases


class Command(BaseCommand):
    help = "Give an account of the demonstration a new password and print it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the sign-in name, for example bruno@ita")

    def handle(self, *_args: Any, **options: Any) -> None:
        refuse_other_databases()
        officer = (
            Officer.objects.select_related("unit")
            .filter(sign_in_name=options["name"].strip().lower())
            .first()
        )
        if officer is None:
            raise CommandError(_("There is no account of this name."))
        self.stdout.write(new_password(officer, by=for_node(officer.unit.bureau_id)).password)
