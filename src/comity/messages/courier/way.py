"""How a message travels to a bureau of another node, in words for those who sent it."""

from enum import StrEnum

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.messages.courier.tables import Sent


class Way(StrEnum):
    """Where a delivery is between two nodes."""

    WAITS = "waits"
    UNDER_WAY = "under-way"
    RECEIPTED = "receipted"
    REFUSED = "refused"


# Why it has not left yet, by the code that the courier noted.
WAITS_FOR: dict[str, str | Promise] = {
    "": _("It leaves this node in a moment."),
    "no-signing-key": _("It has not left: this node does not hold the key of the sending bureau."),
    "no-entry": _("It has not left: the directory has no keys of this bureau yet."),
    "not-reached": _("It has not left: the node of this bureau has not been reached yet."),
    "files": _("It has not left: its files are being sealed."),
    "no-sealing-key": _("It has not left: the directory has no current key of this bureau to seal for."),
}
UNDER_WAY = _("It is sealed and under way; the other node has not signed for it yet.")
FILES_UNDER_WAY = _(
    "It is sealed and under way; %(there)s of %(whole)s of its files were handed over. "
    "The other node signs for it when it has all of them."
)
# Why the last try came to nothing, by its code: this node tries on by itself.
HINDRANCES: dict[str, str | Promise] = {
    "not-reached": _("The other node is not reached just now. This node goes on trying by itself."),
    "broken-off": _("The line to the other node breaks off. This node goes on trying by itself."),
    "timed-out": _(
        "The other node takes the connection and does not answer. This node goes on trying by itself."
    ),
    "no-room": _("The other node has no room for it just now. It goes on by itself when there is some."),
    "request-time": _(
        "The clocks of the two nodes are more than five minutes apart, so it is not taken. Tell your operator; it goes "
        "on by itself when both are right."
    ),
    "tls": _(
        "Nobody vouches for the door of the other node, so nothing is sent through it. Tell your operator."
    ),
    "tls-pin": _("The door of the other node has another key than the directory says. Tell your operator."),
}
HINDERED = _("The last try came to nothing (%(code)s). This node goes on trying by itself.")
REFUSED = _("It was not taken (%(code)s). Call the bureau.")


def way_of(sent: Sent) -> Way:
    if sent.refused:
        return Way.REFUSED
    if sent.level is not None:
        return Way.RECEIPTED
    return Way.WAITS if sent.seq is None else Way.UNDER_WAY


def words_of(sent: Sent, files: tuple[int, int] | None = None, hindrance: str = "") -> str | Promise:
    """Sentences where there is something to say, else nothing. files: their bytes handed over, and in all.

    hindrance: the code of why the last try came to nothing, or empty.
    """
    said, why = _where(sent, files), HINDRANCES.get(hindrance, HINDERED % {"code": hindrance})
    if not said or not hindrance:
        return said
    is_new = way_of(sent) is Way.WAITS and sent.waits_for == "not-reached"  # the same in other words
    return why if is_new else f"{said} {why}"


def _where(sent: Sent, files: tuple[int, int] | None) -> str | Promise:
    match way_of(sent):
        case Way.WAITS:
            return WAITS_FOR.get(sent.waits_for, WAITS_FOR[""])
        case Way.UNDER_WAY:
            if files is None:
                return UNDER_WAY
            there, whole = map(filesizeformat, files)
            return FILES_UNDER_WAY % {"there": there, "whole": whole}
        case Way.REFUSED:
            return REFUSED % {"code": sent.refused}
        case Way.RECEIPTED:
            return ""
