"""A questionnaire's columns answer an event's own questions: read by kind, updated by later files, taken back with the batch."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.question import QuestionKind
from eventdesk.errors import InvalidInput
from eventdesk.exchange.workbook import Cell, Sheet, Workbook
from eventdesk.services.import_views import ImportResult
from tests.services.test_outbox import check

PEOPLE = ("家长姓名", "手机号", "孩子姓名")
ASKED = ("3. 怎么来？[单选题]", "几辆推车", "想玩", "要停车吗")
FIRST: tuple[Cell, ...] = ("孙萍", "13812345670", "周子安", "地铁", 2.0, "泥┋水", "是")
SECOND: tuple[Cell, ...] = ("魏勇", "13812345671", "魏可", "骑车", "两三辆", None, "无")


@pytest.fixture
def asked(fair: Desk) -> Desk:
    fair.questions.add("FAIR", text="怎么来？", kind=QuestionKind.SINGLE, options=["自驾", "地铁"], required=True, key="way")
    fair.questions.add("FAIR", text="几辆推车", kind=QuestionKind.NUMBER, key="prams")
    fair.questions.add("FAIR", text="想玩", kind=QuestionKind.MULTIPLE, options=["泥", "水"], key="play")
    fair.questions.add("FAIR", text="要停车吗", kind=QuestionKind.YES_NO, key="park")
    return fair


def bring(
    desk: Desk, *rows: Sequence[Cell], headings: Sequence[str] = (*PEOPLE, *ASKED), event: str = "FAIR", **how: Any
) -> ImportResult:
    book = Workbook("xlsx", (Sheet("S", (tuple(headings), *(tuple(row) for row in rows))),))
    return desk.imports.run(event, Path("a.xlsx"), workbook=book, **how)


def answers(desk: Desk) -> list[Mapping[str, Any]]:
    """What each registration answered, by key, in the order of the queue."""
    found = [desk.questions.answers(view.id) for view in desk.registrations.list("FAIR")]
    return [{one.key: view.answers[one.id] for one in view.questions if one.id in view.answers} for view in found]


def test_columns_headed_like_a_question_answer_it_by_its_kind(asked: Desk) -> None:
    result = bring(asked, FIRST, SECOND)
    assert list(result.mapping["S"].values())[3:] == ["answers[way]", "answers[prams]", "answers[play]", "answers[park]"]
    assert answers(asked) == [{"way": "地铁", "prams": 2, "play": ["泥", "水"], "park": True}, {"park": False}]
    assert [row.warnings for row in result.rows] == [(), ("answer_unreadable",)]


def test_a_preview_says_the_same_and_writes_nothing(asked: Desk) -> None:
    shown = bring(asked, FIRST, SECOND, dry_run=True)
    assert [row.warnings for row in shown.rows] == [(), ("answer_unreadable",)]
    assert [one.key for one in shown.questions] == ["way", "prams", "play", "park"]
    assert asked.registrations.list("FAIR") == ()


def test_people_and_consents_are_not_taken_for_questions_but_notes_are(asked: Desk) -> None:
    for text in ("孩子姓名", "备注"):
        asked.questions.add("FAIR", text=text, kind=QuestionKind.TEXT)
    result = bring(asked, ("孙萍", "13812345670", "周子安", "早到"), headings=(*PEOPLE, "备注"))
    assert list(result.mapping["S"].values())[2:] == ["children[0].name", "answers[q2]"]
    assert answers(asked) == [{"q2": "早到"}]


def test_a_person_maps_columns_by_hand(asked: Desk) -> None:
    headings = (*PEOPLE, "交通", "几辆推车")
    mapping = {"S": {"D": "answers[way]", "E": "ignored"}}
    bring(asked, ("孙萍", "13812345670", "周子安", "自驾", 2), headings=headings, mapping=mapping)
    assert answers(asked) == [{"way": "自驾"}]
    with pytest.raises(InvalidInput) as raised:
        bring(asked, FIRST, headings=headings, mapping={"S": {"D": "answers[q9]"}})
    assert raised.value.code == "mapping_field_unknown"


def test_what_was_mapped_by_hand_is_remembered_for_the_question_and_not_for_its_key(asked: Desk) -> None:
    headings = (*PEOPLE, "交通")
    row = ("孙萍", "13812345670", "周子安", "自驾")
    bring(asked, row, headings=headings, mapping={"S": {"D": "answers[way]"}})
    day = asked.events.show("FAIR")
    for code, text, key in (("NEXT", "怎么来？", "q7"), ("OTHER", "尺码", "way")):
        asked.events.add(title="春", start=day.start, end=day.end, code=code)
        asked.questions.add(code, text=text, kind=QuestionKind.TEXT, key=key)
    assert bring(asked, row, headings=headings, event="NEXT", dry_run=True).mapping["S"]["D"] == "answers[q7]"
    assert bring(asked, row, headings=headings, event="OTHER", dry_run=True).mapping["S"]["D"] == "ignored"


def test_a_later_file_adds_and_updates_answers_and_blanks_take_none_away(asked: Desk) -> None:
    bring(asked, FIRST)
    same = bring(asked, FIRST)
    assert [row.warnings for row in same.rows] == [("unchanged",)]
    later = (*FIRST[:3], "自驾", None, "水", "是")
    assert [row.warnings for row in bring(asked, later).rows] == [()]
    assert answers(asked) == [{"way": "自驾", "prams": 2, "play": ["水"], "park": True}]


def test_rows_of_one_family_answer_together(asked: Desk) -> None:
    bring(asked, FIRST, (*FIRST[:2], "周子宁", "自驾", None, None, None))
    assert answers(asked) == [{"way": "自驾", "prams": 2, "play": ["泥", "水"], "park": True}]


def test_an_old_row_leaves_answers_that_were_put_right_by_hand(asked: Desk) -> None:
    bring(asked, FIRST)
    asked.questions.answer(asked.registrations.list("FAIR")[0].id, {"way": "自驾", "prams": None})
    bring(asked, FIRST)
    assert answers(asked) == [{"way": "自驾", "play": ["泥", "水"], "park": True}]


def test_undo_gives_answers_back_that_a_file_changed(asked: Desk) -> None:
    bring(asked, FIRST[:4], headings=(*PEOPLE, ASKED[0]))
    second = bring(asked, (*FIRST[:3], "自驾", 3, None, None)).batch
    assert second is not None
    assert asked.imports.undo(second, dry_run=True).restored == 1
    assert answers(asked) == [{"way": "自驾", "prams": 3}]
    done = asked.imports.undo(second)
    assert (done.removed, done.kept, done.restored) == (0, 0, 1)
    assert answers(asked) == [{"way": "地铁"}]
    check(asked)


def test_undo_takes_answers_away_with_their_registration(asked: Desk) -> None:
    batch = bring(asked, FIRST, SECOND).batch
    assert batch is not None
    done = asked.imports.undo(batch)
    assert (done.removed, done.kept) == (2, 0)
    assert [one.answered for one in asked.questions.list("FAIR").questions] == [0, 0, 0, 0]
    check(asked)


def test_undo_keeps_what_was_answered_by_hand_since(asked: Desk) -> None:
    batch = bring(asked, FIRST, SECOND).batch
    asked.questions.answer(asked.registrations.list("FAIR")[0].id, {"prams": 5})
    assert batch is not None
    done = asked.imports.undo(batch)
    assert (done.removed, done.kept, [one.reason.value for one in done.kept_list]) == (1, 1, ["changed"])
    assert answers(asked)[0]["prams"] == 5


def test_undo_passes_over_questions_that_are_gone(asked: Desk) -> None:
    bring(asked, FIRST)
    batch = bring(asked, (*FIRST[:3], "自驾", 3, None, None)).batch
    asked.questions.remove(asked.questions.list("FAIR").questions[0].id)
    assert batch is not None
    asked.imports.undo(batch)
    assert answers(asked) == [{"prams": 2, "play": ["泥", "水"], "park": True}]


@pytest.mark.parametrize("first", [0, 1])
def test_two_files_are_taken_back_in_any_order(asked: Desk, first: int) -> None:
    batches = [bring(asked, FIRST).batch, bring(asked, (*FIRST[:3], "自驾", 3, None, None)).batch]
    for batch in (batches[first], batches[1 - first]):
        assert batch is not None
        asked.imports.undo(batch)
    assert answers(asked) == []


def test_an_erased_family_leaves_no_answer_in_what_an_import_would_give_back(asked: Desk) -> None:
    bring(asked, (*FIRST[:3], "地铁", None, None, None))
    bring(asked, (*FIRST[:3], "自驾", 3, None, None))
    asked.privacy.erase(asked.registrations.list("FAIR")[0].family, reason="要求")
    with asked.house.store.reading() as connection:
        left = connection.exec_driver_sql("SELECT before FROM import_batch").scalars().all()
    assert left and all("地铁" not in text and "\\u5730" not in text for text in left)
