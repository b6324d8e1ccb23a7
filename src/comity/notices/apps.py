from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "comity.notices"
    label = "notices"

    def ready(self) -> None:
        from comity.notices.actions.arriving import HANDLERS
        from comity.notices.telling import register_kinds

        register_kinds(HANDLERS)
