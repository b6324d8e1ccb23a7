"""What the walk sends where an operation takes a file: in a form, or as the body."""

from tests.files import png

FORM, OCTETS = "multipart/form-data", "application/octet-stream"
_PART = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
# A picture with what is said of it, as a browser sends a form with a file.
FILED = b"".join(
    [_PART % (b"caption", b"", b"A door"), _PART % (b"file", b'; filename="a.png"', png()), b"--x--\r\n"]
)
# Content type of an operation: what is sent to it, and under which content type.
BODIES = {FORM: (FILED, f"{FORM}; boundary=x"), OCTETS: (png(), OCTETS)}
