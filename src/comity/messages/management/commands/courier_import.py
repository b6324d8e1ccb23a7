"""`python -m comity courier_import`: take in a file that another node's courier wrote."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comity.gate.system import node as node_actor
from comity.messages.courier.carrying import bring_in
from comity.messages.courier.listed import DIRECTORY
from comity.seal.errors import Refusal


class Command(BaseCommand):
    help = "Take in a file that another node's courier wrote."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        by = node_actor("messages.take_handed", "messages.open")
        try:
            with file.open("rb") as opened:
                origin, found = bring_in(opened, DIRECTORY, DIRECTORY, by=by)
        except Refusal as refusal:
            raise CommandError(f"refused: {refusal.code}") from None
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        told = ", ".join(f"{name} {many}" for name, many in sorted(found.items()))
        self.stdout.write(f"from {origin.node}: {told or 'nothing'}")
