"""The name of a private holder: sealed before it leaves the asked bureau, read by the seizing bureau alone.

Each name has a key of its own, which goes when its day comes: then nobody reads the sealed words any more, wherever
they were copied. Source: practice 12 and 16; RPD Art. 49 (no longer than needed).
"""

from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused
from comity.kit.ids import new_id
from comity.seal.keys import hosted_private_key, public_key
from comity.seal.words import new_content_key, open_words, seal_words
from comity.store.home import node_secret
from comity.tracing.actions.sending import is_about, own_step
from comity.tracing.models import SEIZER, HolderKey, TraceStep
from comity.tracing.rules import HOLDER_KEPT


@cache
def _private(bureau: str) -> bytes:
    return hosted_private_key(node_secret(settings.HOME), bureau)


def seal_holder(name: str, *, thread: UUID, bureau: str, now: datetime) -> tuple[UUID, bytes]:
    """The key's id and the sealed name. thread: of the step, bound to the words. bureau: the only one that opens it."""
    public = public_key(_private(bureau))
    key = new_content_key(new_id(), bureau=public, commission=public)
    HolderKey.objects.create(id=key.id, bureau=bureau, wrapped=key.wrapped_bureau, ends_at=now + HOLDER_KEPT)
    return key.id, seal_words(key, name, thread)


@action("tracing.open_holder")
def open_holder(act: ActDraft, step: TraceStep, *, by: Actor) -> str:
    """Read the name; that is an act. Raises: NotFound, Refused once its day has come."""
    row = own_step(step, by, side=SEIZER)
    is_about(act, row)
    if not row.holder_words or row.holder_key is None:
        raise NotFound
    key = HolderKey.objects.filter(pk=row.holder_key, bureau=by.bureau, ends_at__gt=timezone.now()).first()
    if key is None:
        raise Refused(_("The name was kept for its time and is gone now."), code="name-gone")
    return open_words(_private(by.bureau), bytes(key.wrapped), bytes(row.holder_words), row.thread)
