"""The command line as a bureau uses it: every verb that asks a node, about records closed to that bureau."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import click
import urllib3
from click.testing import CliRunner

from comity.cli.main import comity
from tests.journeys.asking import Body, World
from tests.journeys.worlds import numbers_of, own_copy

# A verb says what the node answered, and the walk asks the node itself about every record: one in so many will do.
STEP = 11
# What no bureau asks through: these stand on the node's own machine, where its operator sees every row anyhow.
OPERATORS = {
    "up": "starts the node",
    "load": "records for a bureau that the node hosts; what it meets is that bureau's own",
    "reindex": "rewrites the index, for its operator",
    "erase": "rewrites tables, for its operator",
    "drop-months": "ends months of the journal, for its operator",
    "backup-key": "makes a key, for its operator",
    "backup": "the whole node in one file, for its operator",
    "nightly": "what the node does each night, for its operator",
    "upgrade-key": "whose bundles the node takes, for its operator",
    "upgrade": "changes the version of the node, for its operator",
    "restore": "fills an empty node, for its operator",
    "doctor": "examines the node, for its operator",
    "completion": "asks no node",
    "connect": "keeps an address and a token; asks only who one is, as `comity me` does",
    "demo": "an invented world, on this machine",
    "host": "begins a bureau on the node's own machine, for its operator",
    "legal-basis": "under which rules the node publishes, for its operator",
    "answer-times": "how long owners have to answer, for the node's operator",
    "public-lists": "which lists are public, for the node's operator",
    "courier": "counts, codes and sealed files, for the node's operator",
    "move": "a whole bureau from node to node, for both operators",
    "directory": "keys and files of the node's own directory, for its operator and officers",
    "tokens": "the node's own console, for its operator",
    "notices check": "reads a file that its reader holds; asks no node",
    "seal verify": "reads a file that its reader holds; asks no node",
    "notices key": "the public key of the node of this machine",
}


def verbs() -> Iterator[tuple[str, click.Command]]:
    """Every verb of the command line with its words: ("records list", ...)."""

    def leaves(command: click.Command, words: list[str]) -> Iterator[tuple[str, click.Command]]:
        if isinstance(command, click.Group):
            for name in command.commands:
                yield from leaves(command.commands[name], [*words, name])
        else:
            yield " ".join(words), command

    return leaves(comity, [])


def asks_no_node(name: str) -> bool:
    """Is the verb, or all of its group, one of OPERATORS?"""
    return name in OPERATORS or name.split()[0] in OPERATORS


def words_of(command: click.Command, each: Body) -> list[str]:
    """Arguments with which a verb is about a closed record, from what the verb says of itself."""
    number, words = numbers_of(each["body"])[0], []
    known = {"database": each["database"], "q": number, "text": number, "texts": number, "words": number}
    for one in command.params:
        value = known.get(one.name or "")
        if value is None and (one.required or isinstance(one, click.Argument)):
            value = _sample(one.type, each)
        if value is not None:
            words += [value] if isinstance(one, click.Argument) else [one.opts[0], value]
    return words


def _sample(kind: click.ParamType, each: Body) -> str:
    match kind:
        case click.types.UUIDParameterType():
            return str(each["id"])
        case click.Choice():
            return str(kind.choices[0])
        case click.IntRange() | click.types.IntParamType():
            return "1"
        case click.File():
            return "record.json"
        case _:
            return "because"


def walk_commands(world: World) -> None:
    """The client's verbs, over the node's own entry instead of a socket."""

    def request(
        _pool: Any, method: str, url: str, *, body: Any = None, headers: Any = None, **_more: Any
    ) -> Any:
        path, _mark, query = url.removeprefix("https://localhost").partition("?")
        kind = (headers or {}).get("Content-Type", "")
        status, content = world.call("officer", method, path, body=body or b"", kind=kind, query=query)
        return SimpleNamespace(status=int(status.split()[0]), data=content, headers={})

    chosen = [
        each for each in world.facts["closed"] if each["way"] in ("all-but", "owner-rule", "the-same-again")
    ]
    environment = {"COMITY_URL": "https://localhost", "COMITY_TOKEN": world.facts["tokens"]["officer"]}
    with (
        mock.patch.object(urllib3.PoolManager, "request", request),
        mock.patch.dict("os.environ", environment),
        CliRunner().isolated_filesystem(),
    ):
        asking = [each for each in verbs() if not asks_no_node(each[0])]
        for turn, (name, command) in enumerate(asking):
            for each in chosen[turn % STEP :: STEP]:
                Path("record.json").write_text(json.dumps(own_copy(each["body"])))
                words = words_of(command, each)
                for more in ([], ["--json"]):
                    done = CliRunner().invoke(comity, [*name.split(), *words, *more])
                    world.note_command(name, words + more, done)
