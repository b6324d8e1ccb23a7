"""Every page of the URL map, found by walking: from each address without arguments along the links of the pages."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

from tests.journeys.browser import Visit

MOST_PAGES = 400
# Programs read these, or they change something and have no page.
NO_PAGES = ("api", "metrics", "healthz", "readyz", "static", "openapi")


def patterns(
    resolver: URLResolver | None = None, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:
    """The name and the route of every address that may be a page."""
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, route, f"{space}{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern) and not route.lstrip("/").startswith(NO_PAGES):
            yield f"{space}{each.name or route}", route


def walk(visit: Visit) -> dict[str, str]:
    """One address for each page that this reader reaches, by the page's name."""
    waiting = ["/", *(f"/{route}" for _, route in patterns() if "<" not in route and "(" not in route)]
    found: dict[str, str] = {}
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        if (name := name_of(path)) is None or name in found:
            continue
        answer = visit.page.request.get(visit.node.url + path)
        landed = answer.url.removeprefix(visit.node.url)
        if answer.status != 200 or "text/html" not in answer.headers["content-type"] or not name_of(landed):
            continue
        found.setdefault(name_of(landed) or name, landed)
        reader = _Links()
        reader.feed(answer.text())
        waiting += [urldefrag(urljoin(landed, href)).url for href in reader.hrefs if "//" not in href]
    return found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.hrefs += [value for name, value in attrs if name == "href" and value]


def name_of(path: str) -> str | None:
    """The name of the page at an address; None where there is none."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    return None if match.route.startswith(NO_PAGES) else match.view_name or match.route
