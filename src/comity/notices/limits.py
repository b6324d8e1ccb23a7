"""The values of conditions that this node's operator may set otherwise (COMITY_NOTICE_LIMITS)."""

from functools import cache

from django.conf import settings

from comity.notices.asked import Limits


@cache
def limits() -> Limits:
    return Limits(**settings.NOTICE_LIMITS)
