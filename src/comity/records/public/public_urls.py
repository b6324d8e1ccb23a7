"""Addresses that need no account."""

from django.urls import path

from comity.records.views import public as views

app_name = "public"
urlpatterns = [
    path("", views.index, name="index"),
    path("certificates/<str:text>/", views.certificate, name="certificate"),
    path("<slug:database>/", views.search, name="search"),
    path("<slug:database>/certify/", views.certify, name="certify"),
    path("<slug:database>/<uuid:pk>/", views.entry, name="entry"),
]
