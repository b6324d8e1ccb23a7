from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from comity.web import menu


class AccessConfig(AppConfig):
    name = "comity.access"
    label = "access"

    def ready(self) -> None:
        from comity.access.directory_alarms import raise_over_directory
        from comity.access.frame import open_alarms, who  # models exist only now
        from comity.access.second_factor import watch_changes
        from comity.bureaus.signed import alarms as directory_alarms

        watch_changes()
        directory_alarms.HANDLERS.append(raise_over_directory)
        menu.register_who(who)
        menu.register(
            menu.Entry(_("Units"), "access:units", right="access.read_units", order=82, seldom=True)
        )
        menu.register(menu.Entry(_("Officers"), "access:officers", right="access.read_officers", order=84))
        menu.register(menu.Entry(_("Tokens"), "access:tokens", right="access.read_tokens", order=86))
        alarms = menu.Entry(
            _("Alarms"), "access:alarms", right="access.read_alarms", waits=open_alarms, order=88
        )
        menu.register(alarms)
