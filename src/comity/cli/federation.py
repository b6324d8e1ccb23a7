"""Three nodes on this machine: the centre, a member and a mission, each with a database, keys and officers of its own.

What makes them a federation are the commands of docs/operate/key-ceremony.md, called here as operators call them.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from tuf.api.metadata import Metadata, Root

from comity.bureaus.signed.fingerprints import fingerprint
from comity.cli.api import Api
from comity.cli.connection import TOKEN_IN_HOME, Connection
from comity.cli.demo import say_accounts
from comity.cli.federation_node import READY
from comity.cli.output import err, out, plain, say_json
from comity.cli.problems import Wrong
from comity.store.children import (
    LOOK_EVERY_S,
    Child,
    has_ended,
    last_lines,
    last_words,
    open_log,
    start_child,
    stop_child,
)
from comity.store.errors import StoreError
from comity.store.home import write_atomically
from comity.store.processes import free_port, package_first
from comity.store.supervisor import ending_on_signals

CENTRE, MEMBER, FIELD = "CEN", "ESP", "UNM-B"
# An address for each: browsers keep cookies by host and not by port.
HOSTS = {CENTRE: "127.0.0.1", MEMBER: "127.0.0.2", FIELD: "127.0.0.3"}
WORLDS = {
    CENTRE: ("demo_world", "--federated"),
    MEMBER: ("demo_federated", MEMBER),
    FIELD: ("demo_federated", FIELD),
}
GRACE_S = 30.0
LOG = "node.log"
# Three small servers instead of one.
SMALL = {"COMITY_SHARED_BUFFERS_MB": "64", "COMITY_WEB_WORKERS": "1"}
Say = Callable[[str], None]


@dataclass
class Part:
    """One of the three nodes. code: of its bureau. url: where it answers; the directory names it so where it may."""

    code: str
    home: Path
    port: int
    child: Child | None = None
    records: dict[str, int] = field(default_factory=dict)
    accounts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOSTS[self.code]}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        # A database named in our environment would be one for all three.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
        named = {"COMITY_HOME": str(self.home), "COMITY_NODE": self.code.lower()}
        # The mission has no address that others reach: it fetches at the centre what is sealed for it.
        way = {"COMITY_RELAY": CENTRE} if self.code == FIELD else {"COMITY_NODE_URL": self.url}
        way |= {"COMITY_RELAYS": "1"} if self.code == CENTRE else {}
        return package_first(kept | SMALL | named | way)

    @property
    def api(self) -> Api:
        """The node, asked as the officer whose token lies in its home."""
        return Api(Connection(self.url, (self.home / TOKEN_IN_HOME).read_text().strip()))

    def operator(self, *words: str) -> str:
        """What `comity WORDS` prints on this node. Raises: Wrong with its last words."""
        done = subprocess.run(
            [sys.executable, "-m", "comity.cli", *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Wrong(f"comity {' '.join(words)}:\n{last_words(done)}")
        return done.stdout

    def scene(self, name: str, *words: str) -> dict[str, Any]:
        """What one step of a scene told (demo/across.py): for what only people at a page may do."""
        told: dict[str, Any] = json.loads(self.operator("demo", "scene", name, *words))
        return told

    def begin(self) -> None:
        """Start the node; it leaves a file when it is ready."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.home / READY).unlink(missing_ok=True)
        command = [sys.executable, "-m", "comity.cli.federation_node"]
        with open_log(self.home / LOG) as log:
            self.child = start_child(
                [*command, HOSTS[self.code], str(self.port), *WORLDS[self.code]],
                dies_with=signal.SIGTERM,
                output=log,
                env=self.environment,
            )

    def wait(self) -> None:
        """Until the node answers. Raises: Wrong with its last words where it does not."""
        ready = self.home / READY
        while not ready.exists():
            if self.has_ended:
                raise Wrong(f"{self.code}: {last_lines(self.home / LOG)}")
            time.sleep(LOOK_EVERY_S)
        said = json.loads(ready.read_bytes())
        ready.unlink()
        self.records, self.accounts = said["records"], said["accounts"]

    @property
    def has_ended(self) -> bool:
        return self.child is None or has_ended(self.child)


def show(home: Path, *, once: bool) -> None:
    """`comity demo --federation`: start the three, let them work with each other, say what came of it.

    once: one line of JSON last, and everything stops. Raises: StoreError, Wrong.
    """
    from comity.cli.federation_play import play  # it needs the nodes of this module

    started, console = time.monotonic(), err()

    def say(words: str) -> None:
        console.print(plain(words))

    try:
        with ending_on_signals(), federation(home, say) as parts:
            for part in parts.values():
                say_accounts(part.accounts)
            told = play(parts, say)
            if once:
                nodes = {code: part.url for code, part in parts.items()}
                seconds = round(time.monotonic() - started, 1)
                say_json({"ready": True, "nodes": nodes, "scenes": told, "seconds": seconds})
                return
            _say_where(parts)
            while not any(part.has_ended for part in parts.values()):
                time.sleep(1)
            raise Wrong(_("A node has ended. Its words: %(folder)s") % {"folder": home / "federation"})
    except KeyboardInterrupt:
        return
    except (StoreError, Wrong) as error:
        if once:
            say_json({"ready": False, "error": str(error)})
        raise


def _say_where(parts: dict[str, Part]) -> None:
    lines = [f"{code}  {part.url}  COMITY_HOME={part.home}" for code, part in parts.items()]
    words = _("Three nodes are ready, for this machine alone. Ctrl-C stops them.")
    out().print(plain("\n".join(["", *lines, words])))


@contextmanager
def federation(home: Path, say: Say) -> Iterator[dict[str, Part]]:
    """The three nodes, running and known to each other. home: below it each has a folder of its own."""
    ports = _ports(home)
    parts = {code: Part(code, home / "federation" / code.lower(), port) for code, port in ports.items()}
    with ExitStack() as stack:
        stack.callback(_end, parts.values())
        for part in parts.values():
            part.begin()
        for part in parts.values():
            part.wait()
            say(_("%(bureau)s answers at %(url)s") % {"bureau": part.code, "url": part.url})
        known = home / "federation" / "introduced"
        if not known.exists():
            introduce(parts[CENTRE], [parts[MEMBER], parts[FIELD]], say)
            write_atomically(known, b"")
        yield parts


def _end(parts: Collection[Part]) -> None:
    """All are told at once, then waited for."""
    children = [part.child for part in parts if part.child is not None]
    for child in children:
        child.terminate()
    for child in children:
        stop_child(child, (signal.SIGCONT, GRACE_S), (signal.SIGTERM, GRACE_S))


def _ports(home: Path) -> dict[str, int]:
    """The ports of the nodes: chosen once, for they stand in the directory that all have signed."""
    file = home / "federation" / "ports.json"
    if file.exists():
        kept: dict[str, int] = json.loads(file.read_bytes())
        return kept
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    chosen = {code: free_port(host) for code, host in HOSTS.items()}
    write_atomically(file, json.dumps(chosen).encode())
    return chosen


def introduce(centre: Part, others: Sequence[Part], say: Say) -> None:
    """What operators do once: nodes trust the root that officers signed, the centre takes the keys of their bureaus."""
    root = _root_of(centre)
    told = fingerprint(Metadata[Root].from_bytes(root.read_bytes()).signed_bytes)

    def prepare(part: Part) -> tuple[Path, str]:
        """The node's first entry in a file, and the fingerprint that its operator says by telephone."""
        entry = part.home / "entry.json"
        _shown(part, say, "directory", "trust", str(root), "--url", centre.url, "--fingerprint", told)
        _shown(part, say, "directory", "keep", part.code)
        said = json.loads(_shown(part, say, "directory", "entry", part.code, str(entry), "--json"))
        return entry, said["fingerprint"]

    with ThreadPoolExecutor(len(others)) as at_once:
        for entry, said in at_once.map(prepare, others):
            _shown(centre, say, "directory", "accept", str(entry), "--fingerprint", said)
        _shown(centre, say, "directory", "publish")
        list(at_once.map(lambda part: _shown(part, say, "directory", "refresh"), others))


def _shown(part: Part, say: Say, *words: str) -> str:
    say(f"{part.code.lower()} $ comity {' '.join(word if len(word) < 30 else '…' for word in words)}")
    return part.operator(*words)


def _root_of(centre: Part) -> Path:
    """The root as the centre publishes it, in a file. The demonstration keeps no other: its officers are invented."""
    with urllib.request.urlopen(f"{centre.url}/directory/1.root.json", timeout=30) as answer:  # noqa: S310  # our own
        content = answer.read()
    file = centre.home / "root.json"
    write_atomically(file, content, mode=0o644)
    return file
