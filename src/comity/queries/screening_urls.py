"""Addresses of screening tools: theirs, below /screening/."""

from django.urls import path

from comity.queries.views import screening as views

app_name = "screening"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("catalog", views.catalog, name="catalog"),
    path("algorithms", views.algorithms, name="algorithms"),
    path("search/<str:dataset>", views.search, name="search"),
    path("match/<str:dataset>", views.match, name="match"),
    path("entities/<str:entity>", views.entity, name="entity"),
]
