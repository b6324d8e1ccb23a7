from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from comity.web import menu


class RecordsConfig(AppConfig):
    name = "comity.records"
    label = "records"

    def ready(self) -> None:
        menu.register(menu.Entry(_("Records"), "records:overview", "records.list", order=40))
