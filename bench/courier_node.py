"""What `bench.courier` does on one node, in a process of that node: one expression a line, its JSON as answer."""

import base64
import json
import sys
import time
from uuid import UUID

import django

django.setup()

from django.utils import timezone  # noqa: E402

from comity.bureaus.models import Bureau  # noqa: E402
from comity.bureaus.signed.entries import read_signed  # noqa: E402
from comity.bureaus.signed.history import add_entry, head_of  # noqa: E402
from comity.bureaus.signed.keeping import keep_keys  # noqa: E402
from comity.gate.system import clock_of  # noqa: E402
from comity.messages import actions  # noqa: E402
from comity.messages.courier.tables import Sent  # noqa: E402
from comity.messages.rules import Draft  # noqa: E402

BODY_BYTES = 4096


def begin(codes: list[str], own: str) -> str:
    """The bureaus, and the keys of one's own; its signed entry."""
    for code in codes:
        Bureau.objects.create(code=code, kind=1, names={"en": code}, hosted=code == own)
    keep_keys(Bureau.objects.get(code=own), timezone.now(), by=clock_of(own, "bureaus.keep_keys"))
    return base64.b64encode(bytes(head_of(own).content)).decode()


def know(entry: str) -> None:
    add_entry(read_signed(base64.b64decode(entry)), now=timezone.now())


def send(to: str, count: int) -> list[str]:
    """So many notes of 4 KiB, each in a transaction of its own as from a page; their ids."""
    by = clock_of(Bureau.objects.get(hosted=True).code, "messages.send")
    empty = len(json.dumps({"language": "", "subject": "A list", "text": ""}, separators=(",", ":")))
    body = {"subject": "A list", "text": "x" * (BODY_BYTES - empty)}
    return [str(actions.send(Draft(kind="note", to=(to,), body=body), by=by).id) for _each in range(count)]


def load(to: str, count: int) -> dict[str, float]:
    """Send all at once; seconds until all are signed for, sending included."""
    begun = time.monotonic()
    send(to, count)
    waiting = Sent.objects.filter(level=None)  # nobody else sends; to name all ids cost more than a message
    while waiting.exists() and time.monotonic() < begun + 600:
        time.sleep(0.05)
    return {"seconds": time.monotonic() - begun, "left": waiting.count()}


def paced(to: str, count: int, each_s: float) -> list[float]:
    """Send one each so many seconds; of each, seconds from before it was sent until its receipt was applied here."""
    begun_at: dict[UUID, float] = {}
    found: list[float] = []
    next_at = time.monotonic()
    while len(found) < count:
        now = time.monotonic()
        if now >= next_at and len(begun_at) + len(found) < count:
            begun_at[UUID(send(to, 1)[0])], next_at = now, next_at + each_s
        done = Sent.objects.filter(message__in=list(begun_at), level__isnull=False)
        for message in done.values_list("message", flat=True):
            found.append(time.monotonic() - begun_at.pop(message))
        time.sleep(0.005)
    return found


for line in sys.stdin:
    sys.stdout.write(json.dumps(eval(line)) + "\n")  # the bench's own words
    sys.stdout.flush()
