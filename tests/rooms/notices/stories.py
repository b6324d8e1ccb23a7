"""Who acts in tests of notices, and the ways of a request up to its publication."""

from typing import Any
from uuid import uuid4

from comity.notices import actions
from comity.notices.kinds import declared
from comity.notices.models import Notice
from comity.notices.path import State
from tests.actors import AnyActor, without

DECIDING = ("notices.view_all", "notices.view_recalls", "journal.read_all")
# Amina drafts in France; Bruno and Dora work at other bureaus; Chen, Edo and Farah review, none of a country concerned.
AMINA = without(AnyActor("FRA", officer=uuid4(), function="desk officer"), *DECIDING)
BRUNO = without(AnyActor("ITA", officer=uuid4(), function="desk officer"), *DECIDING)
DORA = without(AnyActor("DEU", officer=uuid4(), function="head"), *DECIDING)
CHEN, EDO, FARAH = (AnyActor("CEN", officer=uuid4(), function="reviewer") for _ in range(3))


def example(kind: str, **more: Any) -> dict[str, Any]:
    """A sound request of this kind with these fields otherwise; None leaves one out."""
    body = {**declared()[kind].example, **more}
    return {name: value for name, value in body.items() if value is not None}


def drafted(
    kind: str = "red", *, by: AnyActor = AMINA, to: tuple[str, ...] | None = None, **more: Any
) -> Notice:
    """A draft; to: a diffusion to these bureaus, () to all."""
    diffusion = {} if to is None else {"diffusion": True, "addressees": to}
    return actions.draft(kind, example(kind, **more), by=by, **diffusion)


def submitted(kind: str = "red", **more: Any) -> Notice:
    row = drafted(kind, **more)
    return actions.submit(row, seen=row.version, by=more.get("by", AMINA))


def approved(row: Notice, *reviewers: AnyActor) -> Notice:
    """Taken by the first reviewer and approved by each, as it stands."""
    row = actions.take(row, by=reviewers[0])
    for each in reviewers:
        row = actions.approve(row, "Ordinary crime, facts told well.", digest=bytes(row.digest), by=each)
    return row


def published(kind: str = "red", **more: Any) -> Notice:
    return approved(submitted(kind, **more), CHEN)


def corrected(row: Notice, *, to: tuple[str, ...] | None = None, **more: Any) -> Notice:
    """A correction that was handed in, with these fields otherwise; None leaves one out."""
    made = actions.correct(row, by=AMINA)
    body = {name: value for name, value in {**row.body, **more}.items() if value is not None}
    made = actions.change(made, body, seen=made.version, addressees=to, by=AMINA)
    return actions.submit(made, seen=made.version, by=AMINA)


def taken_in(row: Notice, **more: Any) -> Notice:
    """The notice after a correction that one reviewer approved, where it needed that."""
    made = corrected(row, **more)
    if made.standing is State.SUBMITTED:
        approved(made, CHEN)
    return Notice.objects.get(pk=row.pk)
