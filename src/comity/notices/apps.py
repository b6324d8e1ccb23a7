from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comity.web import menu


class NoticesConfig(AppConfig):
    name = "comity.notices"
    label = "notices"

    def ready(self) -> None:
        from comity.notices.actions.admitting import TERMS
        from comity.notices.actions.arriving import CAME_BACK, GOT_THERE, HANDLERS
        from comity.notices.lagging import received_by
        from comity.notices.lists import waiting_here  # models exist only now
        from comity.notices.moving import register_move
        from comity.notices.pictures import is_picture_shown
        from comity.notices.telling import register_kinds
        from comity.records.attached.attaching import NOTICES_SHOWN
        from comity.records.feed.telling_changes import RECEIVED

        register_kinds(HANDLERS, TERMS, GOT_THERE, CAME_BACK)
        NOTICES_SHOWN.append(is_picture_shown)
        RECEIVED.append(received_by)
        register_move()
        menu.register(menu.Entry(_("Notices"), "notices:list", "notices.view", waiting_here, order=32))
        if settings.PUBLIC_NOTICES:
            entry = menu.Entry(_("Public notices: people and things looked for"), "public-notices:index")
            menu.register_open(entry)
