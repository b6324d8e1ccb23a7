"""Loading, rewriting the index while questions go on, and searching for a part. Prints one line of JSON last.

    python -m bench.load --records 200000 --vehicles 5000000

Each figure comes from the real thing: the operator's `comity load` of a CSV file by COPY, with names and keys; the
server that `comity up` starts, over a database of its own in a folder that is thrown away (or `--home`, which is kept
and found again); `comity reindex` from an older scheme, with questions under both. All data are invented by seeded
generators.

documents_per_s, vehicles_per_s, persons_per_s: records, whole run of the command. bytes_per_record: table, indexes and
keys of each. reindex_keys_per_s: at the share of the time that it takes by default. queries_during_reindex_ratio:
questions a second meanwhile, to those before. partial_p99_ms: tails of VINs and plates with an unknown among the
vehicles.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import objects
from bench.ask import OFFICERS, _actors, _drive, _post, _single
from bench.documents import ISSUER, write_csv
from bench.drive import Request, Result  # noqa: F401  # Result: as the generator pickles it, from its own __main__
from comity.store.processes import Node, Store, running_services, running_store

TABLES = {
    "documents": ("travel-documents", "databases_traveldocument", 1),
    "vehicles": ("vehicles", "databases_vehicle", 2),
    "persons": ("persons", "databases_person", 4),
}
PARTIAL_CONNECTIONS = 4
WHY = {"purpose": "investigate", "case": "BENCH-1", "reason": "a witness saw a part"}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=1_000_000, help="documents and persons to load")
    parser.add_argument("--vehicles", type=int, default=1_000_000, help="vehicles to load and to search in")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--home", type=Path, help="keep the database here and use it again")
    arguments = parser.parse_args()
    home = arguments.home or Path(tempfile.mkdtemp(prefix="comity-bench-"))
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        print(json.dumps(measure(home, arguments.records, arguments.vehicles, arguments.seconds)))
    finally:
        if arguments.home is None:
            shutil.rmtree(home, ignore_errors=True)


def measure(home: Path, records: int, vehicles: int, seconds: float) -> dict[str, Any]:
    figures: dict[str, Any] = {"records": records, "vehicles": vehicles, "cores": os.cpu_count()}
    with running_store(home) as store:
        os.environ.update(store.environment(), DJANGO_SETTINGS_MODULE="comity.settings")
        import django

        django.setup()
        token = _actors()
        # The keys of the documents alone are written again: of each record more, and it would take an hour.
        figures |= _load(store, home, "documents", records)
        with running_services(store, port=0) as node:
            figures |= _reindex(store, node, token, records, seconds)
        counts = {"documents": records, "persons": records, "vehicles": vehicles}
        for name, count in counts.items():
            figures |= _load(store, home, name, count)
        figures |= _sizes(store, counts)
        with running_services(store, port=0) as node:
            figures |= _partial(node, token, vehicles, seconds)
    return figures


def _write(file: Path, name: str, count: int) -> None:
    from comity.databases.persons import Person
    from comity.databases.vehicles import Vehicle

    if name == "documents":
        write_csv(file, count)
        return
    own, rows, example = {
        "persons": (objects.PERSON, objects.persons, Person.example),
        "vehicles": (objects.VEHICLE, objects.vehicles, Vehicle.example),
    }[name]
    objects.write(file, objects.head(own, example), rows(count, example))


def _load(store: Store, home: Path, name: str, count: int) -> dict[str, Any]:
    """Through the operator's command. Nothing is loaded twice into a kept home."""
    done = home / f"loaded-{name}-{count}"
    if not done.exists():
        file = home / f"{name}.csv"
        _write(file, name, count)
        began = time.perf_counter()
        store.manage("load", TABLES[name][0], str(file), "--bureau", ISSUER)
        done.write_text(str(int(count / (time.perf_counter() - began))))
        file.unlink()
    return {f"{name}_per_s": int(done.read_text())}


def _sizes(store: Store, counts: dict[str, int]) -> dict[str, Any]:
    """Bytes of a record with its share of the index, by how many keys its database has."""
    import psycopg

    found = {}
    with psycopg.connect(store.owner_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) search_keys")
        keys = dict(connection.execute("SELECT database, count(*) FROM search_keys GROUP BY 1").fetchall())
        whole = _one(connection, "SELECT pg_total_relation_size('search_keys')")
        for name, (_slug, table, code) in TABLES.items():
            connection.execute(f"VACUUM (ANALYZE) {table}")
            own = _one(connection, f"SELECT pg_total_relation_size('{table}')")
            found[name] = int((own + whole * keys.get(code, 0) / sum(keys.values())) / counts[name])
    return {"bytes_per_record": found}


def _one(connection: Any, statement: str) -> int:
    return int(connection.execute(statement).fetchone()[0])


def _partial(node: Node, token: str, vehicles: int, seconds: float) -> dict[str, Any]:
    """Every question finds a candidate: half by the last seven of a VIN, half by a plate with an unknown."""
    requests = []
    for question in range(2_000):
        place = question * 7919 % vehicles
        known = objects.plate(place)
        unknown = question // 2 % len(known)
        asked = (
            {"vin": "*" + objects.vin(place)[-7:]}
            if question % 2
            else {"plate": known[:unknown] + "?" + known[unknown + 1 :], "country": "FRA"}
        )
        body = json.dumps({**WHY, "subjects": [{"vehicle": asked, "match": "partial"}]}).encode()
        requests.append(Request(_post("/api/v1/queries", token, question % OFFICERS, body), 1))
    result = _drive(node, requests, PARTIAL_CONNECTIONS, seconds)
    cuts = statistics.quantiles(result.latencies_s, n=100)
    return {
        "partial_per_s": int(result.subjects / result.seconds),
        "partial_p50_ms": round(cuts[49] * 1000, 1),
        "partial_p99_ms": round(cuts[98] * 1000, 1),
        "partial_wrong": result.wrong,
    }


def _reindex(store: Store, node: Node, token: str, records: int, seconds: float) -> dict[str, Any]:
    """The keys are called older; their folding is the same. So every question is asked twice, and all are right.

    In a kept home the others' keys are there already, and stay as they are.
    """
    before = _single(node, token, records, seconds)
    _make_old(store)
    environment = {**os.environ, **store.environment()}
    words = [sys.executable, "-m", "comity", "reindex", "--json"]
    began = time.perf_counter()
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as running:
        during = _single(node, token, records, seconds)
        alone = running.poll() is not None
        written, _none = running.communicate()
    keys, took = int(json.loads(written)["keys"]), time.perf_counter() - began
    return {
        "single_per_s": before["single_per_s"],
        "single_during_reindex_per_s": during["single_per_s"],
        "queries_during_reindex_ratio": round(during["single_per_s"] / before["single_per_s"], 2),
        "reindex_keys": keys,
        "reindex_keys_per_s": int(keys / took),
        "reindex_was_over_too_soon": alone,
        "wrong_during_reindex": during["wrong_answers"],
    }


def _make_old(store: Store) -> None:
    import psycopg

    with psycopg.connect(store.owner_url, autocommit=True) as connection:
        connection.execute("UPDATE search_keys SET scheme = 0 WHERE database = %s", [TABLES["documents"][2]])
        connection.execute("VACUUM (ANALYZE) search_keys")
        connection.execute("UPDATE records_keyscheme SET oldest = 0")
        connection.execute("UPDATE gate_accessepoch SET epoch = epoch + 1")


if __name__ == "__main__":
    main()
