"""What the courier has of files in the open, deleted with the words of their message. Inside the verb that empties."""

from django.db import transaction
from django.db.models import QuerySet

from comity.messages.courier import disk
from comity.messages.courier.filed import IncomingFile, SealedFile
from comity.messages.models import Message


def drop_files_of(messages: QuerySet[Message]) -> None:
    """Names and keys of files that are still coming, and of sealed ones that no envelope names yet."""
    named = list(messages.values_list("pk", flat=True))
    rows = (
        IncomingFile.objects.filter(message__in=named),
        SealedFile.objects.filter(message__in=named, is_used=False),
    )
    gone = [id for each in rows for id in each.values_list("id", flat=True)]
    for each in rows:
        each.delete()
    transaction.on_commit(lambda: disk.remove(gone))
