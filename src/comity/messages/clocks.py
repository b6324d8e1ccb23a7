"""How long an answer may take, by how urgent a question is. Pure but for the node's own numbers."""

from datetime import datetime, timedelta

from django.conf import settings

from comity.messages.rules import Precedence

# Hours. Defaults of ours: the times in the service standards of bureaus are not public.
HOURS = {Precedence.ROUTINE: 240, Precedence.PRIORITY: 72, Precedence.URGENT: 24, Precedence.FLASH: 2}


def hours_of(precedence: Precedence) -> int:
    """How many hours an answer may take on this node."""
    return int(settings.ANSWER_HOURS.get(precedence.slug, HOURS[precedence]))


def answer_by(precedence: Precedence, now: datetime) -> datetime:
    """Until when an answer is asked for."""
    return now + timedelta(hours=hours_of(precedence))
