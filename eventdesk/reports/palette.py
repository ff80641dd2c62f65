"""Colours by the names of the design tokens."""

import json
from collections.abc import Mapping

from resources import path

Palette = Mapping[str, str]


def load_palette(theme: str) -> Palette:
    """The tokens of ``light`` or ``dark``: name to ``#RRGGBB``."""
    tokens: dict[str, dict[str, str]] = json.loads(path("styles", "tokens.json").read_text(encoding="utf-8"))
    return tokens[theme]
