"""What is in a video frame: its codes, whether anything is to be seen at all, and a picture to show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QTransform

from eventdesk.exchange.codes import decode_luminance

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

PREVIEW = QSize(960, 720)
"""A preview is at most so large; a camera view needs no more and paints faster."""

_DARK = 14
"""Mean brightness of 255 under which a lens is covered rather than a hall dim."""

_LUMINANCE = {
    (1, 0): ("Y8", "NV12", "NV21", "YUV420P", "YUV422P", "YV12", "IMC1", "IMC2", "IMC3", "IMC4"),
    (2, 0): ("YUYV",),
    (2, 1): ("UYVY", "Y16", "P010", "P016"),
    # Of colours the green one stands for brightness: it is most of it, and needs no copy.
    (4, 1): (
        "AYUV", "AYUV_Premultiplied",
        "BGRA8888", "BGRA8888_Premultiplied", "BGRX8888", "RGBA8888", "RGBX8888",
    ),
    (4, 2): ("ARGB8888", "ARGB8888_Premultiplied", "XRGB8888", "ABGR8888", "XBGR8888"),
}  # fmt: skip
"""Where brightness lies in the first plane of a pixel format: (bytes from pixel to pixel, first byte)."""

_PLACES = {f"Format_{name}": place for place, names in _LUMINANCE.items() for name in names}


@dataclass(frozen=True)
class Reading:
    """What a look at a frame gave. ``picture`` is set where one was asked for."""

    codes: tuple[str, ...]
    dark: bool
    picture: QImage | None


def look(frame: "QVideoFrame", *, thorough: bool, picture: bool) -> Reading:
    """Reads a frame of any pixel format; rotation and mirroring change nothing for codes and are undone in
    the picture.

    A frame that can't be mapped or measures less than it says gives an empty reading.
    """
    seen = read_in_place(frame, thorough=thorough)
    image = frame.toImage() if picture or seen is None else QImage()
    codes, dark = seen if seen is not None else _in_image(image, thorough=thorough)
    return Reading(codes, dark, _upright(frame, _small(image)) if picture and not image.isNull() else None)


def read_in_place(frame: "QVideoFrame", *, thorough: bool) -> tuple[tuple[str, ...], bool] | None:
    """Codes and darkness from the frame's own memory; ``None`` where its format has no plane of
    brightness."""
    from PySide6.QtMultimedia import QVideoFrame

    place = _PLACES.get(frame.pixelFormat().name)
    if place is None or not frame.map(QVideoFrame.MapMode.ReadOnly):
        return None
    try:
        step, first = place
        plane = memoryview(frame.bits(0))[first:]
        codes = decode_luminance(
            plane, frame.width(), frame.height(), frame.bytesPerLine(0), step=step, thorough=thorough
        )
        return codes, not codes and _is_dark(plane, step)
    except (ValueError, TypeError):
        return None
    finally:
        frame.unmap()


def _in_image(image: QImage, *, thorough: bool) -> tuple[tuple[str, ...], bool]:
    if image.isNull():
        return (), False
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    plane = memoryview(grey.constBits())
    codes = decode_luminance(plane, grey.width(), grey.height(), grey.bytesPerLine(), thorough=thorough)
    return codes, not codes and _is_dark(plane, 1)


def _is_dark(plane: memoryview, step: int) -> bool:
    """Whether about a thousand pixels from all over are dark on average."""
    pixels = plane.nbytes // step
    stride = max(1, pixels // 1000) * step
    sample = bytes(plane[::stride])
    return sum(sample) < _DARK * len(sample)


def _small(image: QImage) -> QImage:
    if image.width() <= PREVIEW.width() and image.height() <= PREVIEW.height():
        return image
    return image.scaled(PREVIEW, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation)


def _upright(frame: "QVideoFrame", image: QImage) -> QImage:
    """Turned, then mirrored, as the frame says; Qt's own conversion leaves both to whoever shows it."""
    if frame.rotation().value:
        image = image.transformed(QTransform().rotate(frame.rotation().value))
        image = _small(image)
    return image.flipped(Qt.Orientation.Horizontal) if frame.mirrored() else image
