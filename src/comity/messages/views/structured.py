"""Pages of form kinds: fill one in and send it; answer one by its form."""

from uuid import UUID

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.messages.models import Message
from comity.messages.notes import WARNING
from comity.messages.shown import show
from comity.messages.structured.declared import FORMS
from comity.messages.structured.forms import FilledForm
from comity.messages.structured.showing import may_answer
from comity.messages.structured.writing import answer_form, send_form
from comity.messages.writing.choosing import names_for_typing


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty form of this kind; POST sends it."""
    actor = actor_of(request)
    require(actor, "messages.send")
    form, status = FilledForm(FORMS[slug], request.POST or None), 200
    if request.method == "POST":
        try:
            sent = send_form(form.kind, form.raw(), form.typed_head(), by=actor)
        except Invalid as refusal:
            form.show(refusal)
            status = 422
        else:
            told.success(request, _("Sent. How far it came stands beside each recipient."))
            return redirect("messages:page", sent.pk)
    bureaus = names_for_typing(actor, timezone.now().date())
    context = {"form": form, "kind": form.kind, "warning": WARNING, "bureaus": bureaus}
    return render(request, "messages/structured/write.html", context, status=status)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form that answers a message of a form kind to the reader's bureau; POST sends it."""
    actor = actor_of(request)
    require(actor, "messages.answer")
    asked = get_object_or_404(Message.visible_to(actor).filter(kind__in=list(FORMS)), pk=pk)
    here = show([asked], actor)[0]
    if not may_answer(here):
        return redirect("messages:page", pk)
    kind, status = FORMS[FORMS[asked.kind].answered_by], 200
    form = FilledForm(kind, request.POST or None)
    if request.method == "POST":
        try:
            sent = answer_form(asked, form.raw(), by=actor)
        except Invalid as refusal:
            form.show(refusal)
            status = 422
        else:
            told.success(request, _("Sent. How far it came stands beside each recipient."))
            return redirect("messages:page", sent.pk)
    context = {"form": form, "kind": kind, "here": here, "warning": WARNING}
    return render(request, "messages/structured/write.html", context, status=status)
