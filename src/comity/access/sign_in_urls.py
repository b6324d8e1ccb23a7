"""Addresses of sign-in, by the names that allauth expects. What is not here does not exist: sign-up, e-mail, reset."""

from allauth.account import views as account
from allauth.mfa import urls as mfa
from allauth.socialaccount import views as national
from allauth.usersessions import urls as sessions
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from comity.access.views.second_factor import ActivateCodeDevice, AddPasskey

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("second-factor/totp/activate/", ActivateCodeDevice.as_view(), name="mfa_activate_totp"),
    path("second-factor/webauthn/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-factor/", include(mfa)),
    path("sessions/", include(sessions)),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += [
        path("national/cancelled/", national.login_cancelled, name="socialaccount_login_cancelled"),
        path("national/error/", national.login_error, name="socialaccount_login_error"),
        path("national/", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]
