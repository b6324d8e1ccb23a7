"""Pages of drafts: write, keep, hang files on, send, drop."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.bureaus.countries import LANGUAGES
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import ComityError, Invalid, NotFound, Stale
from comity.kit.ids import new_id
from comity.kit.language import spoken
from comity.messages.files.receiving import ToDisk, sent_files, take_files
from comity.messages.files.stored import most_bytes
from comity.messages.files.tables import Attachment
from comity.messages.files.uploading import take_off, upload
from comity.messages.forms import NoteForm
from comity.messages.models import Delivery, Message, NoteDraft
from comity.messages.moderation.home import way_to_centre, why
from comity.messages.notes import WARNING
from comity.messages.writing.choosing import names_for_typing
from comity.messages.writing.drafting import drop_draft, files_of_draft, save_draft, send_draft, submitted
from comity.messages.writing.moderated import waits_for_centre
from comity.messages.writing.phrases import TEMPLATES, begun
from comity.messages.writing.read_back import read_back
from comity.messages.writing.typed import FIELDS
from comity.web.forms import show_errors

# A choice alone begins no draft; a word does.
BEGINS = ("to", "unit", "case", "subject", "text")


@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """What the reader's unit is writing."""
    actor = actor_of(request)
    require(actor, "messages.save_draft")
    return render(request, "messages/drafts.html", {"drafts": NoteDraft.visible_to(actor)})


@require_GET
def write(request: HttpRequest) -> HttpResponse:
    """An empty form. It becomes a draft with its first word, under the id that this page carries."""
    actor = actor_of(request)
    require(actor, "messages.save_draft")
    language = spoken()
    asked = {name: request.GET.get(name, "")[:200] for name in FIELDS}
    asked["language"] = asked["language"] if asked["language"] in LANGUAGES else language
    asked |= begun(request.GET.get("template", ""), asked["language"])
    before = _answered(request.GET.get("reply_to", ""), actor)
    if before is not None:
        asked |= {
            "to": _other_side(before, actor),
            "case": before.case,
            "subject": str(before.content.get("subject", "")),
        }
    return _page(request, actor, new_id(), NoteForm(initial=asked), reply_to=before)


@csrf_exempt  # the token is looked for in `_changed`, once it is known who is there and where files go
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A draft of the reader's unit; POST keeps what stands in the form, and does what its button says."""
    actor = actor_of(request)
    require(actor, "messages.save_draft")
    if request.method == "POST":
        files = take_files(request)
        changed: HttpResponse = _changed(request, pk, actor, files)
        return changed
    row = get_object_or_404(NoteDraft.visible_to(actor), pk=pk)
    return _page(request, actor, pk, NoteForm(initial=row.typed), row=row)


@csrf_protect
def _changed(request: HttpRequest, pk: UUID, actor: Actor, files: ToDisk) -> HttpResponse:
    form = NoteForm(request.POST)
    try:
        row = _saved(request, pk, actor)
        _hang(request, pk, actor, files)
        if off := request.POST.get("take_off"):
            take_off(_uuid(off), by=actor)
        elif request.POST.get("do") == "choose":
            return redirect("messages:choose", row.pk)
        elif request.POST.get("do") == "send":
            sent = send_draft(pk, language=spoken(), by=actor)
            if sent is None:
                told.success(request, _("It waits for the centre, which releases it or sends it back."))
                return redirect("messages:draft", pk)
            told.success(request, _("Sent. How far it came stands beside each recipient."))
            return redirect("messages:page", sent.pk)
    except NotFound:
        raise
    except Invalid as refusal:
        show_errors(form, refusal)
        status = 422
    except ComityError as refusal:
        form.is_valid()
        form.add_error(None, str(refusal))
        status = refusal.status
    else:
        return redirect("messages:draft", row.pk)
    found = NoteDraft.visible_to(actor).filter(pk=pk).first()
    is_stale = status == Stale.status and found is not None and found.sitting != _sitting(request)
    return _page(request, actor, pk, form, row=found, status=status, theirs=found if is_stale else None)


@require_POST
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what stands in the form, for the page's script; nothing is begun before a word is typed."""
    actor = actor_of(request)
    require(actor, "messages.save_draft")
    row = NoteDraft.visible_to(actor).filter(pk=pk).first()
    refusal: ComityError | None = None
    try:
        if row is not None or any(request.POST.get(name, "").strip() for name in BEGINS):
            row = _saved(request, pk, actor)
        what = "saved"
    except Stale as error:
        what, refusal = "conflict", error
    except ComityError as error:
        what, refusal = "refused", error
    context = {"what": what, "row": row, "refusal": refusal, "now": timezone.now()}
    answer = render(request, "messages/saved.html", context, status=refusal.status if refusal else 200)
    answer["Comity-Part"] = what
    return answer


@csrf_exempt  # as `draft`
@require_POST
def draft_files(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One more file for a draft, sent by the page's script; the answer is the list of its files."""
    actor = actor_of(request)
    require(actor, "messages.upload")
    files = take_files(request)
    listed: HttpResponse = _listed(request, pk, actor, files)
    return listed


@csrf_protect
def _listed(request: HttpRequest, pk: UUID, actor: Actor, files: ToDisk) -> HttpResponse:
    refusal: ComityError | None = None
    row = NoteDraft.visible_to(actor).filter(pk=pk).first()
    try:
        row = row or _saved(request, pk, actor)
        if row.submitted_at is not None:
            raise submitted()
        _hang(request, pk, actor, files)
    except ComityError as error:
        refusal = error
    context = {"files": files_of_draft(pk, actor), "refusal": refusal, "row": row, "removable": True}
    answer = render(request, "messages/hung.html", context, status=refusal.status if refusal else 200)
    answer["Comity-Part"] = "files"
    return answer


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then delete a draft with its files."""
    actor = actor_of(request)
    require(actor, "messages.drop_draft")
    row = get_object_or_404(NoteDraft.visible_to(actor), pk=pk)
    if request.method == "GET":
        return render(request, "messages/drop.html", {"row": row, "files": files_of_draft(pk, actor)})
    drop_draft(row.pk, by=actor)
    told.success(request, _("The draft is deleted."))
    return redirect("messages:drafts")


def _saved(request: HttpRequest, pk: UUID, actor: Actor) -> NoteDraft:
    """Raises: Stale, Refused, NotFound."""
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    seen, reply_to = (
        request.POST.get("over") or request.POST.get("seen", ""),
        request.POST.get("reply_to", ""),
    )
    return save_draft(
        pk,
        typed,
        sitting=_sitting(request),
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
        reply_to=_uuid(reply_to) if reply_to else None,
        by=actor,
    )


def _sitting(request: HttpRequest) -> UUID:
    """The page that the form stands on; one that says nothing is another each time."""
    given = request.POST.get("sitting", "")
    return _uuid(given) if given else uuid4()


def _hang(request: HttpRequest, pk: UUID, actor: Actor, files: ToDisk) -> None:
    """Keep what came with the form. Raises: the first refusal; what came before it stays."""
    chosen = sent_files(request, "file")
    try:
        for sent in chosen:
            upload(sent.file, name=sent.name, draft=pk, by=actor)
    finally:
        for sent in chosen:
            sent.close()  # what was kept lies elsewhere by now
    for refusal in files.refusals:
        raise refusal


def _page(
    request: HttpRequest,
    actor: Actor,
    pk: UUID,
    form: NoteForm,
    *,
    row: NoteDraft | None = None,
    reply_to: Message | None = None,
    status: int = 200,
    theirs: NoteDraft | None = None,
) -> HttpResponse:
    if row is not None and row.submitted_at is not None:
        waiting = {
            "row": row,
            "said": read_back(row, actor),
            "files": files_of_draft(pk, actor),
            "way": way_to_centre(row),
        }
        return render(request, "messages/submitted.html", waiting)
    files: list[Attachment] = list(files_of_draft(pk, actor)) if row else []
    before = reply_to or (_answered(str(row.reply_to), actor) if row and row.reply_to else None)
    context: dict[str, Any] = {
        "pk": pk,
        "form": form,
        "row": row,
        "files": files,
        "before": before,
        "sitting": request.POST.get("sitting") or uuid4(),
        "most_mb": most_bytes() // 1024 // 1024,
        "most_bytes": most_bytes(),
        "theirs": theirs,
        "waits": waits_for_centre(actor),
        "why_back": why(row.returned_code) if row and row.returned_code else "",
        "templates": [] if row or before else TEMPLATES,
        "languages": [(code, get_language_info(code)["name_local"]) for code in LANGUAGES],
        "may_broadcast": bool(actor.may("messages.broadcast", now=timezone.now())),
        "warning": WARNING,
        "bureaus": names_for_typing(actor, timezone.now().date()),
    }
    return render(request, "messages/write.html", context, status=status)


def _other_side(before: Message, actor: Actor) -> str:
    """Codes of whoever wrote it or, where that was the reader's own bureau, of those to whom it went."""
    if before.sender != actor.bureau:
        return before.sender
    return " ".join(Delivery.visible_to(actor).filter(message=before).values_list("bureau", flat=True))


def _answered(id: str, actor: Actor) -> Message | None:
    """The message that is answered. Raises: NotFound."""
    if not id:
        return None
    found = Message.visible_to(actor).filter(pk=_uuid(id)).first()
    if found is None:
        raise NotFound
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
