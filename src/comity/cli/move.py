"""`comity move`: a bureau moves from the centre's node to one of its own, for both operators."""

import sys

import click

from comity.cli.operator import passed_on


@click.group()
def move() -> None:
    """A bureau that the centre hosts moves to a node of its own. Step by step: docs/operate/own-node.md."""


def _on_the_node(name: str, metavar: str, help: str) -> None:
    """A verb that the node's own console runs (messages/management/commands/move.py)."""

    @move.command(name, context_settings={"ignore_unknown_options": True}, help=help)
    @click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar=metavar)
    def run(words: tuple[str, ...]) -> None:
        sys.exit(passed_on("move", name, *words))


for _name, _metavar, _help in (
    (
        "prepare",
        "CODE OUT",
        "On the new node: make the bureau's keys, and write its request to the centre into OUT.",
    ),
    (
        "hand-over",
        "CODE REQUEST --fingerprint WORDS --to PACKAGE [--dry-run]",
        "At the centre: close the bureau here, and write what is its into PACKAGE, sealed for the new node. "
        "A repeat goes on where it stopped and writes the package anew; --dry-run says what would go along, or what "
        "must come to its end first.",
    ),
    ("reopen", "CODE", "At the centre: the bureau stays after all, where nothing was handed over yet."),
    (
        "take-over",
        "CODE PACKAGE [--dry-run]",
        "On the new node: fill it from PACKAGE, all or nothing, and show how its security officers sign in.",
    ),
    (
        "journal",
        "CODE OUT",
        "At the centre, before or after: write what the bureau's officers did on this node into OUT, one line of JSON "
        "for each act, signed by the centre. No word that anybody typed is in it.",
    ),
    (
        "check-journal",
        "CODE FILE",
        "On any node that knows the centre: is FILE such an extract, whole and signed?",
    ),
    (
        "finish",
        "CODE",
        "At the centre, once the new node works: let go the names of the bureau's people, its keys and its mail.",
    ),
):
    _on_the_node(_name, _metavar, _help)
