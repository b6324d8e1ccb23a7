"""What a file is: told by its bytes, never by its name, and nothing that runs is taken."""

import gzip
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.messages.files.media import BEGINNING_BYTES, KNOWN, media_of, name_of
from tests.files import png


def archive(*names: str) -> bytes:
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return sink.getvalue()


def code(beginning: bytes, name: str) -> str:
    with pytest.raises(Invalid) as refusal:
        media_of(beginning[:BEGINNING_BYTES], name)
    return refusal.value.errors[0].code


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"%PDF-1.7\n", "report.PDF", "application/pdf"),
        (png(), "photo.png", "image/png"),
        (b"\xff\xd8\xff\xe0", "photo.jpeg", "image/jpeg"),
        (b"\0\0\0\x18ftypisom", "gate.mp4", "video/mp4"),
        (b"\0\0\0\x18ftypheic", "gate.heic", "image/heic"),
        (
            archive("[Content_Types].xml", "word/document.xml"),
            "letter.docx",
            "application/vnd.openxmlformats-officedocument",
        ),
        (
            archive("_rels/.rels", "word/document.xml"),
            "letter.docx",
            "application/vnd.openxmlformats-officedocument",
        ),
        (archive("a.txt"), "all.zip", "application/zip"),
        (archive("word/list.txt"), "all.zip", "application/zip"),
        (gzip.compress(b"x", mtime=0), "dump.tar.gz", "application/gzip"),
        ("plate;país\n".encode(), "list.csv", "text/plain"),
        ("é".encode() * 3000, "long.txt", "text/plain"),
        (b"a" + "é".encode() * 3000, "long.txt", "text/plain"),  # the last letter is cut in two
    ],
)
def test_what_bureaus_send_is_known_by_its_bytes(content, name, told):
    assert media_of(content[:BEGINNING_BYTES], name).media_type == told


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\0\x03\0\0\0", "setup.pdf"),
        (b"\x7fELF\x02\x01\x01\0", "tool.txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "old.doc"),
        (b"#!/bin/sh\nrm -rf ~\n", "list.txt"),
        (b"<html><script>alert(1)</script>", "list.txt"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "page.txt"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', "map.xml"),
        ("x".encode("utf-16"), "words.txt"),
        (b"\xff\xfe\0bytes\0", "what.bin"),
    ],
)
def test_what_runs_and_what_nobody_knows_is_refused(content, name):
    assert code(content, name) == "file-kind"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7", "report.exe"),
        (b"%PDF-1.7", "report"),
        (png(), "photo.pdf"),
        (b"rem hello\n", "start.bat"),
        (b"alert(1)", "start.js"),
        (archive("[Content_Types].xml", "word/vbaProject.bin"), "letter.docm"),
    ],
)
def test_a_name_that_says_another_thing_than_the_bytes_is_refused(content, name):
    assert code(content, name) == "file-name"


def test_an_empty_file_is_refused():
    assert code(b"", "nothing.txt") == "empty"


def test_a_name_is_the_last_part_of_a_path_and_hides_nothing():
    assert name_of("C:\\fakepath\\photo.jpg") == "photo.jpg"
    assert name_of("../../etc/passwd.txt") == "passwd.txt"
    for name in ("photo\u202egpj.exe", "", "...", "a\0b.txt", "x" * 151):
        with pytest.raises(Invalid):
            name_of(name)


@given(
    st.binary(min_size=1, max_size=300), st.sampled_from([each for kind in KNOWN for each in kind.endings])
)
def test_any_bytes_get_a_type_whose_mark_they_bear_or_a_reason(content, ending):
    fits = [each for each in KNOWN if each.is_it(content)]
    if any(ending in each.endings for each in fits):
        found = media_of(content, f"a{ending}")
        assert found in fits
        assert ending in found.endings
    else:
        assert code(content, f"a{ending}") == ("file-name" if fits else "file-kind")
