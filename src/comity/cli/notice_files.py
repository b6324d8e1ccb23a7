"""`comity notices import FILE`: requests for notices from a file become drafts of your bureau."""

from typing import Any, BinaryIO

import click
from django.utils.translation import gettext as _

from comity.cli.api import connected
from comity.cli.hits import as_json_option
from comity.cli.output import out, plain, say_json, say_table

SOME_REFUSED = 4
LINES = "application/x-ndjson"


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--all", "whole", is_flag=True, help="One wrong request, and none is kept.")
@as_json_option
def import_file(file: BinaryIO, whole: bool, as_json: bool) -> None:
    """Make drafts of the requests in FILE: one JSON object, a list of them, or one on each line.

    What is wrong is named with its line. Exit code 4: some were not kept.
    """
    mode = "all" if whole else "each"
    taken = connected().send(f"notices/import?mode={mode}", file.read(), LINES)
    if as_json:
        say_json(taken)
    else:
        _say(taken)
    if taken["faults"]:
        raise click.exceptions.Exit(SOME_REFUSED)


def _say(taken: dict[str, Any]) -> None:
    counts = {name: len(taken[name]) for name in ("drafts", "known", "faults")}
    sentence = _("%(drafts)s drafts, %(known)s were there already, %(faults)s faults.") % counts
    out().print(plain(sentence), soft_wrap=True)
    drafts = [(each["line"], each["number"], len(each["missing"])) for each in taken["drafts"]]
    if drafts:
        say_table((_("Line"), _("Number"), _("Conditions not met yet")), drafts, empty="")
    faults = [(each["line"], each["field"], each["sentence"]) for each in taken["faults"]]
    if faults:
        say_table((_("Line"), _("Field"), _("Reason")), faults, empty="")
