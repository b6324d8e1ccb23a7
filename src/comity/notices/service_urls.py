"""The public notices service: addresses as its clients know them."""

from django.urls import path

from comity.notices.views import service as views

app_name = "notices-service"
urlpatterns = [
    path("un/<slug:group>/<str:number>", views.one, {"colour": "un"}, name="one"),
    path("un/<slug:group>/<str:number>/images", views.images, {"colour": "un"}, name="images"),
    path("un/<slug:group>/<str:number>/images/<uuid:shot>", views.picture, {"colour": "un"}, name="picture"),
    path("<slug:colour>", views.listed, name="list"),
    path("<slug:colour>/<str:number>", views.one, name="one"),
    path("<slug:colour>/<str:number>/images", views.images, name="images"),
    path("<slug:colour>/<str:number>/images/<uuid:shot>", views.picture, name="picture"),
]
