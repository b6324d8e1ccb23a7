"""My acts: what I did here, as the journal keeps it; for a security officer the acts of the bureau."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_http_methods

from comity.access.models import Officer
from comity.bureaus.purposes import AUTHORISED
from comity.gate.action import require
from comity.gate.actor import Actor, Allowed
from comity.gate.acts import visible_acts
from comity.gate.door import actor_of
from comity.journal.models import ActRow
from comity.journal.texts import Texts, texts_of
from comity.kit.errors import NotFound
from comity.queries import acts
from comity.queries.actions import open_words
from comity.queries.asked import AskedSubject
from comity.records.registry import by_code
from comity.web.words import STATES

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An act for people. who: the officer's name, for those who may read it. texts: what it says in words."""

    row: ActRow
    texts: Texts
    words: str | Promise
    outcome: str
    who: str
    purpose: str | Promise


@require_GET
def list_acts(request: HttpRequest) -> HttpResponse:
    """Acts, newest first; filters and cursor stand in the address."""
    actor = actor_of(request)
    require(actor, "journal.read_own")
    sieve = _sieve(request)
    rows, after = acts.page(sieve, actor, ON_A_PAGE)
    address = request.GET.copy()
    address.pop("after", None)
    context = {
        "sieve": sieve,
        "verbs": acts.VERB_WORDS,
        "outcomes": [(slug, STATES[slug][1]) for slug in acts.OUTCOMES],
        "lines": _lines(rows, actor),
        "done": STATES["done"][1],
        "sees_bureau": _sees_bureau(actor),
        "after": after,
        "address": address.urlencode(),
    }
    return render(request, "queries/acts.html", context)


@require_http_methods(["GET", "POST"])
def one_act(request: HttpRequest, id: UUID) -> HttpResponse:
    """One act with the records it concerned; POST opens the words of a question of one's own."""
    actor = actor_of(request)
    require(actor, "journal.read_own")
    row = get_object_or_404(visible_acts(actor), id=id)
    opened = open_words(row, by=actor) if request.method == "POST" else None
    context = {
        "line": _lines([row], actor)[0],
        "touched": [(_label(each.database), each) for each in acts.records_of(row)],
        "databases": [_label(code) for code in row.databases],
        "is_own": row.officer is not None and row.officer == actor.officer and acts.is_question(row),
        "opened": [_told(each) for each in opened] if opened is not None else None,
    }
    return render(request, "queries/act.html", context)


def _sieve(request: HttpRequest) -> acts.Sieve:
    asked = request.GET
    try:
        day = date.fromisoformat(asked.get("day", ""))
    except ValueError:
        day = None
    return acts.Sieve(asked.get("verb", "")[:60], day, asked.get("outcome", ""), asked.get("after", "")[:200])


def _sees_bureau(actor: Actor) -> bool:
    now = timezone.now()
    return any(
        isinstance(actor.may(right, now=now), Allowed)
        for right in ("journal.read_bureau", "journal.read_all")
    )


def _lines(rows: list[ActRow], actor: Actor) -> list[Line]:
    names, texts = _names(rows, actor), texts_of(rows)
    return [
        Line(
            row=row,
            texts=texts[row.id],
            words=acts.VERB_WORDS.get(row.verb, ""),
            outcome=acts.SLUGS[row.outcome],
            who=names.get(row.officer, "") if row.officer else "",
            purpose=AUTHORISED.get(row.purpose, row.purpose),
        )
        for row in rows
    ]


def _names(rows: list[ActRow], actor: Actor) -> dict[UUID, str]:
    """Names of the own bureau's officers, for its security officer alone. Source: practice 5."""
    if not _sees_bureau(actor):
        return {}
    officers = {row.officer for row in rows if row.officer}
    return dict(Officer.visible_to(actor).filter(pk__in=officers).values_list("pk", "full_name"))


def _label(code: int) -> object:
    try:
        return by_code(code).label
    except NotFound:  # a database of a later version, or one that is gone
        return code


def _told(asked: AskedSubject) -> str:
    """A subject in one line, as it was typed."""
    if asked.text is not None or asked.mrz is not None:
        return asked.text or asked.mrz or ""
    given = (getattr(asked, name) for name in asked.__struct_fields__)
    parts = next(each for each in given if each is not None)
    return " ".join(str(getattr(parts, name)) for name in parts.__struct_fields__ if getattr(parts, name))
