"""What officers do in the federation that only people at a page may do; `comity demo_scene` calls it by name.

What comes from another node is waited for here: to look again and again from outside would start Python each time.
"""

import time
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from comity.demo.notices import published_red
from comity.demo.stage import officer
from comity.notices import actions, lists
from comity.notices.models import Notice
from comity.notices.path import Ground

CHEN = "chen@cen"
PATIENCE_S, LOOK_EVERY_S = 300.0, 0.5


def publish(today: date) -> dict[str, Any]:
    """At the centre: France's desk asks for a red notice, a reviewer approves it."""
    row = published_red(today)
    return {"notice": str(row.pk), "number": row.number}


def recall(today: date, notice: str) -> dict[str, Any]:  # noqa: ARG001  # every scene is told the day
    """At the centre: the person was judged for these facts already, so the notice is taken back."""
    row = Notice.objects.get(pk=UUID(notice))
    actions.cancel(
        row, ground=Ground.ALREADY_JUDGED, reason="Acquitted for these facts in 2024.", by=officer(CHEN)
    )
    return {"notice": notice}


def told(today: date, notice: str, who: str, awaited: str) -> dict[str, Any]:  # noqa: ARG001
    """At a bureau's own node, as soon as what is awaited is so: the notice "stands" there, or it was "recalled"."""

    def look() -> dict[str, Any]:
        row = lists.told(officer(who)).filter(notice=UUID(notice)).first()
        return {
            "stands": row is not None and row.recalled_at is None,
            "recalled": row is not None and row.recalled_at is not None,
        }

    return _soon(look, lambda seen: bool(seen[awaited]))


def obey(today: date, notice: str, who: str) -> dict[str, Any]:
    """At a bureau's own node: a function says that the notice is out of all its systems and papers."""
    by = officer(who)
    actions.obey(lists.told(by).get(notice=UUID(notice)), removed_on=today, by=by)
    return {"function": by.function}


def board(today: date, notice: str, *awaited: str) -> dict[str, Any]:  # noqa: ARG001
    """At the centre: which bureaus have said that it is out of their systems, as soon as those awaited have."""

    def look() -> dict[str, Any]:
        by = officer(CHEN)
        rows = lists.board(by, Notice.objects.get(pk=UUID(notice)))
        return {
            "addressed": rows.count(),
            "received": sorted(rows.exclude(recall_received_at=None).values_list("bureau", flat=True)),
            "removed": sorted(rows.exclude(removed_at=None).values_list("bureau", flat=True)),
        }

    return _soon(look, lambda seen: set(awaited) <= set(seen["removed"]))


def _soon(look: Callable[[], dict[str, Any]], enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What one sees as soon as it is enough; after five minutes whatever there is."""
    until = time.monotonic() + PATIENCE_S
    while not enough(seen := look()) and time.monotonic() < until:
        time.sleep(LOOK_EVERY_S)
    return seen


SCENES = {each.__name__: each for each in (publish, recall, told, obey, board)}
