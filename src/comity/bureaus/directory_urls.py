"""The directory's files, as clients of The Update Framework ask for them (docs/spec/directory.md, 2)."""

from django.urls import path

from comity.bureaus import views

app_name = "directory"
urlpatterns = [
    path("entries/", views.offer_entry, name="offer"),
    path("entries/<str:digest>.json", views.signed_entry, name="entry"),
    path("targets/<str:file>", views.published, {"folder": "targets/"}, name="target"),
    path("<str:file>", views.published, name="file"),
]
