"""Public pages of notices: no account."""

from django.urls import path

from comity.notices.views import public as views

app_name = "public-notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("statistics/", views.statistics, name="statistics"),
    path("<str:number>/", views.entry, name="entry"),
]
