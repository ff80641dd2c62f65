"""What ships with the program: colours that can be read, icons that parse, fonts that hold every word."""

import json
import string
import xml.etree.ElementTree as ET
from itertools import product

import pytest
from reportlab.pdfbase.ttfonts import TTFont

from resources import path
from tests.catalogues import catalogues, forms

TOKENS: dict[str, dict[str, str]] = json.loads(path("styles", "tokens.json").read_text(encoding="utf-8"))
ICONS: dict[str, str] = json.loads(path("icons", "icons.json").read_text(encoding="utf-8"))
FONTS = ("NotoSansSC-Bold", "NotoSansSC-Regular")
THEMES = ("light", "dark")
SVG_SHAPES = {"path", "circle", "ellipse", "rect", "line", "polyline", "g"}

# Text on what it stands on: WCAG 2.2, 1.4.3 asks 4.5 to 1.
TEXT = [
    *product(("text", "text2", "muted"), ("bg", "side", "surface", "raised", "sunken", "hover")),
    *product(("text", "text2"), ("pressed", "accent-soft")),
    *product(("accent-text",), ("bg", "surface", "accent-soft")),
    *product(("on-accent",), ("accent", "accent-hover", "accent-pressed")),
    ("on-admit", "admit"),
    ("on-warn", "warn"),
    ("on-refuse", "refuse"),
    ("on-info", "info"),
    *((f"{kind}-text", f"{kind}-soft") for kind in ("admit", "warn", "refuse", "info")),
    *product(("admit-text", "warn-text", "refuse-text", "info-text"), ("surface", "bg")),
]
# Outlines, icons and fills that must be told from what they stand on: 1.4.11 asks 3 to 1.
SHAPES = [
    *product(("border-strong",), ("bg", "surface", "sunken")),
    *product(("focus",), ("bg", "side", "surface")),
    *product(("accent",), ("surface",)),
    *product(("lane1", "lane2", "lane3", "lane4"), ("surface", "bg")),
    ("refuse", "surface"),
    ("admit", "surface"),
    ("info", "surface"),
]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2 defines it from relative luminance."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_published() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    assert contrast(TOKENS[theme][text], TOKENS[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(theme: str, shape: str, ground: str) -> None:
    assert contrast(TOKENS[theme][shape], TOKENS[theme][ground]) >= 3


def test_both_themes_have_the_same_tokens() -> None:
    assert sorted(TOKENS["light"]) == sorted(TOKENS["dark"])


@pytest.mark.parametrize("name", sorted(ICONS))
def test_icon_is_drawn_with_lines_of_the_current_colour(name: str) -> None:
    root = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{ICONS[name]}</svg>')
    shapes = [node for node in root.iter() if node is not root]
    assert shapes
    assert {node.tag.rpartition("}")[2] for node in shapes} <= SVG_SHAPES
    for node in shapes:
        assert node.get("fill") in (None, "none", "currentColor")
        assert node.get("stroke") in (None, "none", "currentColor")


@pytest.fixture(scope="module", params=FONTS)
def font(request: pytest.FixtureRequest) -> TTFont:
    return TTFont(request.param, path("fonts", f"{request.param}.ttf"))


def test_font_is_what_its_file_says(font: TTFont) -> None:
    # reportlab takes a second face of the same PostScript name for the first one, and would print no bold.
    assert font.face.name in (font.fontName, font.fontName.encode())
    assert int(font.face.stemV) > 0


def test_fonts_differ_in_weight() -> None:
    regular, bold = (
        TTFont(name, path("fonts", f"{name}.ttf")) for name in ("NotoSansSC-Regular", "NotoSansSC-Bold")
    )
    assert bold.face.stemV > regular.face.stemV


def test_font_has_every_letter_of_the_catalogues(font: TTFont) -> None:
    letters = set(string.printable.strip()) | {
        letter
        for language in ("zh", "en")
        for catalogue in catalogues(language).values()
        for value in catalogue.values()
        for text in forms(value)
        for letter in text
        if letter.isprintable()
    }
    assert {letter for letter in letters if ord(letter) not in font.face.charToGlyph} == set()


def test_digits_are_of_equal_width(font: TTFont) -> None:
    assert len({font.stringWidth(digit, 10) for digit in string.digits}) == 1


def test_fonts_come_with_their_licence() -> None:
    licence = path("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
