"""Pictures of nobody: drawn, since all people of the demonstration are invented."""

from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (360, 450)


def portrait() -> bytes:
    """A head and shoulders without a face, as PNG."""
    image = Image.new("RGB", SIZE, "#d9dee3")
    draw = ImageDraw.Draw(image)
    draw.ellipse((40, 290, 320, 620), fill="#4a5a68")
    draw.ellipse((105, 90, 255, 290), fill="#8b6f5c")
    draw.pieslice((95, 70, 265, 280), 180, 360, fill="#2c2622")
    sink = BytesIO()
    image.save(sink, "PNG")
    return sink.getvalue()
