"""Before and after: only those asked twice count, and it is a change, never more."""

from datetime import UTC, datetime

import pytest

from eventdesk.domain.feedback import QuestionKind, ResponseSource, SurveyQuestion
from eventdesk.domain.feedback_figures import Answer, Response
from eventdesk.domain.statistics import Interval
from eventdesk.domain.statistics_means import paired_change
from eventdesk.reports.year_goals import ratio_interval
from eventdesk.services.feedback_reading import EventFeedback
from eventdesk.services.report_year_answers import Answers, pairs_of

AT = datetime(2026, 5, 1, tzinfo=UTC)


def question(key: str, text: str) -> SurveyQuestion:
    return SurveyQuestion(key, QuestionKind.RATING, {"zh": text})


def response(number: int, who: str | None = None, **answers: int) -> Response:
    given = {(key, ""): Answer(value) for key, value in answers.items()}
    return Response(f"r{number}", AT, given, who=who, survey=f"s{number if who else 0}", version="v", order=number)


def feedback(questions: tuple[SurveyQuestion, ...], *responses: Response) -> EventFeedback:
    asked = {"v": frozenset(one.key for one in questions)}
    return EventFeedback(questions, asked, responses, {one.id: ResponseSource.IMPORT for one in responses}, {})


BY_KEY = (question("calm_before", "Q1"), question("calm_after", "Q2"))
BY_TEXT = (question("q1", "1、活动前，和孩子说话的信心"), question("q2", "2、活动后，和孩子说话的信心"))


def test_pairs_are_of_one_person_and_one_question() -> None:
    found = feedback(BY_KEY, response(1, calm_before=2, calm_after=4), response(2, calm_before=3), response(3, calm_after=5))
    assert pairs_of(found) == [(0.4, 0.8)]
    assert pairs_of(feedback(BY_TEXT, response(1, q1=3, q2=4))) == [(0.6, 0.8)]
    apart = feedback(BY_KEY, response(1, "mark", calm_before=1), response(2, "mark", calm_after=2), response(3, "other", calm_after=5))
    assert pairs_of(apart) == [(0.2, 0.4)]


def test_questions_without_a_partner_are_no_pair() -> None:
    assert pairs_of(feedback((question("q1", "活动前的信心"), question("q2", "活动后的心情")), response(1, q1=3, q2=4))) == []


def test_an_effect_is_told_of_five_people_or_more() -> None:
    few, enough = ([response(n, calm_before=2 + n % 2, calm_after=4) for n in range(count)] for count in (4, 6))
    assert Answers({"e": feedback(BY_KEY, *few)}, {}).effect(["e"]) == {"effect": None, "effect_base": None}
    told = Answers({"e": feedback(BY_KEY, *enough)}, {}).effect(["e"])
    assert told["effect_base"] == pytest.approx(0.5)
    assert told["effect"] == paired_change([(0.4, 0.8), (0.6, 0.8)] * 3)


def test_few_people_with_many_pairs_are_few() -> None:
    twice = (*BY_KEY, question("glad_before", "Q3"), question("glad_after", "Q4"))
    few = [response(n, calm_before=2, calm_after=4, glad_before=1, glad_after=3) for n in range(4)]
    assert len(pairs_of(feedback(twice, *few))) == 8
    assert Answers({"e": feedback(twice, *few)}, {}).effect(["e"]) == {"effect": None, "effect_base": None}


def test_a_ratio_of_counts_holds_its_own_value_and_is_sure_only_of_many() -> None:
    few, many = ratio_interval(23, 20), ratio_interval(2300, 2000)
    assert isinstance(few, Interval) and isinstance(many, Interval)
    assert few.low < 0.15 < few.high and 0.0 in few and 0.0 not in many and 0.15 in many
    assert ratio_interval(0, 4) is None and ratio_interval(4, 0) is None


def test_only_scales_of_five_make_the_years_mean() -> None:
    ten = SurveyQuestion("q", QuestionKind.RATING, {"zh": "总体满意度"}, scale=(1, 10))
    five = SurveyQuestion("q", QuestionKind.RATING, {"zh": "总体满意度"})
    said = {name: feedback((one,), *(response(n, q=4) for n in range(6))) for name, one in (("ten", ten), ("five", five))}
    answers = Answers(said, {name: of.figures("q") for name, of in said.items()})
    assert answers.mean(["ten"]) is None and (answers.mean(["ten", "five"]) or ((0, 0), None))[0] == (24, 6)


def test_an_effect_is_told_of_exactly_five() -> None:
    told = Answers({"e": feedback(BY_KEY, *(response(n, calm_before=2, calm_after=4) for n in range(5)))}, {}).effect(["e"])
    assert told["effect"] is not None and told["effect"].n == 5
