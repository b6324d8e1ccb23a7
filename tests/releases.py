"""Tiny other versions of this very source, as signed bundles: what an upgrade is tried with."""

import base64
import shutil
from pathlib import Path

from tools.bundle import ROOT, write_bundle

from comity.seal.signing import public_of

SEED = bytes(range(32))
NEXT = "9.9.9"
TABLE = "upgrade_trial"
_MIGRATION = '''"""Made up by a test."""

from pathlib import Path

from django.conf import settings
from django.db import migrations


def run(_apps, editor):
    {words}


class Migration(migrations.Migration):
    dependencies = [("bureaus", {former!r})]
    operations = [migrations.RunPython(run)]
'''
MADE = f'editor.execute("CREATE TABLE {TABLE} (a int)")'
BROKEN = 'editor.execute("SELECT 1 / 0")'
# Well on a copy, and broken where the node's own data are: the worst that can happen.
BROKEN_LIVE = '(Path(settings.HOME) / "this-is-a-copy").exists() or editor.execute("SELECT 1 / 0")'


def release(
    folder: Path, *migrations: str, version: str = NEXT, changed: dict[str, str] | None = None
) -> Path:
    """A bundle of our source under another number. migrations: bodies of further ones. changed: files to replace."""
    root = folder / f"tree-{version}"
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "requirements", root / "requirements")
    (root / "src/comity/__init__.py").write_text(f'"""Another version."""\n\n__version__ = "{version}"\n')
    place = root / "src/comity/bureaus/migrations"
    former = max(each.stem for each in place.glob("[0-9]*.py"))
    for number, words in enumerate(migrations):
        name = f"99{number:02}_trial"
        (place / f"{name}.py").write_text(_MIGRATION.format(words=words, former=former))
        former = name
    for name, content in (changed or {}).items():
        (root / name).write_text(content)
    bundle = folder / f"comity-{version}.bundle"
    write_bundle(bundle, root=root, seed=SEED, oldest="0.1.0")
    shutil.rmtree(root)
    return bundle


def public_key(folder: Path) -> Path:
    """The publisher's public key as the operator gets it."""
    path = folder / "publisher.pub"
    path.write_bytes(base64.b64encode(public_of(SEED)) + b"\n")
    return path
