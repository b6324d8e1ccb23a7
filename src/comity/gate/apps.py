from django.apps import AppConfig


class GateConfig(AppConfig):
    name = "comity.gate"
    label = "gate"
