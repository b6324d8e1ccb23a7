"""The courier's way to its own relay: asks every few seconds, and at once again while there is something."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from comity.gate.system import SystemActor
from comity.messages.courier import sending
from comity.messages.courier.book import AddressBook
from comity.messages.courier.client import Client
from comity.messages.courier.fetching import Fetched, fetch, most_bytes, take_handed
from comity.messages.courier.handed import Became
from comity.messages.courier.here import own_node
from comity.messages.courier.rules import FETCH_EVERY
from comity.messages.courier.sending import Turn
from comity.messages.courier.waking import Threads


@dataclass(slots=True)
class Collector:
    """request: what is under way. answers: what became of what came, to be told with the next request.

    next_at: when the relay is asked again. failed: did the last request fail?
    """

    threads: Threads = field(default_factory=lambda: Threads(1))
    request: Future[Fetched] | None = None
    answers: list[Became] = field(default_factory=list)
    next_at: datetime | None = None
    failed: bool = False

    def tick(
        self, client: Client | None, book: AddressBook, random: Random, now: datetime, by: SystemActor
    ) -> bool:
        """Keep what came and ask again when it is time; was there anything?"""
        if self.request is not None:
            return self.request.done() and self._hear(self.request.result(), book, random, now, by)
        if client is None or (self.next_at is not None and now < self.next_at):
            return False
        self.next_at = now + FETCH_EVERY
        relay = book.relay_of(client.node)
        if not relay or relay in sending.left_alone(now):
            return False
        self.request = self.threads.submit(
            fetch, client, relay, book.address_of(relay), most_bytes(relay), list(self.answers)
        )
        return True

    def _hear(
        self, fetched: Fetched, book: AddressBook, random: Random, now: datetime, by: SystemActor
    ) -> bool:
        self.request = None
        self.next_at = now + FETCH_EVERY
        if fetched.reason or self.failed or fetched.handed:
            sending.note_sent(Turn(fetched.relay, {}, fetched.reason, took_s=fetched.took_s), random, by=by)
        self.failed = bool(fetched.reason)
        if self.failed:
            return True
        self.answers = []  # the relay has heard them
        if fetched.handed:
            self.answers = take_handed(fetched.handed, own_node(book), by=by)
            self.next_at = now
        return bool(fetched.handed)

    def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)
