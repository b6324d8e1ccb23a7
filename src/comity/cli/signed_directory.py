"""`comity directory`: the signed directory. Officers need neither node nor network; the other verbs keep the node's."""

import sys
import tempfile
from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from tuf.api.metadata import Metadata, Root

from comity.bureaus.signed import repository
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.officers import (
    make_officer_key,
    open_officer_key,
    read_public,
    signatures_on,
    signed_by_officer,
    what_is_signed,
)
from comity.cli.operator import passed_on
from comity.cli.output import out, plain
from comity.cli.problems import Wrong
from comity.kit.errors import Refused
from comity.seal.signing import public_of
from comity.store.home import write_atomically

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_NODE = {"ignore_unknown_options": True}
OFFICERS_OF_A_REHEARSAL, SIGNING_OF_A_REHEARSAL = 5, 3


@click.group()
def directory() -> None:
    """The signed directory: whose keys are whose. docs/operate/key-ceremony.md goes through it step by step."""


@directory.command("officer-key")
@click.argument("file", type=NEW_FILE)
def officer_key(file: Path) -> None:
    """Make an officer's key: FILE under a passphrase, FILE.pub for the centre. Needs no node and no network."""
    if file.exists():
        raise Wrong(_("%(file)s is there already: a key is never overwritten.") % {"file": file})
    passphrase = click.prompt(_("Passphrase"), hide_input=True, confirmation_prompt=True, err=True)
    try:
        private, public = make_officer_key(passphrase)
    except Refused as refusal:
        raise Wrong(str(refusal)) from None
    write_atomically(file, private)
    write_atomically(file.with_name(file.name + ".pub"), public, mode=0o644)
    known = {"file": file, "fingerprint": fingerprint(read_public(public))}
    out().print(plain(_("%(file)s is written. The fingerprint of this officer:\n%(fingerprint)s") % known))


@directory.command()
@click.argument("file", type=FILE)
@click.option("--key", required=True, type=FILE, help="The officer's key file.")
def sign(file: Path, key: Path) -> None:
    """Sign a root, or the entry of a bureau that lost its key, as an officer. Needs no node and no network."""
    content = file.read_bytes()
    passphrase = click.prompt(_("Passphrase"), hide_input=True, err=True)
    try:
        signed = signed_by_officer(content, open_officer_key(key.read_bytes(), passphrase))
    except Refused as refusal:
        raise Wrong(str(refusal)) from None
    write_atomically(file, signed, mode=0o644)
    known = {"file": file, "fingerprint": fingerprint(what_is_signed(signed))}
    out().print(plain(_("%(file)s is signed. What was signed had the fingerprint\n%(fingerprint)s") % known))


@directory.command()
def rehearse() -> None:
    """Go through the key ceremony with invented officers and show each step. Nothing is kept."""
    with tempfile.TemporaryDirectory() as folder:
        seeds = []
        for number in range(1, OFFICERS_OF_A_REHEARSAL + 1):
            passphrase = f"a rehearsal of officer {number}"
            private, public = make_officer_key(passphrase)
            write_atomically(Path(folder, f"officer-{number}"), private)
            seeds.append(open_officer_key(private, passphrase))
            _step(_("Officer %(number)s"), number=number, fingerprint=fingerprint(read_public(public)))
        keys = [repository.public_keys(public_of(seed)) for seed in seeds]
        root = repository.draft_root(1, keys, targets=keys[0], timestamp=keys[1], now=timezone.now())
        content = root.to_bytes()
        for number, seed in enumerate(seeds[:SIGNING_OF_A_REHEARSAL], 1):
            content = signed_by_officer(content, seed)
            signed, needed = signatures_on(Metadata[Root].from_bytes(content))
            words = _("Officer %(number)s has signed: %(signed)s of %(needed)s signatures")
            _step(words, number=number, signed=signed, needed=needed)
    out().print(plain(_("The root would count now. Nothing of this was kept.")))


def _step(words: str, *, fingerprint: str = "", **known: int) -> None:
    out().print(plain(f"{words % known} {fingerprint}".rstrip()))


def _on_the_node(name: str, metavar: str, help: str) -> None:
    """A verb that the node's own console runs (access/management/commands/directory.py)."""

    @directory.command(name, context_settings=_NODE, help=help)
    @click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar=metavar)
    def run(words: tuple[str, ...]) -> None:
        sys.exit(passed_on("directory", name, *words))


for _name, _metavar, _help in (
    (
        "draft-root",
        "OUT --officer FILE.pub ... [--dry-run]",
        "Write the centre's next root, for officers to sign.",
    ),
    ("install-root", "FILE [--dry-run]", "Publish under a root that enough officers signed."),
    (
        "publish",
        "[--dry-run] [--json]",
        "Sign and publish how the directory stands; the worker does it by itself.",
    ),
    ("keep", "[CODE ...] [--dry-run]", "Make and sign what is missing of the keys of bureaus hosted here."),
    ("entry", "CODE OUT", "Write the newest entry of a bureau into a file, and show its fingerprint."),
    (
        "accept",
        "FILE [--fingerprint WORDS] [--dry-run]",
        "Take in an entry that a bureau with its own node signed; of its first, the fingerprint that the bureau said.",
    ),
    ("rotate", "CODE [--dry-run]", "Give a bureau hosted here a new signing key, signed by its former one."),
    ("revoke", "CODE FINGERPRINT [--dry-run]", "Let a signing key of a bureau count no more, at once."),
    ("trust", "FILE --url ADDRESS --fingerprint WORDS", "Follow the directory of this root from now on."),
    (
        "recover",
        "CODE OUT",
        "Write an entry with a new key, for officers to sign, where a bureau's key is lost.",
    ),
    ("refresh", "[--json]", "Fetch what is new in the directory now; the worker does it each minute."),
    ("status", "[--json]", "Show how the directory stands: version, age, what was refused."),
):
    _on_the_node(_name, _metavar, _help)
