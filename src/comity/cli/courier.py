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


@courier.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="DIR|FILE [--to NODE]")
def export(words: tuple[str, ...]) -> None:
    """Write what waits for other nodes, with its files, to be carried: into DIR a file for each, or one FILE.

    It is sealed, and goes again in the next file, or over the link, until the other bureau has signed for it.
    """
    sys.exit(passed_on("courier_export", *words))


@courier.command("import", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="FILE")
def bring_in(words: tuple[str, ...]) -> None:
    """Take in FILE, which another node's courier wrote for this one; receipts leave with the next export.

    A file that is cut, changed or for another node is refused whole; one that came before changes nothing.
    """
    sys.exit(passed_on("courier_import", *words))


@courier.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[DATABASE] --bureau CODE [OPTIONS]")
def share(words: tuple[str, ...]) -> None:
    """Share the records of a bureau with its own node at the centre; without DATABASE, show how they stand there.

    \b
    --end     share it no longer: its records are withdrawn there
    --again   compare all that is shared with what stands there; once a day it happens by itself
    --json    print one line of JSON

    What is new, changed or withdrawn goes by itself from then on, also after an outage (docs/operate/own-node.md).
    """
    sys.exit(passed_on("share", *words))
