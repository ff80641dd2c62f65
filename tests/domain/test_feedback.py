"""Surveys and their figures: what is shown to whom, what is complete, who counts once, and what is told of few."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.feedback import (
    BadSurvey,
    Condition,
    Option,
    Per,
    QuestionKind,
    SurveyQuestion,
    Value,
    as_plain,
    check_survey,
    from_plain,
    is_complete,
    lacking,
    questions_digest,
    respondent_mark,
    shown_questions,
)
from eventdesk.domain.feedback_figures import Answer, FigureKind, Response, by_slot, by_subject, figures, latest_of_each

FEW = settings(max_examples=60, deadline=None)
NOON = datetime(2026, 10, 18, 12, tzinfo=UTC)


def asking(key: str, kind: QuestionKind = QuestionKind.RATING, **more: Any) -> SurveyQuestion:
    options = (Option("a", {"zh": "甲", "en": "A"}), Option("b", {"zh": "乙"})) if kind.has_options else ()
    return SurveyQuestion(key, kind, {"zh": f"题 {key}"}, options, **more)


OVERALL = asking("overall", required=True)
WHY = asking("why", QuestionKind.TEXT, required=True, show_if=Condition("overall", at_most=2))
CALL = asking("call", QuestionKind.YES_NO, show_if=Condition("why", any_of=("call me",)))
LIKED = asking("liked", QuestionKind.MULTIPLE)
SURVEY = (OVERALL, WHY, CALL, LIKED)


def said(*, at: int = 0, who: str | None = None, slot: str = "", **answers: Value) -> Response:
    return Response(
        f"r{at}",
        NOON + timedelta(minutes=at),
        {(key, ""): Answer(value) for key, value in answers.items()},
        who=who,
        slot=slot,
        order=at,
    )


# -- what is asked


def test_a_question_is_shown_after_its_answer_alone() -> None:
    def keys(answers: dict[tuple[str, str], Value]) -> list[str]:
        return [question.key for question in shown_questions(SURVEY, answers)]

    assert keys({}) == ["overall", "liked"]
    assert keys({("overall", ""): 2}) == ["overall", "why", "liked"]
    assert keys({("overall", ""): 3}) == ["overall", "liked"]
    assert keys({("overall", ""): 1, ("why", ""): "call me"}) == ["overall", "why", "call", "liked"]
    # What hangs on a hidden question is hidden, though that was answered before it was.
    assert keys({("overall", ""): 5, ("why", ""): "call me"}) == ["overall", "liked"]


def test_a_condition_knows_one_from_true() -> None:
    assert Condition("x", any_of=(True,)).holds(True) and not Condition("x", any_of=(True,)).holds(1)
    assert not Condition("x", at_least=0).holds(True) and not Condition("x", at_least=0).holds("5")
    assert Condition("x", any_of=("a",)).holds(["b", "a"]) and not Condition("x", any_of=("a",)).holds(None)
    assert Condition("x", at_least=3, at_most=4).holds(3.5) and not Condition("x", at_least=3, at_most=4).holds(5)


def test_complete_is_what_answers_all_that_must_be_answered() -> None:
    assert not is_complete(SURVEY, {})
    assert is_complete(SURVEY, {("overall", ""): 4})
    assert lacking(SURVEY, {("overall", ""): 1}) == (("why", ""),)
    assert lacking(SURVEY, {("overall", ""): 9}) == (("overall", ""),)  # outside the scale is no answer
    assert is_complete(SURVEY, {("overall", ""): 1, ("why", ""): "rain"})


def test_what_is_asked_of_each_slot_is_due_for_each() -> None:
    each = asking("each", required=True, per=Per.SLOT)
    assert lacking((each,), {("each", "A"): 4}, subjects={Per.SLOT: ("A", "B")}) == (("each", "B"),)
    assert lacking((each,), {("each", "A"): 4}) == ()
    assert lacking((each,), {}) == (("each", ""),)


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        ((), "survey_empty"), ((OVERALL,) * 2, "survey_key_twice"), ((WHY, OVERALL), "survey_condition"),
        ((replace(LIKED, options=()),), "survey_options_missing"), ((replace(OVERALL, texts={"zh": " "}),), "survey_text_missing"),
        ((replace(OVERALL, scale=(5, 5)),), "survey_scale"), ((asking("n", QuestionKind.NPS, scale=(1, 10)),), "survey_scale"),
        (tuple(asking(f"q{n}") for n in range(101)), "survey_long"),
    ],
)  # fmt: skip
def test_questions_that_make_no_survey(questions: tuple[SurveyQuestion, ...], code: str) -> None:
    with pytest.raises(BadSurvey) as wrong:
        check_survey(questions)
    assert wrong.value.code == code


@pytest.mark.parametrize(
    ("kind", "fitting", "wrong"),
    [
        (QuestionKind.RATING, [1, 5], [0, 6, 4.0, "4", True]), (QuestionKind.SMILEY, [1, 3], [0, 4]),
        (QuestionKind.NPS, [0, 10], [11, -1]),
        (QuestionKind.SINGLE, ["a"], ["c", ["a"]]), (QuestionKind.MULTIPLE, [["a"], ["b", "a"]], [[], ["a", "a"], ["c"], "a"]),
        (QuestionKind.TEXT, ["so"], ["", "  ", 5, "x" * 5_000]), (QuestionKind.YES_NO, [True, False], [1, "yes"]),
    ],
)  # fmt: skip
def test_what_a_question_takes(kind: QuestionKind, fitting: list[Value], wrong: list[Value]) -> None:
    question = asking("q", kind)
    assert all(question.fits(value) for value in fitting)
    assert not any(question.fits(value) for value in wrong)


def test_a_survey_is_kept_word_for_word() -> None:
    check_survey(SURVEY)
    kept = as_plain(SURVEY)
    assert as_plain(from_plain(kept)) == kept
    assert questions_digest(from_plain(kept)) == questions_digest(SURVEY)
    assert questions_digest(SURVEY) != questions_digest((OVERALL, replace(WHY, required=False), CALL, LIKED))
    assert from_plain([{"key": "x", "kind": "text", "texts": {"zh": "?"}}]) == (
        SurveyQuestion("x", QuestionKind.TEXT, {"zh": "?"}),
    )


def test_texts_stand_in_for_each_other() -> None:
    assert (LIKED.option_text("a", "en"), LIKED.option_text("b", "en"), LIKED.option_text("c", "en")) == (
        "A",
        "乙",
        "c",
    )
    assert (OVERALL.text("en"), replace(OVERALL, texts={}).text("en")) == ("题 overall", "overall")


def test_content_are_the_upper_two_of_five_and_the_best_of_three() -> None:
    assert [asking("q", kind).content_from for kind in (QuestionKind.RATING, QuestionKind.SMILEY)] == [4, 3]
    assert asking("q", scale=(1, 10)).content_from == 9


def test_a_mark_tells_nothing_of_its_phone() -> None:
    one = respondent_mark("secret", "13800001234")
    assert one == respondent_mark("secret", "13800001234")
    assert one not in (respondent_mark("secret", "13800001235"), respondent_mark("other", "13800001234"))
    assert "13800001234" not in one


# -- who counts


def test_the_latest_answer_of_a_phone_counts_as_a_whole() -> None:
    first, second, alone, also = (
        said(at=1, who="x", overall=5, why="a"),
        said(at=2, who="x", liked=["a"]),
        said(at=3),
        said(at=3),
    )
    kept = latest_of_each([second, first, alone, also])
    assert kept == (second, alone, also)
    assert figures(OVERALL, kept).n == 0  # what the later one leaves blank stays blank


def test_before_and_after_are_two_surveys() -> None:
    before, after = (
        replace(said(at=1, who="x", overall=3), survey="b"),
        replace(said(at=2, who="x", overall=4), survey="a"),
    )
    assert latest_of_each([before, after]) == (before, after)


@FEW
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([None, "x", "y"])), max_size=12))
def test_nobody_counts_twice_and_nobody_is_lost(rows: list[tuple[int, str | None]]) -> None:
    responses = [replace(said(at=at, who=who), id=str(place), order=place) for place, (at, who) in enumerate(rows)]
    kept = latest_of_each(responses)
    assert sum(r.who is None for r in kept) == sum(r.who is None for r in responses)
    assert {r.who for r in kept} == {r.who for r in responses}
    assert len({r.who for r in kept if r.who}) == sum(r.who is not None for r in kept)
    for one in kept:
        assert all((one.at, one.order) >= (r.at, r.order) for r in responses if one.who and r.who == one.who)


# -- figures


def test_skipped_and_invalid_answers_are_in_no_denominator() -> None:
    wrong = Response("w", NOON, {("overall", ""): Answer(7, invalid=True)})
    found = figures(OVERALL, [said(overall=5), said(overall=3), said(), wrong])
    assert (found.kind, found.n, found.blank, found.invalid) == (FigureKind.RATING, 2, 1, 1)
    assert found.histogram == {1: 0, 2: 0, 3: 1, 4: 0, 5: 1}
    assert (found.mean, found.content, found.content_share) == (4.0, 1, 0.5)
    assert found.suppressed and found.mean_interval is None


def test_nine_tenths_content_and_four_and_a_half_are_two_things() -> None:
    found = figures(OVERALL, [said(at=n, overall=4 if n < 60 else 5) for n in range(100)])
    assert (found.content_share, found.mean) == (1.0, 4.4)
    assert found.mean_interval is not None and found.mean_interval.low < 4.4 < found.mean_interval.high < 4.55


def test_of_several_choices_each_counts() -> None:
    found = figures(LIKED, [said(liked=["a", "b"]), said(liked=["a"]), said()])
    assert (found.kind, found.n, found.blank, found.histogram) == (FigureKind.CHOICE, 2, 1, {"a": 2, "b": 1})
    assert found.shares == {"a": 1.0, "b": 0.5}
    assert (found.mean, found.content_share, found.recommendation.score) == (None, None, None)


def test_yes_no_and_texts() -> None:
    yes = figures(asking("again", QuestionKind.YES_NO), [said(again=True), said(again=False), said(again=True)])
    assert (yes.n, yes.histogram) == (3, {"yes": 2, "no": 1})
    assert figures(WHY, [said(why="rain"), said()]).n == 1
    assert figures(WHY, [said(why="rain")]).histogram == {}


def test_a_question_nobody_answered_has_figures_too() -> None:
    found = figures(asking("nps", QuestionKind.NPS), [said()])
    assert (found.n, found.blank, found.mean, found.content_interval, found.recommendation.interval) == (
        0,
        1,
        None,
        None,
        None,
    )
    assert list(found.histogram) == list(range(11))


def test_slots_are_told_in_their_order_and_few_not_at_all() -> None:
    responses = [
        said(at=n, slot=slot, overall=4) for slot, size in (("B", 9), ("A", 12), ("C", 3), ("", 6)) for n in range(size)
    ]
    groups = by_slot(OVERALL, responses, ["A", "B"])
    # The nameless six are shown nowhere by themselves: the three cannot be told from them.
    assert [(group.about, group.figures and group.figures.n) for group in groups] == [("A", 12), ("B", 9), ("C", None)]
    groups = by_slot(OVERALL, [response for response in responses if response.slot], ["A", "B"])
    assert [(group.about, group.figures and group.figures.n) for group in groups] == [
        ("A", 12),
        ("B", None),
        ("C", None),
    ]


def test_leaders_are_told_apart() -> None:
    each = asking("leader", per=Per.LEADER)
    responses = [Response(str(n), NOON, {("leader", "L1"): Answer(5), ("leader", "L2"): Answer(3)}) for n in range(6)]
    found = {group.about: group.figures for group in by_subject(each, responses)}
    assert {about: figure and figure.mean for about, figure in found.items()} == {"L1": 5.0, "L2": 3.0}
    whole = figures(each, responses)
    assert (whole.n, whole.blank, whole.families) == (12, 0, ((8, 2),) * 6)


def test_a_group_of_many_answers_of_few_people_is_few() -> None:
    # Three who answered two surveys, and eight who answered one: of the slot of the three nothing, nor by what is left.
    surveys = ("one", "two")
    few = [
        Response(f"{who}{survey}", NOON, {("overall", ""): Answer(4)}, who=who, slot="A", survey=survey)
        for who in "abc" for survey in surveys
    ]  # fmt: skip
    many = [Response(f"m{n}", NOON, {("overall", ""): Answer(4)}, slot="BC"[n % 2]) for n in range(16)]
    groups = by_slot(OVERALL, [*few, *many], "ABC")
    assert [(group.about, group.figures is not None) for group in groups] == [("A", False), ("B", True), ("C", False)]
    choice = asking("liked", QuestionKind.SINGLE, per=Per.SLOT)
    two = [Response(f"r{n}", NOON, {("liked", f"s{slot}"): Answer("a") for slot in range(3)}) for n in range(2)]
    assert (figures(choice, two).n, figures(choice, two).people, figures(choice, two).suppressed) == (6, 2, True)


def test_an_interval_draws_people_and_not_their_responses() -> None:
    twice = [
        Response(f"{who}{survey}", NOON, {("overall", ""): Answer(1 + who % 5)}, who=f"w{who}", survey=survey)
        for who in range(6) for survey in ("one", "two")
    ]  # fmt: skip
    assert figures(OVERALL, twice).families == ((2, 2), (2, 2), (4, 2), (6, 2), (8, 2), (10, 2))


def test_five_people_are_told_and_four_are_not() -> None:
    assert [figures(OVERALL, [said(at=n, overall=4) for n in range(count)]).suppressed for count in (0, 4, 5)] == [True, True, False]
