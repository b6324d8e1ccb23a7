from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "comity.access"
    label = "access"
