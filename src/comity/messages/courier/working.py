"""The courier's process: seals, opens, signs, and keeps one request under way to each node that something waits for.

All rows are read and written in the first thread; the others speak HTTP and nothing else. So one slow node holds its
own thread and no connection to the database.
"""

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from time import monotonic
from uuid import UUID

import urllib3
from django.db import close_old_connections
from django.utils import timezone

from comity.gate.system import SystemActor
from comity.gate.system import node as node_actor
from comity.messages.courier import (
    agenda,
    asking,
    files_out,
    moved,
    opening,
    receipting,
    reconciling,
    sealing,
    sending,
)
from comity.messages.courier.agenda import Work
from comity.messages.courier.chunks import Progress, read_progress, write_chunks
from comity.messages.courier.client import Client, NoAnswer, make_pool
from comity.messages.courier.collecting import Collector
from comity.messages.courier.here import own_node
from comity.messages.courier.listed import DIRECTORY, Directory
from comity.messages.courier.rules import Head
from comity.messages.courier.sending import Errand, Turn
from comity.messages.courier.waking import BELL, Threads, listen
from comity.messages.courier.wire import read_answers, read_heads, write_batch, write_heads
from comity.messages.courier.workshop import Workshop
from comity.seal.errors import Refusal
from comity.web.faults import is_lost, note

RIGHTS = (
    "messages.seal",
    "messages.open",
    "messages.sign_receipts",
    "messages.note_sent",
    "messages.note_sealed",
    "messages.note_lost_file",
    "messages.note_gone_file",
    "messages.take_file",
    "messages.refuse_file",
    "messages.begin_file_again",
    "messages.take_handed",
    "messages.ask_heads",
    "messages.end_parcels",
    "messages.compare",
    "messages.follow_moved",
)
MOST_AT_ONCE = 64  # requests under way, one to a node
LOOK_EVERY, DAY = timedelta(minutes=2), timedelta(days=1)
IDLE_S, TROUBLE_S = 1.0, 5.0
CLIENT_FOR = timedelta(seconds=5)
LEAVES = {Work.HAND_OVER, Work.HAND_OVER_FILE, Work.COMPARE}
END_EVERY_S = 600.0
log = logging.getLogger("comity.courier")


@dataclass(slots=True)
class Courier:
    """One courier of one node. busy: the request under way to each node.

    compared: nodes with which heads were compared in this process's life, and since the last of its days began. life:
    of the database (`asking`); asked_at: when which node was asked by a parcel. files_next: to which parcels went last.
    """

    book: Directory = field(default_factory=lambda: DIRECTORY)
    compared: set[str] = field(default_factory=set)
    random: Random = field(default_factory=Random)
    busy: dict[str, Future[Turn]] = field(default_factory=dict)
    threads: Threads = field(default_factory=lambda: Threads(MOST_AT_ONCE))
    asked: set[str] = field(default_factory=set)
    look_at: datetime = field(default_factory=timezone.now)
    day_ends: datetime = field(default_factory=timezone.now)
    pool: urllib3.PoolManager = field(default_factory=make_pool)
    workshop: Workshop = field(default_factory=Workshop)
    collector: Collector = field(default_factory=Collector)
    files_next: set[str] = field(default_factory=set)
    life: UUID | None = None
    asked_at: dict[str, datetime] = field(default_factory=dict)
    client: Client | None = None
    client_ends: datetime = field(default_factory=timezone.now)

    def tick(self, now: datetime) -> bool:
        """One round of everything that is due; was there anything?"""
        by, client = _actor(), self._client(now)
        done = self._hear(by)
        due, alone = agenda.due(now), sending.left_alone(now)
        if Work.SEAL in due and self._seal(by):
            done = True
            due.add(Work.HAND_OVER)
        if Work.OPEN in due and opening.open_parcels(self.book, self.book, by=by):
            done = True
            due.add(Work.SIGN)
        done |= self.workshop.tick(now, by, is_due=bool(due & {Work.OPEN_FILE, Work.SEAL_FILE}))
        if Work.SIGN in due and self._sign(alone, by):
            done = True
            due.add(Work.HAND_OVER)
        done |= self.collector.tick(client, self.book, self.random, now, by)
        if due & LEAVES or self.asked or now >= min(self.look_at, self.day_ends):
            done |= self._send(client, due, alone, now, by)
        return done

    def _sign(self, alone: set[str], by: SystemActor) -> bool:
        """Receipts for the nodes to which they can go at once."""
        not_now = self.busy.keys() | alone
        if not receipting.is_due(self.book, not_now):
            return False
        return receipting.sign_receipts(self.book, self.book, by=by, not_now=not_now) > 0

    def _seal(self, by: SystemActor) -> bool:
        """What was sealed is remembered on the disk before it can leave (`asking`)."""
        self.life = self.life or asking.current_life()
        # A disk that was set back remembers nothing: whom we speak to is asked after each start all the same.
        by_parcel = {node for node in asking.answered(self.life) if self.book.carrier_of(node) != node}
        compared = self.compared | by_parcel
        if not sealing.seal(self.book, self.book, by=by, compared=compared):
            return False
        asking.remember(self.life)
        return True

    def _hear(self, by: SystemActor) -> bool:
        """Note the answers that are here."""
        heard = [node for node, request in self.busy.items() if request.done()]
        for node in heard:
            turn = self.busy.pop(node).result()
            sending.note_sent(turn, self.random, by=by)
            if turn.heads is not None:
                self.life = self.life or asking.current_life()
                reconciling.compare(node, turn.heads, self.book, by=by, life=self.life)
                self.compared.add(node)
        return bool(heard)

    def _send(
        self, client: Client | None, due: set[Work], alone: set[str], now: datetime, by: SystemActor
    ) -> bool:
        """Begin a request to each node that something waits for and that is not being spoken to."""
        if client is None:
            return False
        begun = False
        if now >= self.look_at:
            moved.follow_moved(self.book, by=by)
        to_compare = self._to_compare(due, now)
        nodes = sending.nodes_due(now, alone) if Work.HAND_OVER in due else []
        files = files_out.nodes_due(now, alone) if Work.HAND_OVER_FILE in due else []
        for node in dict.fromkeys([*nodes, *files, *to_compare]):
            carrier = self.book.carrier_of(node)
            if carrier != node and node in to_compare:
                begun |= self._ask(node, now, by)
            if not carrier or node in self.busy or node in alone or len(self.busy) >= MOST_AT_ONCE:
                continue
            address = self.book.address_of(carrier)
            if node == carrier and node not in self.compared:
                heads = reconciling.held_from(node, self.book)
                self.busy[node] = self.threads.submit(_compare, client, node, address, heads)
                begun = True
            elif errand := self._errand(node, now, by):
                self.files_next ^= {node}
                way = "" if node == carrier else f"/for/{node}"
                self.busy[node] = self.threads.submit(_hand_over, client, node, address, errand, way)
                begun = True
        return begun

    def _errand(self, node: str, now: datetime, by: SystemActor) -> Errand | None:
        """What goes to a node next; a file that the disk lost holds up nothing else."""
        try:
            return sending.errand_for(node, now, files_next=node in self.files_next)
        except files_out.FileGone as gone:
            files_out.note_gone_file(gone.way, by=by)
            return None

    def _ask(self, node: str, now: datetime, by: SystemActor) -> bool:
        """Ask by a parcel how far a node is that cannot be spoken to; did one leave?"""
        self.asked.discard(node)
        if node in self.asked_at and now < self.asked_at[node] + asking.ASK_AGAIN:
            return False
        self.asked_at[node], self.life = now, self.life or asking.current_life()
        return asking.ask(node, self.life, self.book, self.book, by=by)

    def _to_compare(self, due: set[Work], now: datetime) -> set[str]:
        """Nodes for which something waits to be sealed, or which we ask for what is missing."""
        if now >= self.look_at:
            self.look_at = now + LOOK_EVERY
            self.asked = reconciling.missing_from(self.book, now)
            self.compared -= self.asked
        if now >= self.day_ends:
            self.day_ends = now + DAY
            self.compared.clear()
            self.asked |= reconciling.known_nodes(self.book)
        waiting = sealing.bureaus_waiting() if Work.COMPARE in due else []
        asked = {self.book.node_of(bureau) for bureau in waiting} | self.asked
        return {node for node in asked if node and node not in self.compared}

    def _client(self, now: datetime) -> Client | None:
        """With what this node speaks; None before it has an entry and a key. Asked anew as often as the directory."""
        if now >= self.client_ends:
            node, seed = own_node(self.book), self.book.request_seed()
            self.client = Client(node, seed, self.pool) if node and seed else None
            self.client_ends = now + CLIENT_FOR
        return self.client

    def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)
        self.workshop.close()
        self.collector.close()


def keep(ended: threading.Event) -> None:
    """Work until `ended`. What fails is logged and tried again; nothing is lost, all of it stands in the tables."""
    courier, end_at = Courier(), 0.0
    threading.Thread(target=listen, args=(ended,), daemon=True).start()
    try:
        while not ended.is_set():
            wait_s = IDLE_S
            BELL.clear()  # what rings from now on is looked at in the next round, if this one does not see it
            try:
                if courier.tick(timezone.now()):
                    wait_s = 0.0
                elif monotonic() >= end_at:
                    sending.end_parcels(by=_actor())
                    end_at = monotonic() + END_EVERY_S
            except Exception as error:
                if is_lost(error):
                    log.error("the courier lost its database: %s", type(error).__name__)
                else:
                    note(error)
                close_old_connections()
                ended.wait(TROUBLE_S)
                wait_s = 0.0
            BELL.wait(wait_s)
    finally:
        courier.close()


def _hand_over(client: Client, node: str, address: str, errand: Errand, way: str = "") -> Turn:
    """In a thread of its own: no row is touched here. way: what the path begins with at a relay."""
    begun, now = monotonic(), timezone.now()
    answers: Mapping[UUID, Progress]
    try:
        if errand.chunks:
            answers = read_progress(client.post(address, f"{way}/chunks", write_chunks(errand.chunks), now))
        else:
            answers = read_answers(client.post(address, f"{way}/batch", write_batch(errand.parcels), now))
    except NoAnswer as error:
        return Turn(node, {}, error.code)
    except Refusal:
        return Turn(node, {}, "answer-unreadable")
    ids = errand.ids
    asked = {id: answer for id, answer in answers.items() if id in ids}
    return Turn(node, asked, took_s=monotonic() - begun)


def _compare(client: Client, node: str, address: str, heads: list[Head]) -> Turn:
    """In a thread of its own."""
    try:
        answer = client.post(address, "/heads", write_heads(heads), timezone.now())
        return Turn(node, {}, heads=read_heads(answer))
    except NoAnswer as error:
        return Turn(node, {}, error.code)
    except Refusal:
        return Turn(node, {}, "answer-unreadable")


def _actor() -> SystemActor:
    return node_actor(*RIGHTS)
