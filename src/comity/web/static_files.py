"""Static files: hashed and compressed once `collectstatic` has run, plain before (tests, development)."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedOrPlain(CompressedManifestStaticFilesStorage):
    """Names carry a hash, so that a thin link fetches each file once; without a manifest names stay as they are."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name under which the file is served."""
        return str(super().stored_name(name)) if self.hashed_files else name
