"""A bad link: a TCP proxy with a rate, a delay, losses as stalls, and cuts; all chances from one seed.

TCP mends lost packets by waiting, so a loss here is a stall of a second try; a cut closes the connection for both.
"""

import queue
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

PACKET_BYTES = 1400
QUEUED = 32  # packets under way in one direction; behind them the sender waits


@dataclass(frozen=True, slots=True)
class Quality:
    """rate: bytes a second in each direction. delay_s: one way. loss, cut: chance for each packet."""

    rate: float = 4_000.0
    delay_s: float = 0.8
    loss: float = 0.1
    cut: float = 0.02


@dataclass
class Link:
    """Listens on `port` of this machine and passes on to another port of it, badly."""

    to_port: int
    quality: Quality
    seed: int
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    cuts: int = 0
    stalls: int = 0

    def __post_init__(self) -> None:
        self.random, self.lock = Random(self.seed), threading.Lock()
        self.free_at = {"up": 0.0, "down": 0.0}
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def close(self) -> None:
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.to_port), timeout=5)
            except OSError:  # the node is down: as refused
                near.close()
                continue
            far.settimeout(None)  # before any thread may cut this connection and close both
            for source, target, way in ((near, far, "up"), (far, near, "down")):
                packets: queue.Queue[tuple[float, bytes]] = queue.Queue(QUEUED)
                threading.Thread(target=self._read, args=(source, target, packets), daemon=True).start()
                threading.Thread(target=self._write, args=(source, target, packets, way), daemon=True).start()

    def _read(self, source: socket.socket, target: socket.socket, packets: queue.Queue) -> None:
        """Each packet with the moment at which it may come out."""
        data = b"first"
        while data:
            try:
                data = source.recv(PACKET_BYTES)
            except OSError:
                data = b""
            with self.lock:
                lost, cut = self.random.random() < self.quality.loss, self.random.random() < self.quality.cut
                self.stalls, self.cuts = self.stalls + lost, self.cuts + cut
            if cut:
                _close(source, target)
                data = b""
            stall = 2 * self.quality.delay_s if lost else 0.0
            packets.put((time.monotonic() + self.quality.delay_s + stall, data))

    def _write(self, source: socket.socket, target: socket.socket, packets: queue.Queue, way: str) -> None:
        while True:
            due, data = packets.get()
            time.sleep(max(0.0, due - time.monotonic()))
            with self.lock:  # all connections of one direction share its rate
                out_at = max(time.monotonic(), self.free_at[way]) + len(data) / self.quality.rate
                self.free_at[way] = out_at
            time.sleep(max(0.0, out_at - time.monotonic()))
            try:
                if not data:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(data)
            except OSError:
                _close(source, target)
                return


def _close(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
