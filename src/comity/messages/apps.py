from typing import Any

from django.apps import AppConfig
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comity.access.saved_lists import SavedList, register
from comity.gate.actor import Actor
from comity.web import menu


class MessagesConfig(AppConfig):
    name = "comity.messages"
    label = "messages"

    def ready(self) -> None:
        from comity.messages.contributing.arriving import HANDLERS
        from comity.messages.contributing.kinds import register_kinds, register_pictures
        from comity.messages.contributing.outcome import came_back, forget_record, got_there
        from comity.messages.contributing.picturing import picture_came, pictures_arrive, pictures_moved
        from comity.messages.levels import register_levels
        from comity.messages.mailboxes import address_of
        from comity.messages.moderation.kinds import note_file_came, register_moderation
        from comity.messages.notes import register_notes
        from comity.messages.structured.declared import register_form
        from comity.messages.structured.information import ANSWER_FORM, REQUEST_FORM
        from comity.messages.structured.travel import ANNOUNCEMENT_FORM
        from comity.records.attached.attaching import MOVED
        from comity.records.ending.forgetting import FORGET

        FORGET.append(forget_record)
        MOVED.append(pictures_moved)
        register_notes(note_file_came)
        register_moderation()
        register_levels()
        register_kinds(HANDLERS, came_back, got_there)
        register_pictures(pictures_arrive, picture_came, came_back, got_there)
        for form in (REQUEST_FORM, ANSWER_FORM, ANNOUNCEMENT_FORM):
            register_form(form)
        register(SavedList("messages", _("Messages"), "messages:list", "messages.read", address_of))
        menu.register(menu.Entry(_("Messages"), "messages:list", "messages.read", _unread, order=60))


def _unread(actor: Actor) -> list[QuerySet[Any]]:
    from comity.messages.mailboxes import unread

    return [unread(actor)]
