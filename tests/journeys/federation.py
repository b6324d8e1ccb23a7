"""Nodes that know each other: each with its own database and home, web server and courier as real processes."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cluster import ClusterForTests, Database
from tests.journeys.nodes import environment_of, free_port, soon

BEGIN = "import django; django.setup(); from tests.journeys.federated import *; "


@dataclass
class FederatedNode:
    """One node. code: of its one bureau. address: under which the directory names it; empty: it cannot be reached.

    ahead_h: by how many hours the clocks of its processes are wrong from their next start on.
    """

    code: str
    database: Database
    home: Path
    port: str = field(default_factory=free_port)
    proxied: str = ""
    relay: str = ""
    relays: bool = False
    ahead_h: float = 0
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    console: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return "" if self.relay else self.proxied or f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return environment_of(self.home) | {
            "COMITY_DATABASE_URL": self.database.app_url,
            "COMITY_NODE_URL": self.address,
            "COMITY_RELAY": self.relay,
            "COMITY_RELAYS": "1" if self.relays else "0",
            "DJANGO_SETTINGS_MODULE": "comity.settings",
            "AHEAD_H": str(self.ahead_h),
        }

    def run(self, words: str) -> Any:
        """What an expression of `federated` is on this node; one process answers them all."""
        if self.console is None:
            begin = f"import tests.journeys.ahead; {BEGIN}" if self.ahead_h else BEGIN
            self.console = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", f"{begin}converse()"],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        self.console.stdin.write(f"{words}\n")
        self.console.stdin.flush()
        answer = json.loads(self.console.stdout.readline())
        assert "fault" not in answer, answer["fault"]
        return answer["is"]

    def leave(self) -> None:
        """Everything of this node ends."""
        self.kill()
        if self.console is not None:
            self.console.stdin.close()
            self.console.wait()
            self.console = None

    @contextmanager
    def restored(self, cluster: ClusterForTests) -> Iterator[None]:
        """What is done inside the block is lost to this node's database afterwards; it runs inside and after."""
        self.back_up(cluster)
        yield
        self.restore(cluster)

    def back_up(self, cluster: ClusterForTests) -> None:
        """Keep the database as it is now, and go on."""
        self.leave()
        cluster.clone(f"{self.database.name}_kept", template=self.database.name)
        self.start()

    def restore(self, cluster: ClusterForTests) -> None:
        """Go on with the database that was kept; the disk of the node is as it is."""
        self.leave()
        cluster.clone(self.database.name, template=f"{self.database.name}_kept")
        self.start()

    def start(self, *names: str) -> None:
        """Web server and courier, or those named."""
        program, application = ("tests.journeys.ahead",) * 2 if self.ahead_h else ("comity", "comity.wsgi")
        commands = {
            "web": ["-m", "granian", "--interface", "wsgi", f"{application}:application", "--port", self.port,
                    "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"],
            "courier": ["-m", program, "keep_courier"],
        }  # fmt: skip
        for name in names or commands:
            with (self.home / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    [sys.executable, *commands[name]],
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        if "web" in (names or commands):
            assert soon(self.answers), (self.home / "web.log").read_text()

    def answers(self) -> bool:
        with suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).status == 200
        return False

    def kill(self, *names: str) -> None:
        """As if the power failed for these processes, or for all."""
        for name in names or list(self.processes):
            process = self.processes.pop(name)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def federation(cluster: ClusterForTests, folder: Path, *codes: str) -> Iterator[list[FederatedNode]]:
    """A node for each bureau; all know each other by signed entries. Nothing runs yet."""
    with ExitStack() as stack:
        nodes = []
        for code in codes:
            home = folder / code
            (home / "static").mkdir(parents=True)
            nodes.append(FederatedNode(code, stack.enter_context(cluster.fresh()), home))
            stack.callback(nodes[-1].leave)
        yield nodes


def introduce(*nodes: FederatedNode) -> None:
    """Every node makes the keys of its bureau and takes in the entries of all others."""
    codes = json.dumps([node.code for node in nodes])
    entries = [node.run(f"begin({codes}, {node.code!r})") for node in nodes]
    for node in nodes:
        others = [each for each, other in zip(entries, nodes, strict=True) if other is not node]
        node.run(f"know({json.dumps(others)})")
