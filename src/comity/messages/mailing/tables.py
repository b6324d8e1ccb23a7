"""Which officers want to be told by e-mail. The address is the officer's own, as the register of officers has it."""

from django.db import models

from comity.gate.actor import Actor


class MailNotice(models.Model):
    """One officer who asked for notices. No row: none are sent.

    told_until: what was delivered later is new, UTC. next_at: not before. tries: how often the server refused in a row.
    """

    officer = models.UUIDField(primary_key=True, editable=False)
    bureau = models.CharField(max_length=12)
    told_until = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="mail_notice_due")]

    def __str__(self) -> str:
        return str(self.officer)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[MailNotice]":
        """One's own choice, and nobody else's."""
        return cls._default_manager.filter(officer__in=[actor.officer] if actor.officer else [])
