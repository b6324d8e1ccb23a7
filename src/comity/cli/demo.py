"""`comity demo`: a whole node with an invented world, on this machine alone."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from comity.cli.answers import say_answer
from comity.cli.api import Api
from comity.cli.connection import TOKEN_IN_HOME, Connection
from comity.cli.operator import managed
from comity.cli.output import err, out, plain, say_json, say_table
from comity.cli.problems import Wrong
from comity.cli.world import World, build_world
from comity.store.errors import StoreError
from comity.store.home import home_folder
from comity.store.processes import Node, running_services, running_store
from comity.store.stamp import DEMONSTRATION

USUAL_PORT = 8000
# Of the records the demonstration holds, the one everybody's example names.
QUESTION = {
    "purpose": "border-control",
    "subjects": [{"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}],
}
# Plain HTTP on loopback: a cookie marked as secure would not come back.
LOOPBACK = {"COMITY_INSECURE_COOKIES": "1", "COMITY_HOSTS": "127.0.0.1,localhost"}


@click.group(invoke_without_command=True)
@click.option(
    "--once", is_flag=True, help="Start everything, ask one query, print one line of JSON, stop everything."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"Port on 127.0.0.1; {USUAL_PORT} where it is free."
)
@click.option(
    "--federation",
    "federated",
    is_flag=True,
    help="Three nodes that know each other: the centre, a member, a UN mission behind a relay.",
)
@click.option(
    "--un-list",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Security Council list (XML).",
)
@click.pass_context
def demo(ctx: click.Context, once: bool, federated: bool, port: int | None, un_list: Path | None) -> None:
    """Start the demonstration: an invented world on a node of its own, open to this machine alone."""
    if ctx.invoked_subcommand is not None:
        return
    if federated:
        from comity.cli.federation import show  # it reads the directory's library, which is slow to load

        show(home_folder(), once=once)
        return
    started = time.monotonic()
    home = home_folder()
    if port is None:
        port = 0 if once else _free_port(USUAL_PORT)
    try:
        with _running(home, port, un_list) as (world, node):
            answer = _first_answer(node.url, home)
            if once:
                _say_once(node.url, world, answer, time.monotonic() - started)
            else:
                _say(node.url, world, answer)
                node.watch()
    except (StoreError, Wrong) as error:
        if once:
            say_json({"ready": False, "error": str(error)})
        raise


@contextmanager
def _running(home: Path, port: int, un_list: Path | None) -> Iterator[tuple[World, Node]]:
    """The world, loaded where it is not there yet, and the node that serves it."""
    console = err()
    with running_store(home, kind=DEMONSTRATION, say=lambda words: console.print(plain(words))) as store:
        more = ["--un-list", str(un_list)] if un_list else []
        world = build_world(store, console, "demo_world", *more)
        say_accounts(world.accounts)
        with running_services(store, port=port, extra=LOOPBACK) as node:
            yield world, node


def _first_answer(url: str, home: Path) -> dict[str, Any]:
    """What the node says to a border guard with a stolen passport in the hand, asked through the API."""
    token = (home / TOKEN_IN_HOME).read_text().strip()
    answer: dict[str, Any] = Api(Connection(url, token)).post("queries", QUESTION)
    return answer


def _say_once(url: str, world: World, answer: dict[str, Any], seconds: float) -> None:
    document = {"ready": True, "url": url, "records": world.records, "answer": answer}
    say_json({**document, "seconds": round(seconds, 1)})


def _say(url: str, world: World, answer: dict[str, Any]) -> None:
    console = out()
    counts = ", ".join(f"{count} {name}" for name, count in world.records.items())
    console.print(plain(_("On record: %(counts)s.") % {"counts": counts}))
    console.print()
    console.print(plain("$ comity ask --purpose border-control --document FRA:passport:12AB34567"))
    say_answer(answer, console)
    console.print()
    named = url.replace("127.0.0.1", "localhost")  # browsers give no passkey to a bare address
    console.print(
        plain(_("Comity is ready at %(url)s, for this machine alone. Ctrl-C stops it.") % {"url": named})
    )
    if not world.accounts:
        console.print(
            plain(
                _("The accounts were printed at the first start. A lost password: comity demo password NAME")
            )
        )


def say_accounts(accounts: Sequence[dict[str, Any]]) -> None:
    """The new accounts, once: their passwords are kept nowhere."""
    if not accounts:
        return
    columns = (_("Sign-in name"), _("Password"), _("Function"), _("Unit"), _("Second factor"))
    say_table(
        columns,
        (
            (
                each["sign_in_name"],
                each["password"],
                each["function"],
                each["unit"],
                _("needed") if each["second_factor"] else "",
            )
            for each in accounts
        ),
        empty="",
        whole=columns[:2],
    )
    out().print(plain(_("These passwords are shown once and kept nowhere. All people are invented.")))
    out().print(plain(_("The present code of a second factor: comity demo code NAME")))
    out().print()


def _free_port(wanted: int) -> int:
    """The usual port, or 0 for any other where it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return 0
    return wanted


@demo.command()
@click.argument("name")
def code(name: str) -> None:
    """Print the present code of a privileged account's second factor, for example henri@fra."""
    click.echo(managed("demo_code", name), nl=False)


@demo.command()
@click.argument("name")
def password(name: str) -> None:
    """Give an account a new random password and print it once."""
    click.echo(managed("demo_password", name), nl=False)


@demo.command(hidden=True)
@click.argument("words", nargs=-1)
def scene(words: tuple[str, ...]) -> None:
    """Play one step of a scene between nodes."""
    click.echo(managed("demo_scene", *words), nl=False)
