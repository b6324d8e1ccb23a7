from django.urls import path

from comity.access.views import alarms, me, officers, saved_views, shift, tokens, units

app_name = "access"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("shift/", shift.shift, name="shift"),
    path("leave/", shift.leave, name="leave"),
    path("units/", units.units, name="units"),
    path("units/<uuid:pk>/", units.unit, name="unit"),
    path("units/<uuid:pk>/open/", units.open_unit, name="open-unit"),
    path("units/<uuid:pk>/change/", units.change_unit, name="change-unit"),
    path("units/<uuid:pk>/close/", units.close_unit, name="close-unit"),
    path("units/<uuid:pk>/terminal/", units.open_terminal, name="open-terminal"),
    path("terminals/<uuid:pk>/close/", units.close_terminal, name="close-terminal"),
    path("officers/", officers.officers, name="officers"),
    path("officers/enrol/", officers.enrol, name="enrol"),
    path("officers/<uuid:pk>/", officers.officer, name="officer"),
    path("officers/<uuid:pk>/role/", officers.grant_role, name="grant-role"),
    path("officers/<uuid:pk>/move/", officers.move, name="move"),
    path("officers/<uuid:pk>/suspend/", officers.suspend, name="suspend"),
    path("officers/<uuid:pk>/restore/", officers.restore, name="restore"),
    path("officers/<uuid:pk>/password/", officers.reset_password, name="reset-password"),
    path("officers/<uuid:pk>/second-factor/", officers.reset_second_factor, name="reset-second-factor"),
    path("roles/<uuid:pk>/revoke/", officers.revoke_role, name="revoke-role"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/make/", tokens.make, name="make-token"),
    path("tokens/<uuid:pk>/revoke/", tokens.revoke, name="revoke-token"),
    path("views/", saved_views.saved_views, name="saved-views"),
    path("views/save/<slug:name>/", saved_views.save, name="save-view"),
    path("views/<uuid:pk>/", saved_views.open_view, name="open-view"),
    path("views/<uuid:pk>/change/", saved_views.change, name="change-view"),
    path("views/<uuid:pk>/delete/", saved_views.delete, name="delete-view"),
    path("alarms/", alarms.alarms, name="alarms"),
    path("alarms/<uuid:pk>/close/", alarms.close_alarm, name="close-alarm"),
    path("budgets/<slug:kind>/<uuid:pk>/", alarms.budget, name="budget"),
]
