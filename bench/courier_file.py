"""One large file between two nodes on one machine, end to end: how fast, how much memory, how much disk. JSON last.

    python -m bench.courier_file --file-mb 1024
    python -m bench.courier_file --file-mb 1024 --relay

Two nodes of the product, each with PostgreSQL, web server, worker, names and courier of its own; with `--relay` three,
the last of which nobody reaches: it fetches from the second. The file hangs on a note, as from the form; the clock
runs from the moment the note is sent until its sender has applied the receipt, which is signed with the last byte: so
the file was sealed, handed over chunk by chunk, each chunk checked and synchronised to the disk, opened and hung on the
note.

mb_per_s: of all that. sealed_s, handed_over_s, delivered_s: since the note was sent. peak_mb: the most memory of each
process, and of all of a database together, by its share of what is shared (PSS), looked at twice a second. disk_mb: the
most that lay below each node's home and in its database. cpu_s: of all Python processes of all nodes.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.courier import Console, free_port, processor_s
from comity.store.account import server_account
from comity.store.place import find_place
from comity.store.processes import running_services, running_store

NODE = "__import__('bench.courier_file_node', fromlist=['x'])"
MOST_S, LOOK_EVERY_S, DISK_EVERY = 1800, 0.5, 6
KINDS = {"granian": "web", "keep_courier": "courier", "procrastinate": "worker", "keep_names": "names"}
MB = 1024 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file-mb", type=int, default=1024)
    parser.add_argument("--relay", action="store_true", help="to a node that nobody reaches, by its relay")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="comity-bench-"))
    try:
        print(json.dumps(measured(home, arguments.file_mb, by_relay=arguments.relay)))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measured(home: Path, megabytes: int, *, by_relay: bool) -> dict[str, Any]:
    """Start the nodes, let the last get a file of the first, and say what it took."""
    ways: dict[str, dict[str, str]] = {"FRA": {}, "ITA": {"COMITY_RELAYS": "1"}}
    if by_relay:
        ways["UNM-A"] = {"COMITY_RELAY": "ITA"}
    with ExitStack() as stack:
        consoles, started = {}, []
        for code, way in ways.items():
            folder, port = home / code, free_port()
            folder.mkdir()
            store = stack.enter_context(running_store(folder))
            address = {} if "COMITY_RELAY" in way else {"COMITY_NODE_URL": f"http://127.0.0.1:{port}"}
            extra = way | address | {"COMITY_ATTACHMENT_MB": str(max(megabytes, 1024))}
            consoles[code] = Console(store, extra)
            stack.callback(consoles[code].end)
            started.append((store, port, extra))
        entries = {code: each.ask(f"begin({tuple(ways)!r}, {code!r})") for code, each in consoles.items()}
        for code, each in consoles.items():
            for other in ways.keys() - {code}:
                each.ask(f"know({entries[other]!r})")
        for store, port, extra in started:
            stack.enter_context(running_services(store, port=port, extra=extra))
        paris, to = consoles["FRA"], list(ways)[-1]
        paris.ask(f"load({to!r}, 2)")  # both know each other now
        watching = Watching({code: _places(home / code) for code in ways})
        stack.callback(watching.end)
        used = processor_s(home)
        sent = paris.ask(f"{NODE}.send_file({to!r}, {megabytes})")
        found = followed(paris, sent, megabytes * MB)
        return {
            "file_mb": megabytes,
            "way": "by a relay" if by_relay else "direct",
            "cores": os.cpu_count(),
            **found,
            "mb_per_s": round(megabytes / found["delivered_s"], 1),
            "cpu_s": round(processor_s(home) - used, 1),
            **watching.told(),
        }


def followed(paris: Console, sent: dict[str, Any], whole: int) -> dict[str, float]:
    """When the file was sealed, handed over and signed for, in seconds since its note was sent."""
    begun, found, next_word = time.monotonic(), dict[str, float](), 0.0
    while "delivered_s" not in found:
        state = paris.ask(f"{NODE}.state_of({sent['id']!r})")
        now = time.monotonic() - begun
        for name, reached in (("sealed_s", state["sealed"]), ("handed_over_s", state["there"] >= whole)):
            if reached and name not in found:
                found[name] = round(now, 1)
        if state["level"] is not None:
            found["delivered_s"] = round(now, 1)
        if state["refused"] or now > MOST_S:
            raise SystemExit(f"The file did not arrive: {state}")
        if now >= next_word:
            print(f"{now:.0f} s: {state['there'] // MB} MB there", file=sys.stderr)
            next_word = now + 10
        time.sleep(0.1)
    return found


@dataclass(slots=True)
class Watching:
    """Looks at memory and disk of the nodes until it is told to end. places: home and database of each, by code."""

    places: dict[str, tuple[Path, Path]]
    peaks: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    disks: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    over: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.over.set()
        self.thread.join()

    def told(self) -> dict[str, Any]:
        self.end()
        return {
            "peak_mb": {name: round(most / 1024) for name, most in sorted(self.peaks.items())},
            "disk_mb": {code: round(most / MB) for code, most in sorted(self.disks.items())},
        }

    def _watch(self) -> None:
        looks = 0
        while not self.over.wait(LOOK_EVERY_S):
            for name, kilobytes in self._memory().items():
                self.peaks[name] = max(self.peaks[name], kilobytes)
            if looks % DISK_EVERY == 0:
                for code, places in self.places.items():
                    self.disks[code] = max(self.disks[code], _used(*places))
            looks += 1

    def _memory(self) -> dict[str, int]:
        """Kilobytes now: web servers and courier by node, the processes of a database as one."""
        parents, found = {}, dict[str, int]()
        named: dict[int, tuple[str, str]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words, around = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            for code, (home, root) in self.places.items():
                if f"{root}/".encode() in words:
                    named[int(folder.name)] = code, "database"
                elif f"COMITY_HOME={home}\0".encode() in around:
                    kind = next((kind for word, kind in KINDS.items() if word.encode() in words), "console")
                    named[int(folder.name)] = code, kind
        for process, parent in parents.items():
            code, kind = named.get(process) or named.get(parent) or ("", "")
            if kind not in ("", "console"):
                found[f"{code} {kind}"] = found.get(f"{code} {kind}", 0) + _pss(process)
        return found


def _places(home: Path) -> tuple[Path, Path]:
    """The home of a node, and where its database lies, which may be below it."""
    return home, find_place(home, server_account()).root


def _used(home: Path, root: Path) -> int:
    return _below(home) + (0 if root.is_relative_to(home) else _below(root))


def _pss(process: int) -> int:
    """Kilobytes of this process, what it shares counted by its part."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _below(folder: Path) -> int:
    """Bytes that the files below it take on the disk."""
    total = 0
    for place, _folders, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(place, name)).st_blocks * 512
            except OSError:
                continue
    return total


if __name__ == "__main__":
    main()
