"""The reader's language on the command line. Django's catalogues without Django's settings: a client has no node."""

import os
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.utils import translation

LOCALE = Path(__file__).parents[1] / "locale"
LANGUAGES = ("ar", "en", "es", "fr")


def speak() -> None:
    """Say what follows in the language of the environment (LC_ALL, LC_MESSAGES, LANG), else in English."""
    if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
        settings.configure(
            USE_I18N=True, LOCALE_PATHS=[LOCALE], LANGUAGES=[(code, code) for code in LANGUAGES]
        )
    if not apps.ready:  # whoever names settings in the environment has not read them yet
        django.setup()
    translation.activate(language())


def language() -> str:
    """The code of the reader's language: one of ours."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    code = named[:2].lower()
    return code if code in LANGUAGES else "en"
