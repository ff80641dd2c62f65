"""The drawing of a figure over events with its control limits: a line, the limits as steps, and rings around what is no chance."""

from itertools import pairwise

from eventdesk.reports.drawn import Trend, TrendPoint
from eventdesk.reports.fonts import REGULAR, width
from eventdesk.reports.phrases import percent, word
from eventdesk.reports.sketch import BODY, CAPTION, Sketch
from resources.words import Words

_PLOT, _FOOT, _STEP = 168.0, 26.0, 0.1
TREND_HEIGHT = _PLOT + _FOOT


def draw_trend(sketch: Sketch, chart: Trend, *, top: float, words: Words) -> None:
    """Points from left to right in their order; nothing but "no data" where there are none."""
    if not chart.points or chart.centre is None:
        sketch.text(0, top + 20, word("no_data", words), token="muted")
        return
    plot = _Plot(sketch, chart, top=top, words=words)
    plot.axes()
    plot.limits()
    plot.values()


class _Plot:
    def __init__(self, sketch: Sketch, chart: Trend, *, top: float, words: Words) -> None:
        self.sketch, self.chart, self.words = sketch, chart, words
        seen = [end for point in chart.points for end in (point.value, point.low, point.high)] + [chart.goal or chart.points[0].value]
        # Whole tenths around all there is, so that a small change is seen and nothing leaves the picture.
        self.first = max(0.0, int(min(seen) / _STEP) * _STEP)
        self.last = min(1.0, -int(-max(seen) / _STEP - 0.999) * _STEP)
        self.last = max(self.last, self.first + _STEP)
        self.top, self.bottom = top + 10, sketch.height - _FOOT
        self.left = width("100%", REGULAR, CAPTION) + 10
        said = [word(f"trend_{name}", words, value=percent(chart.centre)) for name in ("centre", "limits")]
        said.append(word("trend_goal", words, value=percent(chart.goal)) if chart.goal is not None else "")
        self.said = said
        self.right = sketch.width - max(width(text, REGULAR, CAPTION) for text in said) - 14
        self.step = (self.right - self.left) / len(chart.points)

    def x(self, place: float) -> float:
        return self.left + self.step * (place + 0.5)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * (value - self.first) / (self.last - self.first)

    def axes(self) -> None:
        """Shares at the left, days below; so many of each as there is room."""
        ticks = round((self.last - self.first) / _STEP)
        every = 1 if ticks <= 5 else 2
        for tick in range(0, ticks + 1, every):
            value = self.first + tick * _STEP
            self.sketch.line((self.left, self.y(value)), (self.right, self.y(value)), "chart-grid")
            self.sketch.text(self.left - 8, self.y(value), percent(round(value, 6)), token="muted", size=CAPTION, anchor="end")
        room = max(width(point.label, REGULAR, CAPTION) for point in self.chart.points) + 8
        skip = max(1, -int(-room // self.step))
        for place in range(0, len(self.chart.points), skip):
            label = self.chart.points[place].label
            self.sketch.text(self.x(place), self.bottom + 13, label, token="muted", size=CAPTION, anchor="middle")

    def limits(self) -> None:
        """Both limits as steps, for each event has its own; the centre through all; the goal, with their names at the right."""
        centre = self.chart.centre or 0.0
        for end in ("low", "high"):
            steps: list[tuple[float, float]] = []
            for place, point in enumerate(self.chart.points):
                y = self.y(getattr(point, end))
                steps += [(self.x(place - 0.5), y), (self.x(place + 0.5), y)]
            for start, stop in pairwise(steps):
                self.sketch.line(start, stop, "muted", stroke=1.2, dash=(4, 3))
        self.sketch.line((self.left, self.y(centre)), (self.right, self.y(centre)), "muted", stroke=1.2)
        names = [(self.y(centre), self.said[0], "text2"), (self.y(self.chart.points[-1].high), self.said[1], "muted")]
        if self.chart.goal is not None:
            goal = self.y(self.chart.goal)
            self.sketch.line((self.left, goal), (self.right, goal), "text", stroke=1.6, dash=(1, 2))
            names.append((goal, self.said[2], "text"))
        below = self.top - 14
        for y, text, token in sorted(names):
            below = max(y, below + 14)
            self.sketch.text(self.right + 8, below, text, token=token, size=CAPTION)

    def values(self) -> None:
        """The line, its points, and a wide ring with its number around what is no chance."""
        path = [(self.x(place), self.y(point.value)) for place, point in enumerate(self.chart.points)]
        if len(path) > 1:
            self.sketch.curve(path, "accent")
        for (x, y), point in zip(path, self.chart.points, strict=True):
            if point.signal:
                self.sketch.dot(x, y, 9.0, "warn")
                self.sketch.dot(x, y, 7.0, "surface")
            self.sketch.dot(x, y, 4.5, "accent")
            if point.signal or len(path) <= 12:
                self._number(x, y, point)

    def _number(self, x: float, y: float, point: TrendPoint) -> None:
        above = y - 17 if y - 17 > self.top - 4 else y + 17
        self.sketch.text(x, above, percent(point.value), size=BODY, bold=True, anchor="middle")
