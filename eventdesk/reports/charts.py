"""Charts as drawings: one drawing serves the PDF, the window and a web page.

Lengths are pixels of the screen; the PDF scales the drawing. Colours come from a palette of design tokens, so
the same chart is light or dark. Nothing is told by colour alone: bars carry their numbers.
"""

from reportlab.graphics.shapes import Drawing

from eventdesk.reports.charts_against import comparison_height, draw_comparison, legend
from eventdesk.reports.charts_cohorts import cohorts_height, draw_columns, draw_heat, with_ramp
from eventdesk.reports.charts_shares import draw_dots, draw_stacks, shares_height, with_tones
from eventdesk.reports.charts_trend import TREND_HEIGHT, draw_trend
from eventdesk.reports.curve import draw_curve
from eventdesk.reports.document import (
    ArrivalCurve,
    Bar,
    Chart,
    Comparison,
    Dots,
    Fill,
    FillBars,
    HeatMap,
    PairedBars,
    StackBars,
    StackColumns,
    Trend,
)
from eventdesk.reports.fonts import BOLD, REGULAR, width
from eventdesk.reports.palette import Palette
from eventdesk.reports.phrases import percent, say
from eventdesk.reports.sketch import BODY, CAPTION, TITLE, Clean, Sketch
from eventdesk.reports.svg import to_svg
from eventdesk.reports.ticks import nice_ticks
from resources.words import Words

_HEAD = 44.0
_ROW = 24.0
_PLOT = 176.0
# Over this share of its places a bar takes the colour that says "nearly full" everywhere in the program.
_NEARLY_FULL = 0.9


def natural_height(chart: Chart, *, titled: bool = True) -> float:
    """The height at which a chart shows everything it has."""
    if isinstance(chart, FillBars):
        return (_HEAD if titled else 0) + _ROW * max(len(chart.bars), 1) + 4
    if isinstance(chart, StackBars | Dots):
        return (_HEAD if titled else 0) + shares_height(chart)
    if isinstance(chart, HeatMap | StackColumns):
        return (_HEAD if titled else 0) + cohorts_height(chart)
    if isinstance(chart, Comparison):
        return (_HEAD if titled else 0) + comparison_height(chart)
    if isinstance(chart, Trend):
        return (_HEAD if titled else 0) + TREND_HEIGHT
    return _HEAD + _PLOT


def draw(
    chart: Chart,
    *,
    palette: Palette,
    words: Words,
    width: float,
    height: float,
    titled: bool = True,
    clean: Clean | None = None,
) -> Drawing:
    """The chart with its finding as title. ``clean`` makes a text printable where no other typeface can help
    out."""
    sketch = Sketch(palette=with_ramp(with_tones(palette)), width=width, height=height, clean=clean)
    if titled:
        room = _legend(sketch, words) - 12 if isinstance(chart, PairedBars) else width
        above = legend(sketch, words, y=9) - 12 if isinstance(chart, Comparison) else width
        sketch.text(0, 9, say(chart.title, words), size=TITLE, bold=True, room=above)
        if chart.note is not None:
            sketch.text(0, 28, say(chart.note, words), token="muted", size=BODY, room=room)
    top = _HEAD if titled else 0.0
    if isinstance(chart, ArrivalCurve):
        draw_curve(sketch, chart, top=top, words=words)
    elif isinstance(chart, PairedBars):
        _draw_pairs(sketch, chart, words, top=top)
    elif isinstance(chart, StackBars):
        draw_stacks(sketch, chart, top=top, words=words)
    elif isinstance(chart, Dots):
        draw_dots(sketch, chart, top=top, words=words)
    elif isinstance(chart, Comparison):
        draw_comparison(sketch, chart, top=top, words=words)
    elif isinstance(chart, Trend):
        draw_trend(sketch, chart, top=top, words=words)
    elif isinstance(chart, HeatMap):
        draw_heat(sketch, chart, top=top, words=words)
    elif isinstance(chart, StackColumns):
        draw_columns(sketch, chart, top=top, words=words)
    else:
        _draw_fills(sketch, chart, words, top=top)
    return sketch.drawing


def chart_svg(chart: Chart, *, palette: Palette, words: Words, width: float, height: float) -> bytes:
    """The chart as an SVG document in UTF-8, its text as text in the shipped typeface."""
    return to_svg(draw(chart, palette=palette, words=words, width=width, height=height))


def _legend(sketch: Sketch, words: Words) -> float:
    """Registered and attended, right of the note. Returns where it begins."""
    x = sketch.width
    for token, key in (("accent", "legend_attended"), ("chart-prev", "legend_registered")):
        label = words(f"report.{key}")
        x -= sketch.text(x, 28, label, token="text2", size=BODY, anchor="end") + 16
        sketch.rect(x, 23, 10, 10, token, radius=3)
        x -= 14
    return x + 14


def _draw_pairs(sketch: Sketch, chart: PairedBars, words: Words, *, top: float) -> None:
    top, bottom = top + 18, sketch.height - 22
    most = nice_ticks(max([1, *(max(bar.registered, bar.attended) for bar in chart.bars)]))[-1]
    room = sketch.width / len(chart.bars)
    bar_width = min((room - 8) / 2, 26.0)
    for index, bar in enumerate(chart.bars):
        middle = room * (index + 0.5)
        label = say(bar.label, words)
        sketch.text(middle, bottom + 12, label, token="muted", size=CAPTION, anchor="middle", room=room)
        _pair(sketch, bar, middle=middle, bar_width=bar_width, bottom=bottom, scale=(bottom - top) / most)
    sketch.line((0, bottom), (sketch.width, bottom), "chart-prev")


def _pair(sketch: Sketch, bar: Bar, *, middle: float, bar_width: float, bottom: float, scale: float) -> None:
    size = CAPTION if width(str(max(bar.registered, bar.attended)), BOLD, CAPTION) <= bar_width + 1 else 8.0
    pairs = (
        (middle - bar_width - 1, bar.registered, "chart-prev", "muted", False),
        (middle + 1, bar.attended, "accent", "text", True),
    )
    for x, count, fill, ink, bold in pairs:
        high = count * scale
        sketch.rect(x, bottom - high, bar_width, high, fill, radius=3)
        # Rounded at the top only: a bar stands on its line.
        sketch.rect(x, bottom - min(high, 3), bar_width, min(high, 3), fill)
        sketch.text(x + bar_width / 2, bottom - high - 8, str(count), token=ink, size=size, bold=bold, anchor="middle")


def _draw_fills(sketch: Sketch, chart: FillBars, words: Words, *, top: float) -> None:
    if not chart.bars:
        sketch.text(0, top + _ROW / 2, words("report.no_data"), token="muted")
        return
    rows = max(int((sketch.height - top) // _ROW), 1)
    shown = chart.bars if len(chart.bars) <= rows else chart.bars[: rows - 1]
    figures = [_fill_figures(bar, words) for bar in shown]
    share_room = max([width(share, BOLD, BODY) for share, _ in figures] or [0.0])
    count_room = max([width(count, REGULAR, BODY) for _, count in figures] or [0.0])
    label_room = min(max([width(bar.label, REGULAR, BODY) for bar in shown] or [0.0]), sketch.width * 0.34)
    left, right = label_room + 14, sketch.width - share_room - count_room - 18
    for index, (bar, (share, count)) in enumerate(zip(shown, figures, strict=True)):
        y = top + _ROW * (index + 0.5)
        sketch.text(0, y, bar.label, room=label_room)
        sketch.text(right + 12 + share_room, y, share, bold=True, anchor="end")
        sketch.text(sketch.width, y, count, token="muted", anchor="end")
        _track(sketch, bar, left=left, right=right, y=y, warns=chart.warns)
    if len(shown) < len(chart.bars):
        rest = words("report.more_bars", n=len(chart.bars) - len(shown))
        sketch.text(0, top + _ROW * (len(shown) + 0.5), rest, token="muted", room=sketch.width)


def _fill_figures(bar: Fill, words: Words) -> tuple[str, str]:
    if not bar.capacity:
        return "", words(f"report.count_{bar.unit}", n=bar.attended)
    return percent(bar.attended / bar.capacity), f"{bar.attended}/{bar.capacity}"


def _track(sketch: Sketch, bar: Fill, *, left: float, right: float, y: float, warns: bool) -> None:
    if not bar.capacity:
        return
    long = right - left
    share = bar.attended / bar.capacity
    sketch.rect(left, y - 5, long, 10, "sunken", radius=3)
    sketch.rect(
        left, y - 5, long * min(share, 1.0), 10, "warn" if warns and share > _NEARLY_FULL else "accent", radius=3
    )
    if bar.registered is not None:
        mark = left + long * min(bar.registered / bar.capacity, 1.0)
        sketch.line((mark, y - 8), (mark, y + 8), "text", stroke=1.4)
