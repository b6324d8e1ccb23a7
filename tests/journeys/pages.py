"""Every address of the URL map that may be a page."""

from collections.abc import Iterator
from http import HTTPStatus

from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

# Programs read these: they have no page.
NO_PAGES = ("api/v1/", "metrics", "healthz", "readyz", "screening/", "notices/v1/", "directory/")


def patterns(
    resolver: URLResolver | None = None, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Name, route and pattern of every address that may be a page."""
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, route, f"{space}{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern) and not route.lstrip("/").startswith(NO_PAGES):
            yield f"{space}{each.name or route}", route, each


def takes_in_only(address: URLPattern) -> bool:
    """Does this address refuse GET? It says so before it asks who is there or what it is about."""
    try:
        answer = address.callback(RequestFactory().get("/"), **dict.fromkeys(address.pattern.converters))
    except Exception:  # whatever else it wants: somebody signed in, a session, the store
        return False
    return bool(answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED)
