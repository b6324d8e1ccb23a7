from django.apps import AppConfig


class QueriesConfig(AppConfig):
    name = "comity.queries"
    label = "queries"

    def ready(self) -> None:
        from comity.queries.actions.arriving import HANDLERS
        from comity.queries.kinds import register_kinds

        register_kinds(HANDLERS)
