"""Search in one's own mail: words of subject and text, case references, names of files. Reads only.

Only among the messages that the reader's bureau may see, so nothing of others is found, counted or timed. No index
holds words: what is deleted from a message is found nowhere else.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import JSONField, KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf

from comity.gate.actor import Actor
from comity.messages.files.tables import Attachment
from comity.messages.models import Message
from comity.messages.notes import NOTE

LONGEST_WORDS, MOST_WORDS = 200, 8


def found(actor: Actor, words: str) -> QuerySet[Message, Any]:
    """The ids of the messages in which each of these words stands, in capitals or not."""
    rows = Message.visible_to(actor).annotate(
        said_subject=KeyTextTransform("subject", _body()), said_text=KeyTextTransform("text", _body())
    )
    for word in words.replace("\0", "").split()[:MOST_WORDS]:
        files = Attachment.visible_to(actor).filter(message=OuterRef("pk"), name__icontains=word)
        said = Q(kind=NOTE) & (Q(said_subject__icontains=word) | Q(said_text__icontains=word))
        rows = rows.filter(said | Q(case__icontains=word) | Exists(files.order_by()))
    return rows.values("pk")


def for_function(actor: Actor, attention: str) -> QuerySet[Message, Any]:
    """The ids of the messages for this function of the addressed bureau, and of those that name none."""
    named = Coalesce(KeyTextTransform("attention", _body()), Value(""), output_field=TextField())
    return (
        Message.visible_to(actor).annotate(said_for=named).filter(said_for__in=("", attention)).values("pk")
    )


def _body() -> Cast:
    """The body as JSON; null of a message that was emptied."""
    return Cast(NullIf(F("body"), Value("")), JSONField())
