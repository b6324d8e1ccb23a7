"""Everything the page of a notice shows to one reader: its facts, its file, what may be done. Reads only."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.messages.shown import names_of
from comity.notices import rules
from comity.notices.actions.reviewing import approvals_of
from comity.notices.asked import Factor, Missing, Words
from comity.notices.fields import told_to_others
from comity.notices.models import Deed, LegalBasis, Notice, issued_by
from comity.notices.path import Verb, may
from comity.notices.weighing import factors_of, unmet_of
from comity.records.shown import Fact, facts_in

SHORT = 8


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A notice as one reader sees it. reviews: may this reader review? factors, approvals, needed: for reviewers alone.

    asked: what reviewers ask of its bureau now, "" otherwise.
    """

    row: Notice
    bureau: str
    ours: bool
    reviews: bool
    sections: list[tuple[Words, list[Fact]]]
    issued_by: str
    deeds: list[Deed]
    unmet: tuple[Missing, ...]
    factors: tuple[Factor, ...]
    approvals: int
    needed: int
    asked: str

    @property
    def digest(self) -> str:
        return bytes(self.row.digest).hex()

    @property
    def fingerprint(self) -> str:
        """The beginning of the digest, in two groups, to compare by eye."""
        return f"{self.digest[:4]} {self.digest[4:SHORT]}"

    @property
    def ends_soon(self) -> bool:
        ends = self.row.expires_on
        return ends is not None and self.row.is_out and timezone.now().date() >= rules.warned_from(ends)

    @property
    def asked_words(self) -> Words:
        """What its keeper was asked to do and has not signed for; "" where nothing."""
        words: dict[str, Words] = {
            Verb.WITHDRAW.value: _("To withdraw it."),
            Verb.SUBMIT.value: _("To take it into review."),
            Verb.ANSWER.value: _("To give the answer to the reviewers."),
            Verb.EXTEND.value: _("To extend it."),
        }
        return words.get(self.row.asked, "")

    @property
    def file(self) -> list[Deed]:
        """What was done, newest first."""
        return self.deeds[::-1]

    def can(self, verb: Verb) -> bool:
        return may(self.row.standing, verb)


def notice_page(row: Notice, actor: Actor) -> NoticePage:
    """What this actor sees now of a notice that it may see."""
    now = timezone.now()
    ours = row.bureau == actor.bureau
    reviews = bool(actor.may("notices.view_all", now=now)) and not ours
    kind, whole = row.declaration, ours or reviews
    body = row.body if whole else told_to_others(row.body)
    deeds = list(Deed.visible_to(actor).filter(notice=row)) if whole else []
    factors = factors_of(row, now.date()) if reviews and not row.has_ended else ()
    questions = [each.text for each in deeds if each.verb == Verb.ASK_MORE.value]
    return NoticePage(
        row=row,
        bureau=names_of([row.bureau], actor)[row.bureau],
        ours=ours,
        reviews=reviews,
        sections=[
            (heading, found) for heading, declared in kind.sections if (found := facts_in(declared, body))
        ],
        issued_by=issued_by(LegalBasis.visible_to(actor).first()),
        deeds=deeds,
        unmet=unmet_of(row) if whole and not row.has_ended else (),
        factors=factors,
        approvals=approvals_of(row) if reviews else 0,
        needed=rules.reviewers_needed(kind, factors),
        asked=questions[-1] if questions and may(row.standing, Verb.ANSWER) else "",
    )
