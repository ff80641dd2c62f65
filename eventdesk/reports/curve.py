"""The arrival curve: people who had come, over time."""

from datetime import datetime, timedelta

from eventdesk.reports.document import ArrivalCurve
from eventdesk.reports.sketch import CAPTION, Sketch
from eventdesk.reports.ticks import nice_ticks
from resources.words import Words

_STEPS = (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)
_NEAR = timedelta(hours=2)
_LEFT, _RIGHT, _FOOT = 34.0, 14.0, 22.0


def draw_curve(sketch: Sketch, chart: ArrivalCurve, *, top: float, words: Words) -> None:
    """Draws the curve with its axes below ``top``."""
    plot = _Plot(sketch, chart, top)
    plot.ground()
    plot.marks(words)
    plot.line()


class _Plot:
    """Axes and scales of one curve."""

    def __init__(self, sketch: Sketch, chart: ArrivalCurve, top: float) -> None:
        self.sketch, self.chart = sketch, chart
        self.begin, self.end = _span(chart)
        self.ticks = nice_ticks(max([1, chart.expected, *(count for _, count in chart.points)]))
        self.top, self.bottom = top + 10, sketch.height - _FOOT
        self.left, self.right = _LEFT, sketch.width - _RIGHT

    def x(self, at: datetime) -> float:
        share = (at - self.begin) / (self.end - self.begin)
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)

    def y(self, persons: float) -> float:
        return self.bottom - (self.bottom - self.top) * persons / self.ticks[-1]

    def ground(self) -> None:
        """The busiest five minutes, the grid and the numbers of both axes."""
        sketch = self.sketch
        if self.chart.busiest is not None:
            first, last = (self.x(at) for at in self.chart.busiest)
            sketch.rect(first, self.top, max(last - first, 2), self.bottom - self.top, "warn-soft")
        for tick in self.ticks:
            y = self.y(tick)
            token = "chart-prev" if tick == 0 else "chart-grid"
            sketch.line((self.left, y), (self.right, y), token, stroke=1 if tick == 0 else 0.8)
            sketch.text(self.left - 6, y, str(tick), token="muted", size=CAPTION, anchor="end")
        days = self.end - self.begin > timedelta(days=1)
        for at in _time_ticks(self.begin, self.end):
            label = at.strftime("%m-%d %H:%M" if days else "%H:%M")
            sketch.text(self.x(at), self.bottom + 12, label, token="muted", size=CAPTION, anchor="middle")

    def line(self) -> None:
        """The curve, the area below it and its last point with its number."""
        points = [(self.x(at), self.y(count)) for at, count in self.chart.points]
        if not points:
            return
        self.sketch.curve(points, "accent", stroke=2.2)
        x, y = points[-1] if self.chart.most is None else (self.x(self.chart.most[0]), self.y(self.chart.most[1]))
        self.sketch.dot(x, y, 3.6, "accent")

    def marks(self, words: Words) -> None:
        """The area, how many were expected, and when the event began."""
        sketch, chart = self.sketch, self.chart
        points = [(self.x(at), self.y(count)) for at, count in chart.points]
        if points:
            foot = self.y(0)
            sketch.area([(points[0][0], foot), *points, (points[-1][0], foot)], "accent-soft")
        if self.begin < chart.starts < self.end:
            x = self.x(chart.starts)
            sketch.line((x, self.top), (x, self.bottom), "border-strong", stroke=1)
            sketch.text(x + 5, self.bottom - 12, words("report.mark_starts"), token="text2", size=CAPTION)
        if chart.expected:
            y = self.y(chart.expected)
            sketch.line((self.left, y), (self.right, y), "text2", stroke=1.1, dash=(4, 3))
            label = words(f"report.{chart.level}", n=chart.expected)
            sketch.text(self.left + 4, y - 8, label, token="text2", size=CAPTION)
        if points:
            at, count = chart.most or chart.points[-1]
            x, y = self.x(at), self.y(count)
            # Left of the point, where the curve has not been yet; at the axis there is no room for it.
            aside, anchor = (-4.0, "end") if x - self.left > 30 else (6.0, "start")
            sketch.text(x + aside, min(y + 16, self.bottom - 8), str(count), size=CAPTION, bold=True, anchor=anchor)


def _span(chart: ArrivalCurve) -> tuple[datetime, datetime]:
    """From the first arrival to the last, with the event's start where that is near, on quarters of an
    hour."""
    moments = [at for at, _ in chart.points]
    if not moments:
        moments = [chart.starts - timedelta(minutes=30), chart.starts + timedelta(minutes=30)]
    elif min(moments) - _NEAR < chart.starts < max(moments) + _NEAR:
        moments.append(chart.starts)
    begin, end = min(moments), max(moments)
    quarter = timedelta(minutes=15)
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    begin = midnight + (begin - midnight) // quarter * quarter
    end = midnight - (midnight - end) // quarter * quarter
    return begin, max(end, begin + 2 * quarter)


def _time_ticks(begin: datetime, end: datetime) -> list[datetime]:
    """At most six round moments of the day, or of the days."""
    minutes = (end - begin) / timedelta(minutes=1)
    step = next((step for step in _STEPS if minutes / step <= 5), None)
    if step is None:
        step = 1440 * -(-int(minutes) // (1440 * 4))
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    first = -(-((begin - midnight) // timedelta(minutes=1)) // step)
    ticks = []
    at = midnight + timedelta(minutes=first * step)
    while at <= end:
        ticks.append(at)
        at += timedelta(minutes=step)
    return ticks
