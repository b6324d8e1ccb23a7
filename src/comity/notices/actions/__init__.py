"""The verbs of notices, by whom they belong to: the bureau that asks, reviewers, those who received, clocks."""

from comity.notices.actions.acknowledging import acknowledge, acknowledge_correction
from comity.notices.actions.attaching import attach, detach
from comity.notices.actions.clocks import (
    drop_correction,
    drop_corrections_due,
    end,
    end_due,
    expire,
    expire_due,
    lapse,
    lapse_due,
    remind,
    remind_due,
    warn,
    warn_due,
)
from comity.notices.actions.comparing import compare
from comity.notices.actions.correcting import correct
from comity.notices.actions.drafting import answer, change, draft, drop, submit, view, withdraw
from comity.notices.actions.exchanging import export, import_requests
from comity.notices.actions.finding import report_found
from comity.notices.actions.legal import record_legal_basis
from comity.notices.actions.obeying import obey, put_right
from comity.notices.actions.protecting import confirm_protection
from comity.notices.actions.reviewing import approve, ask_more, refuse, take
from comity.notices.actions.saving import Typed, save
from comity.notices.actions.watching import cancel, extend, resume, suspend

__all__ = [
    "Typed",
    "acknowledge",
    "acknowledge_correction",
    "answer",
    "approve",
    "ask_more",
    "attach",
    "cancel",
    "change",
    "compare",
    "confirm_protection",
    "correct",
    "detach",
    "draft",
    "drop",
    "drop_correction",
    "drop_corrections_due",
    "end",
    "end_due",
    "expire",
    "expire_due",
    "export",
    "extend",
    "import_requests",
    "lapse",
    "lapse_due",
    "obey",
    "put_right",
    "record_legal_basis",
    "refuse",
    "remind",
    "remind_due",
    "report_found",
    "resume",
    "save",
    "submit",
    "suspend",
    "take",
    "view",
    "warn",
    "warn_due",
    "withdraw",
]
