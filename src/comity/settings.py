"""The fuse box: wiring only, no rules. Every value that differs by node comes from the environment.

COMITY_HOME            where this node keeps its files (default ~/.local/share/comity)
COMITY_DATABASE_URL    postgresql://... of the role `comity_app`; without it, this home's own database
COMITY_OWNER_URL       the same database as `comity_owner`, for migrations and backup only
COMITY_RETENTION_URL   the same database as `comity_retention`, which ends old months of the journal
COMITY_JOURNAL_MONTHS  how many months of acts are kept (default 36, at least 12)
COMITY_NAMES_MONTHS    how many months the name of an officer stays after he or she left (default 36)
COMITY_ON_BEHALF_DAYS  how many days an owner may reject what was recorded on its behalf (default 7)
COMITY_OFFER_DAYS      how many days an offer of records to another bureau stands (default 14)
COMITY_TRACE_DAYS      days a bureau has to answer a step of a trace request, where nobody says another (default 30)
COMITY_NOTICE_LAG_HOURS  hours in which a connected system must apply recalls, or is given no notices (default 24)
COMITY_NOTICE_LIMITS   uncertain values of the conditions of notices, as "trial_months=24 serve_months=6 least_age=18"
COMITY_NOTICE_NAMES    the issuing body's own names of kinds, as JSON: {"red": {"en": "Arrest alert", "fr": "Alerte"}}
COMITY_SILVER_NOTICES  "on": silver notices, which are a pilot, may be asked for (default off)
COMITY_NODE            this installation's name in the journal (default "node")
COMITY_NODE_URL        https://... where other nodes reach this one, for the directory (default: nowhere, they wait)
COMITY_RELAY           code of the node at which this one fetches what is for it, where it has no address (default none)
COMITY_RELAYS          1: this node keeps sealed parcels for others that cannot be reached (default 0)
COMITY_TLS_PINS        SHA-256 of the public keys of the TLS door, hexadecimal, separated by spaces (default none)
COMITY_MESSAGE_DAYS    how long a message may travel; an encryption key ends so long after its month (default 30)
COMITY_ANSWER_HOURS    hours for an answer to a message, as "routine=240 priority=72 urgent=24 flash=2" (these)
COMITY_MAIL_OFFICERS   https://... where officers sign in: they may ask to be told by e-mail that messages wait, by the
                       server of COMITY_MAIL_SERVER, _FROM, _TLS, _USER and _PASSWORD (default: nobody is told)
COMITY_ATTACHMENT_MB   how large a file of a message may be, in MB (default 1024)
COMITY_EXTENSIONS_SAMPLED  percent of all extensions that the commission sees (default 5)
COMITY_PROXIES         how many reverse proxies stand in front and set X-Forwarded-For and -Proto (default 0)
COMITY_OIDC_SERVER     a bureau's own identity provider; with COMITY_OIDC_BUREAU, _CLIENT, _SECRET, _NAME and
                       _SECOND_FACTOR (default: none; docs/operate/README.md)
COMITY_HOSTS           host names the web server answers to, separated by commas
COMITY_PUBLIC_SEARCH   "off": no pages without an account for what owners let the public find (default on)
COMITY_PUBLIC_NOTICES  "on": extracts of notices, a service for programs and figures without an account (default off)
COMITY_SCREENING       "on": screening tools match against public lists at /screening/ (default off: not there)
COMITY_FILES_URL       https://... of a host of its own for pictures (default: this one)
"""

import json
import os
from pathlib import Path
from typing import Any

from django.contrib.messages.constants import ERROR, WARNING
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from comity.store.cluster import APP, OWNER, local_url
from comity.store.home import home_folder, secret_key
from comity.store.url import django_database

HOME = home_folder()
NODE = os.environ.get("COMITY_NODE", "node")
NODE_URL = os.environ.get("COMITY_NODE_URL", "").rstrip("/")
RELAY = os.environ.get("COMITY_RELAY", "")
RELAYS = os.environ.get("COMITY_RELAYS", "0") == "1"
TLS_PINS = tuple(os.environ.get("COMITY_TLS_PINS", "").split())
MESSAGE_DAYS = int(os.environ.get("COMITY_MESSAGE_DAYS", "30"))
ANSWER_HOURS = {
    name: int(number)
    for name, _sign, number in (
        each.partition("=") for each in os.environ.get("COMITY_ANSWER_HOURS", "").split()
    )
}
ATTACHMENT_MB = int(os.environ.get("COMITY_ATTACHMENT_MB", "1024"))
MAIL_OFFICERS = os.environ.get("COMITY_MAIL_OFFICERS", "")
EMAIL_HOST, _colon, _port = os.environ.get("COMITY_MAIL_SERVER", "").partition(":")
_mail_tls = os.environ.get("COMITY_MAIL_TLS") or "starttls"
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail_tls == "starttls", _mail_tls == "tls"
EMAIL_PORT = int(_port) if _port.isdecimal() else {"starttls": 587, "tls": 465}.get(_mail_tls, 25)
EMAIL_HOST_USER = os.environ.get("COMITY_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("COMITY_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 30  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("COMITY_MAIL_FROM", "")
if MAIL_OFFICERS and not (EMAIL_HOST and DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured("COMITY_MAIL_OFFICERS needs COMITY_MAIL_SERVER and COMITY_MAIL_FROM.")
if MAIL_OFFICERS and _mail_tls == "none" and EMAIL_HOST not in ("localhost", "127.0.0.1", "::1"):
    raise ImproperlyConfigured("Mail leaves this machine with TLS, or not at all. (COMITY_MAIL_TLS)")
NAMES_MONTHS = int(os.environ.get("COMITY_NAMES_MONTHS", "36"))
JOURNAL_MONTHS = int(os.environ.get("COMITY_JOURNAL_MONTHS", "36"))
ON_BEHALF_DAYS = int(os.environ.get("COMITY_ON_BEHALF_DAYS", "7"))
EXTENSIONS_SAMPLED = int(os.environ.get("COMITY_EXTENSIONS_SAMPLED", "5"))
OFFER_DAYS = int(os.environ.get("COMITY_OFFER_DAYS", "14"))
TRACE_DAYS = int(os.environ.get("COMITY_TRACE_DAYS", "30"))
NOTICE_LAG_HOURS = int(os.environ.get("COMITY_NOTICE_LAG_HOURS", "24"))
NOTICE_LIMITS = {
    name: int(number)
    for name, _sign, number in (
        each.partition("=") for each in os.environ.get("COMITY_NOTICE_LIMITS", "").split()
    )
}
NOTICE_NAMES: dict[str, dict[str, str]] = json.loads(os.environ.get("COMITY_NOTICE_NAMES", "{}"))
SILVER_NOTICES = os.environ.get("COMITY_SILVER_NOTICES", "off") == "on"
DEBUG = False
SECRET_KEY = secret_key(HOME)
FILES_URL = os.environ.get("COMITY_FILES_URL", "").rstrip("/")
PUBLIC_SEARCH = os.environ.get("COMITY_PUBLIC_SEARCH", "on") != "off"
PUBLIC_NOTICES = os.environ.get("COMITY_PUBLIC_NOTICES", "off") == "on"
SCREENING = os.environ.get("COMITY_SCREENING", "off") == "on"
ALLOWED_HOSTS = os.environ.get("COMITY_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

ROOMS = [
    "web",
    "journal",
    "gate",
    "bureaus",
    "access",
    "matching",
    "records",
    "databases",
    "messages",
    "tracing",
    "notices",
    "queries",
    "demo",
]
INSTALLED_APPS = [
    *(f"comity.{room}" for room in ROOMS),  # first, so that our templates win
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",  # the page of one's own sessions wants it
    "whitenoise.runserver_nostatic",
    "comity.web.static_files.NamedAlone",  # django.contrib.staticfiles
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # thin links; Django pads pages against BREACH
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "comity.access.middleware.ActorMiddleware",
    "comity.web.middleware.PrivatePagesMiddleware",
    "comity.web.middleware.ErrorPagesMiddleware",
]
ROOT_URLCONF = "comity.urls"
CSRF_FAILURE_VIEW = "comity.web.views.csrf_failure"
WSGI_APPLICATION = "comity.wsgi.application"
MESSAGE_TAGS = {WARNING: "warn", ERROR: "bad"}  # as the style sheet calls them
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "comity.web.context.page",
            ],
            "builtins": ["comity.web.templatetags.web"],
        },
    }
]
database_url, owner_url = (os.environ.get(f"COMITY_{name}_URL", "") for name in ("DATABASE", "OWNER"))
if not database_url:
    database_url, owner_url = local_url(HOME, APP), local_url(HOME, OWNER)
DATABASES = {"default": django_database(database_url)}
if owner_url:
    DATABASES["owner"] = django_database(owner_url)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English")), ("es", _("Spanish")), ("fr", _("French"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name no others; to compress those too took as long again
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "comity.web.static_files.CollectedOrPlain"},
}

AUTH_USER_MODEL = "access.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Sign-in (room `access`). Officers are enrolled: no self-sign-up, nothing goes by e-mail.
ACCOUNT_ADAPTER = "comity.access.sign_in.SignIn"
ACCOUNT_FORMS = {"login": "comity.access.forms.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# Ours in access/locks.py count names and addresses; these also slow down guessing of codes.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "10/5m/key", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "comity.access.second_factor.SecondFactor"
MFA_FORMS = {
    "authenticate": "comity.access.second_factor.CodeForm",
    "reauthenticate": "comity.access.second_factor.CodeAgainForm",
    "authenticate_webauthn": "comity.access.second_factor.PasskeyForm",
    "reauthenticate_webauthn": "comity.access.second_factor.PasskeyAgainForm",
    "login_webauthn": "comity.access.second_factor.PasskeyAloneForm",
    "add_webauthn": "comity.access.second_factor.AddPasskeyForm",
}
MFA_RATE_LIMITS = {
    "webauthn_login": "600/m/ip"
}  # two calls each; a whole airport changes shift at one address
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Comity"
SOCIALACCOUNT_ADAPTER = "comity.access.national.NationalSignIn"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("COMITY_PROXIES", "0"))
if ALLAUTH_TRUSTED_PROXY_COUNT:  # without it every form sent through a TLS proxy would look foreign
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Rate limits must count in one place for all processes; the table is made by a migration of `access`.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_COOKIE_AGE = 8 * 60 * 60  # a shift; idle lock is shorter (access.middleware)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("COMITY_INSECURE_COOKIES") != "1"
OIDC_BUREAU = os.environ.get("COMITY_OIDC_BUREAU", "")
OIDC_SECOND_FACTOR = frozenset(os.environ.get("COMITY_OIDC_SECOND_FACTOR", "").split())
if oidc_server := os.environ.get("COMITY_OIDC_SERVER"):
    if not OIDC_BUREAU:
        raise ImproperlyConfigured(
            "COMITY_OIDC_SERVER needs COMITY_OIDC_BUREAU: whose officers it vouches for."
        )
    SESSION_COOKIE_SAMESITE = "Lax"  # the provider leads back here with a request that begins on its own site
    SOCIALACCOUNT_PROVIDERS["national"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "national",
                "name": os.environ.get("COMITY_OIDC_NAME", "OIDC"),
                "client_id": os.environ["COMITY_OIDC_CLIENT"],
                "secret": os.environ["COMITY_OIDC_SECRET"],
                "settings": {"server_url": oidc_server},
            }
        ],
    }
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *([FILES_URL] if FILES_URL else [])],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# Clocks run twice a minute; their jobs tell nothing once they are done.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Files stay in memory, never on the disk, and end at a limit.
FILE_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "comity.web.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
