"""The courier's process: seals, opens, signs, and keeps one request under way to each node that something waits for.

All rows are read and written in the first thread; the others speak HTTP and nothing else. So one slow node holds its
own thread and no connection to the database.
"""

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
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
from comity.messages.courier import opening, receipting, reconciling, sealing, sending
from comity.messages.courier.chunks import Progress, read_progress, write_chunks
from comity.messages.courier.client import Client, NoAnswer, make_pool
from comity.messages.courier.here import own_node
from comity.messages.courier.listed import DIRECTORY, Directory
from comity.messages.courier.rules import Head
from comity.messages.courier.sending import Errand, Turn
from comity.messages.courier.wire import read_answers, read_heads, write_batch, write_heads
from comity.seal.errors import Refusal
from comity.web.faults import is_lost, note

RIGHTS = (
    "messages.seal",
    "messages.open",
    "messages.sign_receipts",
    "messages.note_sent",
    "messages.end_parcels",
    "messages.compare",
)
MOST_AT_ONCE = 64  # requests under way, one to a node
LOOK_EVERY, DAY = timedelta(minutes=2), timedelta(days=1)
IDLE_S, TROUBLE_S = 1.0, 5.0
END_EVERY_S = 600.0
log = logging.getLogger("comity.courier")


@dataclass(slots=True)
class Courier:
    """One courier of one node. busy: the request under way to each node.

    compared: nodes with which heads were compared in this process's life, and since the last of its days began.
    """

    book: Directory = field(default_factory=lambda: DIRECTORY)
    compared: set[str] = field(default_factory=set)
    random: Random = field(default_factory=Random)
    busy: dict[str, Future[Turn]] = field(default_factory=dict)
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(MOST_AT_ONCE))
    asked: set[str] = field(default_factory=set)
    look_at: datetime = field(default_factory=timezone.now)
    day_ends: datetime = field(default_factory=timezone.now)
    pool: urllib3.PoolManager = field(default_factory=make_pool)

    def tick(self, now: datetime) -> bool:
        """One round of everything that is due; was there anything?"""
        by = _actor()
        done = False
        if sealing.is_due(now):
            done |= sealing.seal(self.book, self.book, by=by, compared=self.compared) > 0
        if opening.is_due():
            done |= opening.open_parcels(self.book, self.book, by=by) > 0
        not_now = self.busy.keys() | sending.left_alone(now)
        if receipting.is_due(self.book, not_now):
            done |= receipting.sign_receipts(self.book, self.book, by=by, not_now=not_now) > 0
        heard, begun = self._hear(by), self._send(now)
        return done or heard or begun

    def _hear(self, by: SystemActor) -> bool:
        """Note the answers that are here."""
        heard = [node for node, request in self.busy.items() if request.done()]
        for node in heard:
            turn = self.busy.pop(node).result()
            sending.note_sent(turn, self.random, by=by)
            if turn.heads is not None:
                reconciling.compare(node, turn.heads, self.book, by=by)
                self.compared.add(node)
        return bool(heard)

    def _send(self, now: datetime) -> bool:
        """Begin a request to each node that something waits for and that is not being spoken to."""
        client, begun = self._client(), False
        if client is None:
            return False
        alone = sending.left_alone(now)
        for node in dict.fromkeys([*sending.nodes_due(now), *self._to_compare(now)]):
            address = self.book.address_of(node)
            if node in self.busy or node in alone or not address or len(self.busy) >= MOST_AT_ONCE:
                continue
            if node not in self.compared:
                heads = reconciling.held_from(node, self.book)
                self.busy[node] = self.threads.submit(_compare, client, node, address, heads)
                begun = True
            elif errand := sending.errand_for(node, now):
                self.busy[node] = self.threads.submit(_hand_over, client, node, address, errand)
                begun = True
        return begun

    def _to_compare(self, now: datetime) -> set[str]:
        """Nodes for which something waits to be sealed, or which we ask for what is missing."""
        if now >= self.look_at:
            self.look_at = now + LOOK_EVERY
            self.asked = reconciling.missing_from(self.book, now)
            self.compared -= self.asked
        if now >= self.day_ends:
            self.day_ends = now + DAY
            self.compared.clear()
            self.asked |= reconciling.known_nodes(self.book)
        asked = {self.book.node_of(bureau) for bureau in sealing.bureaus_waiting()} | self.asked
        return {node for node in asked if node and node not in self.compared}

    def _client(self) -> Client | None:
        node, seed = own_node(self.book), self.book.request_seed()
        return Client(node, seed, self.pool) if node and seed else None

    def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)


def keep(ended: threading.Event) -> None:
    """Work until `ended`. What fails is logged and tried again; nothing is lost, all of it stands in the tables."""
    courier, end_in = Courier(), 0.0
    try:
        while not ended.is_set():
            wait_s = IDLE_S
            try:
                if courier.tick(timezone.now()):
                    wait_s = 0.0
                end_in -= wait_s
                if end_in <= 0 and wait_s:
                    sending.end_parcels(by=_actor())
                    end_in = END_EVERY_S
            except Exception as error:
                if is_lost(error):
                    log.error("the courier lost its database: %s", type(error).__name__)
                else:
                    note(error)
                close_old_connections()
                wait_s = TROUBLE_S
            ended.wait(wait_s)
    finally:
        courier.close()


def _hand_over(client: Client, node: str, address: str, errand: Errand) -> Turn:
    """In a thread of its own: no row is touched here."""
    begun, now = monotonic(), timezone.now()
    answers: Mapping[UUID, Progress]
    try:
        if errand.chunks:
            answers = read_progress(client.post(address, "/chunks", write_chunks(errand.chunks), now))
        else:
            answers = read_answers(client.post(address, "/batch", write_batch(errand.parcels), now))
    except NoAnswer as error:
        return Turn(node, {}, error.code)
    except Refusal:
        return Turn(node, {}, "answer-unreadable")
    asked = {id: answer for id, answer in answers.items() if id in errand.ids}
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
