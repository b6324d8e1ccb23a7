"""`comity doctor`: is this node well? Each check is one sentence; exit code 1 when something is wrong."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import gettext as _
from rich.text import Text

from comity.cli.checks import Check, State, examine_node
from comity.cli.output import err, out, plain, say_json
from comity.cli.problems import Exit, Wrong
from comity.cli.support import support_document
from comity.store.home import home_folder, write_atomically

SIGNS = {State.WELL: ("✓", "green"), State.LOOK: ("!", "yellow"), State.WRONG: ("✗", "bold red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print all checks as one line of JSON.")
@click.option(
    "--bundle",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a support file without personal data, after showing all of it.",
)
@click.option("--yes", is_flag=True, help="With --bundle: do not ask.")
def doctor(as_json: bool, bundle: Path | None, yes: bool) -> None:
    """Examine this node: database, roles, records, clocks, disk, backups. Exit code 1 when something is wrong."""
    home = home_folder()
    checks = examine_node(home)
    if bundle is not None:
        _write_bundle(bundle, home, checks, yes=yes)
        return
    well = all(each.state is not State.WRONG for each in checks)
    if as_json:
        say_json({"well": well, "checks": [asdict(each) for each in checks]})
    else:
        for each in checks:
            sign, style = SIGNS[each.state]
            out().print(Text(f"{sign} {each.check}: ", style=style).append_text(plain(each.words)))
    sys.exit(0 if well else Exit.REFUSED)


def _write_bundle(file: Path, home: Path, checks: list[Check], *, yes: bool) -> None:
    """Show the support file, ask, write it. Raises: Wrong where nobody can be asked."""
    text = json.dumps(support_document(home, checks), indent=1, ensure_ascii=False) + "\n"
    out().print(plain(text), soft_wrap=True)
    if not yes:
        if not sys.stdin.isatty():
            raise Wrong(_("Nobody can be asked here: read it, then give `--yes`."))
        if not click.confirm(_("This is all of it. Write it?"), err=True):
            return
    write_atomically(file, text.encode())
    err().print(plain(_("%(file)s is written. Nothing was sent to anybody.") % {"file": file}))
