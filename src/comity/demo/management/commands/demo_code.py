"""`comity demo_code NAME`: the present code of an account's code device. `comity demo code NAME` calls it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.demo.codes import code_of
from comity.demo.management.commands.demo_world import refuse_other_databases
from comity.kit.errors import NotFound


class Command(BaseCommand):
    help = "Print the six digits that an account's code device shows now."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the sign-in name, for example henri@fra")

    def handle(self, *_args: Any, **options: Any) -> None:
        refuse_other_databases()
        try:
            self.stdout.write(code_of(options["name"].strip().lower(), timezone.now()))
        except NotFound:
            raise CommandError(_("No account of this name has a code device.")) from None
