"""What `base.html` needs to know, as the one variable `page`."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.timezone import get_current_timezone_name

from comity.kit.language import spoken
from comity.web import menu
from comity.web.menu import Due, Menu, Who, Words

# Each language in its own words: a reader who is lost in a foreign page must recognise it.
LANGUAGE_NAMES = {"ar": "العربية", "en": "English", "es": "Español", "fr": "Français"}


@dataclass
class Page:
    """The frame around a page. Lazy: a template that shows no menu costs no query.

    calm: nothing that needs the store may be read, because the store is what failed.
    """

    request: HttpRequest
    calm: bool = False
    languages: list[tuple[str, str]] = field(
        default_factory=lambda: [(code, LANGUAGE_NAMES[code]) for code, _ in settings.LANGUAGES]
    )

    @cached_property
    def actor(self) -> Any:
        """Who reads, or None when nobody is signed in."""
        return None if self.calm else getattr(self.request, "actor", None)

    @cached_property
    def language(self) -> str:
        return spoken()

    @cached_property
    def direction(self) -> str:
        return "rtl" if translation.get_language_bidi() else "ltr"

    @cached_property
    def zone(self) -> str:
        """The reader's time zone by name; `django.utils.timezone.activate` sets it."""
        return get_current_timezone_name()

    @cached_property
    def now(self) -> Any:
        return timezone.now()

    @cached_property
    def _seen(self) -> tuple[Menu | None, Due | None]:
        return menu.seen_by(self.request, self.actor) if self.actor else (None, None)

    @property
    def menu(self) -> Menu | None:
        return self._seen[0]

    @property
    def due(self) -> Due | None:
        return self._seen[1]

    @cached_property
    def open(self) -> list[tuple[Words, str]]:
        return [] if self.actor or self.calm else menu.open_entries()

    @cached_property
    def ask_url(self) -> str | None:
        return menu.url_or_none(menu.frame.ask_url_name) if self.actor else None

    @cached_property
    def who(self) -> Who | None:
        return menu.frame.who(self.request) if self.actor else None

    @cached_property
    def sign_in_url(self) -> str | None:
        return menu.url_or_none(settings.LOGIN_URL)


def page(request: HttpRequest) -> dict[str, Page]:
    """Context processor."""
    return {"page": Page(request, calm=getattr(request, "calm", False))}
