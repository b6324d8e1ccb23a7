"""Clients of a node that is being killed: they ask, record and load, and keep what they were told."""

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol
from uuid import UUID

ROWS_OF_A_FILE = 12_000
PAUSE_S = 0.01  # three who never pause would take the processors from what is started again
OUTCOMES = {"no-hit": 3, "candidate": 4, "hit": 5, "not-answered": 6}


class Served(Protocol):
    """What a client must know of a node."""

    port: int

    @property
    def environment(self) -> dict[str, str]: ...


@dataclass(frozen=True)
class Told:
    """An answer as it came. hits: their ids."""

    act: UUID
    outcome: int
    count: int
    case: str
    hits: tuple[UUID, ...]


def document(number: str) -> dict[str, str]:
    """A document as a file or the API takes it."""
    common = {"issuer": "FRA", "kind": "passport", "happened": "stolen", "reported_by": "bearer"}
    told = {"national_reference": "PV-1", "reported_to_issuer": "2026-01-03", "review_on": "2033-05-01"}
    return {"number": number, "date": "2026-01-02", **common, **told}


class Client(threading.Thread):
    """Calls over one connection; a connection that breaks is made anew."""

    def __init__(self, node: Served, token: str, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.node, self.over = node, over
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection: http.client.HTTPConnection | None = None
        self.wrong: list[object] = []

    def post(self, path: str, sent: object) -> tuple[int, Any]:
        """Status and document; 0 where nothing came back, so that nobody knows what became of it."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.node.port, timeout=20)
            headers = self.headers | {"Acting-Officer": f"K-{random.randrange(200)}"}
            self.connection.request("POST", path, json.dumps(sent), headers)
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            self.connection = None
            time.sleep(0.05)
            return 0, None

    def note(self, status: int, told: object) -> None:
        """While things are killed, only "not answered" may come besides an answer."""
        if status not in (0, 503):
            self.wrong.append((status, told))


class Asker(Client):
    """Asks about known and unknown numbers; a known one must never be answered "no hit"."""

    def __init__(
        self, node: Served, token: str, known: list[str], over: threading.Event, number: int
    ) -> None:
        super().__init__(node, token, over)
        self.known, self.number, self.attempts, self.refused = known, number, 0, 0
        self.answers: list[Told] = []

    def run(self) -> None:
        while not self.over.is_set():
            self.attempts += 1
            is_known = random.random() < 0.5
            number = random.choice(self.known) if is_known else f"X{random.randrange(10**7):07d}"
            case = f"{self.number}-{self.attempts}"
            subject = {"document": {"number": number, "issuer": "FRA", "kind": "passport"}}
            sent = {"purpose": "border-control", "case": case, "subjects": [subject]}
            status, told = self.post("/api/v1/queries", sent)
            if status == 200:
                self._keep(told, case, is_known)
            else:
                self.note(status, told)
                self.refused += 1
            time.sleep(PAUSE_S)

    def _keep(self, told: dict[str, Any], case: str, is_known: bool) -> None:
        found = [
            hit for subject in told["subjects"] for one in subject["answers"] for hit in one.get("found", [])
        ]
        if told["outcome"] != ("hit" if is_known else "no-hit"):
            self.wrong.append((case, told["outcome"]))
        ids = tuple(UUID(hit["hit"]) for hit in found)
        self.answers.append(Told(UUID(told["act"]), OUTCOMES[told["outcome"]], len(found), case, ids))


class Recorder(Client):
    """Records one document after the other."""

    def __init__(self, node: Served, token: str, over: threading.Event) -> None:
        super().__init__(node, token, over)
        self.acknowledged: list[tuple[UUID, str]] = []

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            text = f"H{number:07d}"
            status, told = self.post("/api/v1/records/travel-documents", document(text))
            if status == 201:
                self.acknowledged.append((UUID(told["id"]), text))
            else:
                self.note(status, told)
            time.sleep(0.02)


@dataclass
class Loader(threading.Thread):
    """Loads file after file with `comity load`; a load that was cut off is begun again with the same file."""

    node: Served
    folder: Path
    over: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[str] = field(default_factory=list)
    files: int = 0
    process: subprocess.Popen[str] | None = None
    __hash__: ClassVar[Any] = threading.Thread.__hash__

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def load_first(self) -> list[str]:
        """A first file before anything is killed; its numbers."""
        numbers = [f"A{place:07d}" for place in range(500)]
        while not self._load(self._file(numbers)):
            assert self.process is not None
        self.acknowledged += numbers
        return numbers

    def run(self) -> None:
        while not self.over.is_set():
            self.files += 1
            numbers = [f"L{self.files:02d}{place:05d}" for place in range(ROWS_OF_A_FILE)]
            path = self._file(numbers)
            while not self.over.is_set():
                if self._load(path):
                    self.acknowledged += numbers
                    break
                time.sleep(0.2)

    def kill(self) -> bool:
        """Kill the load that runs now; False where none does."""
        process = self.process
        if process is None or process.poll() is not None:
            return False
        process.kill()
        return True

    def _file(self, numbers: list[str]) -> Path:
        path = self.folder / f"{numbers[0]}.jsonl"
        path.write_text("".join(json.dumps(document(number)) + "\n" for number in numbers), "utf-8")
        return path

    def _load(self, path: Path) -> bool:
        words = ["load", "travel-documents", str(path), "--bureau", "FRA", "--json"]
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "comity", *words],
            env=self.node.environment | {"DJANGO_SETTINGS_MODULE": "comity.settings"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        out, said = self.process.communicate()
        if self.process.returncode == 0:
            counts = json.loads(out.splitlines()[-1])
            return bool(counts)
        self.said = said
        return False
