from django.urls import path

from comity.tracing.views import requests, steps

app_name = "tracing"
urlpatterns = [
    path("", requests.list_traces, name="list"),
    path("new/", requests.create, name="create"),
    path("statistics/", requests.figures, name="statistics"),
    path("<uuid:pk>/", requests.page, name="page"),
    path("<uuid:pk>/change/", requests.change, name="change"),
    path("<uuid:pk>/drop/", requests.drop, name="drop"),
    path("<uuid:pk>/ask/", requests.ask, name="ask"),
    path("<uuid:pk>/close/", requests.close, name="close"),
    path("steps/<uuid:pk>/", steps.page, name="step"),
    path("steps/<uuid:pk>/accept/", steps.accept, name="accept"),
    path("steps/<uuid:pk>/answer/", steps.answer, name="answer"),
    path("steps/<uuid:pk>/withdraw/", steps.withdraw, name="withdraw"),
    path("steps/<uuid:pk>/give-up/", steps.give_up, name="give-up"),
    path("steps/<uuid:pk>/holder/", steps.holder, name="holder"),
    path("conversations/<uuid:pk>/", steps.thread, name="thread"),
]
