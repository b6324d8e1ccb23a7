"""Public pages of notices, in four languages and without an account: extracts, one extract, figures."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.kit.errors import NotFound
from comity.notices.models import LegalBasis, Notice, issued_by
from comity.notices.papers import row_of
from comity.notices.pictures import pictures_of, pictures_of_all
from comity.notices.public import shapes
from comity.notices.public.extract import demand_public_side, extract, public_kinds, shown_of
from comity.notices.public.figures import LEAST_FOR_TIMES, STEP, figures
from comity.notices.public.forms import SearchForm
from comity.notices.public.looks import count_look
from comity.notices.public.search import fitting
from comity.notices.public.shares import LEAST_FOR_A_SHARE, shares
from comity.records.attached.attachments import Attachment
from comity.records.public.search import bureau_of
from comity.records.shown import facts_in

ON_A_PAGE = 20
# What a list shows beside the name.
COLUMNS = ("born", "nationalities", "charge", "offence", "missing_since", "last_seen", "un_reference", "kind")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The extracts, newest first; what is looked for stands in the address."""
    _open(request)
    today, status = timezone.now().date(), HTTPStatus.OK
    form = SearchForm(request.GET or None)
    rows = extract(*public_kinds(), today=today)
    if form.is_bound and form.is_valid():
        rows = fitting(extract(*form.kinds(), today=today), form.wanted(), today=today)
    elif form.is_bound:
        rows, status = rows.none(), HTTPStatus.UNPROCESSABLE_ENTITY
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    address = request.GET.copy()
    address.pop("page", None)
    hung = pictures_of_all(list(page))
    context = {
        "form": form,
        "page_of": page,
        "address": address.urlencode(),
        "rows": [_line(row, hung.get(row.record, [])) for row in page],
        "issued_by": _issuer(),
    }
    return render(request, "notices/public/index.html", context, status=status)


@require_safe
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """One extract. Raises: NotFound for what is not public, or not any more."""
    _open(request)
    row = extract(*public_kinds(), today=timezone.now().date(), number=number).first()
    if row is None:
        raise NotFound
    shots = [(each, _picture(row, each)) for each in pictures_of(row)]
    context = {
        "row": row,
        "kind": row.declaration,
        "name": row.declaration.name,
        "title": row.title,
        "facts": facts_in(row.declaration.fields, shown_of(row)),
        "shots": [shot for shot in shots if shot[1]],
        "asker": bureau_of(row.bureau),
        "issued_by": _issuer(),
    }
    return render(request, "notices/public/entry.html", context)


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """How many requests, refused on what grounds, decided in what time."""
    _open(request)
    context = {
        "figures": figures(timezone.now().date()),
        "shares": shares(timezone.now()),
        "least_for_a_share": LEAST_FOR_A_SHARE,
        "step": STEP,
        "least": LEAST_FOR_TIMES,
        "issued_by": _issuer(),
    }
    return render(request, "notices/public/statistics.html", context)


def _open(request: HttpRequest) -> None:
    """Raises: NotFound where the public side is off; TooMany from one network."""
    demand_public_side()
    count_look(get_adapter().get_client_ip(request))


def _issuer() -> str:
    return issued_by(LegalBasis.current())


def _line(row: Notice, hung: list[Attachment]) -> dict[str, object]:
    facts = [each for each in facts_in(row.declaration.fields, shown_of(row)) if each.name in COLUMNS]
    return {
        "number": row.number,
        "title": row.title,
        "kind": row.declaration,
        "name": row.declaration.name,
        "facts": [(fact.label, " · ".join(row_of(fact).values)) for fact in facts],
        "shot": _picture(row, hung[0]) if hung else "",
    }


def _picture(row: Notice, shot: Attachment) -> str:
    """The address of a picture at the public service, for kinds that it serves; "" for others."""
    kind = row.declaration
    if kind.colour not in shapes.SERVED:
        return ""
    values: dict[str, object] = {"colour": kind.colour, "number": row.number, "shot": shot.id}
    if group := shapes.group_of(kind):
        values["group"] = group
    return reverse("notices-service:picture", kwargs=values)
