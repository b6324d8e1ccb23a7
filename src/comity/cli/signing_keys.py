"""Whose bundles this node takes: the publisher's public key, set by the operator, and the check with it."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

import click
from django.utils.translation import gettext as _

from comity.cli.output import out, plain, say_json
from comity.cli.problems import Wrong
from comity.seal.errors import SealError
from comity.seal.signing import PUBLIC_BYTES, verify
from comity.store.bundle import CONTEXT
from comity.store.home import home_folder, write_atomically

KEY_NAME = "upgrade-key.pub"


@click.command("upgrade-key")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--replace", is_flag=True, help="Trust another publisher instead of the present one.")
@click.option("--json", "as_json", is_flag=True, help="Print its fingerprint as one line of JSON.")
def upgrade_key(file: Path | None, replace: bool, as_json: bool) -> None:
    """Show whose upgrades this node takes; with FILE, set it. Compare the fingerprint with the publisher's first.

    FILE holds the publisher's public key, as `tools/bundle.py --new-key` wrote it.
    """
    home = home_folder()
    if file is not None:
        key = _read(file)
        if (home / KEY_NAME).exists() and not replace and _read(home / KEY_NAME) != key:
            raise Wrong(_("This node trusts another publisher. `--replace` trusts this one instead."))
        write_atomically(home / KEY_NAME, base64.b64encode(key) + b"\n", mode=0o644)
    mark = fingerprint(publishers_key(home))
    if as_json:
        say_json({"key": str(home / KEY_NAME), "fingerprint": mark})
        return
    out().print(
        plain(_("This node takes upgrades signed with the key %(fingerprint)s.") % {"fingerprint": mark})
    )


def publishers_key(home: Path) -> bytes:
    """The key that bundles must be signed with. Raises: Wrong where the operator has set none."""
    if not (home / KEY_NAME).exists():
        raise Wrong(_("Set the publisher's key first: `comity upgrade-key FILE`."))
    return _read(home / KEY_NAME)


def signed_by(key: bytes) -> Callable[[bytes, bytes], None]:
    """What checks the signature over a manifest. Raises: Wrong."""

    def check(content: bytes, signature: bytes) -> None:
        try:
            verify(content, signature, key, context=CONTEXT)
        except SealError:
            sentence = _(
                "The bundle was not signed with the key %(fingerprint)s, or it was changed. Nothing was done."
            )
            raise Wrong(sentence % {"fingerprint": fingerprint(key)}) from None

    return check


def fingerprint(key: bytes) -> str:
    """What people compare: 20 hexadecimal digits of SHA-256, in groups."""
    digits = hashlib.sha256(key).hexdigest()[:20]
    return "-".join(digits[start : start + 4] for start in range(0, 20, 4))


def _read(file: Path) -> bytes:
    try:
        key = base64.b64decode(file.read_bytes(), validate=False)
    except ValueError:
        key = b""
    if len(key) != PUBLIC_BYTES:
        raise Wrong(_("%(file)s holds no public key of a publisher.") % {"file": file})
    return key
