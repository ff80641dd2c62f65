"""Paper forms: what is typed is kept as it was ticked, each form by itself, and can be put right and taken back."""

from pathlib import Path

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.feedback import Condition, Option, Per, QuestionKind, SurveyQuestion, SurveyState
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, DeskError, InvalidInput, NotFound
from eventdesk.exchange.reader import read_text
from eventdesk.services import rows
from eventdesk.services.survey_views import SurveyView
from eventdesk.store import feedback_tables as f
from resources.words import Words
from tests.services.test_outbox import check
from tests.services.test_surveys import FACES, stored

K = QuestionKind
OPTIONS = (Option("o1", {"zh": "a"}), Option("o2", {"zh": "b"}))
ASKED = (
    SurveyQuestion("overall", K.RATING, {"zh": "总体", "en": "Overall"}, required=True),
    SurveyQuestion("recommend", K.NPS, {"zh": "推荐"}),
    SurveyQuestion("each", K.RATING, {"zh": "各场"}, per=Per.SLOT),
    SurveyQuestion("how", K.SINGLE, {"zh": "渠道"}, options=OPTIONS),
    SurveyQuestion("why", K.TEXT, {"zh": "原因"}, show_if=Condition("overall", at_most=2)),
)


@pytest.fixture
def paper(fair: Desk) -> SurveyView:
    """A survey of an event with two slots and a break, open."""
    for code, title in (("MUSIC", "音乐"), ("LEAF", "拓印")):
        fair.events.add_slot("FAIR", title=title, code=code)
    return fair.surveys.add("paper", ASKED, event="FAIR", state=SurveyState.OPEN)


def refused(code: str, desk: Desk, survey: str, line: str, texts: dict[tuple[str, str], str] | None = None) -> DeskError:
    with pytest.raises(DeskError) as found:
        desk.answering.enter(survey, line, texts)
    assert found.value.code == code
    return found.value


def test_a_form_is_one_response_without_anybody(fair: Desk, paper: SurveyView) -> None:
    form = fair.answering.form(paper.id)
    assert form.code == f"{paper.code}-1" and [one.key for one in form.subjects[Per.SLOT]] == ["MUSIC", "LEAF"]
    first = fair.answering.enter(paper.id, "2104-b+", {("why", ""): " 排队太久 "})
    second = fair.answering.enter(form.code, "5---?")
    assert (first.place, second.place, first.complete) == (1, 2, True)
    (one, two) = stored(fair, f.survey_response)
    assert (one.source, one.who, one.batch, one.complete) == ("paper", None, None, True) and two.complete
    said = {(row.question, row.subject): (row.value, row.invalid) for row in stored(fair, f.survey_answer) if row.response == one.id}
    assert said == {
        ("overall", ""): (2, False), ("recommend", ""): (10, False), ("each", "MUSIC"): (4, False), ("how", ""): ("o2", False),
        ("why", ""): ("排队太久", False),
    }  # fmt: skip
    assert [one.place for one in fair.answering.last(paper.id)] == [2, 1]
    assert fair.answering.last(paper.id)[0].answers == {("overall", ""): Answer(5), ("how", ""): Answer("?", invalid=True)}
    found = fair.feedback.read("FAIR")
    assert found.figures("overall").n == 2 and found.figures("how").invalid == 1
    check(fair)


def test_words_that_nobody_was_asked_for_are_left_out(fair: Desk, paper: SurveyView) -> None:
    made = fair.answering.enter(paper.id, "5----+", {("why", ""): "x"})
    assert set(made.answers) == {("overall", "")}


def test_what_cannot_be_read_names_its_question_and_keeps_nothing(fair: Desk, paper: SurveyView) -> None:
    assert refused("paper_not_taken", fair, paper.id, "59-6").details["question"] == 3
    assert refused("paper_short", fair, paper.id, "59").details["question"] == 3
    assert refused("paper_text_missing", fair, paper.id, "1----+").details["question"] == 5
    refused("paper_long", fair, paper.id, "5-----5")
    refused("paper_empty", fair, paper.id, "-----")
    fair.surveys.change(paper.id, state=SurveyState.CLOSED)
    refused("survey_closed", fair, paper.id, "5----")
    fair.surveys.change(paper.id, state=SurveyState.DRAFT)
    refused("survey_draft", fair, paper.id, "5----")
    refused("survey_is_template", fair, fair.surveys.add("t", FACES).id, "1")
    assert stored(fair, f.survey_response) == []


def test_a_form_is_put_right_and_taken_back(fair: Desk, paper: SurveyView) -> None:
    made = fair.answering.enter(paper.id, "1955a+", {("why", ""): "x"})
    with fair.house.writing(Right.EVENTS, "x") as unit:
        theme = {"response": made.response, "question": "why", "theme": "queue", "right": True}
        unit.execute(f.comment_theme.insert(), theme)
        unit.put("comment_theme", theme, event=stored(fair, f.survey_response)[0].event)
        unit.commit(subject=made.response)
    right = fair.answering.correct(made.response, "2-5-b+", {("why", ""): "y"})
    assert right.place == 1 and right.answers == {
        ("overall", ""): Answer(2), ("each", "MUSIC"): Answer(5), ("how", ""): Answer("o2"), ("why", ""): Answer("y"),
    }  # fmt: skip
    assert stored(fair, f.survey_response)[0].revision == 2 and stored(fair, f.comment_theme) == []
    fair.answering.correct(made.response, "2-5-b+", {("why", ""): "y"})
    assert stored(fair, f.survey_response)[0].revision == 2
    check(fair)
    removed = fair.answering.take_back(made.response)
    assert stored(fair, f.survey_answer) == [] == stored(fair, f.survey_response)
    back = fair.answering.put_back(removed)
    (kept,) = fair.answering.last(paper.id)
    assert (back.response, back.answers) == (made.response, right.answers) == (kept.response, kept.answers)
    fair.answering.put_back(removed)
    assert len(stored(fair, f.survey_response)) == 1
    check(fair)


def test_a_form_that_somebody_follows_up_stays(fair: Desk, paper: SurveyView) -> None:
    made = fair.answering.enter(paper.id, "1----")
    with fair.house.writing(Right.EVENTS, "case") as unit:
        (row,) = stored(fair, f.survey_response)
        who, text = unit.actor.operator, {"kind": "low_score", "text": "x"}
        case = {"event": row.event, "response": row.id, **text, "operator": who, "at": unit.now}
        rows.add(unit, f.feedback_case, {**case, "owner": "", "due": None, "reply": "", "result": "", "done_at": None}, event=row.event)
        unit.commit(subject=row.id)
    with pytest.raises(Conflict) as found:
        fair.answering.take_back(made.response)
    assert found.value.code == "response_has_case" and len(stored(fair, f.survey_response)) == 1


def test_forms_of_an_older_version_are_typed_as_it_was(fair: Desk, paper: SurveyView) -> None:
    fair.answering.enter(paper.id, "5----")
    later = fair.surveys.change(paper.id, questions=ASKED[:2])
    assert later.number == 2 and ("each", "") in later.used and ("how", "o2") in later.used
    old = fair.answering.enter(paper.id, "4----", number=1)
    new = fair.answering.enter(paper.id, "49")
    assert (old.place, new.place, old.version == new.version) == (2, 1, False)
    with pytest.raises(NotFound):
        fair.answering.form(paper.id, number=3)


def test_the_last_events_surveys_without_those_of_files(fair: Desk, paper: SurveyView) -> None:
    start = fair.events.show("FAIR").start
    fair.events.add(title="x", start=start.replace(month=12), end=start.replace(month=12, hour=23), code="LATER")
    assert [one.id for one in fair.surveys.before("LATER")] == [paper.id] and fair.surveys.before("FAIR") == ()
    book = read_text("提交时间,总体满意度\n2026-11-28 13:00:00,5\n", name="a.csv")
    fair.feedback_imports.run("FAIR", Path("a.csv"), workbook=book)
    assert len(fair.surveys.list("FAIR")) == 2 and [one.id for one in fair.surveys.before("LATER")] == [paper.id]


def test_what_cannot_be_meant_is_refused(fair: Desk) -> None:
    first, last = ASKED[0], ASKED[4]
    cases = {
        "survey_condition": (last,),
        "survey_condition_empty": (first, SurveyQuestion("b", K.TEXT, {"zh": "x"}, show_if=Condition("overall"))),
        "survey_condition_value": (first, SurveyQuestion("b", K.TEXT, {"zh": "x"}, show_if=Condition("overall", any_of=("9",)))),
        "survey_options_text": (SurveyQuestion("a", K.SINGLE, {"zh": "x"}, options=(Option("o1", {"zh": " "}),)),),
        "survey_options_many": (
            SurveyQuestion("a", K.SINGLE, {"zh": "x"}, options=tuple(Option(f"o{n}", {"zh": "y"}) for n in range(27))),
        ),
    }
    for code, questions in cases.items():
        with pytest.raises(InvalidInput) as found:
            fair.surveys.add("x", questions, event="FAIR")
        assert (found.value.code, found.value.details["field"]) == (code, questions[-1].key)


def test_a_form_can_be_printed_of_what_can_be_filled(fair: Desk, paper: SurveyView, tmp_path: Path) -> None:
    only = fair.surveys.add("slots", (SurveyQuestion("each", K.RATING, {"zh": "x"}, per=Per.LEADER),), event="FAIR")
    with pytest.raises(InvalidInput) as found:
        fair.answering.paper(only.id, tmp_path / "none.pdf", [Words("zh")])
    assert found.value.code == "survey_no_places" and not list(tmp_path.glob("*.pdf"))


def test_what_was_said_of_a_theme_stays_with_words_that_stay(fair: Desk, paper: SurveyView) -> None:
    made = fair.answering.enter(paper.id, "1955a+", {("why", ""): "x"})
    with fair.house.writing(Right.EVENTS, "x") as unit:
        theme = {"response": made.response, "question": "why", "theme": "queue", "right": True}
        unit.execute(f.comment_theme.insert(), theme)
        unit.put("comment_theme", theme, event=stored(fair, f.survey_response)[0].event)
        unit.commit(subject=made.response)
    fair.answering.correct(made.response, "2955a+", {("why", ""): "x"})
    assert len(stored(fair, f.comment_theme)) == 1
