from django.apps import AppConfig


class DatabasesConfig(AppConfig):
    name = "comity.databases"
    label = "databases"
