"""What officers do in the federation that only people at a page may do; `comity demo_scene` calls it by name."""

from datetime import date
from typing import Any
from uuid import UUID

from comity.demo.notices import published_red
from comity.demo.stage import officer
from comity.notices import actions, lists
from comity.notices.models import Notice
from comity.notices.path import Ground

CHEN = "chen@cen"


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


def told(today: date, notice: str, who: str) -> dict[str, Any]:  # noqa: ARG001
    """At a bureau's own node: does the notice stand there, was it recalled, has somebody said that it is gone?"""
    row = lists.told(officer(who)).filter(notice=UUID(notice)).first()
    return {
        "stands": row is not None and row.recalled_at is None,
        "recalled": row is not None and row.recalled_at is not None,
        "removed": row is not None and row.removed_at is not None,
    }


def obey(today: date, notice: str, who: str) -> dict[str, Any]:
    """At a bureau's own node: a function says that the notice is out of all its systems and papers."""
    by = officer(who)
    actions.obey(lists.told(by).get(notice=UUID(notice)), removed_on=today, by=by)
    return {"function": by.function}


def board(today: date, notice: str) -> dict[str, Any]:  # noqa: ARG001
    """At the centre: which bureaus have said that it is out of their systems."""
    by = officer(CHEN)
    rows = lists.board(by, Notice.objects.get(pk=UUID(notice)))
    return {
        "addressed": rows.count(),
        "received": sorted(rows.exclude(recall_received_at=None).values_list("bureau", flat=True)),
        "removed": sorted(rows.exclude(removed_at=None).values_list("bureau", flat=True)),
    }


SCENES = {each.__name__: each for each in (publish, recall, told, obey, board)}
