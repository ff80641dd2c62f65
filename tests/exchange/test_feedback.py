"""Answers read from questionnaires: the public sample to the last digit, and the ways in which other forms write the same."""

import json
from datetime import datetime
from math import isclose
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.feedback import Option, QuestionKind, SurveyQuestion
from eventdesk.domain.feedback_figures import Answer, Figures, Response, by_slot, figures, latest_of_each
from eventdesk.errors import InvalidInput, UnreadableFile
from eventdesk.exchange.feedback import FeedbackPlan, plan_feedback, same_question
from eventdesk.exchange.feedback_columns import Role, scale_of
from eventdesk.exchange.feedback_values import Choices, Points
from eventdesk.exchange.plan import SlotChoice
from eventdesk.exchange.reader import read_workbook
from eventdesk.exchange.workbook import Cell, Sheet, Workbook

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
NOON = datetime(2026, 10, 18, 12)


def form(*rows: tuple[Cell, ...], **what: Any) -> Workbook:
    return Workbook("csv", (Sheet("csv", rows, **what),), file="form.csv")


def roles(plan: FeedbackPlan) -> dict[str, Role]:
    return {column.heading: column.role for column in plan.columns}


def responses(plan: FeedbackPlan) -> list[Response]:
    return [
        Response(row.ref, row.at or NOON, row.answers, who=row.phone, slot=row.slot_label, order=row.order)
        for row in plan.rows
    ]


def asked(plan: FeedbackPlan, text: str) -> SurveyQuestion:
    return next(question for question in plan.questions if question.text("zh") == text)


def agrees(found: Figures, truth: dict[str, Any]) -> None:
    assert (found.n, found.blank, found.invalid) == (truth["n"], truth["blank"], truth["invalid"])
    assert {str(value): count for value, count in found.histogram.items()} == truth["histogram"]
    assert found.content == truth["top2_count"]
    for ours, theirs in (
        (found.mean, "mean"),
        (found.deviation, "sd_sample"),
        (found.median, "median"),
        (found.content_share, "top2_share"),
    ):
        assert (ours is None) == (truth[theirs] is None)
        assert ours is None or isclose(ours, truth[theirs], abs_tol=1e-9)
    interval = found.content_interval
    assert (interval is None) == (truth["top2_wilson95"] is None)
    if interval is not None:
        assert all(
            isclose(a, b, abs_tol=1e-9)
            for a, b in zip((interval.low, interval.high), truth["top2_wilson95"], strict=True)
        )


@pytest.fixture(scope="module")
def sample() -> tuple[FeedbackPlan, dict[str, Any]]:
    truth = json.loads((SAMPLES / "truth" / "feedback_public.truth.json").read_text(encoding="utf-8"))
    return plan_feedback(read_workbook(SAMPLES / "feedback_public.csv")), truth


@pytest.mark.parametrize("all_rows", [True, False])
def test_the_sample_says_what_its_truth_says(sample: tuple[FeedbackPlan, dict[str, Any]], all_rows: bool) -> None:
    plan, whole = sample
    truth = whole["aggregates"]["all_rows" if all_rows else "deduplicated"]
    answered = responses(plan) if all_rows else latest_of_each(responses(plan))
    assert len(answered) == truth["n_respondents"]
    for text, expected in truth["ratings"].items():
        agrees(figures(asked(plan, text), answered), expected)
    keys = whole["layout"]["keys"]
    nps = figures(asked(plan, keys["nps"]), answered)
    said = nps.recommendation
    assert (nps.n, nps.blank, nps.invalid, said.promoters, said.passives, said.detractors) == tuple(
        truth["nps"][name] for name in ("n", "blank", "invalid", "promoters", "passives", "detractors")
    )
    assert said.score is not None and isclose(said.score, truth["nps"]["nps"], abs_tol=1e-9)
    assert {str(value): count for value, count in nps.histogram.items()} == truth["nps"]["histogram"]
    multi = figures(asked(plan, keys["multi"]), answered)
    assert (multi.n, multi.blank, multi.histogram) == (
        truth["multi"]["n"],
        truth["multi"]["blank"],
        truth["multi"]["counts"],
    )
    assert all(isclose(multi.shares[key], share) for key, share in truth["multi"]["share_of_answerers"].items())
    again = figures(asked(plan, keys["again"]), answered)
    assert {**again.histogram, "blank": again.blank} == truth["again"]
    assert figures(asked(plan, keys["text"]), answered).n == truth["free_text"]["n_nonblank"]
    others = [
        r.answers[asked(plan, keys["multi"]).key + "_other", ""].value
        for r in answered
        if (asked(plan, keys["multi"]).key + "_other", "") in r.answers
    ]
    assert sorted(map(str, others)) == sorted(truth["multi"]["other_texts"])
    for label, expected in truth["slots"].items():
        of_slot = [response for response in answered if response.slot == label]
        assert len(of_slot) == expected["n_respondents"]
        agrees(figures(asked(plan, keys["ratings"][0]), of_slot), expected["overall"])


def test_a_slot_of_four_is_not_told_nor_worked_out(sample: tuple[FeedbackPlan, dict[str, Any]]) -> None:
    plan, whole = sample
    overall = asked(plan, whole["layout"]["keys"]["ratings"][0])
    groups = {group.about: group.figures for group in by_slot(overall, latest_of_each(responses(plan)))}
    hidden = [about for about, found in groups.items() if found is None]
    assert hidden == ["10月18日下午", "志愿者家庭专场"]  # the four, and the smallest beside them
    assert {about for about, found in groups.items() if found} == {"10月17日上午", "10月17日下午", "10月18日上午"}


def test_the_sample_in_other_dress_says_the_same(sample: tuple[FeedbackPlan, dict[str, Any]], tmp_path: Path) -> None:
    """As a workbook with a title above it, and as text in GB 18030."""
    plan, _ = sample
    rows = read_workbook(SAMPLES / "feedback_public.csv").sheets[0].rows
    book = openpyxl.Workbook()
    book.active.append(["10月活动反馈"])
    for row in rows:
        book.active.append(["'" + cell if isinstance(cell, str) and cell.startswith("=") else cell for cell in row])
    book.save(tmp_path / "answers.xlsx")
    text = (SAMPLES / "feedback_public.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "answers.csv").write_bytes(text.encode("gb18030"))
    for name in ("answers.xlsx", "answers.csv"):
        other = plan_feedback(read_workbook(tmp_path / name))
        assert other.questions == plan.questions
        assert [(row.at, row.phone, row.slot_label) for row in other.rows] == [
            (row.at, row.phone, row.slot_label) for row in plan.rows
        ]
        assert sum(row.invalid for row in other.rows) == sum(row.invalid for row in plan.rows)


ENGLISH = (
    ("Timestamp", "Which session did you attend?", "Mobile number (optional)", "Overall, how satisfied were you? (1-5)",
     "How likely are you to recommend us to a friend? (0-10)", "What did your child enjoy? (select all that apply)",
     "Any suggestions?"),
    ("2026-10-18 10:00:00", "Morning", "13800001234", "5", "9", "Crafts; Lunch, picnic", "More shade"),
    ("2026-10-18 10:05:00", "Afternoon", "", "4", "8", "Crafts", "None"),
    ("2026-10-18 10:09:00", "Morning", "13800001235", "7", "x", "Lunch, picnic; Other: the train", ""),
)  # fmt: skip


def test_an_english_form() -> None:
    plan = plan_feedback(form(*ENGLISH), slots=[SlotChoice("AM", "Morning"), SlotChoice("PM", "Afternoon")])
    assert list(roles(plan).values()) == [
        Role.SUBMITTED,
        Role.SLOT,
        Role.PHONE,
        Role.RATING,
        Role.NPS,
        Role.MULTIPLE,
        Role.TEXT,
    ]
    assert [(row.slot, row.phone) for row in plan.rows] == [("AM", "13800001234"), ("PM", None), ("AM", "13800001235")]
    first, second, third = ({key: answer for (key, _), answer in row.answers.items()} for row in plan.rows)
    assert first["q4"] == Answer(["Crafts", "Lunch, picnic"]) and first["q5"] == Answer("More shade")
    assert "q5" not in second
    assert third["q2"] == Answer(7, invalid=True) and third["q3"] == Answer("x", invalid=True)
    assert third["q4"] == Answer(["Lunch, picnic", "Other"]) and third["q4_other"] == Answer("the train")


def test_columns_whose_headings_say_nothing_are_told_from_their_cells() -> None:
    words = ("非常满意", "满意", "一般")
    rows = [
        (
            "10/18/2026 1:05:00 PM",
            words[n % 3],
            n % 5 + 1,
            n % 3 + 1,
            ("歌,画", "歌", "画, 球")[n % 3],
            ("是", "否")[n % 2],
            f"第 {n} 句",
        )
        for n in range(12)
    ]
    plan = plan_feedback(
        form(("Timestamp", "Q2_讲解", "老师态度", "您带了几个孩子", "最喜欢的环节", "是否再来", "其他"), *rows)
    )
    assert list(roles(plan).values())[1:] == [
        Role.RATING,
        Role.RATING,
        Role.SINGLE,
        Role.MULTIPLE,
        Role.SINGLE,
        Role.TEXT,
    ]
    assert plan.rows[0].at == datetime(2026, 10, 18, 13, 5)
    assert [plan.rows[n].answers["q1", ""].value for n in range(3)] == [5, 4, 3]
    assert plan.rows[2].answers["q4", ""].value == ["画", "球"]


def test_two_rows_of_headings_are_one() -> None:
    merged = ((1, 2, 1, 3),)
    rows = (
        ("序号", "提交时间", "请为以下方面打分", None, "您的建议"), ("序号", "提交时间", "内容", "场地", "您的建议"),
        (1, "2026-10-18 09:00:00", "5", "4分", ""), (2, "2026-10-18 09:01:00", "4", "4", "好"),
    )  # fmt: skip
    plan = plan_feedback(form(*rows, merged=merged))
    assert [question.text("zh") for question in plan.questions] == [
        "请为以下方面打分:内容",
        "请为以下方面打分:场地",
        "您的建议",
    ]
    assert [row.ref for row in plan.rows] == ["3", "4"]


def test_headings_that_are_merged_over_both_rows_are_read_once() -> None:
    # As a spreadsheet lays a matrix out: what is not of the matrix is merged downwards.
    rows = (
        ("某活动的反馈", None, None, None), ("提交时间", "请评价以下方面", None, "您的建议"), (None, "老师", "环境", None),
        *((f"2026-10-18 09:0{n}:00", 5, 1 + n, "好") for n in range(4)),
    )  # fmt: skip
    merged = ((1, 0, 1, 3), (2, 1, 2, 2), (2, 0, 3, 0), (2, 3, 3, 3))
    plan = plan_feedback(form(*rows, merged=merged))
    assert [question.text("zh") for question in plan.questions] == ["请评价以下方面:老师", "请评价以下方面:环境", "您的建议"]
    assert [row.answers["q2", ""].value for row in plan.rows] == [1, 2, 3, 4] and plan.rows[0].ref == "4"


def test_totals_notes_and_repeated_headings_are_nobodys_answers() -> None:
    head = ("序号", "提交时间", "总体满意度（1-5分）", "建议")
    plan = plan_feedback(
        form(
            ("反馈汇总",),
            head,
            (1, "2026-10-18 09:00:00", 5, ""),
            head,
            (),
            (2, "2026-10-18 09:03:00", None, None),
            ("平均", None, 4.5),
        )
    )
    assert [row.ref for row in plan.rows] == ["3", "6"]  # who sent an empty form is a respondent


def test_no_name_is_read() -> None:
    plan = plan_feedback(form(("您的姓名", "微信昵称", "邮箱", "总体满意度"), ("某某", "豆豆妈", "a@b.example", "5")))
    assert [column.role for column in plan.columns] == [Role.IGNORED] * 3 + [Role.RATING]
    assert all(column.samples == () for column in plan.columns[:3])
    assert "某某" not in repr(plan)


def test_a_list_of_registrations_is_no_answers() -> None:
    rows = (("宝宝姓名", "出生日期", "过敏史", "家长手机"), ("小甲", "2021-03-04", "花生", "13800000001"))
    with pytest.raises(UnreadableFile) as caught:
        plan_feedback(form(*rows))
    assert caught.value.code == "feedback_register"
    mapped = plan_feedback(form(*rows), mapping={"C": "text"})
    assert [question.texts["zh"] for question in mapped.questions] == ["过敏史"]
    asked_too = plan_feedback(form(("总体满意度（1-5分）", "孩子小名", "过敏史", "出生日期"), (5, "豆豆", "花生", "2021-03-04")))
    assert [question.texts["zh"] for question in asked_too.questions] == ["总体满意度（1-5分）"]


def test_a_mapping_wins() -> None:
    rows = (("问题甲", "问题乙", "电话"), ("3", "6", "13800001234"), ("4", "7", "13800001235"))
    plan = plan_feedback(form(*rows), mapping={"A": "rating", "问题乙": "nps", "C": "ignored"})
    assert roles(plan) == {"问题甲": Role.RATING, "问题乙": Role.NPS, "电话": Role.IGNORED}
    assert [row.phone for row in plan.rows] == [None, None]
    with pytest.raises(InvalidInput) as wrong:
        plan_feedback(form(*rows), mapping={"A": "smell"})
    assert wrong.value.code == "feedback_role_unknown"
    with pytest.raises(InvalidInput):
        plan_feedback(form(*rows), mapping={"Z": "rating"})


def test_a_question_keeps_its_key_from_file_to_file() -> None:
    rows = (("2、您的建议", "1、总体满意度（1-5分）"), ("好", "5"))
    plan = plan_feedback(
        form(*rows),
        known={
            (same_question("3、总体满意度（1-5分）"), QuestionKind.RATING): ["overall"],
            (same_question("场地"), QuestionKind.TEXT): ["q1"],
        },
    )
    assert [question.key for question in plan.questions] == ["q2", "overall"]


def test_questions_that_read_alike_keep_their_order_from_file_to_file() -> None:
    rows = (("提交时间", *["满意度（1-5分）"] * 3), ("2026-10-18 09:00:00", 5, 4, 3))
    keys = [question.key for question in plan_feedback(form(*rows)).questions]
    known = {(same_question("满意度（1-5分）"), QuestionKind.RATING): keys}
    assert [question.key for question in plan_feedback(form(*rows), known=known).questions] == keys == ["q1", "q2", "q3"]
    one_more = (("提交时间", *["满意度（1-5分）"] * 4), ("2026-10-18 09:00:00", 5, 4, 3, 2))
    assert [question.key for question in plan_feedback(form(*one_more), known=known).questions] == [*keys, "q4"]


@pytest.mark.parametrize("heading", ["您是第几次参加（1-3次）", "您家有几个孩子（1-4）", "How many times did you come (1-3 times)"])
def test_what_is_counted_is_no_opinion(heading: str) -> None:
    rows = (("提交时间", heading, "总体满意度"), *((f"2026-10-18 09:{n:02}:00", str(1 + n % 3), "5") for n in range(12)))
    plan = plan_feedback(form(*rows))
    assert roles(plan)[heading] is not Role.RATING and roles(plan)["总体满意度"] is Role.RATING


def test_of_one_moment_the_later_row_counts_whichever_way_the_file_runs() -> None:
    rising = [("提交时间", "总体满意度"), *((f"2026-10-18 09:0{minute}:00", "4") for minute in (1, 2, 2, 3))]
    falling = [rising[0], *reversed(rising[1:])]
    assert [row.order for row in plan_feedback(form(*rising)).rows] == [0, 1, 2, 3]
    assert [row.order for row in plan_feedback(form(*falling)).rows] == [3, 2, 1, 0]


def test_files_that_are_no_questionnaires() -> None:
    for book, code in (
        (form(("a", "b"), ("1", "2")), "feedback_no_questions"),
        (form(("序号", "提交时间"), (1, "2026-10-18 09:00:00")), "feedback_no_questions"),
        (form(("序号", "总体满意度")), "file_no_rows"),
    ):
        with pytest.raises(UnreadableFile) as wrong:
            plan_feedback(book)
        assert wrong.value.code == code
    with pytest.raises(UnreadableFile) as wrong:
        plan_feedback(form(*ENGLISH), sheet="answers")
    assert wrong.value.code == "file_sheet_missing"


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("４", 4), ("3分", 3), (" 5 分 ", 5), (4.0, 4), (4.5, None), ("4.5", None), ("4.0", 4), ("★★★☆☆", 3), ("非常满意", 5),
        ("不太满意", 2), ("A.非常满意", 5), ("5-非常满意", 5), ("满意（4分）", 4), ("4/5", 4), ("Very satisfied", 5), ("6", 6),
        ("很好", None), ("不知道", None), (True, None), ("5 stars", 5),
        ("5（极好）", 5), ("3-4", None), ("3左右", None), ("²", 2),
    ],
)  # fmt: skip
def test_points(cell: Cell, points: int | None) -> None:
    assert Points.of(["5", "4", cell], low=1, high=5).read(cell) == points


def test_fine_is_a_number_only_among_its_like() -> None:
    assert Points.of(["很好", "一般", "较差", "5"], low=1, high=5).read("很好") == 5
    assert Points.of(["5", "4", "5", "很好"], low=1, high=5).read("很好") is None


@pytest.mark.parametrize(
    ("heading", "scale"),
    [("满意度（1–5分）", (1, 5)), ("推荐？（0–10分）", (0, 10)), ("打分 1~10", (1, 10)), ("满分10分", (1, 10)),
     ("10月1-5日哪天", None), ("来过1-3次", None), ("0-10分钟", None), ("1-3 times", None), ("打分 0-50", None), ("打分 1-1", None),
     ("2026-10-18", None), ("满意度", None)],
)  # fmt: skip
def test_scales_in_headings(heading: str, scale: tuple[int, int] | None) -> None:
    assert scale_of(heading) == scale


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["手工、野餐┋故事", "故事"], ("手工、野餐", "故事")), (["a;b, c", "b, c"], ("a", "b, c")),
        (["a,b", "b,c", "a,c", "a,b,c"], ("a", "b")),
        (["手工、野餐", "故事"], ("手工、野餐",)), (["A.手工|B.故事"], ("手工", "故事")),
    ],
)  # fmt: skip
def test_what_stands_between_choices_is_told_from_all(cells: list[Cell], first: tuple[str, ...]) -> None:
    assert Choices.of(cells, several=True).read(cells[0])[0] == first


cell = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12), st.datetimes()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cell, max_size=5).map(tuple), max_size=6))
def test_whatever_the_cells_hold_it_is_a_plan_or_one_error(rows: list[tuple[Cell, ...]]) -> None:
    head = ("提交时间", "场次", "手机号", "总体满意度（1-5分）", "喜欢的环节（多选）")
    try:
        plan = plan_feedback(form(head, *rows))
    except UnreadableFile:
        return
    for row in plan.rows:
        for (key, _), answer in row.answers.items():
            question = next(question for question in plan.questions if question.key == key)
            assert question.fits(answer.value) is not answer.invalid


def test_options_are_one_however_they_are_typed() -> None:
    plan = plan_feedback(form(("序号", "孩子最喜欢（多选）"), (1, "故事会，A┋手工"), (2, "手工┋故事会,A")))
    assert plan.questions == (
        SurveyQuestion(
            "q1",
            QuestionKind.MULTIPLE,
            {"zh": "孩子最喜欢（多选）"},
            (Option("故事会，A", {"zh": "故事会，A"}), Option("手工", {"zh": "手工"})),
        ),
    )
    assert [row.answers["q1", ""].value for row in plan.rows] == [["故事会，A", "手工"], ["手工", "故事会，A"]]


def test_a_scale_that_a_tenth_of_the_answers_leave_is_another_one() -> None:
    def scale(beyond: int) -> tuple[int, int]:
        cells = [5] * (20 - beyond) + [8] * beyond
        rows = [("提交时间", "总体满意度"), *((f"2026-10-18 09:{n:02}:00", cell) for n, cell in enumerate(cells))]
        return plan_feedback(form(*rows)).questions[0].ends

    assert (scale(1), scale(2)) == ((1, 5), (1, 10))
