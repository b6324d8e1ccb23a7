"""How fast a notice is out, printed, and gone. Prints one line of JSON last.

    python -m bench.notices --notices 10000

A database of its own in a folder that is thrown away, a directory of 196 bureaus that this node hosts, and as many
published notices as wanted, invented by a generator. Then, through the very verbs that the pages call:

publish_ms: the approval of a red notice until it is out: its entries and keys, a message row and a receipt for
each bureau, and its PDF in one language. pdf_ms: the PDF alone. recall_ms: its cancellation until a question that a
bureau asks by its travel document finds nothing; that no other way leads to it is looked up behind the clock, and
one that does ends the run. Medians of `--rounds`; the worst stands beside. public_requests_per_s: the first page of red
notices, full, from the server that `comity up` starts, each request from another network.
"""

import argparse
import datetime
import json
import os
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from comity.store.processes import Store, running_services, running_store

BUREAUS, ROUNDS, AT_ONCE, ON_A_PAGE = 196, 10, 200, 20
OWNER, CENTRE, ASKER = "FRA", "CEN", "ITA"
SYLLABLES = ("ba", "ra", "mi", "no", "te", "lu", "sa", "ki", "vo", "de", "na", "ri", "so", "le", "mo", "ta")
PUBLIC = "/notices/v1/red"
CHECK_URL = "https://node.example/notices/check/"
CLIENTS = 8


class StillVisible(Exception):
    """A recalled notice was found: a figure about that would be worth nothing."""


@dataclass(frozen=True)
class Somebody:
    """An officer who may everything: what is measured is the work, not the table of rights."""

    bureau: str
    officer: UUID
    function: str = "bench"
    unit: UUID | None = None
    token: UUID | None = None
    acting: str = ""
    terminal: str = ""
    databases: frozenset[int] | None = None
    clearance: int = 3
    epoch: int = 1
    deciding: bool = True

    def may(self, right: str, **_asked: Any) -> Any:
        from comity.gate.actor import Allowed, Denied

        if right == "notices.view_all" and not self.deciding:
            return Denied("role", "Only reviewers.")
        return Allowed()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--notices", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=10, help="of asking the public service")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="comity-bench-"))
    try:
        with running_store(home) as store:
            os.environ.update(store.environment(), DJANGO_SETTINGS_MODULE="comity.settings")
            os.environ.update(COMITY_PUBLIC_NOTICES="on", COMITY_PROXIES="1")
            import django

            django.setup()
            found = figures(arguments.notices, BUREAUS, arguments.rounds)
            make_public(arguments.notices + arguments.rounds)
            found["public_requests_per_s"] = public(store, arguments.seconds)
        print(json.dumps(found))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def figures(notices: int, bureaus: int, rounds: int) -> dict[str, Any]:
    """What is measured over the database of this process, which is empty before."""
    directory(bureaus)
    fill(notices)
    measured = [one_round(notices + place) for place in range(rounds)]
    publish, pdf, recall = ([each[place] for each in measured] for place in range(3))
    return {
        "notices": notices,
        "bureaus": bureaus,
        "cores": os.cpu_count(),
        "recall_ms": round(statistics.median(recall), 1),
        "recall_worst_ms": round(max(recall), 1),
        "publish_ms": round(statistics.median(publish), 1),
        "publish_worst_ms": round(max(publish), 1),
        "pdf_ms": round(statistics.median(pdf), 1),
    }


def directory(bureaus: int) -> None:
    """The centre, which reviews, and member bureaus besides; and the legal basis without which nothing goes out."""
    from comity.bureaus import countries
    from comity.bureaus.models import Bureau
    from comity.bureaus.rules import BureauKind
    from comity.notices import actions

    states = [each.code for each in countries.issuers() if each.alpha2 and each.code not in (OWNER, ASKER)]
    rows = [Bureau(code=CENTRE, kind=int(BureauKind.CENTRE), names={"en": "Centre"}, hosted=True)]
    for code in (OWNER, ASKER, *states)[:bureaus]:
        rows.append(Bureau(code=code, country=code, kind=1, names={"en": code}, hosted=True))
    Bureau.objects.bulk_create(rows)
    actions.record_legal_basis(
        body="An invented body",
        title="Model rules",
        organ="An invented assembly",
        adopted_on=datetime.date(2026, 1, 1),
        by=Somebody(CENTRE, uuid4()),
    )


def request(place: int) -> dict[str, Any]:
    """A sound red request about somebody invented; each has another name, birth date and passport."""
    from comity.notices.kinds import declared

    words, rest = [], place * 7919 + 17
    for _word in range(2):
        word = ""
        for _syllable in range(4):
            rest, one = divmod(rest * 31 + 7, len(SYLLABLES))
            word += SYLLABLES[one]
        words.append(word.title())
    return {
        **declared()["red"].example,
        "names": [{"text": " ".join(words), "quality": "primary", "script": "latin"}],
        "born": [{"date": f"{1950 + place % 40}-{1 + place % 12:02}-{1 + place % 28:02}"}],
        "documents": [{"kind": "passport", "issuer": "KAZ", "number": passport(place)}],
        "case": f"BENCH-{place}",
    }


def passport(place: int) -> str:
    return f"N{place:08}"


def fill(notices: int) -> None:
    """So many published ones, each sent to one bureau: by what publication does, without the ways that lead to it."""
    from django.db import transaction
    from django.utils import timezone

    from comity.gate.action import ActDraft
    from comity.kit.ids import new_id
    from comity.notices.actions import drafting
    from comity.notices.actions.publishing import publish
    from comity.notices.models import Notice, number_of
    from comity.notices.request import read

    by = Somebody(OWNER, uuid4())
    for first in range(0, notices, AT_ONCE):
        now = timezone.now()
        with transaction.atomic():
            for place in range(first, min(notices, first + AT_ONCE)):
                id = new_id()
                row = Notice(id=id, number=number_of(id, now), bureau=OWNER, created_at=now, state_since=now)
                drafting.write_request(
                    row, read("red", request(place), diffusion=True, addressees=[ASKER], today=now.date())
                )
                row.save(force_insert=True)
                drafting.keep_keys(row)
                publish(ActDraft(), row, by=by, now=now)


def one_round(place: int) -> tuple[float, float, float]:
    """Milliseconds of publishing with the PDF, of the PDF, of the recall."""
    from comity.notices.actions.papers import print_paper
    from comity.notices.path import Ground

    actions = actions_of()
    waits, reviewer = waiting(place)
    approve_ms, row = timed(lambda: actions.approve(waits, "Bench.", digest=bytes(waits.digest), by=reviewer))
    if not (row.is_out and found_by_paper(place)):
        raise StillVisible("a published notice was not found")
    pdf_ms, _pdf = timed(lambda: print_paper(row, "en", check_url=CHECK_URL, by=reviewer))

    def recalled() -> bool:
        actions.cancel(row, ground=Ground.OTHER, reason="Bench.", by=reviewer)
        return found_by_paper(place)

    recall_ms, is_found = timed(recalled)
    if is_found or still_there(row):
        raise StillVisible("a recalled notice is still there")
    return approve_ms + pdf_ms, pdf_ms, recall_ms


def waiting(place: int, **more: Any) -> tuple[Any, Somebody]:
    """A request that a reviewer has taken, and that reviewer."""
    drafter, reviewer = Somebody(OWNER, uuid4(), deciding=False), Somebody(CENTRE, uuid4())
    row = actions_of().draft("red", {**request(place), **more}, by=drafter)
    return actions_of().take(actions_of().submit(row, seen=row.version, by=drafter), by=reviewer), reviewer


def actions_of() -> Any:
    """The verbs of notices; Django must be set up first."""
    from comity.notices import actions

    return actions


def found_by_paper(place: int) -> bool:
    """Does a bureau's question by travel document find it?"""
    from dataclasses import replace

    from comity.gate import epoch
    from comity.queries.actions import ask
    from comity.queries.asked import read_asked

    asker = replace(Somebody(ASKER, uuid4(), deciding=False), epoch=epoch.current())
    document = {"kind": "passport", "issuer": "KAZ", "number": passport(place)}
    question = {"purpose": "border-control", "subjects": [{"document": document}]}
    answer = ask(read_asked(json.dumps(question).encode()), by=lambda _fresh: asker)
    return any(each.found for each in answer.subjects[0].answers)


def still_there(row: Any) -> bool:
    """Does any other way lead to it: a key, the list of another bureau, a bureau that was not asked to take it out?"""
    from comity.notices.databases import NoticeDocument
    from comity.notices.models import Notice
    from comity.records.models import SearchKey

    papers = NoticeDocument.objects.filter(notice=row.number).values_list("pk", flat=True)
    ways = (
        SearchKey.objects.filter(record__in=[row.record, *papers]),
        Notice.visible_to(Somebody(ASKER, uuid4(), deciding=False)).filter(pk=row.pk),
        row.received.filter(recalled_at=None),
    )
    return any(each.exists() for each in ways)


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds by the clock on the wall, and what came of it."""
    began = time.perf_counter()
    result = run()
    return 1000 * (time.perf_counter() - began), result


def make_public(first: int) -> None:
    """As many of which the public sees an extract as stand on a page."""
    for place in range(first, first + ON_A_PAGE):
        row, reviewer = waiting(place, public=True)
        actions_of().approve(row, "Bench.", digest=bytes(row.digest), by=reviewer)


def public(store: Store, seconds: float) -> float:
    """Requests a second to the public service."""
    with running_services(store, port=0) as node:
        return requests_per_s(f"{node.url}{PUBLIC}", seconds)


def requests_per_s(url: str, seconds: float) -> float:
    """GET the same page from some clients at once. Raises: ValueError for an answer that is none."""
    import urllib3

    pool, ends = urllib3.PoolManager(maxsize=CLIENTS), time.perf_counter() + seconds
    counts, wrong = [0] * CLIENTS, []

    def run(client: int) -> None:
        while time.perf_counter() < ends and not wrong:
            counts[client] += 1
            network = f"10.{client}.{counts[client] // 250 % 250}.{counts[client] % 250}"
            answer = pool.request("GET", url, headers={"X-Forwarded-For": network})
            if answer.status != 200:
                wrong.append(answer.status)

    threads = [threading.Thread(target=run, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise ValueError(f"the public service answered {wrong[0]}")
    return round(sum(counts) / seconds, 1)


if __name__ == "__main__":
    main()
