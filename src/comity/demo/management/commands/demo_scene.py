"""`comity demo_scene NAME ...`: one step of a scene between nodes; `comity demo --federation` calls it. Prints JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comity.demo.across import SCENES
from comity.demo.management.commands.demo_world import refuse_other_databases


class Command(BaseCommand):
    help = "Play one step of a scene in a database that `comity demo` made."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=sorted(SCENES))
        parser.add_argument("words", nargs="*")

    def handle(self, *_args: Any, **options: Any) -> None:
        refuse_other_databases()
        told = SCENES[options["name"]](timezone.now().date(), *options["words"])
        self.stdout.write(json.dumps(told))
