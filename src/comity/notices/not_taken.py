"""Why the node that keeps a notice did not do what its bureau asked: codes of receipts as sentences of a page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.notices.models import Notice

_ENDED = _("it has ended there")
SENTENCES: dict[str, str | Promise] = {
    "unknown-notice": _("it keeps no such notice of your bureau"),
    "ended": _ENDED,
    "wrong-state": _("it is in another state there"),
    "stale": _("it says something else there than here: wait for the correction that is on its way"),
    "standing": _("your bureau's standing does not allow it at present"),
    "nothing-corrected": _("nothing is corrected"),
    "not-standing": _("it does not stand there now"),
    "correction-open": _("a correction of it is under way there"),
    "follows-list": _("it follows a public list there"),
    "too-early": _("it is too early to extend it"),
    "unmet": _("a condition is no longer met"),
    "expired": _("the message did not get there in time"),
}
_OTHER = _("it was refused with the code %(code)s")


def why_not_taken(row: Notice) -> str:
    """What its keeper said of the last thing that was asked; "" where it took it or has not answered."""
    if not row.not_taken:
        return ""
    return str(SENTENCES.get(row.not_taken, _OTHER)) % {"code": row.not_taken}
