"""What a file is, by its first bytes. Pure: nothing is decoded, unpacked or converted, whatever it says it is.

The list is what bureaus send each other. What can run by a double click is not on it, and a name that says another
thing than the bytes is refused: `photo.jpg` that is a program, or `list.txt` that is a page with a script.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.kit.text import clean_line

BEGINNING_BYTES = 4096  # what `media_of` wants to see of a file
LONGEST_NAME = 150  # characters; what a file system and a sealed content (200) both take
_ZIP = b"PK\x03\x04"
_OFFICE = (b"[Content_Types].xml", b"_rels/.rels", b"word/", b"xl/", b"ppt/")
# Text in which a browser, a shell or Windows would find something to run.
_RUNS = re.compile(
    rb"\s*(<(!doctype|html|head|body|script|svg|iframe|hta)\b|#!|<\?xml[^>]*\?>\s*<(html|svg)\b)", re.I
)


@dataclass(frozen=True, slots=True)
class Media:
    """A type that is taken. endings: of names, small letters, the first is the usual one. is_it: of the first bytes."""

    media_type: str
    label: str | Promise
    endings: tuple[str, ...]
    is_it: Callable[[bytes], bool]


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


def _holds(mark: bytes, at: int, *words: bytes) -> Callable[[bytes], bool]:
    """`mark` at the begin, and one of `words` at a place."""
    return lambda data: data.startswith(mark) and data[at:].startswith(words)


def _zip_with(*names: bytes) -> Callable[[bytes], bool]:
    """An archive whose first entries are called so: read from its open list, without unpacking anything."""
    return lambda data: data.startswith(_ZIP) and any(name in data for name in names)


def _is_text(data: bytes) -> bool:
    """UTF-8 without controls, and nothing that runs. The last letter may be cut off."""
    if b"\0" in data or _RUNS.match(data.removeprefix(b"\xef\xbb\xbf")):
        return False
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return len(data) - error.start < 4 and len(data) >= BEGINNING_BYTES - 4
    return True


# The first that fits decides: what is told by a mark before what is told by its absence.
KNOWN = (
    Media("application/pdf", _("PDF document"), (".pdf",), _begins(b"%PDF-")),
    Media("image/jpeg", _("JPEG picture"), (".jpg", ".jpeg"), _begins(b"\xff\xd8\xff")),
    Media("image/png", _("PNG picture"), (".png",), _begins(b"\x89PNG\r\n\x1a\n")),
    Media("image/webp", _("WebP picture"), (".webp",), _holds(b"RIFF", 8, b"WEBP")),
    Media("image/tiff", _("TIFF picture"), (".tif", ".tiff"), _begins(b"II*\0", b"MM\0*")),
    Media("image/gif", _("GIF picture"), (".gif",), _begins(b"GIF87a", b"GIF89a")),
    Media("image/heic", _("HEIC picture"), (".heic", ".heif"), _holds(b"\0\0\0", 4, b"ftyphei", b"ftypmif1")),
    Media(
        "image/jp2", _("JPEG 2000 picture"), (".jp2", ".j2k"), _begins(b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")
    ),
    Media("image/x-wsq", _("WSQ fingerprint"), (".wsq",), _begins(b"\xff\xa0\xff")),
    Media("video/mp4", _("Video"), (".mp4", ".m4v", ".mov", ".m4a", ".3gp"), _holds(b"\0\0\0", 4, b"ftyp")),
    Media("video/x-matroska", _("Video"), (".mkv", ".webm"), _begins(b"\x1aE\xdf\xa3")),
    Media("video/x-msvideo", _("Video"), (".avi",), _holds(b"RIFF", 8, b"AVI ")),
    Media("audio/wav", _("Sound"), (".wav",), _holds(b"RIFF", 8, b"WAVE")),
    Media("audio/mpeg", _("Sound"), (".mp3",), _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    Media("audio/ogg", _("Sound"), (".ogg", ".oga", ".opus"), _begins(b"OggS")),
    Media("audio/amr", _("Sound"), (".amr",), _begins(b"#!AMR")),
    Media(
        "application/vnd.openxmlformats-officedocument",
        _("Office document"),
        (".docx", ".xlsx", ".pptx"),
        _zip_with(*_OFFICE),
    ),
    Media(
        "application/vnd.oasis.opendocument",
        _("Office document"),
        (".odt", ".ods", ".odp"),
        _zip_with(b"mimetypeapplication/vnd.oasis.opendocument"),
    ),
    Media("application/zip", _("ZIP archive"), (".zip",), _begins(_ZIP, b"PK\x05\x06")),
    Media("application/x-7z-compressed", _("7z archive"), (".7z",), _begins(b"7z\xbc\xaf\x27\x1c")),
    Media("application/gzip", _("Compressed file"), (".gz", ".tgz"), _begins(b"\x1f\x8b")),
    Media(
        "application/pgp-encrypted",
        _("Encrypted file"),
        (".asc", ".pgp", ".gpg"),
        _begins(b"-----BEGIN PGP MESSAGE"),
    ),
    Media("application/rtf", _("Office document"), (".rtf",), _begins(b"{\\rtf")),
    Media(
        "text/plain",
        _("Text"),
        (".txt", ".csv", ".json", ".jsonl", ".xml", ".eml", ".log", ".md", ".an2"),
        _is_text,
    ),
)
BY_TYPE = {each.media_type: each for each in KNOWN}


_OTHERWISE = _(
    "The name says another thing than the file, which is: %(kind)s. Its name must end in %(endings)s."
)


def media_of(beginning: bytes, name: str) -> Media:
    """What a file is whose first bytes and name are these.

    beginning: at most the first BEGINNING_BYTES, fewer only of a shorter file. Raises: Invalid for an empty file, for
    what is not on the list, and where the name says another thing than the bytes.
    """
    if not beginning:
        raise invalid("file", "empty", _("This file is empty."))
    fits, ending = [each for each in KNOWN if each.is_it(beginning)], PurePath(name).suffix.lower()
    if not fits:
        sentence = _(
            "Files of this kind are not taken. Send a document, picture, sound, video, text or ZIP archive."
        )
        raise invalid("file", "file-kind", sentence)
    found = next((each for each in fits if ending in each.endings), None)
    if found is None:
        words = {"kind": fits[0].label, "endings": ", ".join(fits[0].endings)}
        raise invalid("file", "file-name", _OTHERWISE % words)
    return found


def name_of(sent: str) -> str:
    """The name of a file for people: the last part of what a browser sent, one line.

    Raises: Invalid for invisible characters (`photo[RLO]gpj.exe` reads as a picture), for no name and for a long one.
    """
    name = clean_line(sent.replace("\\", "/").rpartition("/")[2], field="file", longest=LONGEST_NAME)
    if not name.strip(" ."):
        raise invalid("file", "file-name", _("Give the file a name."))
    return name
