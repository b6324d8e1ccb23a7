"""`comity`: the client's verbs ask a node through its API; the operator's verbs keep the node of this machine."""

import os
import sys
from typing import Any

import click

from comity import __version__
from comity.cli.ask import ask
from comity.cli.backup_keys import backup_key
from comity.cli.between import behalf, offers
from comity.cli.changes import changes
from comity.cli.completion import completion
from comity.cli.connect import connect
from comity.cli.connection import home as own_home
from comity.cli.courier import courier
from comity.cli.demo import demo
from comity.cli.directory import bureaus, me, units
from comity.cli.doctor import doctor
from comity.cli.hits import hits
from comity.cli.language import speak
from comity.cli.move import move
from comity.cli.nightly import nightly
from comity.cli.node import (
    answer_times,
    backup,
    drop_months,
    erase,
    host,
    legal_basis,
    load,
    public_lists,
    reindex,
    restore,
    up,
)
from comity.cli.notices import notices
from comity.cli.output import say_json
from comity.cli.problems import Exit, Wrong
from comity.cli.questions import questions
from comity.cli.records import records
from comity.cli.seal import seal
from comity.cli.signed_directory import directory
from comity.cli.signing_keys import upgrade_key
from comity.cli.tokens import tokens
from comity.cli.upgrade import upgrade
from comity.store.errors import StoreError
from comity.store.versions import hand_over

CLIENT = (ask, hits, questions, records, behalf, offers, changes, notices, seal, bureaus, units, me, connect)
OPERATOR = (
    demo,
    up,
    host,
    legal_basis,
    load,
    tokens,
    answer_times,
    public_lists,
    reindex,
    drop_months,
    erase,
    backup_key,
    backup,
    nightly,
    restore,
    directory,
    courier,
    move,
    upgrade_key,
    upgrade,
    doctor,
    completion,
)


class Comity(click.Group):
    """Errors are one sentence; with --json one document on stdout as well."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StoreError as error:
            raise _told(Wrong(str(error))) from None
        except Wrong as error:
            raise _told(error) from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(self.commands)  # in the order in which people need them


def _told(error: Wrong) -> Wrong:
    if "--json" in sys.argv:
        say_json(error.document())
    return error


@click.group(cls=Comity, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="comity")
def comity() -> None:
    """Comity: ask all databases of international police cooperation at once, and keep a node."""


for verb in (*CLIENT, *OPERATOR):
    comity.add_command(verb)


def main() -> int:
    """The entry of the command. Ends the process with one of `Exit`."""
    speak()
    hand_over(own_home(), __version__, sys.argv[1:])
    try:
        comity(prog_name="comity")
    except KeyboardInterrupt:
        return int(Exit.REFUSED)
    except BrokenPipeError:  # the reader of our pipe has gone: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.REFUSED)
    return 0
