"""Drawings over time: cohorts as a map of shares, and growth as columns in parts."""

from collections.abc import Mapping

from eventdesk.reports.document import HeatMap, HeatRow, StackColumns, Stacked
from eventdesk.reports.fonts import BOLD, REGULAR, width
from eventdesk.reports.palette import Palette
from eventdesk.reports.phrases import named, percent
from eventdesk.reports.sketch import BODY, CAPTION, Sketch
from eventdesk.reports.ticks import nice_ticks
from resources.words import Words

_CELL, _GAP, _HEADING = 27.0, 2.0, 20.0
_PLOT, _FOOT, _LEGEND = 150.0, 22.0, 24.0
_STEPS = 8
_PARTS = ("accent", "accent-mid", "warn", "chart-prev")


def cohorts_height(chart: HeatMap | StackColumns) -> float:
    """How high its body has to be to show all of it."""
    if isinstance(chart, HeatMap):
        return _HEADING + (_CELL + _GAP) * max(len(chart.rows), 1) + 4
    return _LEGEND + _PLOT + _FOOT


def with_ramp(palette: Palette) -> Mapping[str, str]:
    """A palette with the steps of a ramp from almost the paper to the accent: ``heat-0`` to ``heat-8``. Its lightness goes one way,
    so that a copy in grey tells the same."""
    surface, accent = (_rgb(palette[name]) for name in ("surface", "accent"))
    steps = {}
    for step in range(_STEPS + 1):
        share = 0.08 + 0.92 * step / _STEPS
        mixed = bytes(round(a * share + s * (1 - share)) for a, s in zip(accent, surface, strict=True))
        steps[f"heat-{step}"] = "#" + mixed.hex().upper()
    return {**palette, **steps}


def ramp_step(share: float, most: float) -> str:
    """The step of a share where ``most`` is the largest: the whole ramp is used, for retention is seldom near 100 %."""
    return f"heat-{min(round(share / most * _STEPS), _STEPS) if most > 0 else 0}"


def ink_on(palette: Palette, token: str) -> str:
    """The ink that stands out better on a colour: ``text`` or ``surface``, by their contrast as WCAG 2 counts it."""
    ground = _luminance(palette[token])

    def contrast(ink: str) -> float:
        dark, bright = sorted((ground, _luminance(palette[ink])))
        return (bright + 0.05) / (dark + 0.05)

    return max(("text", "surface"), key=contrast)


def draw_heat(sketch: Sketch, chart: HeatMap, *, top: float, words: Words) -> None:
    """A row for each cohort: who it is, how many, and the share of each later time."""
    if not chart.rows:
        sketch.text(0, top + _HEADING, words("report.no_data"), token="muted")
        return
    labels = [named(row.label, words) for row in chart.rows]
    sizes = ["–" if row.size is None else str(row.size) for row in chart.rows]
    label_room = max(width(text, REGULAR, BODY) for text in labels)
    size_room = max(width(text, BOLD, BODY) for text in sizes)
    left = label_room + size_room + 28
    room = (sketch.width - left) / max(len(chart.columns), 1)
    for place, column in enumerate(chart.columns):
        middle = left + room * (place + 0.5)
        sketch.text(middle, top + 8, named(column, words), token="muted", size=CAPTION, anchor="middle", room=room)
    most = max((cell.share for row in chart.rows for cell in row.cells if cell.share is not None), default=0.0)
    for index, row in enumerate(chart.rows):
        y = top + _HEADING + (_CELL + _GAP) * index
        sketch.text(0, y + _CELL / 2, labels[index], room=label_room)
        sketch.text(label_room + 14 + size_room, y + _CELL / 2, sizes[index], bold=True, anchor="end")
        _heat_row(sketch, row, first=len(chart.columns) - len(row.cells), left=left, room=room, y=y, most=most)


def _heat_row(sketch: Sketch, row: HeatRow, *, first: int, left: float, room: float, y: float, most: float) -> None:
    for place, cell in enumerate(row.cells, start=first):
        x = left + room * place
        if cell.share is None:
            sketch.rect(x, y, room - _GAP, _CELL, "sunken", radius=3)
            sketch.text(x + (room - _GAP) / 2, y + _CELL / 2, "–", token="muted", anchor="middle")
            continue
        token = ramp_step(cell.share, most)
        ink = ink_on(sketch.palette, token)
        sketch.rect(x, y, room - _GAP, _CELL, token, radius=3)
        said = percent(cell.share)
        both = f"{said} · {cell.count}" if cell.count is not None else said
        fits = width(both, BOLD, CAPTION) <= room - 10
        middle = x + (room - _GAP) / 2
        sketch.text(middle, y + _CELL / 2, both if fits else said, token=ink, size=CAPTION, bold=True, anchor="middle")


def draw_columns(sketch: Sketch, chart: StackColumns, *, top: float, words: Words) -> None:
    """A column for each time, its parts on top of each other with their numbers; a frame alone where the parts are not told."""
    x = 0.0
    for label, token in zip(chart.parts, _PARTS, strict=False):
        sketch.rect(x, top + 4, 10, 10, token, radius=3)
        x += 34 + sketch.text(x + 15, top + 9, named(label, words), token="text2", size=BODY)
    top, bottom = top + _LEGEND + 16, sketch.height - _FOOT
    most = nice_ticks(max([1, *(column.whole or 0 for column in chart.columns)]))[-1]
    room = sketch.width / max(len(chart.columns), 1)
    wide = min(room * 0.5, 90.0)
    for index, column in enumerate(chart.columns):
        middle = room * (index + 0.5)
        name = named(column.label, words)
        sketch.text(middle, bottom + 12, name, token="muted", size=CAPTION, anchor="middle", room=room)
        _column(sketch, column, middle=middle, wide=wide, bottom=bottom, scale=(bottom - top) / most)
    sketch.line((0, bottom), (sketch.width, bottom), "chart-prev")


def _column(sketch: Sketch, column: Stacked, *, middle: float, wide: float, bottom: float, scale: float) -> None:
    left, y = middle - wide / 2, bottom
    if column.whole is None:
        sketch.text(middle, bottom - 9, "–", token="muted", anchor="middle")
        return
    if any(part is None for part in column.parts):
        high = column.whole * scale
        sketch.rect(left, bottom - high, wide, high, "sunken", radius=3)
        y -= high
    else:
        for part, token in zip(column.parts, _PARTS, strict=False):
            high = (part or 0) * scale
            # A thin gap keeps neighbours apart where their greys are alike.
            sketch.rect(left, y - high + 1, wide, high - 1, token, radius=2)
            if high >= 14:
                ink = ink_on(sketch.palette, token)
                sketch.text(middle, y - high / 2, str(part), token=ink, size=CAPTION, anchor="middle")
            y -= high
    sketch.text(middle, y - 9, str(column.whole), size=CAPTION, bold=True, anchor="middle")


def _rgb(colour: str) -> bytes:
    return bytes.fromhex(colour.removeprefix("#"))


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _rgb(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
