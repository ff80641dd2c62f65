"""Answers of files: taken once, counted once, taken back; figures as the truth of the sample has them; and no phone anywhere."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.feedback import QuestionKind, ResponseSource, SurveyQuestion, SurveyState
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.season import GoalKey
from eventdesk.domain.themes import lexicon
from eventdesk.errors import Conflict, NotFound
from eventdesk.exchange.feedback import plan_feedback
from eventdesk.exchange.reader import read_workbook
from eventdesk.exchange.workbook import Sheet, Workbook
from eventdesk.services import rows
from eventdesk.services.feedback_reading import read_feedback
from eventdesk.services.feedback_rows import NewResponse, write_responses, write_survey, write_version
from eventdesk.services.feedback_views import FeedbackImport, FeedbackSummary
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from resources.theme_words import theme_words
from tests.conftest import SAMPLES, ZONE
from tests.desks import create_desk, lay, made_once

FILE = SAMPLES / "feedback_public.csv"
NOW = datetime(2026, 10, 20, 9, tzinfo=ZONE)
HEAD = ("提交时间", "场次", "手机号", "总体满意度（1-5分）", "推荐给朋友（0-10分）", "您的建议")


@cache
def _workbook() -> Workbook:
    return read_workbook(FILE)


@cache
def _with_sample() -> bytes:
    def make(folder: Path) -> None:
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=SetClock(NOW)) as desk:
            start = NOW - timedelta(days=2)
            desk.events.add(title="秋日营", start=start, end=start + timedelta(hours=4), code="CAMP")
            desk.feedback_imports.run("CAMP", FILE, workbook=_workbook())

    return made_once(make)


@pytest.fixture
def camp(tmp_path: Path) -> Iterator[Desk]:
    """A desk that holds the public sample's answers."""
    lay(_with_sample(), tmp_path / "camp")
    with open_desk(tmp_path / "camp", clock=SetClock(NOW)) as desk:
        yield desk


def bring(
    desk: Desk, *lines: tuple[Any, ...], head: tuple[str, ...] = HEAD, event: str = "FAIR", **how: Any
) -> FeedbackImport:
    book = Workbook("csv", (Sheet("csv", (head, *lines)),), file="answers.csv")
    return desk.feedback_imports.run(event, Path("answers.csv"), workbook=book, **how)


def line(
    minute: int, phone: str = "", points: Any = 5, nps: Any = 9, slot: str = "", text: str = ""
) -> tuple[Any, ...]:
    return (f"2026-11-28 13:{minute:02}:00", slot, phone, points, nps, text)


def stored(desk: Desk, table: sa.Table) -> list[Any]:
    with desk.house.store.reading() as connection:
        return list(connection.execute(sa.select(table)))


def points(summary: FeedbackSummary) -> Any:
    return next(one for one in summary.questions if one.key == summary.overall)


def test_the_sample_has_the_figures_of_its_truth(camp: Desk) -> None:
    truth = json.loads((SAMPLES / "truth" / "feedback_public.truth.json").read_text(encoding="utf-8"))
    expected, found = truth["aggregates"]["deduplicated"], camp.feedback.summary("CAMP")
    assert (found.responses, found.repeated, found.invited, found.response_rate) == (135, 5, None, None)
    by_text = {one.text: one for one in found.questions}
    for text, figures in expected["ratings"].items():
        one = by_text[text]
        assert (one.answered, one.blank, one.invalid) == (figures["n"], figures["blank"], figures["invalid"])
        if figures["n"] == 0:
            assert (one.suppressed, one.mean, one.top2, one.top2_interval, one.histogram) == (
                True,
                None,
                None,
                None,
                {},
            )
            continue
        assert one.mean is not None and isclose(one.mean, figures["mean"], abs_tol=1e-9)
        assert one.top2 is not None and isclose(one.top2, figures["top2_share"], abs_tol=1e-9)
        assert one.top2_interval is not None and isclose(
            one.top2_interval.low, figures["top2_wilson95"][0], abs_tol=1e-9
        )
        assert one.mean_interval is not None and one.mean_interval.low < one.mean < one.mean_interval.high
        assert {str(value): count for value, count in one.histogram.items()} == figures["histogram"]
    nps = by_text[truth["layout"]["keys"]["nps"]]
    assert (nps.nps, nps.promoters, nps.passives, nps.detractors) == (35.0, 60, 42, 18)
    assert [slot.about for slot in found.slots if slot.suppressed] == ["10月18日下午", "志愿者家庭专场"]
    assert all(slot.answered is slot.mean is slot.top2 is None for slot in found.slots if slot.suppressed)


def test_the_same_figures_every_time(camp: Desk) -> None:
    assert asdict(camp.feedback.summary("CAMP")) == asdict(camp.feedback.summary("CAMP"))


def test_no_phone_is_kept_anywhere(camp: Desk) -> None:
    with camp.house.store.reading() as connection:
        tables = [*t.metadata.sorted_tables]
        texts = " ".join(
            str(row) for table in tables if table.name != "search_key" for row in connection.execute(sa.select(table))
        )
    phones = {row.phone for row in plan_feedback(_workbook()).rows if row.phone}
    assert "15242266057" in phones  # of row 14, where it is written as 15242266057.0
    assert [phone for phone in phones if phone in re.sub("[ +-]", "", unicodedata.normalize("NFKC", texts))] == []
    marks = [row.who for row in stored(camp, f.survey_response) if row.who]
    assert marks and all(re.fullmatch("[0-9a-f]{64}", mark) for mark in marks)
    secret = next(row.value for row in stored(camp, t.meta) if row.key == "respondent_secret")
    assert all(secret not in row.body for row in stored(camp, t.outbox))


def test_the_file_again_brings_nothing(camp: Desk) -> None:
    again = camp.feedback_imports.run("CAMP", FILE, workbook=_workbook())
    assert (again.batch, again.counts["new"], again.counts["known"]) == (None, 0, 140)
    assert {row.fate for row in again.rows} == {"known"}
    assert camp.feedback.summary("CAMP").responses == 135


def test_undone_is_as_before(camp: Desk) -> None:
    batch = camp.feedback_imports.batches("CAMP")[0]
    assert (batch.file, batch.responses, batch.undone_at) == ("feedback_public.csv", 140, None)
    assert camp.feedback_imports.undo(batch.id).removed == 140
    for table in (f.survey, f.survey_version, f.survey_response, f.survey_answer):
        assert stored(camp, table) == []
    assert camp.feedback_imports.batches("CAMP")[0].undone_at == NOW
    with pytest.raises(Conflict):
        camp.feedback_imports.undo(batch.id)
    with pytest.raises(NotFound):
        camp.feedback_imports.undo("x")
    assert camp.feedback_imports.run("CAMP", FILE, workbook=_workbook()).counts["new"] == 140


def test_a_dry_run_changes_nothing(fair: Desk) -> None:
    before = stored(fair, t.outbox), stored(fair, t.meta)
    shown = bring(fair, line(1), line(2, points=9), line(3, phone="12345"), dry_run=True)
    assert (shown.batch, shown.changes) == (None, frozenset())
    assert shown.counts == {"rows": 3, "new": 3, "known": 0, "duplicates": 0, "invalid": 1}
    assert [row.warnings for row in shown.rows] == [(), ("invalid_answer",), ("bad_phone",)]
    assert (stored(fair, t.outbox), stored(fair, t.meta)) == before
    assert stored(fair, f.survey_response) == [] and stored(fair, f.feedback_batch) == []


def test_of_a_phone_the_latest_counts_over_all_files(fair: Desk) -> None:
    bring(fair, line(5, "13800001234", 1), line(2, "13800001234", 3), line(9), line(9))
    found = fair.feedback.summary("FAIR")
    assert (found.responses, found.repeated) == (3, 1)
    done = bring(fair, line(5, "13800001234", 1), line(30, "13800001234", 4))
    assert [(row.fate, row.warnings) for row in done.rows] == [("known", ()), ("duplicate_of:2", ("answered_before",))]
    bring(fair, *(line(40 + n, points=4) for n in range(5)))
    assert points(fair.feedback.summary("FAIR")).histogram == {1: 0, 2: 0, 3: 0, 4: 6, 5: 2}


def test_rows_that_say_the_same_are_different_people(fair: Desk) -> None:
    assert bring(fair, line(1), line(1)).counts["new"] == 2
    again = bring(fair, line(1), line(1), line(1))
    assert (again.counts["new"], again.counts["known"]) == (1, 2)


def test_of_one_second_the_later_row_counts(fair: Desk) -> None:
    bring(fair, line(1, "13800001234", 1), line(1, "13800001234", 5), *(line(2 + n, points=5) for n in range(5)))
    assert points(fair.feedback.summary("FAIR")).histogram[5] == 6


def test_a_newer_export_is_the_same_survey_and_its_questions_stay_one(fair: Desk) -> None:
    bring(fair, *(line(n) for n in range(6)))
    longer = (*HEAD[:5], "孩子还喜欢什么（多选）", HEAD[5])
    bring(fair, *((*line(20 + n, points=3)[:5], "手工┋歌", "好") for n in range(6)), head=longer)
    found = fair.feedback.summary("FAIR")
    assert len(stored(fair, f.survey)) == 1 and len(stored(fair, f.survey_version)) == 2
    assert points(found).answered == 12
    likes = next(one for one in found.questions if one.text == longer[5])
    assert (likes.answered, likes.blank) == (6, 0)  # who was not asked left nothing blank


def test_what_two_files_hold_goes_with_the_last_of_them(fair: Desk) -> None:
    first = bring(fair, line(1), line(2)).batch
    second = bring(fair, line(1), line(2), line(3)).batch
    assert first and second
    done = fair.feedback_imports.undo(first)
    assert (done.removed, done.handed_on) == (0, 2)
    assert fair.feedback.summary("FAIR").responses == 3
    assert fair.feedback_imports.undo(second).removed == 3


def test_a_response_that_somebody_works_on_stays(fair: Desk) -> None:
    batch = bring(fair, line(1, points=1), line(2)).batch
    assert batch is not None
    response = min(stored(fair, f.survey_response), key=lambda row: row.at)
    with fair.house.store.unit(actor=fair.actor, clock=fair.clock, action="test") as unit:
        values = {
            "event": response.event,
            "response": response.id,
            "family": None,
            "kind": "low_score",
            "text": "",
            "owner": "小王",
            "due": None,
        }
        rest = {"reply": "", "result": "", "done_at": None, "at": unit.now, "operator": fair.actor.operator}
        rows.add(unit, f.feedback_case, values | rest, event=response.event)
        unit.commit(subject=None)
    done = fair.feedback_imports.undo(batch)
    assert (done.removed, done.kept) == (1, 1)
    assert [row.id for row in stored(fair, f.survey_response)] == [response.id]


def test_slots_of_the_event_are_known_by_their_titles(fair: Desk) -> None:
    for code, title in (("AM", "上午场"), ("PM", "下午场")):
        fair.events.add_slot("FAIR", title=title, code=code)
    done = bring(
        fair,
        *(line(n, slot="上午场") for n in range(6)),
        *(line(20 + n, slot="PM", points=4) for n in range(6)),
        line(50, slot="夜场"),
    )
    assert [row.ref for row in done.rows if row.warnings] == ["14"]
    slots = fair.feedback.summary("FAIR").slots
    # One answer about a third slot: with it the smallest of the others is left out.
    assert [(slot.title, slot.suppressed) for slot in slots] == [("上午场", False), ("下午场", True), ("夜场", True)]


def test_a_form_of_the_desk_is_never_changed_by_a_file(fair: Desk) -> None:
    asked = (SurveyQuestion("overall", QuestionKind.RATING, {"zh": HEAD[3], "en": "Overall"}, required=True),)
    with fair.house.store.unit(actor=fair.actor, clock=fair.clock, action="test") as unit:
        event = unit.execute(sa.select(t.event.c.id)).scalar_one()
        survey = write_survey(unit, event=event, name="出口", state=SurveyState.OPEN)
        version = write_version(unit, survey, asked, event=event)
        assert write_version(unit, survey, asked, event=event) == version
        taps = [NewResponse(unit.now, {("overall", ""): Answer(4)}, complete=True) for _ in range(6)]
        write_responses(unit, taps, event=event, version=version, source=ResponseSource.KIOSK)
        unit.commit(subject=None)
    bring(fair, *(line(n, points=5) for n in range(6)))
    assert len(stored(fair, f.survey)) == 2
    found = fair.feedback.summary("FAIR", language="en")
    # The same question of both is one, under the key that it had first.
    assert (found.overall, points(found).answered, points(found).mean, points(found).text) == (
        "overall",
        12,
        4.5,
        "Overall",
    )


def test_a_survey_that_nobody_answered_does_not_stand_for_the_event(fair: Desk) -> None:
    unused = (SurveyQuestion("whole", QuestionKind.RATING, {"zh": "总体满意度（出口）", "en": "Overall"}, required=True),)
    with fair.house.store.unit(actor=fair.actor, clock=fair.clock, action="test") as unit:
        event = unit.execute(sa.select(t.event.c.id)).scalar_one()
        write_version(unit, write_survey(unit, event=event, name="出口", state=SurveyState.OPEN), unused, event=event)
        unit.commit(subject=None)
    assert fair.feedback.summary("FAIR").overall == "whole"
    bring(fair, *(line(n, points=2) for n in range(6)))
    found = fair.feedback.summary("FAIR")
    assert found.overall != "whole" and (points(found).answered, points(found).mean) == (6, 2.0)
    with fair.house.store.reading() as connection:
        assert read_feedback(connection, event, overall_only=True).overall == found.overall


def test_who_was_invited_is_the_denominator(fair: Desk) -> None:
    asked = (SurveyQuestion("overall", QuestionKind.RATING, {"zh": "满意吗"}, required=True),)
    with fair.house.store.unit(actor=fair.actor, clock=fair.clock, action="test") as unit:
        event = unit.execute(sa.select(t.event.c.id)).scalar_one()
        survey = write_survey(unit, event=event, name="回访", state=SurveyState.OPEN)
        version = write_version(unit, survey, asked, event=event)
        for number in range(4):
            family = unit.new_id()
            unit.execute(t.family.insert(), {"id": family, "at": unit.now, "revision": 1})
            values = {"survey": survey, "family": family, "secret": str(number), "at": unit.now, "used": False}
            rows.add(unit, f.survey_invitation, values, event=event)
        answered = NewResponse(unit.now, {("overall", ""): Answer(4)}, complete=True)
        walked_away = NewResponse(unit.now, {}, complete=False)
        write_responses(unit, [answered, walked_away], event=event, version=version, source=ResponseSource.INVITATION)
        unit.commit(subject=None)
    found = fair.feedback.summary("FAIR")
    assert (found.invited, found.response_rate, found.responses, found.incomplete) == (4, 0.25, 2, 1)


def test_the_goal_is_that_of_the_events_year(fair: Desk) -> None:
    assert fair.feedback.summary("FAIR").content_goal == 0.9
    fair.seasons.set_goal(2026, GoalKey.CONTENT, 85)
    fair.seasons.set_goal(2027, GoalKey.CONTENT, 70)
    # Half past midnight of the new year here, still the old one in UTC.
    start = datetime(2027, 1, 1, 0, 30, tzinfo=ZONE)
    fair.events.add(title="元旦", start=start, end=start + timedelta(hours=2), code="EVE")
    assert (fair.feedback.summary("FAIR").content_goal, fair.feedback.summary("EVE").content_goal) == (0.85, 0.7)


def test_comments_are_told_from_eight_on(fair: Desk) -> None:
    bring(fair, *(line(n, text=f"第 {9 - n} 句，找我 1380000123{n}") for n in range(7)))
    (few,) = fair.feedback.comments("FAIR")
    assert (few.answered, few.suppressed, few.comments) == (7, True, ())
    bring(fair, line(20, text="谢谢"), line(21, text="无"), line(22))
    (told,) = fair.feedback.comments("FAIR")
    assert (told.answered, told.suppressed, len(told.comments)) == (8, False, 8)
    assert list(told.comments) == sorted(told.comments)  # not in the order in which they came
    assert "1380000123" not in " ".join(told.comments)


def test_two_events_are_compared_where_both_may_be_shown(fair: Desk) -> None:
    start = datetime(2026, 11, 1, 9, tzinfo=ZONE)
    fair.events.add(title="上一场", start=start, end=start + timedelta(hours=2), code="LAST")
    bring(fair, *(line(n, points=5, nps=10) for n in range(30)))
    bring(fair, *(line(n, points=2, nps=3) for n in range(4)), event="LAST")
    assert fair.feedback.compare("FAIR", "LAST") == ()  # four answers
    bring(fair, *(line(10 + n, points=3 + n % 2, nps=9) for n in range(26)), event="LAST")
    found = {one.figure: one for one in fair.feedback.compare("FAIR", "LAST")}
    assert set(found) == {"top2", "mean", "nps"}
    assert (found["top2"].now, found["top2"].before) == (1.0, 13 / 30)
    assert all(
        one.proven and one.interval.low < one.difference < one.interval.high for one in (found["top2"], found["mean"])
    )
    assert isclose(found["nps"].difference, 100 - 100 * 22 / 30)
    same = fair.feedback.compare("FAIR", "FAIR")
    assert all(one.difference == 0 and not one.proven for one in same)


def test_an_event_without_answers(fair: Desk) -> None:
    found = fair.feedback.summary("FAIR")
    assert (found.responses, found.questions, found.overall, found.slots, found.latest) == (0, (), None, (), None)
    with pytest.raises(NotFound):
        fair.feedback.summary("NONE")


def test_a_file_that_asks_mostly_other_things_is_another_survey(fair: Desk) -> None:
    bring(fair, *(line(n) for n in range(3)))
    other = ("提交时间", HEAD[3], "住宿满意度（1-5分）", "餐饮满意度（1-5分）")
    bring(fair, ("2026-11-28 15:00:00", 4, 3, 5), head=other)
    assert len(stored(fair, f.survey)) == 2


def test_comments_of_few_people_are_few_however_many_they_are(fair: Desk) -> None:
    phones = [f"1380000000{n}" for n in range(1, 5)]
    bring(fair, *(line(n, phone, text=f"好{n}") for n, phone in enumerate(phones)))
    other = ("提交时间", "手机号", "住宿满意度（1-5分）", "餐饮满意度（1-5分）", HEAD[5])
    bring(fair, *((f"2026-11-28 15:0{n}:00", phone, 4, 4, f"行{n}") for n, phone in enumerate(phones)), head=other)
    (told,) = fair.feedback.comments("FAIR")
    assert (told.answered, told.suppressed, told.comments) == (8, True, ())
    rules = lexicon(theme_words())
    assert fair.themes.of("FAIR", by=rules).suppressed and fair.themes.comments("FAIR", by=rules).comments == ()
