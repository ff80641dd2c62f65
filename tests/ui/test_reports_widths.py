"""The columns of a report's lists: all in sight at 1366 pixels, no number cut."""

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from eventdesk.reports.document import NUMBERS, Column, Table, ValueKind
from eventdesk.reports.phrases import word
from resources.words import Words
from ui.pages.reports_tables import ListTab
from ui.pages.reports_widths import ROOM, widest_words, widths
from ui.theme import Theme, Type

COUNT, RATE = ValueKind.COUNT, ValueKind.RATE
YEAR = Table(
    "year_events",
    (
        Column("event_title"), Column("day"),
        *(Column(f"year_{name}", COUNT) for name in ("registered", "attended", "families", "new", "returning", "lapsed")),
        Column("year_rate", RATE), Column("year_content", RATE), Column("year_answered", COUNT),
        Column("year_cost", ValueKind.MONEY), Column("year_partners", COUNT),
    ),
    (),
)  # fmt: skip
ROW = ("亲子运动会和它长长的名字，还有一个副标题，写在后面", "2026-11-21", "1,204", "1,188", "431", "96", "335", "12",
       "98.7%", "91.2%", "402", "123,905.70", "14")  # fmt: skip


def test_every_column_of_the_years_events_is_in_sight_and_no_number_is_cut(qtbot: QtBot, theme: Theme, words: Words) -> None:
    tab = ListTab(theme, words, "year_events", icon="okc")
    qtbot.addWidget(tab)
    tab.resize(ROOM + 12, 600)
    tab.show_rows(YEAR, (ROW,) * 8)
    tab.show()
    assert tab.table is not None
    header, delegate = tab.table.view.horizontalHeader(), tab.table._delegate
    assert header.length() <= tab.table.view.viewport().width()
    metrics = QFontMetricsF(theme.font(Type.COMPACT))
    for place, column in enumerate(YEAR.columns):
        if column.kind in NUMBERS:
            room = delegate.content_rect(tab.table.view.visualRect(tab.table.model.index(0, place)).toRectF(), place).width()
            assert metrics.horizontalAdvance(ROW[place]) <= room
            assert metrics.horizontalAdvance(word(f"column_{column.key}", words)) <= room


def test_a_column_follows_the_rows_of_the_next_report(qtbot: QtBot, theme: Theme, words: Words) -> None:
    tab = ListTab(theme, words, "goals", icon="okc")
    qtbot.addWidget(tab)
    table = Table("goals", (Column("goal", ValueKind.WORD), Column("reached"), Column("verdict", ValueKind.WORD)), ())
    tab.resize(ROOM, 600)
    tab.show()
    tab.show_rows(table, (("A", "1", "met"),))
    tab.show_rows(table, (("A goal with a name of several words", "1", "met"),))
    assert tab.table is not None
    room = tab.table.view.horizontalHeader().sectionSize(0)
    assert room >= QFontMetricsF(theme.font(Type.COMPACT, bold=True)).horizontalAdvance("A goal with a name of several words")


@pytest.mark.parametrize("count", [2, 9])
def test_the_widest_words_give_way_first_and_numbers_never(theme: Theme, count: int) -> None:
    long, short = "一句很长的话" * 9, "短"
    titles, row = ("a", "b", *"c" * count), (long, short, *["1,234,567"] * count)
    numbers = (False, False, *[True] * count)
    free = widths(theme, titles, (row,), numbers, 10_000)
    tight = widths(theme, titles, (row,), numbers, sum(free) - 100)
    assert tight[0] == free[0] - 100 and tight[1:] == free[1:]
    assert widest_words(free, numbers) == 0
    assert widths(theme, titles, (row,), numbers, 0)[2:] == free[2:]
