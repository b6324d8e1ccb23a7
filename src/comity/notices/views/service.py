"""The public notices service at /notices/v1: JSON in the shape that existing clients read. No account, no words kept.

Format: docs/spec/public-notices.md. Off unless COMITY_PUBLIC_NOTICES is "on".
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.kit.errors import NotFound
from comity.notices.kinds.kind import Kind
from comity.notices.models import LegalBasis, Notice, issued_by
from comity.notices.pictures import pictures_of, pictures_of_all
from comity.notices.printing.pictures import jpeg
from comity.notices.public import shapes
from comity.notices.public.asked import read_asked
from comity.notices.public.extract import demand_public_side, extract, public_kinds
from comity.notices.public.looks import count_look
from comity.notices.public.search import fitting
from comity.records.attached.attachments import Attachment

# A recall is seen by everybody who asks; what stands between keeps an answer so long (practice 24: within the hour).
KEPT_S = 60
Door = Callable[..., HttpResponse]


def _public(view: Door) -> Door:
    """Counted by network, read by any page of any site, kept for a minute."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        demand_public_side()
        count_look(get_adapter().get_client_ip(request))
        answer = view(request, *args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Cache-Control"] = f"public, max-age={KEPT_S}"
        return answer

    return require_safe(door)


@_public
def listed(request: HttpRequest, colour: str) -> HttpResponse:
    """The notices of a colour that fit, page by page to the last."""
    asked, kinds, today = read_asked(request.GET), _kinds(colour), timezone.now().date()
    rows = fitting(extract(*kinds, today=today), asked.wanted, today=today)
    total = rows.count()
    found = list(rows[(asked.page - 1) * asked.size : asked.page * asked.size])
    hung, href = pictures_of_all(found), _href(request)
    notices = [shapes.line(row, href, hung.get(row.record, [])) for row in found]
    return _json(
        {
            "total": total,
            "query": asked.query,
            "_embedded": {"notices": notices},
            "_links": _pages(request, asked.page, asked.size, total),
        }
    )


@_public
def one(request: HttpRequest, colour: str, number: str, group: str = "") -> HttpResponse:
    """One notice."""
    row = _row(colour, number, group)
    return _json(shapes.person(row, _href(request), pictures_of(row)))


@_public
def images(request: HttpRequest, colour: str, number: str, group: str = "") -> HttpResponse:
    """The pictures of a notice."""
    row = _row(colour, number, group)
    return _json(shapes.images(row, _href(request), pictures_of(row)))


@_public
def picture(request: HttpRequest, colour: str, number: str, shot: UUID, group: str = "") -> HttpResponse:  # noqa: ARG001
    """One picture as JPEG, which every client reads."""
    row = _row(colour, number, group)
    found = next((each for each in pictures_of(row, whole=True) if each.id == shot), None)
    if found is None:
        raise NotFound
    return HttpResponse(jpeg(bytes(found.blob.content))[0], content_type="image/jpeg")


def _kinds(colour: str, group: str = "") -> list[Kind]:
    """The public kinds of a colour of the service. Raises: NotFound."""
    subject = shapes.GROUPS.get(group)
    found = [
        each
        for each in public_kinds()
        if colour in shapes.SERVED and each.colour == colour and (subject is None or each.subject is subject)
    ]
    if not found and not group:
        raise NotFound
    return found


def _row(colour: str, number: str, group: str) -> Notice:
    row = extract(*_kinds(colour, group), today=timezone.now().date(), number=number).first()
    if row is None:
        raise NotFound
    return row


def _href(request: HttpRequest) -> shapes.Href:
    """Absolute addresses of a notice, its pictures or one of them."""

    def href(row: Notice, shot: Attachment | None = None, *, images: bool = False) -> str:
        kind = row.declaration
        values: dict[str, Any] = {"colour": kind.colour, "number": row.number}
        if group := shapes.group_of(kind):
            values["group"] = group
        name = "picture" if shot else "images" if images else "one"
        if shot:
            values["shot"] = shot.id
        return request.build_absolute_uri(reverse(f"notices-service:{name}", kwargs=values))

    return href


def _pages(request: HttpRequest, page: int, size: int, total: int) -> dict[str, Any]:
    """Links to this page, the first, the next and the last; every filter stays."""
    last = max(1, -(-total // size))

    def at(number: int) -> dict[str, str]:
        asked = {name: value for name, value in request.GET.items() if name not in ("page", "resultPerPage")}
        words = urlencode(asked | {"page": number, "resultPerPage": size})
        return {"href": request.build_absolute_uri(f"{request.path}?{words}")}

    links = {"self": at(page), "first": at(1), "last": at(last)}
    return links | ({"next": at(page + 1)} if page < last else {})


def _json(told: dict[str, Any]) -> JsonResponse:
    return JsonResponse({**told, "issued_by": issued_by(LegalBasis.current())})
