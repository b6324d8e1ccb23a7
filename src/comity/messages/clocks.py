"""How long an answer may take, by how urgent a question is, and whether a question from afar carries its time.

Pure but for the node's own numbers.
"""

from datetime import datetime, timedelta

from django.conf import settings

from comity.messages.kinds import NotTaken
from comity.messages.models import Message
from comity.messages.rules import Precedence

# Hours. Defaults of ours: the times in the service standards of bureaus are not public.
HOURS = {Precedence.ROUTINE: 240, Precedence.PRIORITY: 72, Precedence.URGENT: 24, Precedence.FLASH: 2}
# Times travel in whole units, and a verb looks at the clock more than once.
ONE_MINUTE = timedelta(minutes=1)


def hours_of(precedence: Precedence) -> int:
    """How many hours an answer may take on this node."""
    return int(settings.ANSWER_HOURS.get(precedence.slug, HOURS[precedence]))


def answer_by(precedence: Precedence, now: datetime) -> datetime:
    """Until when an answer is asked for."""
    return now + timedelta(hours=hours_of(precedence))


def demand_time(message: Message, given: timedelta) -> None:
    """Does a question from another node end when it says, so that both sides see one clock? Raises: NotTaken."""
    ends = message.expires_at
    if ends is None or abs(ends - message.created_at - given) > ONE_MINUTE:
        raise NotTaken("no-clock")
