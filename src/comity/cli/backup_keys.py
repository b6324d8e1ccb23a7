"""The keys of backups: made once, the private one kept off the node; who can open a backup, and how it is opened."""

import base64
import hashlib
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

import click
from django.utils.translation import gettext as _

from comity.cli.operator import require_node
from comity.cli.output import err, out, plain, say_json
from comity.cli.problems import Wrong
from comity.seal.errors import SealError
from comity.seal.files import is_sealed, opened, sealing
from comity.seal.keys import PUBLIC_BYTES, SEED_BYTES, public_key
from comity.store.home import home_folder, restore_test_key, write_atomically

PUBLIC_NAME = "backup-key.pub"
_PREFIX, _CHECK_BYTES = "COMITY-BACKUP-KEY", 3
_GROUP = 7  # letters that are copied from paper at a glance


@click.command("backup-key")
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it to a file, such as one on a stick.",
)
@click.option("--replace", is_flag=True, help="Make a new pair; older backups open with the older key only.")
@click.option("--json", "as_json", is_flag=True, help="Print it as one line of JSON.")
def backup_key(save: Path | None, replace: bool, as_json: bool) -> None:
    """Make the key pair of this node's backups. The private key is shown once: keep it away from this machine.

    Without it nobody restores a backup elsewhere, and nobody reads a stolen one.
    """
    home = home_folder()
    require_node(home)
    if (home / PUBLIC_NAME).exists() and not replace:
        raise Wrong(_("This node has a backup key. `--replace` makes another for all further backups."))
    seed = secrets.token_bytes(SEED_BYTES)
    words = private_words(seed)
    if save is not None:
        write_atomically(save, f"{words}\n".encode())
    write_atomically(home / PUBLIC_NAME, base64.b64encode(public_key(seed)) + b"\n", mode=0o644)
    if as_json:
        say_json(
            {"public": str(home / PUBLIC_NAME), **({"saved": str(save)} if save else {"private": words})}
        )
        return
    if save is None:
        out().print(plain(words), soft_wrap=True)
    err().print(
        plain(
            _(
                "Keep this key in two places away from this machine: a restore needs it, and nobody can make it again."
            )
        )
    )


def private_words(seed: bytes) -> str:
    """A private key as people keep it, also on paper: base32 in groups, with three bytes that notice a slip."""
    letters = base64.b32encode(seed + _check(seed)).decode().rstrip("=")
    groups = [letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP)]
    return "-".join([_PREFIX, *groups])


def private_key(words: str) -> bytes:
    """The seed of what `private_words` wrote; blanks, dashes and small letters do no harm. Raises: Wrong."""
    letters = "".join(each for each in words.upper() if each.isalnum())
    letters = letters.removeprefix(_PREFIX.replace("-", ""))
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        raw = b""
    if len(raw) != SEED_BYTES + _CHECK_BYTES or _check(raw[:SEED_BYTES]) != raw[SEED_BYTES:]:
        raise Wrong(_("This is no backup key, or a letter of it is wrong."))
    return raw[:SEED_BYTES]


def recipients(home: Path) -> list[bytes]:
    """The public keys for which this node seals its backups: the operator's, and its own for the restore test.

    Raises: Wrong where the operator has made no key.
    """
    try:
        operators = base64.b64decode((home / PUBLIC_NAME).read_bytes(), validate=False)
    except FileNotFoundError:
        raise Wrong(
            _(
                "Make a key for backups first: `comity backup-key`. `--plain` writes one that is open to its finder."
            )
        ) from None
    if len(operators) != PUBLIC_BYTES:
        raise Wrong(
            _("%(file)s is damaged. `comity backup-key --replace` makes another.")
            % {"file": home / PUBLIC_NAME}
        )
    return [operators, public_key(restore_test_key(home))]


def seal_for(home: Path) -> Callable[[IO[bytes]], AbstractContextManager[IO[bytes]]]:
    """What seals a backup of this node on its way into the file. Raises: Wrong."""
    keys = recipients(home)

    @contextmanager
    def seal(output: IO[bytes]) -> Iterator[IO[bytes]]:
        with sealing(output, keys) as stream:
            yield stream  # type: ignore[misc]  # a RawIOBase, of which zipfile needs `write` and `flush`

    return seal


def open_with(private: Callable[[], bytes]) -> Callable[[Path], AbstractContextManager[IO[bytes]]]:
    """What opens a backup, sealed or not. private: asked for only where it is sealed.

    Raises: Wrong inside the block when key or file are not right.
    """

    @contextmanager
    def open_file(file: Path) -> Iterator[IO[bytes]]:
        with file.open("rb") as stream:
            if not is_sealed(stream):
                yield stream
                return
            try:
                yield opened(stream, private())
            except SealError:
                sentence = _("%(file)s does not open with this key, or it is damaged. Nothing was changed.")
                raise Wrong(sentence % {"file": file}) from None

    return open_file


def private_given(key_file: Path | None, *, otherwise: bytes | None = None) -> Callable[[], bytes]:
    """The operator's private key: from a file, COMITY_BACKUP_KEY, or the terminal; asked for once.

    otherwise: a key to take before anybody is asked.
    """
    held: list[bytes] = []

    def private() -> bytes:
        if not held:
            held.append(_private(key_file, otherwise))
        return held[0]

    return private


def _private(key_file: Path | None, otherwise: bytes | None) -> bytes:
    if key_file is not None:
        return private_key(key_file.read_text("utf-8", errors="replace"))
    if words := os.environ.get("COMITY_BACKUP_KEY"):
        return private_key(words)
    if otherwise is not None:
        return otherwise
    if not sys.stdin.isatty():
        raise Wrong(_("The backup is sealed: give its key with `--key FILE` or in COMITY_BACKUP_KEY."))
    return private_key(click.prompt(_("Backup key"), hide_input=True, err=True))


def _check(seed: bytes) -> bytes:
    return hashlib.sha256(b"comity/backup-key\0" + seed).digest()[:_CHECK_BYTES]
