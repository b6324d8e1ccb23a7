"""Addresses of sign-in, by the names that allauth expects. What is not here does not exist: sign-up, e-mail, reset."""

from allauth.account import views as account
from allauth.mfa import urls as mfa
from allauth.usersessions import urls as sessions
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from comity.access.views import national
from comity.access.views.second_factor import ActivateCodeDevice, AddPasskey, PasskeyAgain, PasskeyAlone

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("second-factor/totp/activate/", ActivateCodeDevice.as_view(), name="mfa_activate_totp"),
    path("second-factor/webauthn/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-factor/webauthn/login/", PasskeyAlone.as_view(), name="mfa_login_webauthn"),
    path(
        "second-factor/webauthn/reauthenticate/", PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"
    ),
    path("second-factor/", include(mfa)),
    path("sessions/", include(sessions)),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += [
        path("national/", national.begin, name="national_login"),
        path("national/callback/", national.come_back, name="national_callback"),
    ]
