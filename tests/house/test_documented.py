"""What an operator can set or call stands in the documentation; what nobody else should see stands nowhere."""

import ast
import re
import subprocess
from importlib.util import find_spec

import pytest

from comity import settings
from tests.house.sources import PACKAGE, ROOT, modules, sources

# Between our own processes, not for operators.
OUR_OWN = {"COMITY_SUPERVISED"}
TEXTS = (
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".html",
    ".css",
    ".js",
    ".po",
    ".json",
    ".csv",
    ".yml",
    ".yaml",
    ".cfg",
)
# Put together here, so that this file does not hold what it forbids.
HOSTS = ("pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "art" + "ifactory")
PLACES = re.compile(r"(?<![\w.~$}])/(?:" + "work|root|Users" + r")/[\w.]|(?<![\w.~$}])/home" + r"/[a-z]")


def documents() -> str:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return "\n".join([settings.__doc__ or "", *(page.read_text("utf-8") for page in pages)])


def tracked() -> list[str]:
    """The files of the repository; all text files where this is no clone."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_every_setting_of_the_environment_is_documented():
    names = set()
    for source in sources():
        for _node, text in source.texts():
            names |= set(re.findall(r"^COMITY_[A-Z_]*[A-Z]$", text))
    words = documents()
    assert names
    assert {name for name in names - OUR_OWN if name not in words} == set()


def test_every_command_of_the_node_is_run_by_a_documented_verb_or_documented():
    """Management commands are what the verbs of the command line call, and the Makefile."""
    names = {path.stem for path in PACKAGE.glob("*/management/commands/*.py")} - {"__init__"}
    called = {
        text for source in sources() if source.room in ("cli", "store") for _node, text in source.texts()
    }
    words = documents() + (ROOT / "Makefile").read_text("utf-8")
    assert {name for name in names - called if not re.search(rf"\bcomity {name}\b", words)} == set()


@pytest.mark.skipif(find_spec("comity.cli.main") is None, reason="no command line yet")
def test_every_verb_of_the_command_line_is_documented():
    import click

    from comity.cli import main

    words = documents()
    found: list[str] = []

    def walk(command: click.Command, path: str) -> None:
        if isinstance(command, click.Group):
            for name in command.list_commands(click.Context(command)):
                walk(command.get_command(click.Context(command), name), f"{path} {name}")
        elif not command.hidden:
            found.append(path)

    walk(main.comity, "comity")
    assert found
    assert [verb for verb in found if not re.search(rf"\b{verb}\b", words)] == []


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine():
    wrong = []
    for name in tracked():
        if name.endswith(TEXTS) or "." not in name.rpartition("/")[2]:
            text = (ROOT / name).read_text("utf-8", errors="replace")
            wrong += [f"{name}: {host}" for host in HOSTS if host in text.lower()]
            wrong += [f"{name}: {found[0]}" for found in PLACES.finditer(text)]
    assert wrong == []


def test_every_module_says_what_it_is_for():
    modules()
    silent = [
        source.name
        for source in sources()
        if not ast.get_docstring(source.tree)
        and len(source.tree.body) > 6
        and source.parts[-1] not in ("apps", "urls")
    ]
    assert silent == []
