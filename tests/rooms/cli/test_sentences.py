"""What a management command says when it ends with an error."""

import subprocess
import sys


def test_a_command_that_fails_says_its_sentence_and_nothing_of_classes() -> None:
    words = [sys.executable, "-m", "comity", "load", "no-such-database", "no-such-file", "--bureau", "FRA"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (1, "", "Nothing is found here.")
