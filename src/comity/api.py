"""The JSON API under /api/v1: the rooms' routers, one way to say who asks, one form of every error."""

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from comity.access.api import TokenAuth
from comity.access.api import router as access
from comity.bureaus.api import router as bureaus
from comity.bureaus.api import signed_directory
from comity.kit.errors import FieldError, Invalid, NotFound
from comity.messages.api.files import router as message_files
from comity.messages.api.writing import router as messages
from comity.notices.api.exchange import router as exchange
from comity.notices.api.notices import router as notices
from comity.notices.api.papers import router as papers
from comity.notices.api.pictures import router as notice_pictures
from comity.queries.api.acts import router as acts
from comity.queries.api.asking import router as queries
from comity.queries.api.cards import router as cards
from comity.queries.api.hits import router as hits
from comity.queries.api.inbox import router as inbox
from comity.queries.api.lists import router as lists
from comity.queries.api.pictures import router as pictures
from comity.queries.api.quality import router as quality
from comity.queries.api.questions import router as questions
from comity.queries.api.verdicts import router as verdicts
from comity.records.api import router as records
from comity.records.attached.attachments_api import router as attachments
from comity.records.between.between_api import router as between
from comity.records.feed.changes_api import router as changes
from comity.records.life.elsewhere_api import router as elsewhere
from comity.records.loading.imports_api import router as imports
from comity.tracing.api.requests import router as traces
from comity.tracing.api.steps import router as trace_steps
from comity.web.middleware import Misread, respond


class DescribedOnce(NinjaAPI):
    """Its document is made once for each language: that takes more than a second, and anybody may ask for it."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return self._described(get_language(), path_prefix or self.get_root_path(path_params or {}))

    @cache  # noqa: B019  # one object that lives as long as the process
    def _described(self, _language: str | None, path_prefix: str) -> OpenAPISchema:
        return super().get_openapi_schema(path_prefix=path_prefix)


api = DescribedOnce(
    title="Comity",
    version="1",
    description="Ask all databases, record, confirm, message. Errors are problem documents (RFC 9457).",
    auth=TokenAuth(),
    docs_url=None,  # its page wants scripts of others; ours is `operations`
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", access)
api.add_router("/bureaus", bureaus)
api.add_router("/directory", signed_directory)
api.add_router("/messages", message_files)  # its words before the ids of messages
api.add_router("/messages", messages)
api.add_router("/records", records)
api.add_router("/imports", imports)
api.add_router("/between", between)
api.add_router("/changes", changes)
api.add_router("/elsewhere", elsewhere)
api.add_router("", attachments)
api.add_router("/queries", queries)
api.add_router("/acts", acts)
api.add_router("/hits", hits)
api.add_router("/inbox", inbox)
api.add_router("", pictures)
api.add_router("", cards)
api.add_router("", verdicts)
api.add_router("/lists", lists)
api.add_router("/quality", quality)
api.add_router("/confirmations", questions)
api.add_router("/notices", exchange)  # its words before the ids of notices
api.add_router("/notices", notices)
api.add_router("/notices", papers)
api.add_router("/notices", notice_pictures)
api.add_router("/traces/steps", trace_steps)
api.add_router("/traces", traces)


@api.exception_handler(Exception)
def say(request: HttpRequest, error: Exception) -> HttpResponse:
    """Every error as a problem document."""
    return respond(request, error)


@api.exception_handler(Http404)
def say_not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    """Missing and restricted look alike."""
    return respond(request, NotFound())


@api.exception_handler(HttpError)
def say_misread(request: HttpRequest, _error: HttpError) -> HttpResponse:
    """A body that is no JSON, and what else ninja cannot read."""
    return respond(request, Misread(_("This request could not be read.")))


@api.exception_handler(ValidationError)
def say_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Values that do not fit the schema of an operation. Never what was sent: it ends in logs of others."""
    errors = [
        FieldError(_path(each["loc"]), each["type"], _("This value does not fit.")) for each in error.errors
    ]
    return respond(request, Invalid(errors))


def _path(place: tuple[Any, ...]) -> str:
    """`("body", "sent", "number")` is the field `number` to whoever sent it."""
    inner = [str(part) for part in place[1:]]
    return ".".join(inner[1:] or inner)


@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    """All operations on one readable page, without scripts."""
    schema = api.get_openapi_schema()
    rows = [
        (method.upper(), path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "web/operations.html", {"rows": rows})
