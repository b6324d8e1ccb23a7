from django.apps import AppConfig
from django.conf import settings


class WebConfig(AppConfig):
    name = "comity.web"
    label = "web"

    def ready(self) -> None:
        from comity.web.operation import count_in_metrics

        count_in_metrics(settings.HOME)
