"""Static files: hashed and compressed once `collectstatic` has run, plain before (tests, development)."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamedAlone(StaticFilesConfig):
    """Django's, but what a package brings and no page names is left out.

    Four editions of htmx took two of the three seconds of processor in which a first start collects.
    """

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "django_htmx/django-htmx.js",
        "django_htmx/ext/*",
        "django_htmx/htmax-*",
        "django_htmx/htmx-2.js",
        "django_htmx/htmx-4.*",
    ]


class CollectedOrPlain(CompressedManifestStaticFilesStorage):
    """Names carry a hash, so that a thin link fetches each file once; without a manifest names stay as they are."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name under which the file is served."""
        return str(super().stored_name(name)) if self.hashed_files else name
