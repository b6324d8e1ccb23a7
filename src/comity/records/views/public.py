"""Pages for anybody: look through what owners let the public find, and take a certificate of the search along."""

from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from comity.kit.errors import Invalid, NotFound
from comity.records.document import body_of
from comity.records.public import search as public
from comity.records.public.forms_public import MEASURES, CertificateForm, SearchForm
from comity.records.public.search import Certificate, Seen
from comity.records.record import Record
from comity.records.registry import by_slug, described_kinds
from comity.records.shown import Fact, facts_of


@require_safe
def index(_request: HttpRequest) -> HttpResponse:
    """The first database that the public may look through."""
    for each in public.public_databases():
        return redirect("public:search", each.slug)
    raise NotFound()


@require_safe
def search(request: HttpRequest, database: str) -> HttpResponse:
    """The form and, once something was asked, what looks like it. What was asked stands in the address."""
    chosen = _open(request, database)
    form, seen, status = SearchForm(request.GET or None), None, HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            seen = public.search(chosen, form.wanted(), by=public.anybody())
        except Invalid as refusal:
            form.show(refusal)
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "records/public/search.html", _found(chosen, form, seen), status=status)


def _found(database: type[Record], form: SearchForm, seen: Seen | None) -> dict[str, object]:
    rows = []
    for record in seen.records if seen else ():
        shots = public.pictures_of(record)
        facts = [fact for fact in _facts(database, record) if fact.name in database.columns]
        rows.append((record, database.headline(body_of(record)), facts, shots[0] if shots else None))
    certifiable = seen is not None and not form.wanted().is_empty
    return {
        "database": database,
        "form": form,
        "seen": seen,
        "rows": rows,
        "more": seen is not None and seen.count > public.MOST_SHOWN,
        "certificate": CertificateForm(initial=form.data.dict()) if certifiable else None,  # type: ignore[attr-defined]
    }


@require_safe
def entry(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """One entry of the extract, with whom to tell."""
    chosen = _open(request, database)
    record = public.read(chosen, pk, by=public.anybody())
    context = {
        "database": chosen,
        "record": record,
        "title": chosen.headline(body_of(record)),
        "facts": _facts(chosen, record),
        "shots": public.pictures_of(record),
        "owner": public.bureau_of(record.owner),
    }
    return render(request, "records/public/entry.html", context)


@require_POST
def certify(request: HttpRequest, database: str) -> HttpResponse:
    """Search once more, and lead to the certificate: its address is the certificate."""
    chosen = _open(request, database)
    form = CertificateForm(request.POST)
    if form.is_valid():
        try:
            text = public.certify(chosen, form.wanted(), form.cleaned_data["about"], by=public.anybody())
        except Invalid as refusal:
            form.show(refusal)
        else:
            return redirect("public:certificate", text)
    context = _found(chosen, SearchForm(request.POST), None)
    return render(request, "records/public/search.html", context | {"form": form}, status=422)


@require_safe
def certificate(request: HttpRequest, text: str) -> HttpResponse:
    """A certificate as it was issued. Whoever was handed a paper opens its address and compares."""
    found = public.read_certificate(text)
    chosen = _open(request, found.database)
    context = {
        "certificate": found,
        "database": chosen,
        "asked": _asked(found),
        "old": found.is_old(timezone.now()),
        "address": request.build_absolute_uri(),
        "issuer": public.bureau_of(public.anybody().bureau),
    }
    return render(request, "records/public/certificate.html", context)


def _asked(certificate: Certificate) -> list[tuple[object, str]]:
    """What was looked for, with its labels."""
    fields, wanted = SearchForm().fields, certificate.wanted
    kind = str(dict(described_kinds()).get(wanted.kind, wanted.kind))
    told = {"words": wanted.words, "kind": kind, "number": wanted.number}
    told |= {each.value: wanted.measures.get(each.value, "") for each in MEASURES}
    return [(fields[name].label, value) for name, value in told.items() if value]


def _facts(database: type[Record], record: Record) -> list[Fact]:
    return [fact for fact in facts_of(database, body_of(record)) if fact.name in database.public_fields]


def _open(request: HttpRequest, database: str) -> type[Record]:
    """The database, where the node has a public side. Raises: NotFound; TooMany from one network."""
    chosen = by_slug(database)
    if not (settings.PUBLIC_SEARCH and chosen.public_by):
        raise NotFound()
    public.count_look(get_adapter().get_client_ip(request))
    return chosen
