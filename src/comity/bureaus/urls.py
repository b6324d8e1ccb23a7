from django.urls import path

from comity.bureaus import views

app_name = "bureaus"
urlpatterns = [
    path("", views.directory, name="list"),
    # Codes of bureaus are capital letters: no bureau can stand in the way of this word.
    path("duty-desk/", views.duty_desk, name="duty-desk"),
    path("<str:code>/", views.bureau, name="page"),
    path("<str:code>/standing/", views.standing, name="set-standing"),
]
