"""Native charts of what no table of a report holds in columns: figures beside earlier ones and goals, stations, shares.

Their numbers are written to a sheet of their own, from the very charts that the page and the PDF draw.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, Reference

from eventdesk.reports.document import Against, Chart, Comparison, Dots, FillBars, Value, ValueKind
from eventdesk.reports.phrases import named, say, word
from resources.words import Words

SHEET = "chart_data"
"""The name of the sheet (``report.table_chart_data``)."""
KINDS = (FillBars, Dots, Comparison)


@dataclass(frozen=True)
class Block:
    """Rows of numbers under headings; ``kind`` is what all of them are. ``rows``: what is called how, with its numbers."""

    title: str
    kind: ValueKind
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Value, ...]], ...]

    @property
    def height(self) -> int:
        """Rows that it takes, with its headings and a free one below."""
        return len(self.rows) + 2


def blocks(charts: Sequence[Chart], drawn: Mapping[str, object], words: Words) -> list[Block]:
    """What is drawn natively of those charts that no table has (``drawn`` are the keys of those that one has)."""
    found: list[Block] = []
    for chart in charts:
        if chart.key not in drawn and isinstance(chart, KINDS):
            found += [block for block in _blocks(chart, words) if block.rows]
    return found


def _blocks(chart: FillBars | Dots | Comparison, words: Words) -> Iterator[Block]:
    title = say(chart.title, words)
    if isinstance(chart, FillBars):
        bars = tuple((named(bar.label, words), (bar.attended,)) for bar in chart.bars)
        yield Block(title, ValueKind.COUNT, (word("column_persons", words),), bars)
    elif isinstance(chart, Dots):
        told = tuple((named(dot.label, words), (dot.value,)) for dot in chart.dots if dot.value is not None)
        yield Block(title, ValueKind.RATE, (word("column_share", words),), told)
    else:
        for kind in dict.fromkeys(row.kind for row in chart.rows):
            rows = [row for row in chart.rows if row.kind is kind and (row.value is not None or row.before)]
            yield _against(title, kind, rows, words)


def _against(title: str, kind: ValueKind, rows: Sequence[Against], words: Words) -> Block:
    """Figures of one unit: those of before, the oldest first, then this time's and the goal."""
    most = max((len(row.before) for row in rows), default=0)
    before = word("legend_before", words)
    headings = tuple(f"{before} -{place}" for place in range(most, 0, -1))
    told = tuple(
        (say(row.label, words), (*(None,) * (most - len(row.before)), *reversed(row.before), row.value, row.goal)) for row in rows
    )
    called = word("table_chart_data_of", words, title=title, figures=words("common.list_comma").join(label for label, _ in told))
    return Block(called, kind, (*headings, word("legend_now", words), word("legend_goal", words)), told)


def native(sheet: Any, block: Block, row: int) -> Any:
    """The native chart of a block whose headings stand in this row of the sheet."""
    chart = BarChart()
    last, columns = row + len(block.rows), len(block.headings) + 1
    chart.add_data(Reference(sheet, min_col=2, max_col=columns, min_row=row, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=row + 1, max_row=last))
    chart.gapWidth = 60
    if len(block.headings) == 1:
        chart.legend = None
    else:
        chart.legend.position = "t"
    chart.y_axis.scaling.min = 0
    if block.kind is ValueKind.RATE and all(0 <= v <= 1 for _, values in block.rows for v in values if isinstance(v, float)):
        chart.y_axis.scaling.max = 1
    return chart


def tones(block: Block) -> tuple[str, ...]:
    """The colours of its series: the past pale, this time strong, the goal dark."""
    if len(block.headings) == 1:
        return ("accent",)
    return (*("chart-prev",) * (len(block.headings) - 2), "accent", "muted")
