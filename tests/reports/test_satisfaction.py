"""The satisfaction report from made facts: long ones fit on pages, colours are the theme's, nothing is claimed of too little."""

import re
import subprocess
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain import statistics
from eventdesk.domain.feedback_figures import FigureKind
from eventdesk.domain.statistics import Interval
from eventdesk.reports import EXPORTERS
from eventdesk.reports.charts import chart_svg, natural_height
from eventdesk.reports.charts_shares import with_tones
from eventdesk.reports.palette import load_palette
from eventdesk.reports.satisfaction import build
from eventdesk.reports.satisfaction_facts import QuestionFact, SatisfactionFacts, SlotAnswers
from resources.words import LANGUAGES, Words
from tests.reports.made import NASTY, START, ZONE


def rated(key: str, text: str, fives: int, fours: int, threes: int = 0, *, interval: Interval | None = None) -> QuestionFact:
    """A question from 1 to 5."""
    n = fives + fours + threes
    return QuestionFact(
        key, text, FigureKind.RATING, n, 1, 0, suppressed=False, mean=(5 * fives + 4 * fours + 3 * threes) / n,
        mean_interval=interval, median=4.0, deviation=0.5, top2_count=fives + fours,
        top2_interval=statistics.wilson(fives + fours, n), histogram=((1, 0), (2, 0), (3, threes), (4, fours), (5, fives)),
    )  # fmt: skip


def slot(number: int, title: str) -> SlotAnswers:
    """A slot of ten answers, seven of them content; every fourth is not told."""
    if number % 4 == 3:
        return SlotAnswers(f"S{number}", title, suppressed=True)
    return SlotAnswers(
        f"S{number}", title, suppressed=False, answered=10, top2_count=7, mean=4.0, top2_interval=statistics.wilson(7, 10)
    )


def facts(*questions: QuestionFact, slots: tuple[SlotAnswers, ...] = (), **changed: object) -> SatisfactionFacts:
    """An event with these questions, the first of which stands for the whole."""
    values: dict[str, object] = {
        "organisation": "小禾苗亲子社", "zone": ZONE, "event_code": "20261121-FALL", "event_title": "落叶运动会", "starts": START,
        "ends": START + timedelta(hours=3), "venue": "青禾社区中心", "responses": 40, "incomplete": 2, "invited": 60,
        "answered_invitation": 38, "questions": questions, "overall": questions[0].key if questions else None, "slots": slots,
        "digest": "ab" * 32, "position": "40:abab", "computed_at": START + timedelta(days=1), "revision": 1,
    }  # fmt: skip
    return SatisfactionFacts(**(values | changed))  # type: ignore[arg-type]  # built from one table of fields


LONG = facts(
    *(rated(f"q{n}", NASTY[n % len(NASTY)] if n else "总体", 20, 15, 5, interval=Interval(4.1, 4.6)) for n in range(30)),
    slots=tuple(slot(n, NASTY[n % len(NASTY)]) for n in range(60)),
)


def test_many_questions_and_slots_go_on_over_pages(tmp_path: Path) -> None:
    for exporter in EXPORTERS:
        exporter.export(build(LONG), folder=tmp_path, words=Words("en"), zone=ZoneInfo(ZONE), name="long")
    pages = subprocess.run(["pdftotext", tmp_path / "long.pdf", "-"], capture_output=True, check=True, text=True).stdout
    assert pages.count("70%") >= 45  # each told slot in the chart


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_are_drawn_in_the_theme_and_inside_their_drawing(theme: str, language: str) -> None:
    palette = load_palette(theme)
    allowed = {value.lower() for value in with_tones(palette).values()} | {"none"}
    for chart in build(LONG).charts:
        wide, high = 700.0, natural_height(chart)
        root = ET.fromstring(chart_svg(chart, palette=palette, words=Words(language), width=wide, height=high))
        for element in root.iter():
            assert element.get("fill", "none") in allowed and element.get("stroke", "none") in allowed
            for name, most in (("x", wide), ("cx", wide), ("y", high), ("cy", high)):
                assert -1 <= float(re.sub("[^0-9.-]", "", element.get(name, "0"))) <= most + 1


def test_a_goal_is_met_missed_or_not_proven_by_the_interval() -> None:
    def goals(question: QuestionFact) -> tuple[object, object]:
        document = build(facts(question))
        return document.figure("goal.content").value, document.figure("goal.mean").value

    # 60 % fours and 40 % fives: everybody is content, and 4.40 is not 4.5.
    assert goals(rated("q", "总体", 40, 60, interval=Interval(4.3, 4.49))) == ("met", "missed")
    # All of 34 are content, and that is not enough to prove nine in ten.
    assert goals(rated("q", "总体", 34, 0, interval=Interval(5.0, 5.0))) == ("not_proven", "met")
    assert goals(rated("q", "总体", 3, 4, interval=None)) == ("not_proven", "not_proven")
    few = QuestionFact("q", "总体", FigureKind.RATING, 4, 0, 0, suppressed=True)
    assert goals(few) == ("none", "none")


def test_of_a_question_of_few_not_even_their_number_is_told() -> None:
    few = QuestionFact("q2", "住宿", FigureKind.RATING, 4, 30, 1, suppressed=True)
    document = build(facts(rated("q1", "总体", 30, 5), few))
    assert not [figure.key for figure in document.figures if figure.key.startswith("questions.q2.")]
    told = next(one for one in document.sections["satisfaction"]["questions"] if one["key"] == "q2")
    assert (told["answered"], told["blank"], told["invalid"]) == (None, None, None)
    assert [row for row in document.table("answers").rows if row[0] == "住宿"] == []
    assert document.table("questions").rows[1][2:] == (None,) * 6
