from django.apps import AppConfig


class QueriesConfig(AppConfig):
    name = "comity.queries"
    label = "queries"
