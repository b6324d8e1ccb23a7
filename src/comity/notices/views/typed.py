"""What the form of a request holds, whichever of its buttons or scripts sent it."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils import timezone

from comity.kit.errors import NotFound
from comity.notices.actions import Typed
from comity.notices.differences import Theirs, theirs
from comity.notices.forms import AudienceForm, RequestForm
from comity.notices.kinds import offered
from comity.notices.kinds.kind import Kind
from comity.notices.models import Notice
from comity.notices.request import ADDRESSEES, sorted_out
from comity.records.document import EMPTY

LONGEST_VERSION = 10  # digits


def kind_or_404(slug: str) -> Kind:
    """The kind of this name that one may ask for here. Raises: NotFound."""
    kind = offered().get(slug)
    if kind is None:
        raise NotFound
    return kind


def forms_for(
    request: HttpRequest, kind: Kind, row: Notice | None = None
) -> tuple[RequestForm, AudienceForm]:
    """The two forms of the page: as posted, or as the draft stands, what cannot be read yet as it was typed."""
    posted = request.POST if request.method == "POST" else None
    body = {**row.body, **row.unread} if row is not None else None
    codes = row.unread.get(ADDRESSEES, " ".join(row.addressees)) if row is not None else ""
    initial = {"diffusion": row.diffusion, "addressees": codes} if row else {}
    form = RequestForm(kind, posted, body=body, more=request.POST.get("more", ""))
    return form, AudienceForm(posted, initial=initial)


def audience_in(form: AudienceForm) -> dict[str, Any]:
    """To whom, of a form that is valid."""
    return {name: form.cleaned_data[name] for name in ("diffusion", "addressees")}


def typed_in(form: RequestForm, audience: AudienceForm) -> Typed:
    """What stands in both forms, whether it can be read or not."""
    is_read = audience.is_valid()
    raw = {name: value for name, value in form.raw().items() if value not in EMPTY}
    return Typed(
        kind=form.kind.slug,
        raw=raw,
        diffusion=bool(audience.data.get("diffusion")),
        addressees=tuple(audience.cleaned_data["addressees"]) if is_read else None,
        addressees_typed=str(audience.data.get("addressees", "")).strip(),
    )


def theirs_in(row: Notice, typed: Typed) -> list[Theirs]:
    """Where what somebody else saved differs from this."""
    request, unread = sorted_out(
        typed.kind,
        typed.raw,
        diffusion=typed.diffusion,
        addressees=typed.addressees or (),
        today=timezone.now().date(),
    )
    if typed.addressees is None:
        unread = {**unread, ADDRESSEES: typed.addressees_typed}
    return theirs(row, request, unread)


def sitting_of(request: HttpRequest) -> UUID:
    """The random id of the page: the one it was sent with, or a new one."""
    try:
        return UUID(request.POST.get("sitting", ""))
    except ValueError:
        return uuid4()


def version_in(request: HttpRequest) -> int:
    """The version that the page saw: the newer one where its reader saw that too, and keeps his or her own over it."""
    text = request.POST.get("over") or request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_VERSION else 0
