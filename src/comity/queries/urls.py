from django.urls import path

from comity.queries.views import acts, asking

app_name = "queries"
urlpatterns = [
    path("ask/", asking.ask_page, name="ask"),
    path("acts/", acts.list_acts, name="acts"),
    path("acts/<uuid:id>/", acts.one_act, name="act"),
]
