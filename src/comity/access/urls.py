from django.urls import path

from comity.access.views import shift

app_name = "access"
urlpatterns = [
    path("shift/", shift.shift, name="shift"),
    path("leave/", shift.leave, name="leave"),
]
