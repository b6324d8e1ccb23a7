"""Everything somebody can reach, to compare two worlds: pages along the links, lists of the API, how many rows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import Client

from comity.gate.acts import visible_acts
from comity.messages.models import Delivery, Message
from comity.queries.models import Confirmation, Hit

MOST_PAGES = 50
LINK = re.compile(r'href="(/[^"#]*|\?[^"#]*)')
# What differs between two readings of one world: tokens, sealed cursors, ids of the readings' own acts, the minute.
MASKS = (
    re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+'),
    re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"),
    re.compile(r"\d{4}-\d\d-\d\dT[0-9:.+Z]+"),
    re.compile(r"\b\d\d:\d\d(:\d\d)?\b"),
    re.compile(r"after=[\w-]+"),
    re.compile(r'"elapsed_us": \d+'),
    re.compile(r'"cursor": "[^"]+"'),
)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace: reading is an act too."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def masked(text: str) -> str:
    for mask in MASKS:
        text = mask.sub("…", text)
    return text


def everything(client: Client, actor: Any) -> dict[str, object]:
    """All the owner can reach: every page along the links, every list of the API, the rows it may see."""
    seen: dict[str, object] = {}
    with undone():
        waiting = ["/", "/hits/", "/hits/?show=answered", "/messages/", "/records/", "/acts/", "/healthz"]
        schema = client.get("/api/v1/openapi.json").json()["paths"]
        waiting += [path for path, verbs in schema.items() if "get" in verbs and "{" not in path]
        while waiting and len(seen) < MOST_PAGES:
            path = waiting.pop(0)
            if path in seen:
                continue
            with undone():
                response = client.get(path)
            text = b"".join(response) if response.streaming else response.content
            seen[path] = (response.status_code, masked(text.decode(errors="replace")))
            here = path.partition("?")[0]
            links = LINK.findall(text.decode(errors="replace"))
            waiting += [here + link if link[0] == "?" else link for link in links if "static" not in link]
    seen["rows"] = [
        Message.visible_to(actor).count(),
        Delivery.visible_to(actor).count(),
        Confirmation.visible_to(actor).count(),
        Hit.visible_to(actor).count(),
        visible_acts(actor).count(),
    ]
    return seen
