"""Requests for notices that come to their end before a bureau moves to a node of its own (messages.moving).

What is published stays with the centre, which is its keeper, and recalls it on the bureau's word.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.messages.moving.still_open import StillOpen
from comity.notices.models import Notice
from comity.notices.path import OPEN


def open_requests(bureau: str) -> Iterator[StillOpen]:
    requests = Notice.objects.filter(bureau=bureau, state__in=[int(state) for state in OPEN]).count()
    yield StillOpen("notices", _("Requests for notices that are not decided"), requests)
