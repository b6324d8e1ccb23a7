"""The addressees of a draft, chosen from the directory: by name, by part of the world, with a tick."""

from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from comity.bureaus.directory import LONGEST_WORDS
from comity.bureaus.regions import Region
from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import ComityError
from comity.messages.models import NoteDraft
from comity.messages.shown import names_of
from comity.messages.writing.choosing import chosen_anew, offered
from comity.messages.writing.drafting import save_draft
from comity.messages.writing.typed import codes_in


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bureaus that pass the filter; POST writes the ticked ones into the draft, and looks for more or goes back."""
    actor = actor_of(request)
    require(actor, "messages.save_draft")
    row = get_object_or_404(NoteDraft.visible_to(actor), pk=pk)
    asked = {name: request.GET.get(name, "")[:LONGEST_WORDS] for name in ("words", "region")}
    refusal: ComityError | None = None
    if request.method == "POST":
        codes = chosen_anew(
            codes_in(row.says("to")), request.POST.getlist("listed"), request.POST.getlist("code")
        )
        seen = request.POST.get("seen", "")
        try:
            save_draft(
                pk,
                {**row.typed, "to": " ".join(codes)},
                sitting=uuid4(),
                seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
                by=actor,
            )
        except ComityError as error:
            refusal = error
        else:
            if request.POST.get("do") == "more":
                return redirect(f"{reverse('messages:choose', args=[pk])}?{urlencode(asked)}")
            return redirect("messages:draft", pk)
    chosen = codes_in(row.says("to"))
    names = names_of(chosen, actor)
    context = {
        "row": row,
        "asked": asked,
        "regions": list(Region),
        "bureaus": offered(asked["words"], asked["region"], chosen, actor, timezone.now().date()),
        "chosen": [(code, names[code]) for code in chosen],
        "refusal": refusal,
    }
    return render(request, "messages/choose.html", context, status=refusal.status if refusal else 200)
