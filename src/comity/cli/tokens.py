"""`comity tokens`: keys for programs, made and revoked at the node's own console by its operator."""

import sys

import click

from comity.cli.operator import passed_on

PLAIN = {"ignore_unknown_options": True}


@click.group()
def tokens() -> None:
    """Tokens of a bureau's officers and connected systems. Run it on the node's own machine."""


def _verb(name: str, metavar: str, words: str) -> None:
    """A verb whose options the room `access` reads itself."""

    @tokens.command(name, context_settings=PLAIN, help=words)
    @click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar=metavar)
    def verb(words: tuple[str, ...]) -> None:
        sys.exit(passed_on("tokens", name, *words))


_verb("list", "--bureau CODE [--json]", "The tokens of a bureau that are in force.")
_verb(
    "make",
    "--bureau CODE --unit NAME --label WORDS --right NAME ... [--officer NAME] [--days N] [--purpose SLUG ...]",
    "Make a token and print it once. Without --officer it is a connected system's, which names its human in each call.",
)
_verb("revoke", "TOKEN --bureau CODE", "Revoke a token: refused at the very next call on every worker.")
