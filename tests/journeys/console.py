"""A process of a node that runs what tests ask for, story after story: Django starts once for all of them."""

import io
import json
import subprocess
import sys
import traceback
from contextlib import redirect_stdout

LISTEN = "import django; django.setup(); from tests.journeys.console import listen; listen()"


class Console:
    """Begun with the first story. environment: of the node's processes."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.process: subprocess.Popen[str] | None = None

    def run(self, story: str) -> str:
        """What this Python printed on the node's database; `people` is there to be used."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", LISTEN],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(story) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"fault": "The console ended."}')
        assert "fault" not in answer, answer["fault"]
        said: str = answer["said"]
        return said

    def end(self) -> None:
        if self.process is not None:
            self.process.communicate()


def listen() -> None:
    """Run one story a line until nobody has any more; nothing of one is left for the next."""
    answers = sys.stdout
    for line in sys.stdin:
        answers.write(json.dumps(_told(json.loads(line))) + "\n")
        answers.flush()


def _told(story: str) -> dict[str, str]:
    from django.db import connections  # rooms can be imported only now
    from django.db.transaction import atomic

    from comity.gate import epoch
    from tests import people

    said = io.StringIO()
    try:
        with redirect_stdout(said):
            exec(story, {"people": people})
            # The server keeps who there is by the epoch, and a story writes past the verbs that move it.
            with atomic():
                epoch.bump()
    except Exception:
        return {"fault": traceback.format_exc()}
    finally:
        connections.close_all()
    return {"said": said.getvalue()}
