from django.urls import path, register_converter

from comity.bureaus import views
from comity.bureaus.rules import CODE_FORM


class BureauCode:
    """The code of a bureau in an address. Nothing else ever reaches the store."""

    regex = CODE_FORM.strip("^$")

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(BureauCode, "bureau")

app_name = "bureaus"
urlpatterns = [
    path("", views.directory, name="list"),
    path("directory/", views.signed_directory, name="directory"),
    path("duty-desk/", views.duty_desk, name="duty-desk"),
    path("<bureau:code>/", views.bureau, name="page"),
    path("<bureau:code>/standing/", views.standing, name="set-standing"),
]
