"""Drawings of shares: answers as parts of a whole, and figures on a scale with how sure they are."""

from collections.abc import Mapping

from eventdesk.reports.document import Dot, Dots, Stack, StackBars
from eventdesk.reports.fonts import BOLD, REGULAR, width
from eventdesk.reports.palette import Palette
from eventdesk.reports.phrases import named, percent, say
from eventdesk.reports.sketch import BODY, CAPTION, Sketch
from resources.words import Words

_BAR, _STACK_ROW, _DOT_ROW, _AXIS = 20.0, 54.0, 27.0, 20.0
_TONES = ("accent", "accent-mid", "chart-prev", "warn-mid", "warn")
_LABELS, _WORDS = 0.3, 0.3


def shares_height(chart: StackBars | Dots) -> float:
    """How high its body has to be to show all of it."""
    if isinstance(chart, StackBars):
        return _STACK_ROW * max(len(chart.bars), 1)
    return _DOT_ROW * max(len(chart.dots), 1) + _AXIS


def with_tones(palette: Palette) -> Mapping[str, str]:
    """A palette with the two colours between: half-way to the paper, so that five parts can be told apart, in grey as well."""
    return {**palette, "accent-mid": _mixed(palette, "accent"), "warn-mid": _mixed(palette, "warn")}


def _mixed(palette: Palette, token: str) -> str:
    one, other = (bytes.fromhex(palette[name].removeprefix("#")) for name in (token, "surface"))
    return "#" + bytes(round(a * 0.55 + b * 0.45) for a, b in zip(one, other, strict=True)).hex().upper()


def draw_stacks(sketch: Sketch, chart: StackBars, *, top: float, words: Words) -> None:
    """A bar for each question, with what each part of it is below."""
    if not chart.bars:
        sketch.text(0, top + _BAR, words("report.no_data"), token="muted")
    label_room = min(max((width(bar.label, REGULAR, BODY) for bar in chart.bars), default=0.0), sketch.width * _LABELS)
    for index, bar in enumerate(chart.bars):
        y = top + _STACK_ROW * index
        sketch.text(0, y + _BAR / 2, bar.label, room=label_room)
        _stack(sketch, bar, words, left=label_room + 14, y=y)


def _stack(sketch: Sketch, bar: Stack, words: Words, *, left: float, y: float) -> None:
    whole = sum(count for _, count in bar.parts)
    long, x, legend = sketch.width - left, left, left
    for place, (label, count) in enumerate(bar.parts):
        token = _TONES[round(place * (len(_TONES) - 1) / max(len(bar.parts) - 1, 1))]
        part = long * count / whole if whole else 0.0
        # A thin gap keeps neighbours apart where their greys are alike.
        sketch.rect(x, y, max(part - 1.5, 0), _BAR, token, radius=3)
        x += part
        sketch.rect(legend, y + _BAR + 9, 9, 9, token, radius=3)
        said = named(label, words)
        legend += 19 + sketch.text(legend + 14, y + _BAR + 14, said, token="text2", size=CAPTION)
        number = f"{count} ({percent(count / whole if whole else None)})"
        legend += sketch.text(legend, y + _BAR + 14, number, size=CAPTION, bold=True) + 18


def draw_dots(sketch: Sketch, chart: Dots, *, top: float, words: Words) -> None:
    """A line for each figure on one scale from 0 to 100 %: its interval, itself, earlier ones, and its target."""
    labels = [named(dot.label, words) for dot in chart.dots]
    behind = [say(dot.word, words) if dot.word is not None else "" for dot in chart.dots]
    label_room = min(max((width(text, REGULAR, BODY) for text in labels), default=0.0), sketch.width * _LABELS)
    word_room = min(max((width(text, REGULAR, BODY) for text in behind), default=0.0), sketch.width * _WORDS)
    number_room = width("100%", BOLD, BODY)
    left, right = label_room + number_room + 30, sketch.width - word_room - 18
    bottom = top + _DOT_ROW * len(chart.dots)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + (right - left) * share
        sketch.line((x, top), (x, bottom), "chart-grid")
        sketch.text(x, bottom + 10, percent(share), token="muted", size=CAPTION, anchor="middle")
    for index, dot in enumerate(chart.dots):
        y = top + _DOT_ROW * (index + 0.5)
        sketch.text(0, y, labels[index], room=label_room)
        sketch.text(sketch.width, y, behind[index], token="text2", anchor="end", room=word_room)
        number = percent(dot.value)
        sketch.text(label_room + 14 + number_room, y, number, bold=True, anchor="end")
        _dot(sketch, dot, left=left, right=right, y=y)


def _dot(sketch: Sketch, dot: Dot, *, left: float, right: float, y: float) -> None:
    def at(share: float) -> float:
        return left + (right - left) * min(max(share, 0.0), 1.0)

    sketch.line((left, y), (right, y), "chart-grid")
    if dot.low is not None and dot.high is not None:
        sketch.line((at(dot.low), y), (at(dot.high), y), "accent", stroke=2.4)
        for end in (dot.low, dot.high):
            sketch.line((at(end), y - 4), (at(end), y + 4), "accent", stroke=1.4)
    for share in dot.before:
        sketch.dot(at(share), y, 4.5, "muted")
        sketch.dot(at(share), y, 3.0, "surface")
    if dot.target is not None:
        sketch.line((at(dot.target), y - 9), (at(dot.target), y + 9), "text", stroke=2.2)
    if dot.value is not None:
        sketch.dot(at(dot.value), y, 6.0, "accent")
        if dot.few:
            sketch.dot(at(dot.value), y, 3.8, "surface")
