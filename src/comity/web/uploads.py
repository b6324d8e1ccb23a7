"""Uploads with an end: a file that is too large is not read into memory, and no part of it reaches the disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

MOST_UPLOAD_BYTES = 20 * 1024 * 1024


class Limited(FileUploadHandler):
    """Stands before the handler that keeps files in memory. A file beyond the limit is left out: the form misses it."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002  # Django's own form
        META: Any,  # noqa: ARG002
        content_length: int,
        boundary: Any,  # noqa: ARG002
        encoding: Any = None,  # noqa: ARG002
    ) -> None:
        """What is many times too large is not even read to its end."""
        self.is_hopeless = content_length > 10 * MOST_UPLOAD_BYTES
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Raises: StopUpload, SkipFile."""
        if self.is_hopeless:
            raise StopUpload(connection_reset=True)
        self.size += len(raw_data)
        if self.size > MOST_UPLOAD_BYTES:
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        """The next handler has the file."""
        self.size = 0
