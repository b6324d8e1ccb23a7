"""Make a signed bundle of this clone for `comity upgrade` (docs/spec/bundle.md), or a publisher's key.

    .venv/bin/python tools/bundle.py --new-key release.key
    .venv/bin/python tools/bundle.py --key release.key --oldest 0.1.0 [--wheels FOLDER] comity-0.2.0.bundle

FOLDER holds the wheels of requirements/run.txt, one of each, as `pip download --require-hashes --only-binary :all:
--requirement requirements/run.txt --dest FOLDER` fetches them. Without it the bundle serves nodes whose packages are
the same. The private key signs every upgrade of every node that trusts it: keep it on a machine of its own.
"""

import argparse
import base64
import hashlib
import json
import re
import secrets
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from comity.cli.signing_keys import fingerprint
from comity.seal.signing import SEED_BYTES, public_of, sign
from comity.store.bundle import CONTEXT, FORMAT, LOCK, MANIFEST, SIGNATURE, read_manifest
from comity.store.home import write_atomically

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = [3, 11]
LEFT_OUT = {"__pycache__"}
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
# The same bytes from the same tree: a second publisher can make the bundle again and compare.
SAME_DAY = (2020, 1, 1, 0, 0, 0)


def new_key(path: Path) -> str:
    """Write a private key (0600) and beside it its public half; the fingerprint. Raises: FileExistsError."""
    public = path.with_name(path.name + ".pub")
    if path.exists() or public.exists():
        raise FileExistsError(f"{path} is there already.")
    seed = secrets.token_bytes(SEED_BYTES)
    write_atomically(path, base64.b64encode(seed) + b"\n")
    write_atomically(public, base64.b64encode(public_of(seed)) + b"\n", mode=0o644)
    return fingerprint(public_of(seed))


def files_of(root: Path, wheels: Path | None) -> Iterator[tuple[str, Path]]:
    """What goes in: the name in the bundle, and the file."""
    for path in sorted((root / "src" / "comity").rglob("*")):
        if path.is_file() and not LEFT_OUT & set(path.parts) and path.suffix != ".pyc":
            yield path.relative_to(root).as_posix(), path
    yield LOCK, root / LOCK
    for path in sorted(wheels.glob("*.whl")) if wheels else []:
        yield f"wheels/{path.name}", path


def write_bundle(
    out: Path,
    *,
    root: Path = ROOT,
    seed: bytes,
    oldest: str,
    wheels: Path | None = None,
    made: str | None = None,
) -> str:
    """Write and sign a bundle of the source under root; its version. Raises: StoreError for what no node would take."""
    (version,) = _VERSION.findall((root / "src/comity/__init__.py").read_text("utf-8"))
    files = dict(files_of(root, wheels))
    listed = [
        {"name": name, "bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for name, path in files.items()
    ]
    document = {
        "format": FORMAT,
        "version": version,
        "oldest": oldest,
        "made": made or datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "python": OLDEST_PYTHON,
        "files": listed,
    }
    manifest = json.dumps(document, indent=1).encode()
    read_manifest(manifest)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, SAME_DAY), manifest)
        archive.writestr(zipfile.ZipInfo(SIGNATURE, SAME_DAY), sign(manifest, seed, context=CONTEXT))
        for name, path in files.items():
            info = zipfile.ZipInfo(name, SAME_DAY)
            info.compress_type = zipfile.ZIP_STORED if name.startswith("wheels/") else zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return version


def main() -> None:
    """The command."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("out", nargs="?", type=Path, help="the bundle to write")
    asked.add_argument("--new-key", type=Path, metavar="FILE", help="make a publisher's key and stop")
    asked.add_argument("--key", type=Path, help="the publisher's private key")
    asked.add_argument("--oldest", help="the oldest version from which a node may come")
    asked.add_argument("--wheels", type=Path, help="folder of the wheels of requirements/run.txt")
    words = asked.parse_args()
    if words.new_key:
        sys.stdout.write(f"{words.new_key}.pub has the fingerprint {new_key(words.new_key)}.\n")
        return
    if not (words.out and words.key and words.oldest):
        asked.error("--key, --oldest and the bundle's name are needed")
    seed = base64.b64decode(words.key.read_bytes())
    version = write_bundle(words.out, seed=seed, oldest=words.oldest, wheels=words.wheels)
    sys.stdout.write(f"{words.out}: version {version}, key {fingerprint(public_of(seed))}.\n")


if __name__ == "__main__":
    main()
