"""Where the code on a paper leads to."""

from django.http import HttpRequest
from django.urls import reverse

_STAMP = "stamp"


def check_url(request: HttpRequest) -> str:
    """The absolute address of the check page, without the stamp and the slash behind it."""
    return request.build_absolute_uri(reverse("papers:check", args=[_STAMP])).removesuffix(f"{_STAMP}/")
