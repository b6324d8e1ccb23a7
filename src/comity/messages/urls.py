from django.urls import path

from comity.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.mailbox, name="list"),
    path("<uuid:pk>/", views.message, name="page"),
]
