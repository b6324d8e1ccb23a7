"""`comity doctor`: is this node well? Each check is one sentence; exit code 1 when something is wrong."""

import sys
from dataclasses import asdict

import click
from rich.text import Text

from comity.cli.checks import State, examine_node
from comity.cli.output import out, plain, say_json
from comity.cli.problems import Exit
from comity.store.home import home_folder

SIGNS = {State.WELL: ("✓", "green"), State.LOOK: ("!", "yellow"), State.WRONG: ("✗", "bold red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print all checks as one line of JSON.")
def doctor(as_json: bool) -> None:
    """Examine this node: database, roles, records, clocks, disk, backups. Exit code 1 when something is wrong."""
    checks = examine_node(home_folder())
    well = all(each.state is not State.WRONG for each in checks)
    if as_json:
        say_json({"well": well, "checks": [asdict(each) for each in checks]})
    else:
        for each in checks:
            sign, style = SIGNS[each.state]
            out().print(Text(f"{sign} {each.check}: ", style=style).append_text(plain(each.words)))
    sys.exit(0 if well else Exit.REFUSED)
