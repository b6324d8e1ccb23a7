"""Pages of the centre: free words of pre-moderated bureaus that wait to be released."""

from uuid import UUID

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.gate.door import actor_of
from comity.kit.errors import Invalid, Refused
from comity.messages.shown import names_of
from comity.messages.writing.drafting import files_of_draft
from comity.messages.writing.read_back import read_back
from comity.messages.writing.releasing import release, send_back, take_back, waiting
from comity.records.reasons import ReasonForm


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What waits, the longest first."""
    actor = actor_of(request)
    rows = list(waiting(actor))
    names = names_of({row.owner for row in rows}, actor)
    said = [(read_back(row, actor), names[row.owner]) for row in rows]
    return render(request, "messages/waiting.html", {"rows": said})


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them as it would be sent; POST releases it, or sends it back with a reason."""
    actor = actor_of(request)
    row = get_object_or_404(waiting(actor), pk=pk)
    form, status = ReasonForm(initial={"seen": row.version}), 200
    if request.method == "POST":
        seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdecimal() else 0
        form, status = ReasonForm(request.POST), 422
        try:
            if request.POST.get("do") == "release":
                release(row.pk, seen=seen, by=actor)
                told.success(request, _("Released."))
                return redirect("messages:waiting")
            if form.is_valid():
                send_back(row.pk, seen=seen, reason=form.cleaned_data["reason"], by=actor)
                told.success(request, _("Sent back."))
                return redirect("messages:waiting")
        except (Invalid, Refused) as refusal:
            form.full_clean()
            form.errors.clear()  # a release asks for no reason
            for each in refusal.errors if isinstance(refusal, Invalid) else (refusal,):
                form.add_error(None, str(each.message))
    context = {
        "row": row,
        "said": read_back(row, actor),
        "form": form,
        "files": files_of_draft(pk, actor),
        "sender": names_of([row.owner], actor)[row.owner],
    }
    return render(request, "messages/release.html", context, status=status)


@require_POST
def back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what waits, to write on at it."""
    take_back(pk, by=actor_of(request))
    return redirect("messages:draft", pk)
