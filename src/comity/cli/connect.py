"""`comity connect`: keeps the address of a node and a token for the commands that follow."""

import json

import click
from django.utils.translation import gettext as _

from comity.cli.api import Api
from comity.cli.connection import Connection, checked, own_file
from comity.cli.output import out, plain
from comity.store.home import write_atomically


@click.command()
@click.argument("url")
def connect(url: str) -> None:
    """Ask the node at URL from now on. The token is asked for, tried, and kept in your own file, closed to others."""
    address = checked(url)
    token = click.prompt(_("Token"), hide_input=True).strip()
    found = Api(Connection(address, token)).get("me")
    file = own_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(file, json.dumps({"url": address, "token": token}).encode())
    known = {"function": found["function"], "bureau": found["bureau"], "url": address}
    out().print(plain(_("%(url)s knows you as %(function)s of %(bureau)s.") % known))
