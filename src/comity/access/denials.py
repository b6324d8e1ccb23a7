"""Why not, and what would open it: the sentences of `rules.decide`, each with its code."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.rules import Standing
from comity.gate.actor import Denied

_ASK_SECURITY = _("Ask your security officer.")

NO_ROLE = Denied("role-missing", _("Your role does not include this."), _ASK_SECURITY)
NO_SECOND_FACTOR = Denied(
    "second-factor-missing",
    _("Your role needs a second factor at sign-in."),
    _("Add a passkey or a code device, then sign in again."),
)
TOKEN_WITHOUT_RIGHT = Denied(
    "token-right-missing",
    _("This token was not made for this."),
    _("Ask your security officer for a token that includes it."),
)
UNIT_ENDED = Denied(
    "unit-ended",
    _("The authorisation of your unit has ended."),
    _("Your bureau can extend it."),
)
NOT_THIS_DATABASE = Denied(
    "database-not-allowed",
    _("Your unit is not authorised for this database."),
    _("Your bureau can widen the authorisation."),
)
NOT_THIS_PURPOSE = Denied(
    "purpose-not-allowed",
    _("Your unit is not authorised for this purpose."),
    _("Choose a purpose of your unit, or ask your bureau to widen its authorisation."),
)
NOT_THIS_KIND = Denied(
    "query-kind-not-allowed",
    _("Your unit is not authorised for this kind of query."),
    _("Your bureau can widen the authorisation."),
)
STANDING_CODES = {
    Standing.NORMAL: "bureau-standing",
    Standing.PRE_MODERATED: "bureau-pre-moderated",
    Standing.READ_ONLY: "bureau-read-only",
    Standing.SUSPENDED: "bureau-suspended",
    Standing.MANDATE_ENDED: "mandate-ended",
}
