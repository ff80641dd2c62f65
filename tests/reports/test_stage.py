"""A report that is made before its event ends: nobody has stayed away yet, shares are of so far, no goal is missed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from eventdesk.domain.season import SatisfactionGoals
from eventdesk.domain.stage import Stage
from eventdesk.domain.statistics import Verdict
from eventdesk.reports import EXPORTERS, attendance, event_report, satisfaction
from eventdesk.reports.attendance_facts import AttendanceFacts
from eventdesk.reports.document import Comparison, ReportDocument
from eventdesk.reports.event_facts import EarlierEvent, EventFacts, MoneyFacts, VolunteerFacts
from eventdesk.reports.exporters.rows import call, define
from eventdesk.reports.phrases import say, word
from eventdesk.reports.satisfaction_facts import SatisfactionFacts
from eventdesk.reports.year_goals import GoalLine, goals
from resources.words import LANGUAGES, Words
from tests.reports.made import START, ZONE, any_facts, crowd
from tests.reports.made import facts as came
from tests.reports.test_satisfaction import facts as said
from tests.reports.test_satisfaction import rated, slot
from tests.reports.years import year_facts

END = START + timedelta(hours=3)
BEFORE, DURING, AFTER = START - timedelta(minutes=5), START + timedelta(minutes=20), END
EARLY = (BEFORE, DURING)
_ACCUSING = {"zh": ("没来", "缺席", "没达到", "九成"), "en": ("no-show", "did not come", "absent", "missed", "nine in ten")}


def attended(at: datetime) -> AttendanceFacts:
    """A crowd of which every fifth is not there."""
    return came(crowd(60), computed_at=at)


def answered(at: datetime, **changed: object) -> SatisfactionFacts:
    """Answers that miss the goal by far."""
    return said(rated("q0", "总体", 4, 16, 40), slots=(slot(0, "一"),), computed_at=at, **changed)


def event(at: datetime) -> EventFacts:
    earlier = EarlierEvent("SPRING", "春天", START - timedelta(days=90), (60, 60), 66, (50, 55), 4.8)
    return EventFacts(
        attendance=attended(at), satisfaction=answered(at), volunteers=VolunteerFacts(8, 12, 3, 0, 0, 90, recorded=True),
        money=MoneyFacts(4, 1, 50_000, 40_000, 30_000, 25_000, 5_000), earlier=(earlier,), computed_at=at, revision=1, persons_goal=900,
    )  # fmt: skip


def built(at: datetime) -> Sequence[ReportDocument]:
    return attendance.build(attended(at)), satisfaction.build(answered(at)), event_report.build(event(at))


def text(document: ReportDocument, words: Words) -> str:
    """What a reader sees of it, but for definitions, which may say what is not the case, and the shifts of volunteers, which end on
    their own."""
    said = [call(figure, words) for figure in document.figures if not figure.key.startswith("volunteers.")]
    said += [word(f"value_{figure.value}", words) for figure in document.figures if figure.kind == "word"]
    said += [say(chart.title, words) for chart in document.charts]
    said += [word(f"kpi_{one.key}", words) + say(one.note, words) for one in document.layout.highlights if one.key != "volunteers"]
    for table in document.tables:
        said.append(word(f"table_{table.name}", words))
        for row in table.rows:
            said += [word(f"value_{v}", words) for v, column in zip(row, table.columns, strict=True) if column.kind == "word"]
    said += [word(f"value_{row.verdict}", words) for chart in document.charts if isinstance(chart, Comparison) for row in chart.rows]
    return " ".join(said).casefold()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", EARLY)
def test_nobody_is_called_a_no_show_and_no_goal_missed_before_the_end(at: datetime, language: str) -> None:
    words = Words(language)
    for document in built(at):
        found = text(document, words).replace(call(document.figures[0], words), "")
        if document.kind != "satisfaction":
            found = found.replace(words("report.name_t90").casefold(), "")
        assert not [bad for bad in _ACCUSING[language] if bad in found], document.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_that_is_said_once_it_is_over(language: str) -> None:
    """Otherwise the test above could not fail."""
    found = " ".join(text(document, Words(language)) for document in built(AFTER))
    assert [bad for bad in _ACCUSING[language] if bad not in found] in ([], ["缺席"], ["did not come"], ["absent", "did not come"],
                                                                       ["did not come", "absent"])  # fmt: skip


def test_the_numbers_are_the_same_and_only_what_they_mean_changes() -> None:
    early, late = attendance.build(attended(DURING)), attendance.build(attended(AFTER))
    for key in ("no_shows.persons", "no_shows.families", "attendance_rate", "no_show_rate"):
        assert early.figure(key).value == late.figure(key).value
        assert define(early.figure(key), Words("en")) != define(late.figure(key), Words("en"))
    assert early.figure("t90").value is None and late.figure("t90").value is not None


@pytest.mark.parametrize(("at", "stage"), [(BEFORE, "not_begun"), (DURING, "under_way"), (AFTER, "over")])
def test_the_document_says_how_far_the_event_was(at: datetime, stage: str) -> None:
    for document in built(at):
        assert document.payload()["stage"] == stage


@settings(max_examples=25)
@given(any_facts())
def test_the_same_facts_of_the_same_moment_give_the_same_bytes(made: AttendanceFacts) -> None:
    for at in (BEFORE, DURING, AFTER):
        first, again = (attendance.build(replace(made, computed_at=at)).canonical() for _ in range(2))
        assert first == again


def test_an_event_under_way_is_not_held_against_the_one_before() -> None:
    early, late = (event_report.build(event(at)) for at in (DURING, AFTER))
    assert not [figure for figure in early.figures if figure.key.startswith("compare.")]
    assert late.figure("compare.attendance.verdict").value == "less"
    assert early.figure("money.per_family_fen").value is None and late.figure("money.per_family_fen").value


@pytest.mark.parametrize("format", EXPORTERS, ids=lambda one: one.key)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_says_it(format: object, language: str, tmp_path: Path) -> None:
    words = Words(language)
    document = event_report.build(event(DURING))
    file = format.export(document, folder=tmp_path, words=words, zone=ZoneInfo(ZONE), name="early")  # type: ignore[attr-defined]
    if file.suffix == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(file)
        assert words("report_stage.table_still_expected") in book.sheetnames and words("report.table_no_shows") not in book.sheetnames
        cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
        assert words("report_stage.stage_under_way") in cells
    elif file.suffix != ".pdf":
        assert words("report_stage.definition_still_expected_persons") in file.read_text("utf-8-sig")


def test_a_year_that_runs_has_missed_nothing() -> None:
    """Goals that would be missed if the year ended now."""
    over = _verdicts(goals(year_facts(computed_at=datetime(2027, 1, 1, tzinfo=ZoneInfo(ZONE)))))
    runs = _verdicts(goals(year_facts(computed_at=datetime(2026, 12, 31, tzinfo=ZoneInfo(ZONE)))))
    missed = {key for key, verdict in over.items() if verdict is Verdict.MISSED}
    assert {"events", "persons", "content", "mean", "partners"} <= missed
    assert Verdict.MISSED not in runs.values()
    assert {key for key, verdict in runs.items() if verdict is Verdict.NOT_PROVEN} >= missed


def test_a_goal_is_the_organisations_own() -> None:
    """Of 60 answers 54 content: 90 % is not proven, 70 % is met, and both say which goal it was."""
    answers = rated("q0", "总体", 30, 24, 6)
    for goal, verdict in ((0.9, "not_proven"), (0.7, "met"), (0.99, "missed")):
        document = satisfaction.build(said(answers, computed_at=AFTER, goals=SatisfactionGoals(content=goal)))
        assert document.figure("goal.content").value == verdict
        assert document.figure("goal.content_target").value == goal
        assert f"{goal:.0%}" in say(next(one for one in document.layout.highlights if one.key == "content").note, Words("en"))
        assert dict(document.charts[0].title.values)["goal"] == goal
    assert document.stage is Stage.OVER


def _verdicts(lines: Sequence[GoalLine]) -> dict[str, Verdict]:
    return {line.key: line.verdict for line in lines}
