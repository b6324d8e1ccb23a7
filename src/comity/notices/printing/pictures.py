"""Pictures as paper and public pages take them: small, as JPEG; for the typesetter wrapped as SVG, without a file."""

from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageOps

# 46 mm at 300 dots an inch, twice as high at most.
PRINTED_WIDTH, PRINTED_HEIGHT = 544, 1_088
QUALITY = 85
FORMATS = ("WEBP", "JPEG", "PNG")


def jpeg(content: bytes) -> tuple[bytes, int, int]:
    """The picture as a small JPEG, with its width and height in pixels. content: as `records` keeps pictures."""
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        small = ImageOps.exif_transpose(image).convert("RGB")
        small.thumbnail((PRINTED_WIDTH, PRINTED_HEIGHT))
    written = BytesIO()
    small.save(written, "JPEG", quality=QUALITY)
    return written.getvalue(), *small.size


def photograph(content: bytes) -> str:
    """An SVG that holds the photograph as JPEG. content: as `records` keeps pictures."""
    written, width, height = jpeg(content)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{b64encode(written).decode()}"/></svg>'
    )
