"""Queries per second through the real API, loading, disk and false answers. Prints one line of JSON last.

    python -m bench.ask --records 1000000

The server is the one `comity up` starts, over a database of its own in a folder that is thrown away (or `--home`,
which is kept and found again). The ceiling is the very same statement, index read and act, committed, by bare
psycopg from 32 threads of one process, in the same run.
"""

import argparse
import json
import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid5

from bench.documents import ISSUER, number, write_csv
from bench.drive import Request, Result
from comity.store.processes import Node, Store, running_services, running_store

CONNECTIONS, BATCH_CONNECTIONS, SUBJECTS = 32, 4, 1000
HIT_EVERY = 20  # 5 % of all questions
OFFICERS = 400
FRAME = "purpose=border-control&conveyance=AV412&route=BOG-LIM&departure=2026-11-24&source=bench"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--home", type=Path, help="keep the database here and use it again")
    arguments = parser.parse_args()
    home = arguments.home or Path(tempfile.mkdtemp(prefix="comity-bench-"))
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        print(json.dumps(measure(home, arguments.records, arguments.seconds)))
    finally:
        if arguments.home is None:
            shutil.rmtree(home, ignore_errors=True)


def measure(home: Path, records: int, seconds: float) -> dict[str, Any]:
    figures: dict[str, Any] = {"records": records}
    with running_store(home) as store:
        os.environ.update(store.environment(), DJANGO_SETTINGS_MODULE="comity.settings")
        import django

        django.setup()
        token = _actors()
        figures |= _load(store, home, records)
        figures |= _disk(store, records)
        with running_services(store, port=0) as node:
            figures |= _single(node, token, records, seconds)
            figures |= _batch(node, token, records, seconds)
            figures["server_rss_mb"] = _resident_mb()
        figures |= _bare(records, seconds)
    figures["share_of_bare"] = round(figures["single_per_s"] / figures["bare_single_per_s"], 2)
    return figures


def _actors() -> str:
    """An issuing bureau, an asking one, and the token of a connected system with budgets that last."""
    from django.utils import timezone

    from comity.access.models import BudgetLimit, Token, Unit
    from comity.access.tokens import new_token
    from comity.bureaus.models import Bureau

    for code in (ISSUER, "ITA"):
        Bureau.objects.get_or_create(code=code, defaults={"country": code, "kind": 1, "names": {"en": code}})
    unit, _made = Unit.objects.get_or_create(bureau_id="ITA", name="Bench", defaults={"kind": 1})
    made = new_token()
    Token.objects.create(
        id=made.id,
        sha256=made.sha256,
        unit=unit,
        label="bench",
        rights=["queries.ask", "queries.ask_batch", "queries.ask_person", "queries.ask_partial"],
        expires_at=timezone.now() + timedelta(days=1),
        connected_system=True,
    )
    humans = [(1, uuid5(unit.id, f"B-{officer}")) for officer in range(OFFICERS)]
    for kind, holder in ((2, unit.id), (3, made.id), *humans):
        for measure, window in product((1, 4, 5), (1, 2)):
            key = {"kind": kind, "holder": holder, "measure": measure, "in_window": window}
            BudgetLimit.objects.update_or_create(**key, defaults={"amount": 10**9})
    return made.text


def _load(store: Store, home: Path, records: int) -> dict[str, Any]:
    """Load through the operator's command. Nothing is loaded twice into a kept home."""
    done = home / f"loaded-{records}"
    if done.exists():
        return {"load_per_s": int(done.read_text())}
    file = home / "documents.csv"
    write_csv(file, records)
    began = time.perf_counter()
    store.manage("load", "travel-documents", str(file), "--bureau", ISSUER)
    rate = int(records / (time.perf_counter() - began))
    file.unlink()
    done.write_text(str(rate))
    return {"load_per_s": rate}


def _disk(store: Store, records: int) -> dict[str, Any]:
    import psycopg

    sizes = (
        "SELECT pg_total_relation_size('databases_traveldocument') + pg_total_relation_size('search_keys')"
    )
    with psycopg.connect(store.owner_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) search_keys")
        connection.execute("VACUUM (ANALYZE) databases_traveldocument")
        row = connection.execute(sizes).fetchone()
    return {"bytes_per_record": int(row[0] / records) if row else 0}


def _subject(place: int, records: int) -> tuple[dict[str, Any], bool]:
    """Every twentieth is recorded; the others are valid numbers of the same issuer that are not."""
    is_hit = place % HIT_EVERY == 0
    chosen = place * 7919 % records if is_hit else records + place
    return {"document": {"issuer": ISSUER, "kind": "passport", "number": number(chosen)}}, is_hit


def _post(path: str, token: str, officer: int, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Acting-Officer: B-{officer}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _single(node: Node, token: str, records: int, seconds: float) -> dict[str, Any]:
    requests = []
    for place in range(20_000):
        subject, is_hit = _subject(place, records)
        body = json.dumps({"purpose": "border-control", "subjects": [subject]}).encode()
        requests.append(Request(_post("/api/v1/queries", token, place % OFFICERS, body), int(is_hit)))
    result = _drive(node, requests, CONNECTIONS, seconds)
    cuts = statistics.quantiles(result.latencies_s, n=100)
    return {
        "single_per_s": int(result.subjects / result.seconds),
        "p50_ms": round(cuts[49] * 1000, 1),
        "p99_ms": round(cuts[98] * 1000, 1),
        "wrong_answers": result.wrong,
    }


def _batch(node: Node, token: str, records: int, seconds: float) -> dict[str, Any]:
    requests = []
    for batch in range(300):
        subjects = [_subject(batch * SUBJECTS + place, records) for place in range(SUBJECTS)]
        body = "\n".join(json.dumps(subject) for subject, _is_hit in subjects).encode()
        data = _post(f"/api/v1/queries/batch?{FRAME}", token, batch % OFFICERS, body)
        requests.append(Request(data, sum(is_hit for _subject, is_hit in subjects), SUBJECTS))
    result = _drive(node, requests, BATCH_CONNECTIONS, seconds)
    unrecorded = result.subjects * (1 - 1 / HIT_EVERY)
    return {
        "batch_subjects_per_s": int(result.subjects / result.seconds),
        "wrong_batches": result.wrong,
        "false_hits_per_million": round(result.hits / unrecorded * 1_000_000, 2),
        "false_candidates_per_million": round(result.candidates / unrecorded * 1_000_000, 2),
        "unrecorded_asked": int(unrecorded),
    }


def _drive(node: Node, requests: list[Request], connections: int, seconds: float) -> Result:
    port = node.url.rpartition(":")[2]
    command = [sys.executable, "-m", "bench.drive", port, str(connections), str(seconds)]
    done = subprocess.run(command, input=pickle.dumps(requests), stdout=subprocess.PIPE, check=True)
    result: Result = pickle.loads(done.stdout)
    if result.wrong:
        print(f"{result.wrong} wrong answers, the first: {result.first_wrong!r}", file=sys.stderr)
    return result


def _bare(records: int, seconds: float) -> dict[str, Any]:
    """The same statement from 32 threads of this process, each with its own connection, committed each time."""
    import psycopg
    from django.db import connection
    from django.utils import timezone

    from comity.access.actors import of_token
    from comity.access.models import Token
    from comity.gate import epoch
    from comity.kit.ids import new_id
    from comity.queries import lookup
    from comity.queries.actions import asking
    from comity.queries.asked import Asked, AskedSubject, Document
    from comity.queries.naming import NOTHING

    now = timezone.now()
    actor = of_token(Token.objects.order_by("-id")[0], epoch.current())
    rows = []
    for place in range(2_000):
        given = AskedSubject(document=Document(**_subject(place, records)[0]["document"]))
        asked = Asked(purpose="border-control", subjects=[given])
        read = [asking._read(given, now)]
        act = asking._act(asked, read, actor, now, asking.SINGLE, None)
        statement, row = lookup.statement(
            asking._question(act, read, [NOTHING] * len(read), actor, now), now.date()
        )
        rows.append(row)
    given, counts, ends = connection.get_connection_params(), [0] * CONNECTIONS, time.perf_counter() + seconds

    def run(thread: int) -> None:
        with psycopg.connect(**{**given, "autocommit": True}) as own:
            place = thread
            while time.perf_counter() < ends:
                row = [new_id(), *rows[place % len(rows)][1:]]
                with psycopg.RawCursor(own) as cursor:
                    cursor.execute(statement, row, prepare=True).fetchall()
                counts[thread] += 1
                place += CONNECTIONS

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"bare_single_per_s": int(sum(counts) / seconds)}


def _resident_mb() -> int:
    """Resident memory of the web server's processes, shared pages counted in each."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            if b"granian" in command:
                pages = int((folder / "statm").read_text().split()[1])
                total += pages * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            continue
    return total // 1_048_576


if __name__ == "__main__":
    main()
