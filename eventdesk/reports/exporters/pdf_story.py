"""What the PDF shows, from top to bottom."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    Image,
    KeepTogether,
    Spacer,
    Table,
    TableStyle,
)

from eventdesk.reports import charts
from eventdesk.reports.document import (
    ArrivalCurve,
    Chart,
    Comparison,
    Dots,
    FillBars,
    HeatMap,
    PairedBars,
    ReportDocument,
    StackBars,
    StackColumns,
    Trend,
)
from eventdesk.reports.exporters.pdf_outline import Mark
from eventdesk.reports.exporters.pdf_parts import SCALE, Styles, figures_table, key_figures, listing
from eventdesk.reports.glyphs import Glyphs
from eventdesk.reports.palette import Palette
from eventdesk.reports.phrases import clock, day, headline, say, stage_said, when, word
from resources.words import Words

_GAP, _TALL = 24.0, 236.0
_LOGO = (120.0, 34.0)
"""Points that a logo has at most."""
# Slots beyond this many go on in a second drawing, which can stand on the next page.
_MOST_SLOTS = 12
_MOST_DOTS, _MOST_STACKS = 24, 14


def story(
    document: ReportDocument, *, words: Words, palette: Palette, zone: ZoneInfo, width: float, logo: bytes | None = None
) -> list[Flowable]:
    """The flowables in order: masthead, key figures, charts, lists, and all figures with their
    definitions."""
    maker = _Story(document, words=words, palette=palette, zone=zone, width=width, logo=logo)
    return [*maker.masthead(), *maker.charts(), *maker.lists(), *maker.figures()]


class _Story:
    def __init__(
        self, document: ReportDocument, *, words: Words, palette: Palette, zone: ZoneInfo, width: float,
        logo: bytes | None = None,
    ) -> None:  # fmt: skip
        self.document, self.words, self.palette, self.zone, self.width = document, words, palette, zone, width
        self.styles = Styles(palette, Glyphs().printable)
        self.logo = logo

    def masthead(self) -> list[Flowable]:
        """What the report is about, as of when, and the five numbers."""
        head, words, styles = self.document.masthead, self.words, self.styles
        at = self.document.computed_at.astimezone(self.zone)
        places = [text for text in (when(head, words), head.venue, head.organisation) if text]
        as_of = words("report.as_of", day=day(at, words), at=clock(at))
        title = styles.paragraph(headline(self.document, words), "title")
        revision = styles.paragraph(words("report.revision", revision=self.document.revision), "chip")
        top = Table([[title, revision]], colWidths=[self.width - 80, 80])
        top.setStyle(TableStyle([*_NO_PADDING, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
        return [
            Mark(self.styles.clean(headline(self.document, words))),
            *self._logo(),
            top,
            Spacer(0, 3),
            styles.paragraph(" · ".join(places), "sub"),
            styles.paragraph(" · ".join(filter(None, (head.subject, as_of, stage_said(self.document, words)))), "sub"),
            Spacer(0, 12),
            self._scaled(key_figures(self.document, palette=self.palette, words=words, width=self._pixels())),
            Spacer(0, 10),
            HRFlowable(width="100%", thickness=0.6, color=HexColor(self.palette["border"]), spaceAfter=14),
        ]

    def _logo(self) -> list[Flowable]:
        if self.logo is None:
            return []
        picture = Image(BytesIO(self.logo), hAlign="LEFT", kind="proportional", width=_LOGO[0], height=_LOGO[1])
        return [picture, Spacer(0, 6)]

    def charts(self) -> list[Flowable]:
        """Two side by side, curves and groups before bars; then what takes the whole width, in parts where it is much."""
        half = (self._pixels() - _GAP / SCALE) / 2
        halves: list[tuple[Chart, Drawing]] = []
        wide: list[Flowable] = []
        for chart in sorted(self.document.charts, key=lambda chart: not isinstance(chart, ArrivalCurve | PairedBars)):
            if isinstance(chart, ArrivalCurve | PairedBars):
                halves.append((chart, self._chart(chart, half, _TALL)))
            elif isinstance(chart, HeatMap | StackColumns | Comparison | Trend):
                high = charts.natural_height(chart)
                drawn = self._chart(chart, self._pixels(), high)
                wide += [CondPageBreak(high * SCALE + 16), Spacer(0, 16), *self._marks(chart), drawn]
            elif isinstance(chart, Dots | StackBars) or len(chart.bars) > _MOST_SLOTS:
                wide += self._in_parts(chart)
            else:
                halves.append((chart, self._chart(chart, half, charts.natural_height(chart))))
        shown: list[Flowable] = []
        for first in range(0, len(halves), 2):
            both = halves[first : first + 2]
            high = max(drawing.height for _, drawing in both) * SCALE
            row = self._side_by_side([drawing for _, drawing in both])
            gap = [Spacer(0, 16)] if first else []
            shown += [CondPageBreak(high + 16), *gap, *self._marks(*(chart for chart, _ in both)), row]
        return [*shown, *wide]

    def _in_parts(self, chart: FillBars | Dots | StackBars) -> list[Flowable]:
        """As wide as the page; what has too many rows for one drawing goes on in the next, which can stand on another page."""
        shown: list[Flowable] = []
        for number, part in enumerate(_parts(chart)):
            high = charts.natural_height(part, titled=number == 0)
            shown += [CondPageBreak(high * SCALE + 16), *self._marks(chart)] if number == 0 else []
            shown += [Spacer(0, 0 if number else 16), self._chart(part, self._pixels(), high, titled=number == 0)]
        return shown

    def lists(self) -> list[Flowable]:
        """The tables that are printed."""
        shown: list[Flowable] = []
        for one in self.document.layout.listings:
            table = self.document.table(one.table)
            heading = self._heading(f"table_{table.name}", f"note_{table.name}")
            if not table.rows:
                nothing = self.styles.paragraph(word(f"nothing_{table.name}", self.words), "body")
                shown.append(KeepTogether([*heading, nothing]))
                continue
            # A heading alone at the foot of a page belongs to nothing.
            shown.append(CondPageBreak(90))
            shown += heading
            shown += listing(table, shares=one.shares, width=self.width, styles=self.styles, words=self.words)
        return shown

    def figures(self) -> list[Flowable]:
        """Every figure with numerator, denominator and definition."""
        heading = self._heading("table_figures", self.document.layout.note)
        rows = figures_table(self.document, width=self.width, styles=self.styles, words=self.words)
        return [CondPageBreak(140), *heading, *rows]

    def _marks(self, *drawn: Chart) -> list[Flowable]:
        """An entry of the outline for each chart: its finding."""
        return [Mark(self.styles.clean(say(chart.title, self.words)), level=1) for chart in drawn]

    def _heading(self, key: str, note: str) -> list[Flowable]:
        return [
            Spacer(0, 18),
            Mark(self.styles.clean(word(key, self.words))),
            self.styles.paragraph(word(key, self.words), "heading"),
            self.styles.paragraph(word(note, self.words), "sub"),
            Spacer(0, 6),
        ]

    def _pixels(self) -> float:
        return self.width / SCALE

    def _chart(self, chart: Chart, width: float, height: float, *, titled: bool = True) -> Drawing:
        drawn = charts.draw(
            chart,
            palette=self.palette,
            words=self.words,
            width=width,
            height=height,
            titled=titled,
            clean=self.styles.clean,
        )
        return self._scaled(drawn)

    def _scaled(self, drawing: Drawing) -> Drawing:
        """A drawing made in pixels, at its size on paper."""
        drawing.renderScale = SCALE
        return drawing

    def _side_by_side(self, flowables: list[Any]) -> Table:
        half = (self.width - _GAP) / 2
        other = flowables[1] if len(flowables) > 1 else ""
        table = Table([[flowables[0], "", other]], colWidths=[half, _GAP, half])
        table.setStyle(TableStyle([*_NO_PADDING, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
        return table


def _parts(chart: FillBars | Dots | StackBars) -> list[FillBars | Dots | StackBars]:
    if isinstance(chart, Dots):
        return [replace(chart, dots=chart.dots[n : n + _MOST_DOTS]) for n in range(0, len(chart.dots), _MOST_DOTS)]
    if isinstance(chart, StackBars):
        return [replace(chart, bars=chart.bars[n : n + _MOST_STACKS]) for n in range(0, len(chart.bars), _MOST_STACKS)]
    return [replace(chart, bars=chart.bars[n : n + _MOST_SLOTS]) for n in range(0, len(chart.bars), _MOST_SLOTS)]


_NO_PADDING = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]
