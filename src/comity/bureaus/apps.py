from django.apps import AppConfig


class BureausConfig(AppConfig):
    name = "comity.bureaus"
    label = "bureaus"
