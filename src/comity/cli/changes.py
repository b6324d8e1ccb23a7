"""`comity changes`: what changed since last time, for a national register that keeps in step."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from comity.cli.api import Api, connected
from comity.cli.hits import as_json_option
from comity.cli.output import err, plain, say_json
from comity.cli.problems import Exit, Refused, Wrong

MOST_IN_A_PAGE = 1_000
LONGEST_CURSOR = 200


GONE = 410


class BeginAnew(Refused):
    """The cursor is too old, or from before a restore: a script lists everything again."""

    exit_code = int(Exit.BEGIN_ANEW)


@click.command()
@click.option(
    "--since",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file that holds the cursor; made at the first call, which prints nothing.",
)
@click.option("--applied", is_flag=True, help="First say that all that was read before has been applied.")
@click.option(
    "--bodies/--no-bodies", default=True, help="With the documents of your own records, or without."
)
@as_json_option
def changes(file: Path, applied: bool, bodies: bool, as_json: bool) -> None:
    """Your own records, and those you had a hit on: what changed, one line of JSON each; the cursor moves with it.

    A cut-off call tells the last page again: apply by id and version.
    """
    api, since = connected(), _cursor(file)
    if applied and since:
        api.post("changes/applied", {"cursor": since})
    count, page = 0, _page(api, since, bodies)
    while True:
        for change in page["changes"]:
            sys.stdout.write(json.dumps(change, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        count += len(page["changes"])
        _keep(file, page["cursor"])
        if not page["more"]:
            break
        page = _page(api, page["cursor"], bodies)
    if as_json:
        say_json({"changes": count, "cursor": page["cursor"], "retry_after_s": page["retry_after_s"]})
    elif not since:
        sentence = _("From now on %(file)s knows where you are. List your records once, then call again.")
        err().print(plain(sentence % {"file": file}))
    else:
        words = {"count": count, "seconds": page["retry_after_s"]}
        err().print(plain(_("%(count)s changes. Ask again in %(seconds)s seconds.") % words))


def _page(api: Api, since: str, bodies: bool) -> dict[str, Any]:
    asked = {"since": since, "limit": MOST_IN_A_PAGE, "bodies": "true" if bodies else "false"}
    try:
        found: dict[str, Any] = api.get("changes", **asked)
    except Refused as refusal:
        if refusal.status == GONE:
            raise BeginAnew(refusal.problem, refusal.status) from None
        raise
    return found


def _cursor(file: Path) -> str:
    """The cursor in the file; empty where there is no file yet."""
    try:
        return file.read_text("ascii").strip()[:LONGEST_CURSOR] if file.exists() else ""
    except (OSError, ValueError):
        raise Wrong(_("%(file)s cannot be read, or holds no cursor.") % {"file": file}) from None


def _keep(file: Path, cursor: str) -> None:
    """Put the cursor in place of the former one, whole or not at all."""
    draft = file.with_name(f".{file.name}.new")
    try:
        with draft.open("w", encoding="ascii") as new:
            new.write(cursor + "\n")
            new.flush()
            os.fsync(new.fileno())
        draft.replace(file)
    except OSError as error:
        sentence = _(
            "The cursor could not be written to %(file)s (%(why)s). The next call tells the same again."
        )
        raise Wrong(sentence % {"file": file, "why": error.strerror}) from None
