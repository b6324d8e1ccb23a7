"""The verbs of trace requests: the only place that writes."""

from comity.tracing.actions.answering import accept, answer, view_step
from comity.tracing.actions.asking import give_up, send_step, withdraw_step
from comity.tracing.actions.drafting import change, close, draft, drop, view
from comity.tracing.actions.ending import end_due, end_traces, forget_holders
from comity.tracing.actions.holders import open_holder
from comity.tracing.actions.lapsing import lapse, lapse_due

__all__ = [
    "accept",
    "answer",
    "change",
    "close",
    "draft",
    "drop",
    "end_due",
    "end_traces",
    "forget_holders",
    "give_up",
    "lapse",
    "lapse_due",
    "open_holder",
    "send_step",
    "view",
    "view_step",
    "withdraw_step",
]
