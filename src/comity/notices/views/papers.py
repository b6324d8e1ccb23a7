"""The paper of a notice, for whoever may read it; and the check page, for whoever holds a paper."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.gate.door import actor_of
from comity.gate.system import node
from comity.notices.actions.papers import Standing, check_paper, print_paper
from comity.notices.models import LegalBasis, Notice, issued_by
from comity.notices.paper_links import check_url
from comity.records.public.search import count_look

# What is said, and what to do next: the same words on every page, never colour alone.
Words = str | Promise
SAYINGS: dict[Standing, tuple[str, Words, Words, Words]] = {
    Standing.VALID: (
        "active",
        pgettext_lazy("paper", "Valid"),
        _("This notice stands."),
        _("Compare the paper with the person or thing, then ask the bureau before you act."),
    ),
    Standing.WITHDRAWN: (
        "withdrawn",
        pgettext_lazy("paper", "Withdrawn"),
        _("This paper does not stand any more."),
        _(
            "Do not act on it. Destroy it and every copy. If it was replaced, ask your bureau for the new one."
        ),
    ),
    Standing.UNKNOWN: (
        "not-answered",
        pgettext_lazy("paper", "Unknown"),
        _("This node knows no such paper."),
        _("Do not act on it: it was not printed here, or the address was not copied whole. Ask your bureau."),
    ),
}
VERSIONS: dict[Standing, Words] = {
    Standing.VALID: _("It shows version %(version)s, the present one."),
    Standing.WITHDRAWN: _("It shows version %(version)s, which is not the present one."),
}


@require_safe
def paper(request: HttpRequest, pk: UUID, language: str) -> HttpResponse:
    """The PDF in one language. Printing is an act."""
    actor = actor_of(request)
    notice = get_object_or_404(Notice.visible_to(actor), pk=pk)
    content = print_paper(notice, language, check_url=check_url(request), by=actor)
    return pdf(content, f"{notice.number}-{language}.pdf")


@require_safe
@never_cache
def check(request: HttpRequest, word: str) -> HttpResponse:
    """Valid, withdrawn or unknown: without an account, and never more than that."""
    count_look(get_adapter().get_client_ip(request))
    checked = check_paper(word, by=node("notices.check_paper"))
    pill, word_of_it, says, then = SAYINGS[checked.standing]
    of_version = VERSIONS.get(checked.standing, "")
    line = issued_by(LegalBasis.current())
    context = {
        "pill": pill,
        "word": word_of_it,
        "says": says,
        "version": str(of_version) % {"version": checked.version} if of_version else "",
        "then": then,
        "issued_by": line,
    }
    return render(request, "notices/papers/check.html", context)


def pdf(content: bytes, name: str) -> HttpResponse:
    """A file that a browser shows or keeps under this name."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
