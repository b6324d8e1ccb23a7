"""Notices in the two worlds: what both share, and what must not exist for the asker. Import it after `django.setup`."""

import datetime
from typing import Any
from uuid import uuid4

from comity.notices import actions
from comity.notices.kinds import declared
from comity.notices.models import Notice, Received
from comity.records.attached.attaching import Sent
from comity.records.attached.attachments import of_notice
from tests.actors import AnyActor
from tests.files import png

REVIEWER = AnyActor("CEN", officer=uuid4(), function="reviewer")


def red(number: int, **more: Any) -> dict[str, Any]:
    """A sound request about somebody whom nothing else names."""
    names = [{"text": f"Quirin Noticed{'abcdefghij'[number]}", "quality": "primary"}]
    papers = [{"kind": "passport", "issuer": "KAZ", "number": f"88N0000{number}"}]
    return {**declared()["red"].example, "names": names, "documents": papers, **more}


def out(by: Any, number: int, *, diffusion: bool = False, to: tuple[str, ...] = (), **more: Any) -> Notice:
    """Published by a reviewer, with a photograph and a sheet of fingerprints."""
    row = actions.draft("red", red(number, **more), diffusion=diffusion, addressees=to, by=by)
    for kind in ("photograph", "fingerprints"):
        actions.attach(row, Sent(png(), "A face", kind), by=by)
    row.refresh_from_db()
    row = actions.take(actions.submit(row, seen=row.version, by=by), by=REVIEWER)
    return actions.approve(row, "Ordinary crime.", digest=bytes(row.digest), by=REVIEWER)


def put_right(row: Notice, by: Any, **more: Any) -> Notice:
    """A correction of what is out, taken in."""
    made = actions.correct(row, by=by)
    made = actions.change(made, {**made.body, "charge": "Manslaughter", **more}, seen=made.version, by=by)
    made = actions.take(actions.submit(made, seen=made.version, by=by), by=REVIEWER)
    return actions.approve(made, "As the court has it now.", digest=bytes(made.digest), by=REVIEWER)


def notices_between(own: Any, other: Any) -> dict[str, list[str]]:
    """Of both worlds: own ones in several states, one of another bureau that is out, one that was recalled."""
    actions.record_legal_basis(
        body="An invented body",
        title="Model rules",
        organ="An invented assembly",
        adopted_on=datetime.date(2026, 1, 1),
        by=AnyActor("CEN"),
    )
    draft = actions.draft("red", red(0), by=own)
    waiting = actions.draft("red", red(1), by=own)
    actions.submit(waiting, seen=waiting.version, by=own)
    recalled = out(other, 3)
    actions.withdraw(recalled, reason="Found.", by=other)
    foreign = out(other, 4, public=True)
    rows = [draft, waiting, out(own, 2), foreign, recalled]
    put_right(foreign, other)
    rows.append(put_right(rows[2], own))
    actions.attach(draft, Sent(png(), "A face"), by=own)
    received = Received.visible_to(own).filter(bureau=own.bureau)
    return {
        "notices": [str(row.pk) for row in rows],
        "numbers": [row.number for row in rows],
        "entries": [str(row.record) for row in rows if row.record],
        "notice_pictures": hung_on(rows),
        "recalls": [str(pk) for pk in received.values_list("pk", flat=True)],
    }


def hung_on(rows: list[Notice]) -> dict[str, str]:
    """Each picture of these, with the notice on which it hangs."""
    return {str(each.pk): str(row.pk) for row in rows for each in of_notice(row.pk)}


def closed_notices(asker: str, canary: str) -> dict[str, Any]:
    """Of France, and nothing to the asker: closed to it, sent to another alone, waiting, and recalled."""
    by = AnyActor("FRA", officer=uuid4(), function="desk officer")
    shut = {"restriction": f"all-but {asker}", "case": canary, "public": True}
    recalled = out(by, 7, **shut)
    actions.withdraw(recalled, reason=canary, by=by)
    waiting = actions.draft("red", red(8, case=canary), by=by)
    actions.submit(waiting, seen=waiting.version, by=by)
    rows = [out(by, 5, **shut), out(by, 6, diffusion=True, to=("DZA",), case=canary), recalled, waiting]
    rows.append(put_right(rows[0], by, link=canary))
    return {
        "closed_notices": [str(row.pk) for row in rows],
        "closed_entries": [str(row.record) for row in rows if row.record],
        "closed_numbers": [row.number for row in rows],
        "closed_notice_pictures": hung_on(rows),
        "closed_subjects": [red(number) for number in (5, 6, 7, 8)],
    }
