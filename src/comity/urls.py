"""The menu: which path leads to which room."""

from django.urls import URLPattern, URLResolver, include, path

from comity.api import api, operations

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("comity.web.urls")),
    path("api/", operations, name="api-page"),
    path("api/v1/", api.urls),
    path("account/", include("comity.access.sign_in_urls")),
    path("access/", include("comity.access.urls")),
    path("bureaus/", include("comity.bureaus.urls")),
    path("directory/", include("comity.bureaus.directory_urls")),
    path("public/notices/", include("comity.notices.public_urls")),
    path("public/", include("comity.records.public.public_urls")),
    path("records/", include("comity.records.urls")),
    path("messages/", include("comity.messages.urls")),
    path("notices/v1/", include("comity.notices.service_urls")),
    path("notices/", include("comity.notices.paper_urls")),
    path("notices/", include("comity.notices.urls")),
    path("traces/", include("comity.tracing.urls")),
    path("screening/", include("comity.queries.screening_urls")),
    path("", include("comity.queries.urls")),
]

# What no view answers for: an address that is not there, a broken request, a fault in a middleware.
handler400 = handler403 = handler404 = "comity.web.views.broken"
handler500 = "comity.web.views.failed"
