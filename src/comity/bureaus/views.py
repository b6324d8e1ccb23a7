"""Pages of the directory, and its signed files for anybody who asks: the same for everybody, without personal data."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.bureaus import actions
from comity.bureaus.directory import Sieve, entry, found
from comity.bureaus.forms import DeskForm, StandingForm, as_typed
from comity.bureaus.models import Bureau, DutyDesk
from comity.bureaus.rules import BureauKind, Verb, standing_allows
from comity.bureaus.signed.entries import LONGEST_ENTRY_BYTES
from comity.bureaus.signed.publishing import TIMESTAMP
from comity.bureaus.signed.serving import entry_file, published_file, take_offered
from comity.bureaus.signed.shown import keys_shown
from comity.bureaus.signed.state import directory_state
from comity.gate.action import require
from comity.gate.actor import Allowed
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.web.forms import show_errors

ON_A_PAGE = 50
BRIEFLY, FOR_EVER = "public, max-age=30", "public, max-age=31536000, immutable"


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """All bureaus; filter and page stand in the address."""
    actor, today = actor_of(request), timezone.now().date()
    kind = next((kind for kind in BureauKind if kind.slug == request.GET.get("kind")), None)
    sieve = Sieve(words=request.GET.get("q", ""), kind=kind)
    page = Paginator(found(sieve, actor), ON_A_PAGE).get_page(request.GET.get("page"))
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "sieve": sieve,
        "kinds": list(BureauKind),
        "page_of": page,
        "rows": [(bureau, bureau.standing_on(today)) for bureau in page],
        "address": address.urlencode(),
        "own": actor.bureau,
    }
    return render(request, "bureaus/directory.html", context)


@require_GET
def bureau(request: HttpRequest, code: str) -> HttpResponse:
    """One bureau: what it is, whom to call now, what its standing lets it do."""
    actor, now = actor_of(request), timezone.now()
    chosen = get_object_or_404(Bureau.visible_to(actor), code=code)
    shown = entry(chosen, now)
    context = {
        "entry": shown,
        "bureau": chosen,
        "says": [(verb, standing_allows(shown.standing, verb)) for verb in Verb],
        "is_own": chosen.code == actor.bureau and _may(request, "bureaus.set_duty_desk"),
        "may_set_standing": _may(request, "bureaus.set_standing"),
        "keys": keys_shown(chosen.code, now),
        "directory": directory_state(now),
        "may_view_directory": _may(request, "bureaus.view_directory"),
    }
    return render(request, "bureaus/bureau.html", context)


@require_GET
def signed_directory(request: HttpRequest) -> HttpResponse:
    """How the signed directory stands on this node, for its operator and for security officers."""
    actor, now = actor_of(request), timezone.now()
    require(actor, "bureaus.view_directory")
    hosted = Bureau.visible_to(actor).filter(hosted=True).order_by("code")
    context = {
        "directory": directory_state(now),
        "rows": [(each, keys_shown(each.code, now)) for each in hosted],
    }
    return render(request, "bureaus/signed_directory.html", context)


@require_http_methods(["GET", "POST"])
def duty_desk(request: HttpRequest) -> HttpResponse:
    """The duty desk of the reader's own bureau."""
    actor = actor_of(request)
    require(actor, "bureaus.set_duty_desk")
    own = get_object_or_404(Bureau.visible_to(actor), code=actor.bureau)
    desk = DutyDesk.visible_to(actor).filter(bureau=own).first()
    others = list(Bureau.visible_to(actor).exclude(code=own.code))
    form = DeskForm(request.POST or None, initial=as_typed(desk), deputies=others)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_duty_desk(own, form.desk(), by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("Every bureau now sees this duty desk."))
            return redirect("bureaus:page", code=own.code)
    status = 422 if form.errors else 200
    return render(request, "bureaus/duty_desk.html", {"form": form, "bureau": own}, status=status)


@require_http_methods(["GET", "POST"])
def standing(request: HttpRequest, code: str) -> HttpResponse:
    """The centre gives a bureau another standing."""
    actor = actor_of(request)
    require(actor, "bureaus.set_standing")
    chosen = get_object_or_404(Bureau.visible_to(actor), code=code)
    form = StandingForm(request.POST or None, initial={"standing": chosen.standing, "seen": chosen.version})
    if request.method == "POST" and form.is_valid():
        decided = form.cleaned_data
        try:
            actions.set_standing(
                chosen, decided["standing"], by=actor, reason=decided["reason"], seen=decided["seen"]
            )
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("The standing counts from the next request on, for everybody."))
            return redirect("bureaus:page", code=chosen.code)
    context = {"form": form, "bureau": chosen, "standing": chosen.standing_on(timezone.now().date())}
    return render(request, "bureaus/standing.html", context, status=422 if form.errors else 200)


@require_GET
def published(_request: HttpRequest, file: str, folder: str = "") -> HttpResponse:
    """A file of the repository, as clients of The Update Framework ask for it (docs/spec/directory.md, 2)."""
    return _file(published_file(folder + file), for_ever=file != TIMESTAMP)


@require_GET
def signed_entry(_request: HttpRequest, digest: str) -> HttpResponse:
    """What a bureau signed, by the digest of what it says."""
    return _file(entry_file(digest), for_ever=True)


@csrf_exempt  # no session stands behind it: the signature in the body is all the right there is
@require_POST
def offer_entry(request: HttpRequest) -> HttpResponse:
    """Take in the next entry of a bureau, as its own node sends it (docs/spec/directory.md, 3)."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_ENTRY_BYTES:
        return HttpResponse(status=413)
    take_offered(request.body, timezone.now())
    return HttpResponse(status=204)


def _file(content: bytes | None, *, for_ever: bool) -> HttpResponse:
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/json")
    answer["Cache-Control"] = FOR_EVER if for_ever else BRIEFLY
    return answer


def _may(request: HttpRequest, right: str) -> bool:
    return isinstance(actor_of(request).may(right, now=timezone.now()), Allowed)
