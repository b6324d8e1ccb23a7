"""What a bureau of this node was told of a notice that another node keeps: by reference, as the messages say it.

Its facts stay with its keeper; a correction's difference is in the message, and goes with a recall.
Source: practice 18 (binding).
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.notices.kinds import declared
from comity.notices.kinds.kind import Kind
from comity.notices.obeyed import Obeyed
from comity.notices.path import State

LONGEST_LINE = 200
# The states that a keeper tells, as its messages spell them.
TOLD_STATES = {
    state.slug: state for state in (State.SUSPENDED, State.EXPIRED, State.WITHDRAWN, State.CANCELLED)
}


class Told(Obeyed):
    """One row for each bureau and notice. keeper: the bureau that keeps the notice, and alone speaks of it here.

    said_at: when the keeper said what counts now, by its clock: what is older changes nothing. what: a word of
    TOLD_STATES, empty while it stands. recalled_at, corrected_at: as the keeper names them, so that a word of ours says
    to which recall it belongs. version: the one that stands; corrected_to: that our copies must say. removed_at,
    applied_at: when a named function said that it is done; removed_on, applied_on: the day it named.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.UUIDField()
    bureau = models.CharField(_("bureau"), max_length=12)
    keeper = models.CharField(max_length=12)
    number = models.CharField(_("number"), max_length=LONGEST_LINE)
    kind = models.CharField(_("kind"), max_length=LONGEST_LINE)
    issued_by = models.CharField(max_length=LONGEST_LINE, blank=True, default="")
    diffusion = models.BooleanField(_("diffusion"), default=False)
    version = models.IntegerField(null=True)
    expires_on = models.DateField(null=True)
    said_at = models.DateTimeField()
    what = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["bureau", "recalled_at"], name="noticetold_bureau")]
        constraints = [models.UniqueConstraint(fields=["notice", "bureau"], name="noticetold_once")]

    def __str__(self) -> str:
        return f"told {self.id}"

    @property
    def declaration(self) -> Kind | None:
        """Its kind, where this node knows it."""
        return declared().get(self.kind)

    @property
    def label(self) -> str | Promise:
        """What pages call it."""
        kind = self.declaration
        if kind is None:
            return self.kind
        return kind.name_of_diffusion if self.diffusion else kind.name

    @property
    def standing(self) -> State:
        return TOLD_STATES.get(self.what, State.PUBLISHED)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Told]":
        """What one's own bureau was told; nobody learns who else was (practice 10)."""
        return cls._default_manager.filter(bureau=actor.bureau)
