"""What rooms above know against asking a bureau: handed down from `AppConfig.ready`."""

from collections.abc import Callable

from django.utils.functional import Promise

from comity.tracing.models import TraceRequest

# Given the request and the code of a bureau: why it may not be asked, or "".
Bar = Callable[[TraceRequest, str], str | Promise]
BARS: list[Bar] = []


def barred(request: TraceRequest, bureau: str) -> str | Promise:
    """The first reason against asking this bureau; "" where there is none."""
    return next((why for bar in BARS if (why := bar(request, bureau))), "")
