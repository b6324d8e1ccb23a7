"""`comity courier`: what the operator of a node asks about messages between nodes."""

import sys

import click

from comity.cli.operator import passed_on


@click.group()
def courier() -> None:
    """Messages to and from other nodes."""


@courier.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS]")
def status(words: tuple[str, ...]) -> None:
    """What waits for each other node and why, what is under way, what was refused; `--json` as one line.

    Counts and codes alone (docs/spec/courier.md): no word of any message.
    """
    sys.exit(passed_on("courier_status", *words))
