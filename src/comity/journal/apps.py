from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "comity.journal"
    label = "journal"

    def ready(self) -> None:
        from comity.journal.months import make_months  # tables are known only now

        post_migrate.connect(make_months, sender=self)
