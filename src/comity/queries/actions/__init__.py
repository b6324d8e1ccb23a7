"""The verbs of the query room: the only place that writes, with the hot statement of `lookup`."""

from comity.queries.actions.answering import answer, view_question
from comity.queries.actions.asking import ask, ask_many
from comity.queries.actions.carding import (
    delete_card,
    end_cards,
    list_cards,
    make_card,
    renew_card,
    view_card,
)
from comity.queries.actions.closing import record_outcome
from comity.queries.actions.confirming import ask_confirmation, send_more, take_back, view_hit
from comity.queries.actions.desks import give, hand_over, sign_hand_over, take
from comity.queries.actions.everywhere import Answers, ask_everywhere, ask_many_everywhere
from comity.queries.actions.informing import inform_due
from comity.queries.actions.judging import end_verdicts, judge
from comity.queries.actions.lapsing import lapse_due
from comity.queries.actions.lines import set_line
from comity.queries.actions.lists import (
    ask_list,
    correct_list,
    end_lists,
    mark_line,
    send_list,
    submit_list,
    view_list,
)
from comity.queries.actions.offering import offer_trace
from comity.queries.actions.opening_words import open_words
from comity.queries.actions.picturing import attach, detach
from comity.queries.actions.reasons import list_reasons, open_reason
from comity.queries.actions.referring import refer, referred
from comity.queries.actions.seeing import see_changes
from comity.queries.actions.teaching import export_verdicts
from comity.queries.actions.timing import set_answer_time

__all__ = [
    "Answers",
    "answer",
    "ask",
    "ask_confirmation",
    "ask_everywhere",
    "ask_list",
    "ask_many",
    "ask_many_everywhere",
    "attach",
    "correct_list",
    "delete_card",
    "detach",
    "end_cards",
    "end_lists",
    "end_verdicts",
    "export_verdicts",
    "give",
    "hand_over",
    "inform_due",
    "judge",
    "lapse_due",
    "list_cards",
    "list_reasons",
    "make_card",
    "mark_line",
    "offer_trace",
    "open_reason",
    "open_words",
    "record_outcome",
    "refer",
    "referred",
    "renew_card",
    "see_changes",
    "send_list",
    "send_more",
    "set_answer_time",
    "set_line",
    "sign_hand_over",
    "submit_list",
    "take",
    "take_back",
    "view_card",
    "view_hit",
    "view_list",
    "view_question",
]
