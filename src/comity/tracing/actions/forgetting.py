"""When a record is deleted, what a trace request says of it goes too: which hit and which record led to it."""

from comity.records.ending.forgetting import Gone
from comity.tracing.models import TraceRequest


def forget_record(gone: Gone) -> None:
    """Let go of the ids, inside the verb that deletes the record. What the own unit typed about its weapon stays."""
    rows = TraceRequest.objects.filter(database=gone.record.code, record=gone.record.id)
    rows.update(hit=None, database=None, record=None)
