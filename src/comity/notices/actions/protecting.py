"""A bureau protects the subject of a notice from its owner. Source: GA-2017-86-RES-09; practice 2 (binding)."""

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.notices.actions.effects import take_back, tell_owner, voice
from comity.notices.actions.filing import demand, file, out_of_another, step
from comity.notices.models import Notice, Protection
from comity.notices.path import Verb


@action("notices.confirm_protection")
def confirm_protection(act: ActDraft, notice: Notice, *, by: Actor) -> None:
    """Say that this person is protected here. The notice is found by nobody from now on, and reviewers decide.

    The file and the messages name the centre and no reason: nobody learns which bureau it was.
    Raises: NotFound; Refused for one's own notice, and for what is not out.
    """
    row, now = out_of_another(act, notice, by), timezone.now()
    demand(row, Verb.SUSPEND)
    Protection.objects.get_or_create(notice=row, bureau=by.bureau, defaults={"confirmed_at": now})
    step(row, Verb.SUSPEND, now)
    row.save()
    file(row, Verb.SUSPEND, voice(), now)
    take_back(act, row, now)
    tell_owner(row, "suspended")
