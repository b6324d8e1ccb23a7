"""A command of several verbs, as `comity move` and `comity directory` are: what all of them take is said once."""

from argparse import ArgumentParser
from collections.abc import Callable

Verb = Callable[[str, str], ArgumentParser]


def verbs_of(parser: ArgumentParser, each_takes: Callable[[ArgumentParser], None]) -> Verb:
    """What adds a verb, by its name and one line of help. each_takes: adds the arguments that every verb has.

    Every verb may print one line of JSON.
    """
    verbs = parser.add_subparsers(dest="verb", required=True)

    def verb(name: str, help: str) -> ArgumentParser:
        found = verbs.add_parser(name, help=help)
        each_takes(found)
        found.add_argument("--json", action="store_true", help="print one line of JSON")
        return found

    return verb
