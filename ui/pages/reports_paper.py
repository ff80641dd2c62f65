"""The report drawn as a page: what it is about, the key numbers, and the charts."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from eventdesk.reports.document import (
    ArrivalCurve,
    Chart,
    Comparison,
    Dots,
    HeatMap,
    PairedBars,
    ReportDocument,
    StackBars,
    StackColumns,
    Trend,
)
from eventdesk.reports.phrases import clock, day, headline, say, when
from resources.words import Words
from ui.models.reports import KeyNumber, chart_text, key_numbers
from ui.tasks import Tasks
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Rule, Themed, fill, hbox
from ui.widgets.chart import Plot
from ui.widgets.chips import Chip
from ui.widgets.paint import draw_text, text_width

_PAIR_HEIGHT = 208
_MOST_BARS = 9
_MOST_CHARTS = 10
_NARROW, _SLIM = 640, 780
_FULL = (StackBars, Dots, Comparison, Trend, HeatMap, StackColumns)
"""Charts that take the whole width and are as high as they need."""


def draw_chart(chart: Chart, *, palette: str, words: Words, width: float, height: float | None) -> tuple[bytes, float]:
    """A chart as SVG with its height; without one it is as high as it needs, up to some bars."""
    # Brings reportlab, a third of a second the first time: off the window's thread.
    from eventdesk.reports.charts import chart_svg, natural_height
    from eventdesk.reports.palette import load_palette

    if height is None:
        most = 44 + 24 * _MOST_BARS
        height = natural_height(chart) if isinstance(chart, _FULL) else min(natural_height(chart), most)
    return chart_svg(chart, palette=load_palette(palette), words=words, width=width, height=height), height


class ChartView(Plot):
    """A chart at the width that it has, in the colours of the theme; drawn off the window's thread."""

    def __init__(self, theme: Theme, tasks: Tasks, words: Words) -> None:
        super().__init__(theme)
        self._tasks, self._words = tasks, words
        self._chart: Chart | None = None
        self._drawn: tuple[Chart, int, bool, int] | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._draw)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(_PAIR_HEIGHT))

    def set_chart(self, chart: Chart) -> None:
        """Show a chart."""
        self._chart = chart
        self.setAccessibleName(say(chart.title, self._words))
        self.setAccessibleDescription(chart_text(chart, self._words))
        self._soon.start(0)

    @property
    def has_drawing(self) -> bool:
        """Whether its chart is on it."""
        return self._svg is not None and self._svg.isValid()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again once the size stays."""
        if self._chart is not None and event.size().width() != event.oldSize().width():
            self._soon.start(60 if self._drawn is not None else 0)

    def restyle(self) -> None:
        """Other colours or another scale need another drawing."""
        super().restyle()
        if self._chart is not None:
            self._soon.start(0)

    def _draw(self) -> None:
        chart, theme = self._chart, self.theme
        if chart is None or self.width() < 80 or not self.isVisible():
            return
        wanted = (chart, self.width(), theme.dark, theme.scale)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        scale = theme.scale / 100
        self._tasks.outside(
            draw_chart,
            chart,
            palette="dark" if theme.dark else "light",
            words=Words(self._words.language),
            width=self.width() / scale,
            height=_PAIR_HEIGHT if isinstance(chart, ArrivalCurve | PairedBars) else None,
            done=lambda drawn: self._show(wanted, drawn),
            owner=self,
        )

    def showEvent(self, event: object) -> None:
        """It may have changed while nobody saw it."""
        if self._chart is not None:
            self._soon.start(0)

    def _show(self, wanted: tuple[Chart, int, bool, int], drawn: tuple[bytes, float]) -> None:
        if wanted == self._drawn:  # otherwise a newer one is under way
            self.set_svg(drawn[0])
            self.setFixedHeight(round(drawn[1] * self.theme.scale / 100))


class _Number(Themed, QWidget):
    """One key number with its bar."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._shown = KeyNumber("", "", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)  # as high as its neighbours

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometry()

    def _fits(self, width: float) -> bool:
        return text_width(self.theme.font(Type.COMPACT), self._shown.note) <= width

    def set(self, shown: KeyNumber, spoken: str) -> None:
        self._shown = shown
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        # A line more where its note needs two: an interval that is cut off says nothing.
        return QSize(120, self.theme.px(68 if self._fits(self.width() - 18.0) else 86))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, color, shown = self.theme, self.theme.color, self._shown
        painter.fillRect(0, 0, 3, self.height(), color(shown.bar))
        left, width = 15.0, self.width() - 18.0
        line, tall = float(theme.px(18)), float(theme.px(31))
        small = theme.font(Type.COMPACT)
        draw_text(painter, QRectF(left, 0, width, line), shown.label, small, color("text2"))
        font = theme.font(Type.PAGE, bold=True)
        draw_text(painter, QRectF(left, line, width, tall), shown.number, font, color("text"))
        after = text_width(font, shown.number) + 6
        tail = QRectF(left + after, line + theme.px(5), width - after, tall)
        draw_text(painter, tail, shown.tail, small, color("muted"))
        note = QRectF(left, line + tall, width, self.height() - line - tall)
        ink = color("warn-text" if shown.bar == "warn" else "text2")
        if self._fits(width):
            draw_text(painter, QRectF(left, line + tall, width, theme.px(68) - line - tall), shown.note, small, ink)
            return
        painter.setFont(small)
        painter.setPen(ink)
        painter.drawText(note, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextDontClip), shown.note)


class Paper(Card):
    """The report. :meth:`show_report` draws another one."""

    def __init__(self, theme: Theme, tasks: Tasks, words: Words) -> None:
        super().__init__(theme, padding=(24, 16, 24, 16), spacing=0)
        self._words, self._columns = words, (0, 0)
        self._wide: tuple[bool, ...] = ()
        self._title = Elided(theme, kind=Type.TITLE, bold=True)
        self.chip = Chip(theme)
        self._about = Elided(theme, kind=Type.COMPACT, color="text2")
        self._when = Elided(theme, kind=Type.COMPACT, color="text2")
        self.numbers = tuple(_Number(theme) for _ in range(6))
        self.charts = tuple(ChartView(theme, tasks, words) for _ in range(_MOST_CHARTS))
        self._number_grid, self._chart_grid = QGridLayout(), QGridLayout()
        for grid, spacing in ((self._number_grid, 10), (self._chart_grid, 16)):
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setVerticalSpacing(spacing)
        self._number_grid.setHorizontalSpacing(10)
        self._chart_grid.setHorizontalSpacing(28)
        top = hbox(spacing=12)
        top.addWidget(self._title, 1)
        top.addWidget(self.chip)
        fill(
            self.body, top, self._about, self._when, 12, self._number_grid, 12, Rule(theme), 14, self._chart_grid, None
        )

    def show_report(self, document: ReportDocument) -> None:
        """Draw a report."""
        head, words = document.masthead, self._words
        self._title.setText(headline(document, words))
        self._about.setText(" · ".join(text for text in (when(head, words), head.venue) if text))
        at = document.computed_at
        self._when.setText(f"{head.subject} · {words('report.as_of', day=day(at, words), at=clock(at))}")
        numbers = key_numbers(document, words)
        for widget in self.numbers[len(numbers) :]:
            widget.hide()
        for widget, number in zip(self.numbers, numbers, strict=False):
            widget.show()
            spoken = words(
                "reports.kpi_spoken", label=number.label, number=number.number, tail=number.tail, note=number.note
            )
            widget.set(number, spoken)
        self._show_charts(document.charts)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two charts beside each other where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _show_charts(self, charts: Sequence[Chart]) -> None:
        for index, view in enumerate(self.charts):
            view.setVisible(index < len(charts))
            if index < len(charts):
                view.set_chart(charts[index])
        self._wide = tuple(isinstance(chart, _FULL) for chart in charts)
        self._columns = (0, 0)

    def _arrange(self) -> None:
        columns = 1 if self.width() < self.theme.px(_NARROW) else 2
        per_row = 3 if self.width() < self.theme.px(_SLIM) else sum(not number.isHidden() for number in self.numbers)
        if (columns, per_row) == self._columns:
            return
        self._columns = (columns, per_row)
        for index, widget in enumerate(self.numbers):
            self._number_grid.addWidget(widget, index // per_row, index % per_row)
        place = 0
        for chart, wide in zip(self.charts, self._wide, strict=False):
            if wide:
                place += -place % columns
            self._chart_grid.addWidget(
                chart, place // columns, place % columns, 1, columns if wide else 1, Qt.AlignmentFlag.AlignTop
            )
            place += columns if wide else 1
        for column in range(6):
            self._number_grid.setColumnStretch(column, int(column < per_row))
            self._chart_grid.setColumnStretch(column, int(column < columns))
