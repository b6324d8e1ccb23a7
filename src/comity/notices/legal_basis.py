"""Under which legal basis this node publishes, and the line that says so everywhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id


class LegalBasis(models.Model):
    """Under which rules this node publishes: what its operator recorded. The newest counts; none is ever changed.

    body: the issuing body, as every notice bears it. organ, adopted_on: which organ adopted the rules, and when.
    Source: practice 11 (binding).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.CharField(_("issuing body"), max_length=160)
    title = models.CharField(_("rules"), max_length=200)
    organ = models.CharField(_("organ that adopted them"), max_length=160)
    adopted_on = models.DateField(_("adopted on"))
    recorded_at = models.DateTimeField()
    function = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["-recorded_at"], name="legalbasis_newest")]

    def __str__(self) -> str:
        return f"legal basis {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[LegalBasis]":  # noqa: ARG003  # the question is asked all the same
        """Everybody: it stands on every notice."""
        return cls._default_manager.order_by("-recorded_at", "-id")

    @classmethod
    def current(cls) -> "LegalBasis | None":
        return cls._default_manager.order_by("-recorded_at", "-id").first()


def issued_by(basis: LegalBasis | None) -> str:
    """The line that every page, answer and PDF bears. Source: practice 11."""
    if basis is None:
        return str(_("No legal basis is recorded on this node. Not an INTERPOL notice."))
    return str(_("Issued by %(body)s on Comity. Not an INTERPOL notice.") % {"body": basis.body})
