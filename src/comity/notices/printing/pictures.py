"""Pictures as the typesetter takes them: small enough to print fast, wrapped as SVG so that no file is written."""

from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageOps

# 46 mm at 300 dots an inch, twice as high at most.
PRINTED_WIDTH, PRINTED_HEIGHT = 544, 1_088
QUALITY = 85
FORMATS = ("WEBP", "JPEG", "PNG")


def photograph(content: bytes) -> str:
    """An SVG that holds the photograph as JPEG. content: as `records` keeps pictures."""
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        small = ImageOps.exif_transpose(image).convert("RGB")
        small.thumbnail((PRINTED_WIDTH, PRINTED_HEIGHT))
    written = BytesIO()
    small.save(written, "JPEG", quality=QUALITY)
    width, height = small.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,'
        f'{b64encode(written.getvalue()).decode()}"/></svg>'
    )
