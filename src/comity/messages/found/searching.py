"""Search in one's own mail: words of subject and text, case references, names of files. Reads only.

The index narrows to messages of the reader's own bureau in which all three-letter parts of the words stand; the words
themselves, read with the reader's scope, decide. So a message whose words were deleted is found by nothing, and no
answer takes longer because of others' mail (practice 10).
"""

from typing import Any
from unicodedata import normalize

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import JSONField, KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf

from comity.gate.actor import Actor
from comity.messages.files.tables import Attachment
from comity.messages.found.grams import LETTERS, grams
from comity.messages.found.tables import MailIndex
from comity.messages.models import Delivery, Message
from comity.messages.notes import NOTE

LONGEST_WORDS, MOST_WORDS = 200, 8


def found(actor: Actor, words: str) -> QuerySet[Message, Any]:
    """The ids of the messages in which each of these words stands, in capitals or not."""
    wanted = normalize("NFC", words.replace("\0", "")).split()[:MOST_WORDS]
    rows = Message.visible_to(actor).annotate(
        said_subject=KeyTextTransform("subject", _body()), said_text=KeyTextTransform("text", _body())
    )
    if numbers := grams(actor.bureau, [each for each in wanted if len(each) >= LETTERS]):
        rows = rows.filter(pk__in=_narrowed(actor.bureau, numbers))
    for word in wanted:
        files = Attachment.visible_to(actor).filter(message=OuterRef("pk"), name__icontains=word)
        said = Q(kind=NOTE) & (Q(said_subject__icontains=word) | Q(said_text__icontains=word))
        rows = rows.filter(said | Q(case__icontains=word) | Exists(files.order_by()))
    return rows.values("pk")


def _narrowed(bureau: str, numbers: list[int]) -> QuerySet[Any, Any]:
    """Ids of this bureau's messages that may hold what was asked for: by the index, or not in it yet."""
    indexed = MailIndex.objects.filter(bureau=bureau, grams__contains=numbers).values("message")
    waiting = Delivery.objects.filter(is_indexed=False)
    got = waiting.filter(bureau=bureau).values("message")
    sent = waiting.filter(message__sender=bureau).values("message")
    return indexed.union(got, sent)


def for_function(actor: Actor, attention: str) -> QuerySet[Message, Any]:
    """The ids of the messages for this function of the addressed bureau, and of those that name none."""
    named = Coalesce(KeyTextTransform("attention", _body()), Value(""), output_field=TextField())
    return (
        Message.visible_to(actor).annotate(said_for=named).filter(said_for__in=("", attention)).values("pk")
    )


def _body() -> Cast:
    """The body as JSON; null of a message that was emptied."""
    return Cast(NullIf(F("body"), Value("")), JSONField())
