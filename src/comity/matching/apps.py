from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "comity.matching"
    label = "matching"
