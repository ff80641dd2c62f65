"""Cases: low scores and complaints are taken up once, and whoever works on one leaves a trail that can be taken back."""

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.feedback import QuestionKind, ResponseSource, SurveyQuestion, SurveyState
from eventdesk.domain.themes import Lexicon, Theme, lexicon
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.exchange.reader import read_text
from eventdesk.services.case_views import CaseCounts, CaseFilter, CaseKind, cases_of
from eventdesk.store import feedback_tables as f
from eventdesk.store.sync_tables import device, foreign_item
from resources.theme_words import theme_words
from tests.conftest import Register
from tests.services.test_outbox import check
from tests.services.test_surveys import opened

ANSWERS = """提交时间,手机号,总体满意度,您的建议
2026-11-28 13:00:00,13800000001,5,很好
2026-11-28 13:01:00,13800000002,2,电话 13800001234
2026-11-28 13:02:00,13800000003,4,门口的人不耐烦，我要投诉
2026-11-28 13:03:00,13800000004,1,
"""


@pytest.fixture(scope="module")
def rules() -> Lexicon:
    return lexicon(theme_words())


def bring(desk: Desk, text: str = ANSWERS) -> str:
    batch = desk.feedback_imports.run("FAIR", Path("a.csv"), workbook=read_text(text, name="a.csv")).batch
    assert batch is not None
    return batch


def test_low_scores_and_complaints_are_taken_up_once(fair: Desk, rules: Lexicon) -> None:
    bring(fair)
    view = opened(fair)
    fair.kiosk.press(view.children.version, "happy", 3)
    taken = fair.cases.take_up("FAIR", by=rules)
    assert len(taken.cases) == 3 and fair.cases.take_up("FAIR", by=rules).cases == ()
    found = fair.cases.list("FAIR")
    assert sorted(one.kind.value for one in found) == ["complaint", "low_score", "low_score"]
    assert {one.due for one in found} == {date(2026, 12, 1)} and not any("13800001234" in one.text for one in found)
    # Taken away, they don't come again; somebody's work is not taken away with them.
    fair.cases.change(found[0].id, owner="小王")
    removed = fair.cases.take_back(taken)
    assert len(removed.cases) == 2 and [one.id for one in fair.cases.list("FAIR")] == [found[0].id]
    assert fair.cases.take_up("FAIR", by=rules).cases == ()
    for one in removed.cases:
        fair.cases.put_back(one)
    assert {one.id for one in fair.cases.list("FAIR")} == set(taken.cases)
    check(fair)


def test_a_theme_that_a_person_put_right_makes_a_case_or_none(fair: Desk, rules: Lexicon) -> None:
    lines = "".join(f"2026-11-28 14:0{n}:00,1380000010{n},5,老师吼得很有气势{n}\n" for n in range(8))
    bring(fair, ANSWERS.splitlines()[0] + "\n" + lines)
    for one in fair.themes.comments("FAIR", by=rules).comments[1:]:
        fair.themes.correct("FAIR", one.comment, {Theme.TEACHERS}, by=rules)
    assert len(fair.cases.take_up("FAIR", by=rules).cases) == 1


def test_an_import_that_is_undone_takes_its_untouched_cases_along(fair: Desk, rules: Lexicon) -> None:
    batch = bring(fair)
    first, *_ = fair.cases.take_up("FAIR", by=rules).cases
    fair.cases.change(first, owner="小王")
    undone = fair.feedback_imports.undo(batch)
    assert (undone.removed, undone.kept) == (3, 1) and [one.id for one in fair.cases.list("FAIR")] == [first]
    check(fair)


def test_a_case_leads_to_its_answers_and_to_nobody(fair: Desk, rules: Lexicon) -> None:
    bring(fair)
    fair.cases.take_up("FAIR", by=rules)
    low = next(one for one in fair.cases.list("FAIR") if one.text.startswith("电话"))
    answers = fair.cases.answers(low.id)
    assert answers is not None and answers.source is ResponseSource.IMPORT and answers.day == date(2026, 11, 28)
    assert [(one.value, one.out_of) for one in answers.answers if one.out_of] == [(2, 5)]
    assert "1380000" not in repr([one.value for one in answers.answers]) and low.family is None
    assert fair.cases.answers(fair.cases.add("FAIR", "x").id) is None


def test_a_case_is_worked_on_settled_and_opened_again(fair: Desk) -> None:
    late = fair.cases.add("FAIR", "停车难", due=date(2026, 11, 27), owner=" 小王 ")
    soon = fair.cases.add("FAIR", "谢谢老师", kind=CaseKind.PRAISE, due=date(2026, 11, 28))
    never = fair.cases.add("FAIR", "希望有低龄场", kind=CaseKind.SUGGESTION)
    assert [one.id for one in fair.cases.list("FAIR")] == [late.id, soon.id, never.id]
    assert [one.id for one in fair.cases.list("FAIR", which=CaseFilter.OVERDUE)] == [late.id] and late.owner == "小王"
    (overdue,) = fair.cases.overdue()
    assert (overdue.event, overdue.cases, overdue.since) == ("FAIR", 1, date(2026, 11, 27))
    with fair.house.store.reading() as connection:
        counts = cases_of(connection, fair.events.show("FAIR").id, today=date(2026, 11, 28))
    assert counts == {kind: CaseCounts(int(kind is not CaseKind.LOW_SCORE), int(kind is CaseKind.COMPLAINT)) for kind in CaseKind}
    changed = fair.cases.change(late.id, revision=late.revision, reply="下次发停车图", no_due=True)
    assert (changed.reply, changed.due, changed.overdue) == ("下次发停车图", None, False) and fair.cases.overdue() == ()
    with pytest.raises(Conflict) as refused:
        fair.cases.change(late.id, revision=late.revision, owner="x")
    assert refused.value.code == "case_changed"
    assert fair.cases.done(late.id, result="已回复").done_at is not None
    assert late.id not in {one.id for one in fair.cases.list("FAIR")}
    assert [one.id for one in fair.cases.list("FAIR", which=CaseFilter.DONE)] == [late.id]
    assert {one.id for one in fair.cases.list("FAIR", which=CaseFilter.ALL)} == {late.id, soon.id, never.id}
    again = fair.cases.reopen(late.id)
    assert (again.done_at, again.result) == (None, "已回复")
    removed = fair.cases.remove(soon.id)
    with pytest.raises(NotFound):
        fair.cases.change(soon.id, owner="x")
    assert fair.cases.put_back(removed).kind is CaseKind.PRAISE
    with pytest.raises(InvalidInput):
        fair.cases.add("FAIR", "  ")
    check(fair)


def test_what_is_too_long_is_refused_and_never_cut(fair: Desk) -> None:
    made = fair.cases.add("FAIR", "长" * 2000)
    assert fair.cases.change(made.id, reply="答" * 2000).reply == "答" * 2000
    for verb in (
        partial(fair.cases.add, "FAIR", "长" * 2001),
        partial(fair.cases.change, made.id, reply="答" * 2001),
        partial(fair.cases.change, made.id, result="答" * 2001),
        partial(fair.cases.done, made.id, result="答" * 2001),
    ):
        with pytest.raises(InvalidInput) as caught:
            verb()
        assert caught.value.code == "text_too_long"
    (kept,) = fair.cases.list("FAIR")
    assert (kept.text, kept.reply, kept.result) == ("长" * 2000, "答" * 2000, "")


def test_a_case_of_a_family_is_masked_and_never_comes_back_after_its_erasure(fair: Desk, register: Register) -> None:
    family = register().family
    kept = fair.cases.add("FAIR", "请回电", family=family)
    gone = fair.cases.remove(fair.cases.add("FAIR", "孩子1摔了", family=family).id)
    assert kept.family == family and kept.label == "家**" and fair.cases.change(kept.id, no_family=True).label == ""
    fair.privacy.erase(family, reason="asked")
    with pytest.raises(NotFound):
        fair.cases.put_back(gone)
    assert fair.house.actor and "owner" not in fair.cases.owners("FAIR")


def test_only_what_counts_is_taken_up_and_on_its_own_scale(fair: Desk, rules: Lexicon) -> None:
    # The first answer of the phone was low; its later one counts.
    bring(fair, "提交时间,手机号,总体满意度\n2026-11-28 13:00:00,13800000001,1\n2026-11-28 14:00:00,13800000001,5\n")
    assert fair.cases.take_up("FAIR", by=rules).cases == ()


def test_of_three_faces_the_middle_one_is_not_low(fair: Desk, rules: Lexicon) -> None:
    faces = (SurveyQuestion("happy", QuestionKind.SMILEY, {"zh": "开心吗"}),)
    form = fair.surveys.add("出口", faces, event="FAIR", state=SurveyState.OPEN)
    fair.kiosk.press(form.version, "happy", 2)
    low = fair.kiosk.press(form.version, "happy", 1).response
    taken = fair.cases.take_up("FAIR", by=rules)
    assert [one.response for one in fair.cases.list("FAIR")] == [low] and len(taken.cases) == 1


def test_a_case_that_somebody_wrote_in_or_settled_is_nobodys_to_take_away(fair: Desk, rules: Lexicon) -> None:
    bring(fair)
    taken = fair.cases.take_up("FAIR", by=rules)
    fair.cases.change(taken.cases[0], reply="已致电")
    fair.cases.done(taken.cases[1])
    assert len(fair.cases.take_back(taken).cases) == 1
    assert {one.id for one in fair.cases.list("FAIR", which=CaseFilter.ALL)} == set(taken.cases[:2])


def test_a_case_that_another_desk_told_of_is_made_no_second_time(fair: Desk, rules: Lexicon) -> None:
    bring(fair)
    with fair.house.store.unit(actor=fair.actor, clock=fair.clock, action="test") as unit:
        row: Any = unit.execute(sa.select(f.survey_response).order_by(f.survey_response.c.at.desc())).first()
        unit.execute(device.insert(), {"id": "d1", "public": "x", "at": unit.now})
        body = json.dumps({"id": "c1", "event": row.event, "response": row.id})
        told = {"device": "d1", "number": 1, "id": "i1", "log": row.event, "type": "feedback_case", "schema": 1, "hlc": "", "prev": ""}
        unit.execute(foreign_item.insert(), {**told, "body": body, "digest": "", "sig": "", "state": "applied", "at": unit.now})
        unit.put("survey", {"id": "another"}, event=row.event)
        unit.commit(subject=None)
    # Its case was taken away again over there: nothing of it is here but what was told.
    assert len(fair.cases.take_up("FAIR", by=rules).cases) == 2


def test_a_case_gets_no_second_though_what_was_told_of_it_is_erased(fair: Desk, rules: Lexicon) -> None:
    bring(fair)
    assert len(fair.cases.take_up("FAIR", by=rules).cases) == 3
    with fair.house.store.unit(actor=fair.actor, clock=fair.clock, action="test") as unit:
        unit.raw("UPDATE outbox SET body = '{}' WHERE type = 'feedback_case'", ())
        unit.put("survey", {"id": "another"}, event=None)
        unit.commit(subject=None)
    assert fair.cases.take_up("FAIR", by=rules).cases == ()


def test_what_is_settled_is_not_overdue(fair: Desk) -> None:
    late = [fair.cases.add("FAIR", text, due=date(2026, 1, 1)).id for text in ("甲", "乙")]
    fair.cases.done(late[0])
    assert [one.cases for one in fair.cases.overdue()] == [1]
