"""What a management command says when it ends with an error."""

import os
import subprocess
import sys
from pathlib import Path


def test_a_command_that_fails_says_its_sentence_and_nothing_of_classes() -> None:
    words = [sys.executable, "-m", "comity", "load", "no-such-database", "no-such-file", "--bureau", "FRA"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (1, "", "Nothing is found here.")


def test_a_command_loads_no_page() -> None:
    story = "import sys; from comity.__main__ import main\ntry: main()\nfinally: print('comity.urls' in sys.modules)"
    words = [sys.executable, "-c", story, "load", "no-such-database", "no-such-file", "--bureau", "FRA"]
    assert subprocess.run(words, capture_output=True, text=True).stdout == "False\n"


def test_settings_that_the_environment_names_are_no_hindrance(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "from comity.cli.main import main; main()", "--version"]
    named = {"DJANGO_SETTINGS_MODULE": "comity.settings", "COMITY_HOME": str(tmp_path / "home")}
    done = subprocess.run(words, capture_output=True, text=True, env=os.environ | named)
    assert (done.returncode, done.stderr) == (0, "")
