"""An event's own questions and their answers."""

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.question import QuestionKind
from eventdesk.errors import Conflict, InvalidInput, NotFound
from tests.conftest import Register


@pytest.fixture
def asked(fair: Desk) -> Desk:
    fair.questions.add("FAIR", text="怎么来？", kind=QuestionKind.SINGLE, options=["自驾", "地铁", "自驾"], required=True)
    fair.questions.add("FAIR", text="几辆推车", kind=QuestionKind.NUMBER)
    return fair


def test_questions_have_keys_options_and_an_order(asked: Desk) -> None:
    view = asked.questions.add("FAIR", text="想玩", kind=QuestionKind.MULTIPLE, options=["泥", "水"], key="play")
    assert [(one.key, one.options) for one in view.questions] == [("q1", ("自驾", "地铁")), ("q2", ()), ("play", ("泥", "水"))]
    moved = asked.questions.move(view.questions[2].id, to=0)
    assert [one.key for one in moved.questions] == ["play", "q1", "q2"]
    for text, kind, options in (("", QuestionKind.TEXT, []), ("x", QuestionKind.SINGLE, ["a", "A"])):
        with pytest.raises(InvalidInput):
            asked.questions.add("FAIR", text=text, kind=kind, options=options)
    with pytest.raises(Conflict):
        asked.questions.add("FAIR", text="x", kind=QuestionKind.TEXT, key="play")


def test_answers_are_checked_and_all_or_none_are_written(asked: Desk, register: Register) -> None:
    view = register()
    with pytest.raises(InvalidInput) as raised:
        asked.questions.answer(view.id, {"q1": "地铁", "q2": "很多"})
    assert (raised.value.code, raised.value.details["field"]) == ("answer_number", "q2")
    assert asked.questions.answers(view.id).answers == {}
    with pytest.raises(NotFound):
        asked.questions.answer(view.id, {"q9": "x"})
    done = asked.questions.answer(view.id, {"q1": "地铁", "q2": "2"})
    assert {one.key: done.answers[one.id] for one in done.questions} == {"q1": "地铁", "q2": 2}
    assert asked.questions.answer(view.id, {"q1": None}).missing[0].key == "q1"


def test_required_questions_without_an_answer_are_listed(asked: Desk, register: Register) -> None:
    first, second, third = register(), register(), register()
    asked.questions.answer(first.id, {"q1": "自驾"})
    asked.registrations.cancel(third.id)
    assert asked.questions.unanswered("FAIR") == {second.id: ("q1",)}


def test_an_option_that_somebody_chose_stays(asked: Desk, register: Register) -> None:
    question = asked.questions.list("FAIR").questions[0].id
    asked.questions.answer(register().id, {"q1": "自驾"})
    with pytest.raises(Conflict) as raised:
        asked.questions.change(question, options=["地铁", "步行"])
    assert raised.value.code == "option_in_use"
    changed = asked.questions.change(question, options=["步行", "自驾"], text="怎么到？", required=False)
    assert (changed.questions[0].text, changed.questions[0].options, changed.questions[0].answered) == ("怎么到？", ("步行", "自驾"), 1)


def test_a_question_comes_back_with_its_answers(asked: Desk, register: Register) -> None:
    view = register()
    asked.questions.answer(view.id, {"q1": "自驾", "q2": 1})
    removed = asked.questions.remove(asked.questions.list("FAIR").questions[0].id)
    assert [one.key for one in asked.questions.list("FAIR").questions] == ["q2"]
    asked.questions.put_back(removed)
    answers = asked.questions.answers(view.id)
    assert [one.key for one in answers.questions] == ["q1", "q2"]
    assert set(answers.answers.values()) == {"自驾", 1}


def test_a_family_is_registered_with_its_answers_or_not_at_all(asked: Desk, register: Register) -> None:
    view = register(answers={"q1": "地铁"})
    assert set(asked.questions.answers(view.id).answers.values()) == {"地铁"}
    with pytest.raises(InvalidInput) as raised:
        register(answers={"q1": "自驾", "q2": "很多"})
    assert raised.value.details["field"] == "q2"
    assert len(asked.registrations.list("FAIR")) == 1


def test_a_question_of_an_event_that_is_gone_does_not_come_back(asked: Desk) -> None:
    removed = asked.questions.remove(asked.questions.list("FAIR").questions[0].id)
    asked.events.remove("FAIR")
    with pytest.raises(NotFound) as raised:
        asked.questions.put_back(removed)
    assert raised.value.code == "event_removed"
