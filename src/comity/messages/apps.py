from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comity.gate.door import actor_of
from comity.web import menu


class MessagesConfig(AppConfig):
    name = "comity.messages"
    label = "messages"

    def ready(self) -> None:
        from comity.messages.notes import register_notes

        register_notes()
        menu.register(menu.Entry(_("Messages"), "messages:list", "messages.read", _unread, order=60))


def _unread(request: HttpRequest) -> int:
    from comity.messages.mailboxes import unread

    return unread(actor_of(request))
