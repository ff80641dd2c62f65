"""A logo that somebody chose, made harmless: read once, within bounds, and written anew as a plain PNG."""

from io import BytesIO

from eventdesk.errors import InvalidInput

LARGEST = 1_000_000
"""Bytes of the file."""
WIDEST = 4000
"""Pixels of either side."""
_KEPT = (720, 204)
"""Pixels that it keeps at most: six to a point of the place that it has in a report."""


def cleaned(data: bytes) -> bytes:
    """The picture as PNG without anything but its pixels; :class:`InvalidInput` ``bad_logo`` where it is no PNG or JPEG, is too large,
    or can't be read."""
    from PIL import Image

    if len(data) > LARGEST:
        raise InvalidInput("bad_logo", field="logo")
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            # The size stands in the head of the file: a small file that unfolds to a huge picture is refused before it does.
            if max(picture.size) > WIDEST:
                raise InvalidInput("bad_logo", field="logo")
            small = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as problem:
        raise InvalidInput("bad_logo", field="logo") from problem
    small.thumbnail(_KEPT)
    plain = Image.new("RGBA", small.size)
    plain.paste(small)
    written = BytesIO()
    plain.save(written, "PNG", optimize=True)
    return written.getvalue()
