"""Papers of notices. The check page needs no account."""

from django.urls import path

from comity.notices.views import papers as views

app_name = "papers"
urlpatterns = [
    path("check/<str:word>/", views.check, name="check"),
    path("<uuid:pk>/paper/<str:language>/", views.paper, name="paper"),
]
