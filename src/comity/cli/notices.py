"""Printed notices: is this file as it was issued, and may one still rely on it? Asks no node and no network."""

import base64
import re
from datetime import datetime, timezone
from pathlib import Path

import click
from django.utils.translation import gettext as _

from comity.cli.notice_files import import_file
from comity.cli.output import out, plain, say_json
from comity.cli.problems import NotAnswered, Wrong
from comity.notices.printing.keys import key_mark
from comity.notices.printing.stamps import Stamp, read_file
from comity.seal.errors import SealError
from comity.seal.papers import PUBLIC_BYTES, paper_key, paper_public
from comity.store.home import home_folder, node_secret
from comity.web.moments import in_utc

MOST_BYTES = 50_000_000
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def notices() -> None:
    """Requests from files, and printed notices."""


notices.add_command(import_file)


@notices.command()
@click.argument("file", type=_FILE)
@click.option(
    "--key", type=_FILE, help="The issuing node's key for papers, as `comity notices key` prints it."
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one line of JSON.")
def check(file: Path, key: Path | None, as_json: bool) -> None:
    """Say whether the PDF of a notice is as it was issued, byte for byte, and until when it may be relied on.

    Without a network nobody knows whether a notice was withdrawn since: the page behind its code says that.
    """
    public = _given(key) if key else _own()
    stamp = _read(file, public)
    is_old = stamp.is_too_old(datetime.now(timezone.utc))
    if as_json:
        say_json(
            {
                "file": str(file),
                "number": stamp.number,
                "version": stamp.version,
                "printed_at": stamp.printed_at.isoformat(),
                "until": stamp.until.isoformat(),
                "answer": "too-old" if is_old else "valid-as-printed",
            }
        )
        if is_old:
            raise click.exceptions.Exit(NotAnswered.exit_code)
        return
    about = {
        "number": stamp.number,
        "version": stamp.version,
        "at": in_utc(stamp.printed_at),
        "until": in_utc(stamp.until),
    }
    said = (
        _("This file is as it was issued: notice %(number)s, version %(version)s, printed on %(at)s.") % about
    )
    out().print(plain(said), soft_wrap=True)
    if is_old:
        raise NotAnswered(
            _("It was to be relied on until %(until)s. Open its check page before you act.") % about
        )
    rest = (
        _("Valid as printed until %(until)s. Whether it was withdrawn since, only its check page says.")
        % about
    )
    out().print(plain(rest), soft_wrap=True)


@notices.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as one line of JSON.")
def key(as_json: bool) -> None:
    """Print the public key with which papers of this node are checked, and what to compare of it aloud."""
    public = _own()
    word = base64.b64encode(public).decode()
    if as_json:
        say_json({"key": word, "fingerprint": key_mark(public)})
        return
    out().print(plain(f"{word} {key_mark(public)}"), soft_wrap=True)


def _own() -> bytes:
    """This node's own key. Raises: Wrong where this machine has no node."""
    home = home_folder()
    if not (home / "node-secret").exists():  # reading would make one
        raise Wrong(_("This machine has no node. Say whose paper it is: `--key FILE`."))
    return paper_public(paper_key(node_secret(home)))


def _given(file: Path) -> bytes:
    """The key of a file; what stands behind it on the line is for people. Raises: Wrong."""
    found = re.match(rb"[A-Za-z0-9+/]{43}=", file.read_bytes()[:100])
    public = base64.b64decode(found[0]) if found else b""
    if len(public) != PUBLIC_BYTES:
        raise Wrong(_("%(file)s holds no key for papers.") % {"file": file})
    return public


def _read(file: Path, public: bytes) -> Stamp:
    if file.stat().st_size > MOST_BYTES:
        raise Wrong(_("%(file)s is too large to be a printed notice.") % {"file": file})
    try:
        return read_file(file.read_bytes(), public)
    except SealError:
        sentence = _(
            "Do not rely on this file: it was not issued with the key %(fingerprint)s, or it was changed since."
        )
        raise Wrong(sentence % {"fingerprint": key_mark(public)}) from None
