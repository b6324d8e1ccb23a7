"""Addresses of the frame; `comity.urls` includes them at the root."""

from django.urls import path

from comity.web import views

app_name = "web"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_text, name="metrics"),
]
