"""Takes files of a form straight to the disk, in constant memory, as the browser sends them.

Only for views that asked first who is there: `take_files` stands before the first look at `request.POST`.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers, StopUpload
from django.http import HttpRequest

from comity.kit.errors import ComityError
from comity.messages.files.stored import PIECE_BYTES, Arrived, Arriving, most_bytes

HOPELESS = 4  # a request so many times too large is not even read to its end


class Sent:
    """A file of a form, whole. Whoever handles the form closes it: what no verb has taken over is gone then."""

    def __init__(self, file: Arrived, name: str) -> None:
        self.file, self.name = file, name

    def close(self) -> None:
        self.file.drop()


class ToDisk(FileUploadHandler):
    """The one handler. refusals: why files were left out, for the form to show."""

    chunk_size = PIECE_BYTES

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.refusals: list[ComityError] = []
        self.arriving: Arriving | None = None
        self.is_hopeless = False

    def handle_raw_input(
        self, _input: Any, _meta: Any, content_length: int, _boundary: Any, _encoding: Any = None
    ) -> None:
        self.is_hopeless = content_length > HOPELESS * most_bytes()

    def new_file(self, *words: Any, **more: Any) -> None:
        super().new_file(*words, **more)
        self.arriving = Arriving()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  # Django's own form
        if self.is_hopeless:
            raise StopUpload(connection_reset=True)
        assert self.arriving is not None
        try:
            self.arriving.put(raw_data)
        except ComityError as refusal:
            self.refusals.append(refusal)
            self.upload_interrupted()
            raise SkipFile from None

    def file_complete(self, file_size: int) -> Any:  # noqa: ARG002
        assert self.arriving is not None
        arrived, self.arriving = self.arriving.end(), None
        return Sent(arrived, str(self.file_name))

    def upload_interrupted(self) -> None:
        if self.arriving is not None:
            self.arriving.drop()
            self.arriving = None


def sent_files(request: HttpRequest, field: str) -> list[Sent]:
    """What came in a field of the form, after `take_files`."""
    files: list[Any] = request.FILES.getlist(field)
    return [each for each in files if isinstance(each, Sent)]


def take_files(request: HttpRequest) -> ToDisk:
    """From now on files of this request go to the disk."""
    handler = ToDisk(request)
    request.upload_handlers = [handler]
    return handler
