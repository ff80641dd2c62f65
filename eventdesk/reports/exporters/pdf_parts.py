"""The pieces of the PDF: text styles, the row of key figures, and tables that go on over pages."""

from collections.abc import Sequence
from html import escape
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, TableStyle
from reportlab.platypus import Table as Grid

from eventdesk.domain.family import is_han
from eventdesk.reports.document import NUMBERS, ReportDocument, Table, ValueKind
from eventdesk.reports.exporters.rows import call, define
from eventdesk.reports.fonts import BOLD, REGULAR, fitted
from eventdesk.reports.palette import Palette
from eventdesk.reports.phrases import highlighted, say, shown, word
from eventdesk.reports.sketch import BODY, Clean, Sketch
from resources.words import Words

# Points a pixel: the drawings' 11 px captions become 7.5 pt, small but clear on paper.
SCALE = 0.68
_KPI_HEIGHT = 66.0
_CELL = 7.5
# reportlab lays a table out as a whole; long ones are cut, or they take quadratic time.
_ROWS_A_GRID = 250


class Styles:
    """The text styles of a report; ``clean`` leaves of a text what the typeface can show."""

    def __init__(self, palette: Palette, clean: Clean) -> None:
        self.palette = palette
        self.clean = clean
        # size, leading, colour, face
        self._faces = {
            "title": (17.0, 23.0, "text", BOLD),
            "sub": (8.5, 12.5, "muted", REGULAR),
            "heading": (11.0, 16.0, "text", BOLD),
            "body": (8.5, 13.0, "text", REGULAR),
            "cell": (_CELL, 10.5, "text2", REGULAR),
            "strong": (_CELL, 10.5, "text", BOLD),
            "chip": (8.5, 23.0, "muted", REGULAR),
        }

    def paragraph(self, text: str, name: str) -> Paragraph:
        """Text as it stands, whatever signs it holds. Chinese breaks between any two characters, English
        between words."""
        text = self.clean(text)
        size, leading, token, font = self._faces[name]
        style = ParagraphStyle(
            name,
            fontName=font,
            fontSize=size,
            leading=leading,
            textColor=HexColor(self.palette[token]),
            wordWrap="CJK" if is_han(text) else None,
            splitLongWords=1,
        )
        if name == "chip":
            style.alignment = TA_RIGHT
        return Paragraph(escape(text, quote=False), style)


def key_figures(document: ReportDocument, *, palette: Palette, words: Words, width: float) -> Drawing:
    """The numbers at the top, each with its unit and what it is part of."""
    shown_first = document.layout.highlights
    sketch = Sketch(palette=palette, width=width, height=_KPI_HEIGHT)
    room = width / max(len(shown_first), 1)
    for index, one in enumerate(shown_first):
        x = room * index
        sketch.rect(x, 0, 3, _KPI_HEIGHT, "accent")
        sketch.text(x + 13, 9, word(f"kpi_{one.key}", words), token="muted", size=BODY, room=room - 18)
        wide = sketch.text(x + 13, 33, highlighted(one.value, one.kind), size=25, bold=True)
        if one.kind in (ValueKind.COUNT, ValueKind.MONEY) and one.value is not None:
            unit = word(f"kpi_{one.key}_unit", words)
            sketch.text(x + 13 + wide + 5, 37, unit, token="muted", size=BODY)
        sketch.text(x + 13, 58, say(one.note, words), token="text2", size=BODY, room=room - 18)
    return sketch.drawing


def figures_table(document: ReportDocument, *, width: float, styles: Styles, words: Words) -> list[Flowable]:
    """All figures: what each is called, its value, numerator, denominator, definition and key."""
    headings = [
        words(f"report.column_{key}") for key in ("figure", "value", "numerator", "denominator", "definition", "key")
    ]
    widths = [width * share for share in (0.19, 0.135, 0.1, 0.115, 0.275, 0.185)]
    rows: list[list[Any]] = [
        [
            styles.paragraph(call(figure, words), "strong"),
            _value(shown(figure.value, figure.kind, words), styles, room=widths[1]),
            "" if figure.numerator is None else str(figure.numerator),
            "" if figure.denominator is None else str(figure.denominator),
            styles.paragraph(define(figure, words), "cell"),
            styles.paragraph(figure.key, "cell"),
        ]
        for figure in document.figures
    ]
    return _grids(headings, rows, widths=widths, right=(1, 2, 3), styles=styles)


def _value(text: str, styles: Styles, *, room: float) -> Any:
    """A short value as text; a digest wraps."""
    text = styles.clean(text)
    return text if fitted(text, REGULAR, _CELL, room - 8) == text else styles.paragraph(text, "cell")


def listing(table: Table, *, shares: Sequence[float], width: float, styles: Styles, words: Words) -> list[Flowable]:
    """A table of the document, as text."""
    widths = [width * share / sum(shares) for share in shares]
    headings = [word(f"column_{column.key}", words) for column in table.columns]
    rows = [
        [
            _value(shown(value, column.kind, words), styles, room=room)
            for value, column, room in zip(row, table.columns, widths, strict=True)
        ]
        for row in table.rows
    ]
    right = tuple(index for index, column in enumerate(table.columns) if column.kind in NUMBERS)
    return _grids(headings, rows, widths=widths, right=right, styles=styles)


def _grids(
    headings: Sequence[str],
    rows: list[list[Any]],
    *,
    widths: list[float],
    right: Sequence[int],
    styles: Styles,
) -> list[Flowable]:
    palette = styles.palette
    commands: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, 0), BOLD, _CELL, 10.5),
        ("FONT", (0, 1), (-1, -1), REGULAR, _CELL, 10.5),
        ("TEXTCOLOR", (0, 0), (-1, 0), HexColor(palette["muted"])),
        ("TEXTCOLOR", (0, 1), (-1, -1), HexColor(palette["text"])),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(palette["sunken"])),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(palette["border"])),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        *(("ALIGN", (column, 0), (column, -1), "RIGHT") for column in right),
    ]
    grids: list[Flowable] = []
    for first in range(0, len(rows), _ROWS_A_GRID):
        part = rows[first : first + _ROWS_A_GRID]
        body = [list(headings), *part] if first == 0 else part
        grid = Grid(body, colWidths=widths, repeatRows=1 if first == 0 else 0)
        grid.setStyle(TableStyle(commands))
        grids.append(grid)
    return grids
