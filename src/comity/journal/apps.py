from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "comity.journal"
    label = "journal"
