"""How old a copy of the directory is, and what follows from it. Pure. Source: docs/spec/directory.md, 6."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WARNS_AFTER = timedelta(hours=6)
# As long as a timestamp holds (repository.TIMESTAMP_FOR): the end that the centre itself set.
STOPS_AFTER = timedelta(hours=72)
# The clocks of two nodes may differ so much.
CLOCKS_APART = timedelta(minutes=5)


class Age(StrEnum):
    """What a copy of this age is good for."""

    FRESH = "fresh"
    OLD = "old"
    STOPPED = "stopped"

    @property
    def label(self) -> str | Promise:
        return AGE_LABELS[self]


AGE_LABELS: dict[Age, str | Promise] = {
    Age.FRESH: _("Fresh"),
    Age.OLD: _("Old"),
    Age.STOPPED: _("Too old for anything new"),
}
SENTENCES: dict[Age, str | Promise] = {
    Age.FRESH: _("The directory is as the centre signed it within the last six hours."),
    Age.OLD: _(
        "The directory is older than six hours: the centre was not reached, or it signs no more. Everything goes on "
        "with the last good copy. Call the centre."
    ),
    Age.STOPPED: _(
        "The directory is older than 72 hours: no new key and no new standing is taken. What was known before goes "
        "on. Call the centre by telephone."
    ),
}


def age_of(signed_at: datetime | None, now: datetime) -> Age:
    """Both aware. A copy that was never signed for us is as good as stopped."""
    if signed_at is None or now - signed_at > STOPS_AFTER:
        return Age.STOPPED
    return Age.OLD if now - signed_at > WARNS_AFTER else Age.FRESH


def clock_is_behind(signed_at: datetime | None, now: datetime) -> bool:
    """Did the centre sign in what is this node's future?"""
    return signed_at is not None and signed_at - now > CLOCKS_APART


def judged_at(signed_at: datetime | None, now: datetime) -> datetime:
    """The moment by which keys are judged: a clock that was set back revives no key."""
    return now if signed_at is None else max(now, signed_at)
