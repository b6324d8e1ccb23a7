"""`python -m comity databases`: the documentation page of each database, from its declaration. Needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from comity.records.documentation import index_of, page_of
from comity.records.registry import databases


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    found = {f"{database.slug}.md": page_of(database) for database in databases()}
    return {"README.md": index_of(databases()), **found}


class Command(BaseCommand):
    help = "List the databases, or write a documentation page for each."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the pages into this folder")

    def handle(self, *_args: Any, write: Path | None, **_options: Any) -> None:
        if write is None:
            for database in databases():
                self.stdout.write(f"{database.code}\t{database.slug}\t{database.label}")
            return
        write.mkdir(parents=True, exist_ok=True)
        for name, text in pages().items():
            (write / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(pages())} pages in {write}")
