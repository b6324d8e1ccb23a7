from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from comity.web import menu


class BureausConfig(AppConfig):
    name = "comity.bureaus"
    label = "bureaus"

    def ready(self) -> None:
        menu.register(menu.Entry(_("Bureaus"), "bureaus:list", order=80, seldom=True))
        directory = menu.Entry(
            _("Directory"), "bureaus:directory", right="bureaus.view_directory", order=81, seldom=True
        )
        menu.register(directory)
