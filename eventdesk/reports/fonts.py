"""The shipped typeface for everything that reportlab draws."""

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from resources import path

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
FAMILY = "Noto Sans SC"


def register_fonts() -> None:
    """Makes both faces known to reportlab; calling it again costs nothing."""
    known = set(pdfmetrics.getRegisteredFontNames())
    for name in (REGULAR, BOLD):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(path("fonts", f"{name}.ttf"))))


def width(text: str, font: str, size: float) -> float:
    """How wide a text is, in the unit of its size."""
    return float(pdfmetrics.stringWidth(text, font, size))


def fitted(text: str, font: str, size: float, room: float) -> str:
    """The text, or its beginning and ``…`` where it is wider than ``room``."""
    if width(text, font, size) <= room:
        return text
    keep = len(text)
    while keep and width(text[:keep] + "…", font, size) > room:
        keep -= 1
    return text[:keep].rstrip() + "…"
