"""`python -m comity`: Django's management commands, for operators and developers."""

import os
import sys
from typing import Any

from comity.kit.loading import loaded, loading


def main() -> None:
    loading()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.settings")
    from django.core.management import BaseCommand, CommandError, ManagementUtility

    class Commands(ManagementUtility):
        """Django's, but a command that ends with a sentence says it alone, without the name of a class.

        Ours check no source, as `make check` does: that loads every page, a second of each start and memory for good.
        """

        def fetch_command(self, subcommand: str) -> BaseCommand:
            command = super().fetch_command(subcommand)
            loaded()
            if not command.__module__.startswith("django."):
                command.requires_system_checks = []
            run = command.execute

            def execute(*args: Any, **options: Any) -> str | None:
                try:
                    return run(*args, **options)
                except CommandError as error:
                    if options.get("traceback"):
                        raise
                    command.stderr.write(str(error))
                    sys.exit(error.returncode)

            command.execute = execute  # type: ignore[method-assign]
            return command

    Commands(sys.argv).execute()


if __name__ == "__main__":
    main()
