from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from comity.web import menu


class TracingConfig(AppConfig):
    name = "comity.tracing"
    label = "tracing"

    def ready(self) -> None:
        from comity.records.ending.forgetting import FORGET
        from comity.tracing.actions.admitting import TERMS, question_came_back
        from comity.tracing.actions.arriving import HANDLERS
        from comity.tracing.actions.forgetting import forget_record
        from comity.tracing.kinds import QUESTION, register_kinds
        from comity.tracing.moving import register_move
        from comity.tracing.waiting import waiting_here

        register_kinds(HANDLERS, TERMS, {QUESTION: question_came_back})
        FORGET.append(forget_record)
        register_move()
        menu.register(menu.Entry(_("Traces"), "tracing:list", "tracing.view", waiting_here, order=33))
