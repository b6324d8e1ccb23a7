"""How quickly and how surely a person is found by a name among many. Prints one line of JSON last.

    python -m bench.names_search --persons 1000000 [--home FOLDER] [--peer]     (also by bench.names --persons N)

The index is made once, and asked by a process of its own, which opens it as any process of a node does. A question is
searched, and fifty candidates are compared with it, their names read anew as after a second reading. Times of
questions are of one core in processor time, so that what else runs on the machine does not count. `recall_at_100`: the
person meant is among the first hundred, for names of the United Nations list with one slip, half in another order;
`recall_at_100_random`: the same for random persons. --peer: tantivy's fuzzy terms over the same names.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from tools.names.sources import SHARED, missing_sources

from comity.matching.names import Rarity, compare_with_all
from comity.matching.names.index import Asked, Folder, Pair

TODAY = date(2026, 11, 27)
MOST, COMPARED, RANDOM, WARM = 100, 50, 500, 30
Questions = list[tuple[str, int]]


def build(home: Path, data: Path, persons: int) -> dict[str, Any]:
    """The index of so many persons, and what it took."""
    from bench.names_corpus import Corpus
    from comity.matching.names.index.building import collected

    folder = Folder(home)
    with folder.writing() as held:
        assert held
        began = time.perf_counter()
        rows = collected(Corpus(data, persons).entries())
        read = time.perf_counter()
        folder.publish(base=rows, late=collected([]), gone=(), since={})
    size = sum(file.stat().st_size for file in home.iterdir())
    return {
        "build_s": round(time.perf_counter() - began, 1),
        "build_reading_s": round(read - began, 1),
        "index_mb": round(size / 1e6),
        "words": len(rows.words),
    }


def asked_alone(home: Path, data: Path, persons: int, began: float) -> dict[str, Any]:
    """Start-up, memory and answers of a process that only asks. began: when it was called, seconds of the epoch."""
    pair = Folder(home).current()
    propose(pair, "Anybody")
    start_s, rss_mb = time.time() - began, resident_mb()
    from bench.names_corpus import Corpus  # not part of what a node starts

    corpus = Corpus(data, persons)
    of_list, of_random = corpus.questions(RANDOM)
    for written, _place in of_random[:WARM]:
        answer(pair, corpus.names, written)
    took, searched = [], []
    for written, _place in [*of_list, *of_random]:
        searched.append(timed(lambda written=written: propose(pair, written)))
        # Making the invented names up again is no work of a node.
        candidates = [corpus.names(place)[0] for place in propose(pair, written)[:COMPARED]]
        compared = timed(lambda w=written, c=candidates: score(w, c, pair.how_rare))
        took.append(searched[-1] + compared)
    return {
        "persons": persons,
        "search_p50_ms": percentile(took, 50),
        "search_p99_ms": percentile(took, 99),
        "search_per_s": round(1000 * len(took) / sum(took)),
        "proposing_p50_ms": percentile(searched, 50),
        "proposing_p99_ms": percentile(searched, 99),
        "recall_at_100": recall(pair, of_list, MOST),
        "recall_at_10": recall(pair, of_list, 10),
        "recall_at_100_random": recall(pair, of_random, MOST),
        "start_s": round(start_s, 2),
        "rss_mb": round(rss_mb),
    }


def propose(pair: Pair, written: str) -> list[int]:
    """The places of the persons proposed."""
    asked = Asked((written,), frozenset({4}))
    return [each.record.int for each in pair.propose(asked, allow=lambda _mark: True, today=TODAY, most=MOST)]


def answer(pair: Pair, names: Callable[[int], tuple[str, ...]], written: str) -> list[float]:
    """A whole question: proposed, then fifty compared."""
    found = propose(pair, written)[:COMPARED]
    return score(written, [names(place)[0] for place in found], pair.how_rare)


def score(written: str, candidates: list[str], rarity: Rarity) -> list[float]:
    return [each.bits for each in compare_with_all(written, candidates, rarity=rarity)]


def recall(pair: Pair, questions: Questions, most: int) -> float:
    found = sum(place in propose(pair, written)[:most] for written, place in questions)
    return round(found / len(questions), 4)


def timed(run: Callable[[], Any]) -> float:
    """Milliseconds of this thread."""
    began = time.thread_time()
    run()
    return 1000 * (time.thread_time() - began)


def percentile(times: list[float], percent: int) -> float:
    return round(float(np.percentile(times, percent)), 2)


def resident_mb() -> float:
    """Of this process, the pages of mapped files that it has touched too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def peer(data: Path, persons: int) -> dict[str, Any]:
    """The same names and questions with tantivy: fuzzy terms of one edit, beside exact ones. Proposing alone."""
    import tantivy

    from bench.names_corpus import Corpus
    from comity.matching.names.folding import plain

    corpus = Corpus(data, persons)
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("name", tokenizer_name="whitespace")
    schema.add_unsigned_field("person", stored=True)
    with tempfile.TemporaryDirectory() as home:
        built = schema.build()
        index = tantivy.Index(built, path=home)
        began = time.perf_counter()
        writer = index.writer(num_threads=1)
        for place in range(persons):
            for name in corpus.names(place):
                words = " ".join(map(plain, name.split()))
                writer.add_document(tantivy.Document(name=words, person=place))
        writer.commit()
        writer.wait_merging_threads()
        build_s = time.perf_counter() - began
        index.reload()
        searcher = index.searcher()

        def ask(written: str) -> list[int]:
            terms = []
            for word in map(plain, written.split()):
                fuzzy = tantivy.Query.fuzzy_term_query(built, "name", word, 1, True)
                exact = tantivy.Query.term_query(built, "name", word)
                terms += [(tantivy.Occur.Should, fuzzy), (tantivy.Occur.Should, exact)]
            hits = searcher.search(tantivy.Query.boolean_query(terms), MOST).hits
            return [searcher.doc(address)["person"][0] for _score, address in hits]

        of_list, of_random = corpus.questions(RANDOM)
        took = [timed(lambda written=written: ask(written)) for written, _place in [*of_list, *of_random]]
        return {
            "tantivy_build_s": round(build_s, 1),
            "tantivy_p50_ms": percentile(took, 50),
            "tantivy_p99_ms": percentile(took, 99),
            "tantivy_recall_at_100": round(sum(p in ask(w) for w, p in of_list) / len(of_list), 4),
            "tantivy_recall_at_100_random": round(sum(p in ask(w) for w, p in of_random) / len(of_random), 4),
        }


def figures(home: Path, data: Path, persons: int, *, peers: bool = False) -> dict[str, Any]:
    """All of it; the asking in a process of its own."""
    built = {} if (home / "names.json").exists() else build(home, data, persons)
    words = ["--ask", str(time.time()), "--home", home, "--data", data, "--persons", str(persons)]
    told = subprocess.run([sys.executable, "-m", "bench.names_search", *words],
                          capture_output=True, text=True, check=True)  # fmt: skip
    return {**json.loads(told.stdout.splitlines()[-1]), **built, **(peer(data, persons) if peers else {})}


def require_sources(parser: argparse.ArgumentParser, folder: Path) -> None:
    """End with exit code 2 and one sentence where the public lists are not there."""
    if missing := missing_sources(folder):
        parser.exit(2, f"{folder} lacks {', '.join(missing)}: give the folder that has them with --data.\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--ask", type=float, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    require_sources(parser, chosen.data)
    if chosen.ask:
        print(json.dumps(asked_alone(chosen.home, chosen.data, chosen.persons, chosen.ask)))
        return
    with tempfile.TemporaryDirectory() as passing:
        home = chosen.home or Path(passing) / "names"
        print(json.dumps(figures(home, chosen.data, chosen.persons, peers=chosen.peer)))


if __name__ == "__main__":
    main()
