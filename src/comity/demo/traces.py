"""Traces of seized firearms in the invented world: one in the middle of its way, one asked of us, one draft."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from comity.access.actors import for_node
from comity.demo.actions import let_trace_time_pass
from comity.demo.stage import officer
from comity.tracing import actions
from comity.tracing.actions.asking import Ask
from comity.tracing.answers import Answer, Said
from comity.tracing.models import ASKED, TraceRequest, TraceStep
from comity.tracing.proposing import Why

AMINA, BIANCA, DUNYA, KAMAU = "amina@fra", "bianca@ita", "dunya@mar", "kamau@ken"
PISTOL: Mapping[str, Any] = {
    "kind": "pistol",
    "serial": "TX0107733",
    "make": "Brandelius",
    "model": "P9",
    "calibre": "9x19",
    "stamped_at": "left side of the frame",
    "obliterated": "restored",
    "proof_marks": "crowned B over 17",
    "country_of_make": "ITA",
    "country_of_import": "MAR",
    "year": 2017,
    "barrels": 1,
    "parts": [{"kind": "slide", "serial": "TX0107733S"}],
    "seized_in": "FRA",
    "circumstances": "search",
    "place": "Marseille",
    "account": "Under the floor of a workshop, with forty cartridges.",
    "case": "FRA-2026-204",
}
RIFLE: Mapping[str, Any] = {
    "kind": "rifle",
    "serial": "K-55218",
    "make": "Ondaval",
    "model": "Montagne",
    "calibre": "7.62x51",
    "country_of_make": "FRA",
    "seized_in": "KEN",
    "circumstances": "border",
    "case": "KEN-31",
}
REVOLVER: Mapping[str, Any] = {"kind": "revolver", "make": "Ondaval", "calibre": ".38", "seized_in": "FRA"}


def play(today: date) -> None:
    """Let it all happen, once. today: UTC."""
    if TraceRequest.objects.exists():
        return
    _in_the_middle(today)
    _asked_of_france(today)
    actions.draft(
        {**REVOLVER, "seized_on": _days_before(today, 1), "circumstances": "handed-in"}, by=officer(AMINA)
    )


def _in_the_middle(today: date) -> None:
    """The maker exported it; the importer works on it, and its clock runs."""
    amina = officer(AMINA)
    request = actions.draft({**PISTOL, "seized_on": _days_before(today, 20)}, by=amina)
    first = actions.send_step(request, Ask(bureau="ITA", why=Why.MAKER), by=amina)
    actions.accept(_theirs(first), by=officer(BIANCA), reference="ROMA 2026/118")
    _pass(request, 9)
    told = Answer(
        said=Said.EXPORTED_TO,
        country="MAR",
        date="2017-11",
        document="EXP-2017-4410",
        text="One lot of 40 pieces.",
    )
    actions.answer(_theirs(first), told, by=officer(BIANCA))
    _pass(request, 2)
    second = actions.send_step(
        request,
        Ask(bureau="MAR", why=Why.EXPORTED, tell_chain=True, note="Is the lot in your register?"),
        by=amina,
    )
    _pass(request, 6)
    actions.accept(_theirs(second), by=officer(DUNYA), reference="RB 77")


def _asked_of_france(today: date) -> None:
    """A rifle that Kenya seized, made in France: on Amina's desk."""
    kamau = officer(KAMAU)
    request = actions.draft({**RIFLE, "seized_on": _days_before(today, 14)}, by=kamau)
    actions.send_step(request, Ask(bureau="FRA", why=Why.MAKER, note="From a lorry at the border."), by=kamau)
    _pass(request, 12)


def _days_before(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()


def _theirs(step: TraceStep) -> TraceStep:
    return TraceStep.objects.get(thread=step.thread, side=ASKED)


def _pass(request: TraceRequest, days: int) -> None:
    let_trace_time_pass(request, timedelta(days=days), by=for_node(request.bureau))
