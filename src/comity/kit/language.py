"""The language that is spoken now: the reader's, or the node's own where nobody reads."""

from django.utils.translation import get_language


def spoken() -> str:
    """Its code without a region, ISO 639: "fr" for "fr-CA"; "en" where translation is switched off."""
    return (get_language() or "en").partition("-")[0]
