from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.access.saved_lists import SavedList, register
from comity.web import menu


class QueriesConfig(AppConfig):
    name = "comity.queries"
    label = "queries"

    def ready(self) -> None:
        from comity.queries.actions.admitting import TERMS, question_came_back
        from comity.queries.actions.arriving import HANDLERS
        from comity.queries.actions.carrying import FILE_CAME
        from comity.queries.actions.forgetting import forget_record
        from comity.queries.frame import changes_here, clocks, waiting_here
        from comity.queries.kinds import QUESTION, register_kinds
        from comity.queries.leads import asked_about, found_by, is_shown, led_by_a_hit, may_be_told
        from comity.queries.mistaken import is_card_shown
        from comity.queries.of_records import register_of_records
        from comity.queries.own_node import register_own_node
        from comity.queries.traces import not_to_be_told
        from comity.queries.waiting import address_of
        from comity.records.attached.attaching import CARDS_SHOWN, HITS_SHOWN
        from comity.records.ending.forgetting import FORGET
        from comity.records.feed.telling_changes import RECEIVED
        from comity.records.life.telling import TELLABLE
        from comity.records.loading.undoing import ASKED
        from comity.records.reading import LEADS
        from comity.tracing.bars import BARS

        register_kinds(HANDLERS, TERMS, {QUESTION: question_came_back}, FILE_CAME)
        register(SavedList("hits", _("Hits"), "queries:hits", "queries.view_hit", address_of))
        register_of_records()
        register_own_node()
        TELLABLE.append(may_be_told)
        LEADS.append(led_by_a_hit)
        RECEIVED.append(found_by)
        ASKED.append(asked_about)
        FORGET.append(forget_record)
        HITS_SHOWN.append(is_shown)
        BARS.append(not_to_be_told)
        CARDS_SHOWN.append(is_card_shown)
        menu.register_clocks(clocks)
        menu.register(menu.Entry(_("Home"), "queries:home", order=10))
        menu.register(menu.Entry(_("Hits"), "queries:hits", "queries.view_hit", waiting_here, order=30))
        menu.register_ask("queries:ask")
        menu.register(menu.Entry(pgettext_lazy("verb", "Ask"), "queries:ask", "queries.ask", order=20))
        menu.register(menu.Entry(_("Find a person"), "queries:person", "queries.ask_person", order=21))
        menu.register(
            menu.Entry(_("Passenger lists"), "queries:lists", "queries.view_list", order=35, seldom=True)
        )
        changed = menu.Entry(
            _("Changed by others"),
            "queries:changed",
            "queries.view_changes",
            changes_here,
            order=36,
            seldom=True,
        )
        menu.register(changed)
        menu.register(
            menu.Entry(_("Data quality"), "queries:quality", "queries.view_quality", order=80, seldom=True)
        )
        menu.register(menu.Entry(_("My acts"), "queries:acts", "journal.read_own", order=90))
        menu.register(menu.Entry(_("Sealed reasons"), "queries:sealed", "queries.list_reasons", order=40))
        menu.register(menu.Entry(_("Cards"), "queries:cards", "queries.list_cards", order=36, seldom=True))
        menu.register(menu.Entry(_("Our lines"), "queries:lines", "queries.set_line", order=85, seldom=True))
