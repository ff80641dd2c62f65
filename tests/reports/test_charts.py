"""Charts as SVG: well formed, the same every time, their numbers readable as text, and shown by Qt."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from eventdesk.reports.attendance import AttendanceFacts, build
from eventdesk.reports.charts import chart_svg, natural_height
from eventdesk.reports.document import Chart, Fill, FillBars, Phrase
from eventdesk.reports.fonts import BOLD, REGULAR, fitted, register_fonts, width
from eventdesk.reports.palette import load_palette
from eventdesk.reports.ticks import nice_ticks
from resources import path
from resources.words import LANGUAGES, Words
from tests.reports.made import any_facts, crowd, facts

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart, theme: str = "light", language: str = "zh") -> bytes:
    return chart_svg(chart, palette=load_palette(theme), words=Words(language), width=396, height=natural_height(chart))


def texts(svg: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


@settings(max_examples=40, deadline=None)
@given(any_facts(), st.sampled_from(LANGUAGES))
def test_any_event_can_be_drawn(made: AttendanceFacts, language: str) -> None:
    for chart in build(made).charts:
        svg = drawn(chart, language=language)
        root = ET.fromstring(svg)
        assert root.tag == f"{SVG}svg"
        assert svg == drawn(chart, language=language)
        for rect in root.iter(f"{SVG}rect"):
            assert float(rect.get("width", "0")) >= 0
            assert float(rect.get("height", "0")) >= 0
            assert -1 <= float(rect.get("x", "0")) <= 397


def test_the_numbers_of_a_chart_stand_in_it() -> None:
    document = build(facts(crowd()))
    curve, ages, inside, slots, _ = (texts(drawn(chart)) for chart in document.charts)
    assert str(document.figure("attended.persons").value) in curve
    assert str(document.figure("registered.adults").value) in ages
    assert str(document.figure("attended.adults").value) in ages
    most = next(figure for figure in document.figures if figure.key.startswith(("occupancy_max.", "entries_so_far.")))
    assert str(most.value) in inside
    attended = document.figure("slot.KANG.attended").value
    assert f"{attended}/36" in slots


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_those_of_the_theme(theme: str) -> None:
    palette = {value.lower() for value in load_palette(theme).values()}
    for chart in build(facts(crowd())).charts:
        for element in ET.fromstring(drawn(chart, theme)).iter():
            for name in ("fill", "stroke"):
                assert element.get(name, "none") in palette | {"none"}


def test_qt_shows_the_shipped_typeface(qtbot: QtBot) -> None:
    """The digits must be as wide as they were measured; with another typeface they are not."""
    for name in (REGULAR, BOLD):
        QFontDatabase.addApplicationFont(str(path("fonts", f"{name}.ttf")))
    chart = build(facts(crowd())).charts[0]
    renderer = QSvgRenderer(QByteArray(drawn(chart)))
    assert renderer.isValid()
    image = QImage(396, int(natural_height(chart)), QImage.Format.Format_ARGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    register_fonts()
    title = texts(drawn(chart))[0]
    expected = width(title, BOLD, 13)
    ink = [x for x in range(396) if any(image.pixelColor(x, y).lightness() < 120 for y in range(2, 18))]
    assert abs(max(ink) - expected) < 4


@given(st.integers(1, 10**7))
def test_ticks_reach_the_number_in_few_equal_steps(most: int) -> None:
    ticks = nice_ticks(most)
    assert ticks[0] == 0
    assert ticks[-2] < most <= ticks[-1]
    assert len(ticks) <= 5
    assert len({later - earlier for earlier, later in pairwise(ticks)}) == 1


@settings(deadline=None)
@given(st.text(max_size=30), st.floats(5, 200))
def test_a_fitted_text_fits(text: str, room: float) -> None:
    register_fonts()
    short = fitted(text, REGULAR, 12, room)
    assert width(short, REGULAR, 12) <= max(room, width("…", REGULAR, 12)) + 1e-6
    assert short == text or short.endswith("…")


def test_a_part_of_a_whole_is_never_nearly_full() -> None:
    """One station let everybody in: that is no reason for the colour of a warning."""
    bars = (Fill("Gate", 9, None, 9, "persons"),)
    chart = FillBars(key="stations", title=Phrase("table_stations"), note=None, bars=bars, warns=False)
    warning = load_palette("light")["warn"].lower().encode()
    assert warning not in drawn(chart)
    assert warning in drawn(replace(chart, warns=True))
