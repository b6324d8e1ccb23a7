"""Pages that ask for a reason: withdraw, entered in error, recover, delete."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.records import actions
from comity.records.document import body_of
from comity.records.ending.deleting import ask_deletion
from comity.records.reasons import DeleteForm, ReasonForm, RecoverForm, WithdrawForm
from comity.records.registry import by_slug
from comity.web.forms import show_errors


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """Ask for the reason, then take the record back."""
    form = WithdrawForm(request.POST or None)
    return _asked(request, database, pk, "withdraw", form, actions.withdraw, _("Withdrawn."))


@require_http_methods(["GET", "POST"])
def mark_error(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """Ask what went wrong, then say that it should never have been recorded."""
    form = ReasonForm(request.POST or None)
    return _asked(request, database, pk, "mark_error", form, actions.mark_error, _("Entered in error."))


@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """Ask where and how it was found, then say that it was."""
    form = RecoverForm(request.POST or None)
    return _asked(request, database, pk, "recover", form, actions.recover, _("Marked as recovered."))


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """Ask why and whether it is meant, then delete the record."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.delete", database=chosen.code)
    found = actions.own(chosen, pk, by=actor)
    form = DeleteForm(request.POST or None, initial={"seen": found.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ask_deletion(chosen, pk, cause=said["cause"], seen=said["seen"], by=actor)
        messages.success(
            request, _("Nobody finds it any more. Within a minute it is gone, with every word about it.")
        )
        return redirect("records:list", chosen.slug)
    status = 422 if request.method == "POST" else 200
    context = {"database": chosen, "record": found, "title": chosen.headline(body_of(found)), "form": form}
    return render(request, "records/delete.html", context, status=status)


def _asked(
    request: HttpRequest, database: str, pk: UUID, verb: str, form: Form, act: Callable[..., Any], done: str
) -> HttpResponse:
    """The page of a verb that needs a reason; nothing typed is lost when it refuses."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, f"records.{verb}", database=chosen.code)
    found, status = actions.own(chosen, pk, by=actor), 200
    form.initial["seen"] = found.version
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(chosen, pk, **form.cleaned_data, by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, done)
                return redirect("records:page", chosen.slug, pk)
    context = {"database": chosen, "record": found, "title": chosen.headline(body_of(found)), "form": form}
    return render(request, f"records/{verb}.html", context, status=status)
