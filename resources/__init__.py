"""Files that ship with the program: icons, fonts, words, styles and samples."""

from pathlib import Path


def path(*parts: str) -> Path:
    """The place of a shipped file, e.g. ``path("fonts", "NotoSansSC-Regular.ttf")``."""
    return Path(__file__).resolve().parent.joinpath(*parts)
