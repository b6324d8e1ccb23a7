"""`comity strings`: keep the texts of Arabic, Spanish and French in step with the code. Needs no database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comity.web import strings, strings_check


class Command(BaseCommand):
    help = "Find texts for people and update the PO files; or check them; or compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument(
            "--check", action="store_true", help="fail where a translation is missing or wrong"
        )
        group.add_argument("--compile", action="store_true", help="write the .mo files that Django reads")

    def handle(self, *_args: Any, check: bool, compile: bool, **_options: Any) -> None:
        """Raises: CommandError when `--check` finds faults."""
        if compile:
            written = [path.parent.parent.name for path in strings.compile_all()]
            self.stdout.write(f"compiled: {', '.join(written)}")
        elif check:
            self._check()
        else:
            for code in strings.LANGUAGES:
                catalog = strings.update(code)
                missing = sum(1 for message in catalog if message.id and not strings.is_translated(message))
                self.stdout.write(f"{code}: {len(catalog)} texts, {missing} to translate")

    def _check(self) -> None:
        faults = list(strings_check.faults())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the translations")
        self.stdout.write("every text is translated")
