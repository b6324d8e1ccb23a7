"""Papers of notices: printed for whoever may read one, checked for anybody who holds one."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused, invalid
from comity.notices.actions.at_its_keeper import refuse_kept_elsewhere
from comity.notices.actions.effects import basis_or_refuse
from comity.notices.actions.filing import is_about, seen_by
from comity.notices.lagging import refuse_lagging
from comity.notices.models import Notice
from comity.notices.papers import paper_of
from comity.notices.printing.printed import LANGUAGES
from comity.notices.printing.stamps import read
from comity.notices.printing.typesetting import print_notice
from comity.seal.errors import NotSigned
from comity.seal.papers import paper_key, paper_public
from comity.store.home import node_secret


class Standing(StrEnum):
    """What the check page answers, and never more. Source: practice 11 (binding)."""

    VALID = "valid"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a paper. version: that it shows, as its stamp says; None of an unknown one.

    A paper that is not valid is not of the present version, whether there is a newer one or none: which, nobody learns.
    """

    standing: Standing
    version: int | None = None


@action("notices.print_paper")
def print_paper(act: ActDraft, notice: Notice, language: str, *, check_url: str, by: Actor) -> bytes:
    """The PDF of a notice that is out, in one language, stamped with this moment. That it was printed is an act.

    check_url: absolute, of the check page without the stamp.
    Raises: NotFound; NotAllowed for a system that lags; Refused for what is not out: a paper of a draft would pass for
    a notice; Invalid.
    """
    row, now = seen_by(notice, by), timezone.now()
    is_about(act, row)
    refuse_kept_elsewhere(row)
    if row.bureau != by.bureau:
        refuse_lagging(by)
    if language not in LANGUAGES:
        raise invalid(
            "language", "not-in-list", _("Papers are printed in Arabic, English, French and Spanish.")
        )
    if not row.is_out:
        raise Refused(_("Only a notice that is out is printed."), code="not-out")
    printed = paper_of(row, basis_or_refuse(), language=language, today=now.date())
    return print_notice(printed, at=now, key=_key(), check_url=check_url)


@action("notices.check_paper")
def check_paper(act: ActDraft, word: str, *, by: Actor) -> Checked:  # noqa: ARG001  # the gate asks whether it may
    """Does the paper with this stamp still stand? Who has not held a paper cannot write a stamp, and learns nothing.

    An older version of a notice does not stand any more, nor does one whose file is gone.
    """
    try:
        stamp = read(word, paper_public(_key()))
    except NotSigned:
        return Checked(Standing.UNKNOWN)
    row = Notice.objects.filter(pk=stamp.notice).first()
    act.about = f"notice:{stamp.notice}"
    is_same = row is not None and row.is_out and row.version == stamp.version
    return Checked(Standing.VALID if is_same else Standing.WITHDRAWN, stamp.version)


def _key() -> bytes:
    return paper_key(node_secret(settings.HOME))
