"""The operator's verbs over this machine's node: up, host, load, backup, restore."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from comity import __version__
from comity.cli.backup_keys import open_with, private_given, seal_for
from comity.cli.nightly import local_now
from comity.cli.operator import passed_on, require_node
from comity.cli.output import err, out, plain, say_json
from comity.cli.switching import settle, switch
from comity.store import backup as store_backup
from comity.store import retention, versions
from comity.store.home import home_folder, restore_test_key
from comity.store.plan import Plan
from comity.store.processes import Store, begin, running_services, running_store
from comity.store.results import BACKUP, read_results
from comity.store.supervisor import Chore
from comity.store.upgrades import is_asked

# What is loaded otherwise than as rows of one database.
LOADERS = {"un-list": "load_un_list"}


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on, behind your TLS proxy."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def up(host: str, port: int) -> None:
    """Start this node: database, web server, worker. Ctrl-C or SIGTERM stops everything in order.

    A database that a demonstration made is refused; so is a role that may change the tables.
    """
    home, console = home_folder(), err()

    def say(words: str) -> None:
        console.print(plain(words))

    scratch = Plan.of(home).scratch
    with running_store(home, say=say, before=lambda store: settle(store, scratch, say)) as store:
        while _served(store, host, port):
            if switch(store, say):
                break
        else:
            return
    say(_("The new version starts."))
    versions.hand_over(home, __version__, sys.argv[1:])


def _served(store: Store, host: str, port: int) -> bool:
    """Serve until somebody ends us: False; or until an upgrade asks for a change of versions: True."""
    asked = False
    with running_services(store, port=port, host=host) as node, suppress(KeyboardInterrupt):
        out().print(plain(_("Comity is ready at %(url)s. Ctrl-C stops it.") % {"url": node.url}))
        asked = node.watch([nightly_chore(store.home)], until=lambda: is_asked(store.home))
    return asked


def nightly_chore(home: Path) -> Chore:
    """The nightly run, as a process beside the services."""

    def is_due() -> bool:
        plan, backup = Plan.of(home), read_results(home).get(BACKUP)
        tried, good = (backup.at, backup.good_at) if backup else (None, None)
        return plan.is_due(local_now(), last_good=good, last_tried=tried)

    return Chore("The nightly run", is_due, lambda: begin(home, "nightly", "comity.cli.nightly"))


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("what", metavar="DATABASE|un-list")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="FILE --bureau CODE [OPTIONS]")
def load(what: str, words: tuple[str, ...]) -> None:
    """Load a file of records for a bureau that this node hosts.

    CSV with a head of field names, one JSON object a line, or FollowTheMoney entities; for un-list the Security
    Council's XML.

    \b
    --bureau CODE   the owner of the records
    --strict        one refused row, and nothing is recorded
    --change        change records whose own number is known
    --say F=VALUE   of every row that does not say it itself, such as status_of_person=suspect; may be repeated
    --report FILE   refused rows as CSV (default FILE.refused.csv)
    --sure          un-list: load an edition older than the last
    --yes-remove N  un-list: withdraw so many entries, where more than a tenth are gone
    --json          print the counts as one line of JSON

    A repeated load changes nothing. Exit codes: 0 all recorded, 4 some rows refused, 1 nothing could be done.
    """
    name = [LOADERS[what]] if what in LOADERS else ["load", what]
    sys.exit(passed_on(*name, *words))


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument(
    "words", nargs=-1, type=click.UNPROCESSED, metavar="CODE --officer NAME --full-name WORDS [OPTIONS]"
)
def host(words: tuple[str, ...]) -> None:
    """Begin a bureau on this node, with the security officer who enrols everybody else. First the centre.

    \b
    CODE               FRA for a member; your own for others, such as CEN
    --kind KIND        centre, mission, tribunal ...; a member where it is left out
    --name WORDS       English name, for all but members
    --mandate-ends DAY last day of a mission's mandate
    --officer NAME     sign-in name of the security officer; --badge NUMBER
    --full-name WORDS  seen in the own bureau only
    --json             print the one-time password as one line of JSON
    """
    sys.exit(passed_on("host", *words))


@click.command("legal-basis", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS]")
def legal_basis(words: tuple[str, ...]) -> None:
    """Under which rules this node publishes notices. Without one it publishes none.

    \b
    --body WORDS       the issuing body, as every notice bears it
    --title WORDS      the rules
    --organ WORDS      the organ that adopted them
    --adopted-on DAY   2026-01-31
    --json             print it as one line of JSON
    """
    sys.exit(passed_on("legal_basis", *words))


@click.command("answer-times", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS]")
def answer_times(words: tuple[str, ...]) -> None:
    """How long owners have to answer about a hit on this node; `--set held 30` changes one, in minutes."""
    sys.exit(passed_on("answer_times", *words))


@click.command("public-lists", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS]")
def public_lists(words: tuple[str, ...]) -> None:
    """Which lists screening tools may ask; declare one for a sanctions committee hosted here, or end that.

    \b
    --declare NAME     as tools name it, with --title WORDS and --source WORDS
    --end NAME         it is no longer public
    --bureau CODE      the committee that owns the list
    --json             print the lists as one line of JSON
    """
    sys.exit(passed_on("public_lists", *words))


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS]")
def reindex(words: tuple[str, ...]) -> None:
    """Write every key of the index again, while questions go on: after an upgrade that says so.

    \b
    --again         although no key is of an older scheme
    --share PART    of the time it may work (default 0.25); questions have the rest
    --json          print the count as one line of JSON

    Killed in the middle, it goes on from there when it is called again.
    """
    sys.exit(passed_on("reindex", *words))


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS]")
def erase(words: tuple[str, ...]) -> None:
    """Rewrite the tables that held deleted records. A running node does it every day for those that are small.

    \b
    --whole         large tables too; each answers nobody meanwhile
    --json          print the counts as one line of JSON
    """
    sys.exit(passed_on("erase", *words))


@click.command("drop-months")
@click.option("--json", "as_json", is_flag=True, help="Print the dropped months as one line of JSON.")
def drop_months(as_json: bool) -> None:
    """Drop the months of the journal that are older than this node keeps. A running node does it every day.

    The journal keeps an act of each dropped month. How long months are kept: COMITY_JOURNAL_MONTHS.
    """
    home = home_folder()
    require_node(home)
    with retention.reached(home) as url:
        dropped = retention.drop_months(url, node=os.environ.get("COMITY_NODE", "node"))
    if as_json:
        say_json({"dropped": [{"month": f"{each.month:%Y-%m}", "acts": each.acts} for each in dropped]})
        return
    for each in dropped:
        known = {"month": f"{each.month:%Y-%m}", "count": each.acts}
        out().print(plain(_("The month %(month)s is dropped: %(count)s acts.") % known))
    if not dropped:
        out().print(plain(_("No month of the journal is old enough.")))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--plain", "unsealed", is_flag=True, help="Do not seal it: as secret as the node itself.")
@click.option("--json", "as_json", is_flag=True, help="Print what is in the backup as one line of JSON.")
def backup(file: Path | None, unsealed: bool, as_json: bool) -> None:
    """Write the whole node into one file, while it runs or not; sealed for the key of `comity backup-key`."""
    file = file or Path(f"comity-{datetime.now():%Y-%m-%d-%H%M}.backup")  # the operator's own clock
    home = home_folder()
    require_node(home)
    seal = nullcontext if unsealed else seal_for(home)
    with store_backup.reached(home) as url, _progress(_("Backup")) as moved:
        manifest = store_backup.back_up(file, home=home, owner_url=url, seal=seal, progress=moved)
    _say(file, manifest, as_json=as_json)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only read the file to its end; restore nothing.")
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the private backup key.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was in the backup as one line of JSON.")
def restore(file: Path, check: bool, key: Path | None, as_json: bool) -> None:
    """Fill a new, empty COMITY_HOME from a backup, all or nothing.

    The key of a sealed backup comes from --key, COMITY_BACKUP_KEY or the terminal. The node that wrote a backup needs
    none to --check it.
    """
    home = home_folder()
    own = restore_test_key(home) if check and (home / "restore-test-key").exists() else None
    open_file = open_with(private_given(key, otherwise=own))
    if check:
        manifest = store_backup.verify(file, open_file=open_file)
    else:
        with store_backup.reached(home) as url, _progress(_("Restore")) as moved:
            manifest = store_backup.restore(
                file, home=home, owner_url=url, open_file=open_file, progress=moved
            )
    _say(file, manifest, as_json=as_json)


@contextmanager
def _progress(words: str) -> Iterator[Callable[[int], None]]:
    """A bar of bytes; what it gives is called with the bytes that were added."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda added: bar.advance(task, added)


def _say(file: Path, manifest: store_backup.Manifest, *, as_json: bool) -> None:
    if as_json:
        say_json({"file": str(file), **asdict(manifest)})
        return
    words = {
        "file": file,
        "made": manifest.made,
        "rows": sum(manifest.rows.values()),
        "mb": manifest.bytes // 10**6,
    }
    out().print(plain(_("%(file)s: made %(made)s, %(rows)s rows, %(mb)s MB, whole.") % words))
