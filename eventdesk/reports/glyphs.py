"""Which characters the shipped typeface can show. Nicknames hold emoji, names hold rare characters."""

import unicodedata
from functools import lru_cache

from reportlab.pdfbase.ttfonts import TTFontFace

from resources import path

MISSING = chr(0x3013)
"""The geta mark, which Chinese and Japanese printers set where a character is wanting."""


class Glyphs:
    """The characters of the shipped typeface."""

    def __init__(self) -> None:
        self._known = _characters()

    def printable(self, text: str) -> str:
        """The text as it can be printed: emoji and signs that the typeface lacks go, letters become the geta mark."""
        kept = []
        for mark in text:
            if ord(mark) in self._known:
                kept.append(mark)
            elif mark.isspace():
                kept.append(" ")
            elif unicodedata.category(mark)[0] == "L":
                kept.append(MISSING)
        return " ".join("".join(kept).split())


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    face = TTFontFace(str(path("fonts", "NotoSansSC-Regular.ttf")))
    return frozenset(face.charToGlyph)
