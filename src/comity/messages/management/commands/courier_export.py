"""`python -m comity courier_export`: what waits for other nodes, as files to carry."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.gate.system import node as node_actor
from comity.messages.courier.carrying import export, nodes_waiting
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.packing import RIGHTS, pack
from comity.seal.errors import Refusal


class Command(BaseCommand):
    help = "Write what waits for other nodes into files to carry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="DIR|FILE")
        parser.add_argument("--to", default="", metavar="NODE", help="for this node alone")

    def handle(self, *_args: Any, path: Path, to: str, **_options: Any) -> None:
        now = timezone.now()
        pack(DIRECTORY, DIRECTORY, by=node_actor(*RIGHTS))
        nodes = [to] if to else nodes_waiting(now)
        if not path.is_dir() and len(nodes) > 1:
            raise CommandError("Several nodes wait: name a folder, or one of them with --to.", returncode=2)
        for node in nodes:
            file = path / f"courier-{node}-{now:%Y%m%dT%H%M%SZ}.comity" if path.is_dir() else path
            try:
                found = export(node, file, DIRECTORY, DIRECTORY, by=node_actor("messages.export"))
            except Refusal as refusal:
                raise CommandError(f"refused: {refusal.code}") from None
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}") from None
            self.stdout.write(
                f"{node}: {file}: {found.get('parcels', 0)} parcels, {found.get('files', 0)} files"
            )
        if not nodes:
            self.stdout.write("nothing waits for another node")
