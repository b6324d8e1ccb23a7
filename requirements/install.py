"""`make setup`: a virtual environment with the locked wheels, and `comity` in it. Quick when nothing has changed.

Runs under whatever python3 the machine has, so it imports nothing outside the standard library and is written
so that an old one still reads the sentence that says it is too old.

Usage: python3 requirements/install.py run|develop
"""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "comity-setup.json"
WANTS = {"run": ["run.txt"], "develop": ["run.txt", "develop.txt"]}
COMMAND = """#!/bin/sh
'''exec' '{python}' "$0" "$@"
' '''
import sys

from comity.cli.main import main

sys.exit(main())
"""


def stop(sentence):
    sys.exit("\n" + sentence)


def fingerprint(names):
    """What must be equal for nothing to be left to do."""
    said = hashlib.sha256(repr((str(VENV), sys.version)).encode())
    for name in names:
        said.update((ROOT / "requirements" / name).read_bytes())
    return said.hexdigest()


def done():
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def make_environment():
    """Make .venv if there is none that works. Returns the command that installs into it."""
    venv = [sys.executable, "-m", "venv", "--clear"]
    if not PYTHON.exists() and subprocess.run([*venv, str(VENV)], capture_output=True).returncode:
        # Debian keeps the part that brings pip into a virtual environment in a package of its own.
        bare = subprocess.run([*venv, "--without-pip", str(VENV)], capture_output=True, text=True)
        if bare.returncode:
            stop("python3 cannot make a virtual environment:\n" + bare.stderr)
    if not subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode:
        return [str(PYTHON), "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return stop("This python3 has no pip. On Debian and Ubuntu: apt install python3-venv, then try again.")


def install(which):
    pip = make_environment()
    print("Installing requirements/" + which + ".txt. The first time takes a minute or two.", flush=True)
    lock = str(ROOT / "requirements" / (which + ".txt"))
    strict = ["--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check", "--quiet"]
    if subprocess.run([*pip, "install", *strict, "--requirement", lock]).returncode:
        stop("The packages could not be installed; the lines above say why. Nothing else was started.")


def put_on_path():
    """Our package by a .pth and our command by a script: an editable install is refused under hashes."""
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run(
        [str(PYTHON), "-c", asked], capture_output=True, text=True, check=True
    ).stdout.strip()
    (Path(packages) / "comity.pth").write_text(str(ROOT / "src") + "\n")
    command = VENV / "bin" / "comity"
    command.write_text(COMMAND.format(python=PYTHON))
    command.chmod(0o755)


def compile_texts(before):
    """Translations as the programs read them. Returns what was compiled, to be compared next time."""
    said = hashlib.sha256()
    texts = sorted((ROOT / "src").rglob("*.po"))
    for path in texts:
        said.update(path.read_bytes())
        if not path.with_suffix(".mo").exists():
            before = ""
    if texts and said.hexdigest() != before:
        scratch = dict(os.environ, COMITY_HOME=str(VENV / "comity-home"))
        done = subprocess.run(
            [str(PYTHON), "-m", "comity", "strings", "--compile"], env=scratch, cwd=str(ROOT)
        )
        if done.returncode:
            stop("The translations could not be compiled; the lines above say why.")
    return said.hexdigest()


def main(which):
    if sys.version_info < OLDEST:
        found = ".".join(str(each) for each in sys.version_info[:2])
        stop("Comity needs Python 3.11 or newer, and this is " + found + ". Try: make PYTHON=python3.13 ...")
    stamp, wanted = done(), {name: fingerprint(WANTS[name]) for name in WANTS}
    if stamp.get("run") != wanted["run"] or (
        which == "develop" and stamp.get("develop") != wanted["develop"]
    ):
        install(which)
        put_on_path()
        stamp = {"run": wanted["run"], which: wanted[which]}
    stamp["texts"] = compile_texts(stamp.get("texts", ""))
    STAMP.write_text(json.dumps(stamp))


if __name__ == "__main__":
    main(sys.argv[1])
