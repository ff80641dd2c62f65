"""What was erased or withdrawn comes back by no road, and is left in none of the places where it was kept on the way."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.consent import Purpose
from eventdesk.domain.family import Role
from eventdesk.domain.question import QuestionKind
from eventdesk.domain.right import Right
from eventdesk.errors import NotFound
from eventdesk.services import rows
from eventdesk.services.booking import BookedPerson
from eventdesk.services.withdrawal import Forgotten
from eventdesk.store import tables as t
from eventdesk.store.feedback_tables import feedback_case
from tests.conftest import ZONE
from tests.desks import create_desk
from tests.services.test_outbox import check

MOTHER, CHILD, PHONE = "欧阳琳琅", "欧阳朵拉", "13987654321"
FORM = "家长姓名,手机号,宝宝姓名,过敏\n{mother},{phone},{child},{allergy}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    clock = SetClock(datetime(2026, 11, 20, 9, tzinfo=ZONE))
    with create_desk(folder, name="测试社群", passphrase=None, clock=clock) as made:
        start = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
        made.events.add(title="亲子活动", start=start, end=start + timedelta(hours=3), code="NEXT")
        yield made


def register(desk: Desk, *, mother: str = MOTHER, phone: str = PHONE, child: str = CHILD) -> str:
    people = (
        BookedPerson(Role.GUARDIAN, mother, phone=phone, phone_type="mobile"),
        BookedPerson(Role.CHILD, child, birthdate=date(2022, 3, 5), allergies="开心果过敏"),
    )
    return desk.registrations.add("NEXT", people=people, consent_method="paper").family


@pytest.fixture
def family(desk: Desk) -> str:
    return register(desk)


def child_of(desk: Desk, family: str) -> str:
    return next(one.id for one in desk.families.show(family).people if one.role is Role.CHILD)


def kept(desk: Desk) -> str:
    """Every value of every table, as one text."""
    with desk.house.store.reading() as connection:
        return "\n".join(
            str(tuple(row)) for table in t.metadata.tables.values() for row in connection.execute(sa.select(table)).all()
        )


def bring(desk: Desk, *, child: str = CHILD, allergy: str = "芒果过敏") -> str:
    text = FORM.format(mother=MOTHER, phone=PHONE, child=child, allergy=allergy)
    batch = desk.imports.run_text("NEXT", text, name="a.csv").batch
    assert batch is not None
    return batch


@pytest.mark.parametrize("how", ["erase", "withdraw"])
def test_a_child_that_was_taken_out_before_is_in_no_item_and_no_undo(desk: Desk, family: str, how: str) -> None:
    bring(desk)
    desk.family_people.remove(child_of(desk, family))
    assert "开心果" in kept(desk) and CHILD in kept(desk)
    if how == "erase":
        desk.privacy.erase(family, reason="家长来信要求")
    else:
        desk.consents.withdraw(family, Purpose.PARTICIPATION)
    left = kept(desk)
    assert [secret for secret in (CHILD, "开心果", "芒果", "2022-03-05") if secret in left] == []
    assert (MOTHER in left) is (how == "withdraw")
    assert desk.proofs.verify().ok
    check(desk)


def test_a_child_that_was_taken_out_before_comes_back_as_a_child_and_no_more(desk: Desk, family: str) -> None:
    removed = desk.family_people.remove(child_of(desk, family))
    desk.consents.withdraw(family, Purpose.PARTICIPATION)
    desk.family_people.put_back(removed)
    assert CHILD not in kept(desk) and "开心果" not in kept(desk)
    check(desk)


def test_a_guardian_comes_back_whole_after_a_withdrawal(desk: Desk, family: str) -> None:
    view = desk.family_people.add(family, role=Role.GUARDIAN, name="欧阳大山")
    removed = desk.family_people.remove(view.people[-1].id)
    desk.consents.withdraw(family, Purpose.PARTICIPATION)
    desk.family_people.put_back(removed)
    assert "欧阳大山" in kept(desk)


@pytest.mark.parametrize("how", ["erase", "withdraw"])
def test_answers_do_not_come_back_with_their_question(desk: Desk, family: str, how: str) -> None:
    other = register(desk, mother="王小明", phone="13700001111", child="王小乐")
    desk.questions.add("NEXT", text="要带什么", kind=QuestionKind.TEXT)
    for one in desk.registrations.list("NEXT"):
        desk.questions.answer(one.id, {"q1": "带小毯子" if one.family == family else "带小被子"})
    removed = desk.questions.remove(desk.questions.list("NEXT").questions[0].id)
    if how == "erase":
        desk.privacy.erase(family, reason="x")
    else:
        desk.consents.withdraw(family, Purpose.PARTICIPATION)
    desk.questions.put_back(removed)
    assert "小毯子" not in kept(desk)
    assert "小被子" in kept(desk), other
    check(desk)


def test_a_follow_up_of_an_erased_family_does_not_come_back(desk: Desk, family: str) -> None:
    removed = desk.follow_ups.remove(desk.follow_ups.add(family, "给朵拉寄照片").id)
    desk.privacy.erase(family, reason="x")
    with pytest.raises(NotFound):
        desk.follow_ups.put_back(removed)
    assert "朵拉" not in kept(desk)


def test_a_follow_up_that_comes_back_stands_under_the_family_that_there_is(desk: Desk, family: str) -> None:
    other = register(desk, mother=MOTHER, phone="13700001111")
    removed = desk.follow_ups.remove(desk.follow_ups.add(other, "给朵拉寄照片").id)
    desk.merges.merge(family, other)
    desk.follow_ups.put_back(removed)
    assert [one.text for one in desk.follow_ups.list(family=family)] == ["给朵拉寄照片"]
    desk.privacy.erase(family, reason="x")
    assert "朵拉" not in kept(desk)
    check(desk)


def test_what_an_earlier_merge_kept_goes_with_the_family_that_it_led_to(desk: Desk, family: str) -> None:
    first = register(desk, mother="张大嘴", phone="13700001111", child="张小嘴")
    second = register(desk, mother="李大嘴", phone="13700002222", child="李小嘴")
    for one, notes in ((first, "住在东边"), (second, "住在西边"), (family, "住在南边")):
        desk.profiles.change(one, notes=notes)
    desk.merges.merge(first, second)
    desk.merges.merge(family, first)
    assert "住在西边" in kept(desk)
    desk.privacy.erase(family, reason="x")
    left = kept(desk)
    secrets = (MOTHER, "张大嘴", "张小嘴", "李大嘴", "李小嘴", "住在东边", "住在西边", "住在南边", "13700001111", "13700002222")
    assert [secret for secret in secrets if secret in left] == []
    assert desk.proofs.verify().ok
    check(desk)


def complain(desk: Desk, family: str, text: str) -> str:
    """Somebody of the family complained, and somebody answered."""
    with desk.house.writing(Right.REGISTRATIONS, "case.added") as unit:
        event = unit.execute(sa.select(t.event.c.id)).scalar_one()
        values = {
            "event": event, "response": None, "family": family, "kind": "complaint", "text": text, "owner": "", "due": None,
            "reply": "", "result": "", "done_at": None, "at": unit.now, "operator": unit.actor.operator,
        }  # fmt: skip
        id = rows.add(unit, feedback_case, values, event=event)
        row = unit.execute(sa.select(feedback_case).where(feedback_case.c.id == id)).one()
        rows.change(unit, feedback_case, row, {"reply": text + "，我们记下了"}, event=event)
        unit.commit(subject=event)
    return id


@pytest.mark.parametrize("how", ["erase", "withdraw"])
def test_a_complaint_goes_with_who_made_it_and_still_counts(desk: Desk, family: str, how: str) -> None:
    theirs, plain = complain(desk, family, "朵拉没有吃到点心"), complain(desk, family, "门口太挤")
    other = complain(desk, register(desk, mother="王小明", phone="13700001111", child="王小乐"), "地方难找")
    if how == "erase":
        desk.privacy.erase(family, reason="x")
    else:
        assert desk.consents.withdraw(family, Purpose.PARTICIPATION).forgotten == Forgotten(children=1, texts=2, left=2)
    with desk.house.store.reading() as connection:
        left = {row.id: (row.family, row.text) for row in connection.execute(sa.select(feedback_case))}
    erased = how == "erase"
    assert left.keys() == {theirs, plain, other}
    assert left[theirs] == (None if erased else family, "") and left[other][1] == "地方难找"
    assert left[plain] == ((None, "") if erased else (family, "门口太挤"))
    text = kept(desk)
    assert "朵拉" not in text and ("太挤" in text) is not erased
    check(desk)


def test_a_withdrawal_leaves_nothing_in_the_file(desk: Desk, family: str, folder: Path) -> None:
    desk.consents.withdraw(family, Purpose.PARTICIPATION)
    found = b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())
    assert [secret for secret in (CHILD, "开心果") if secret.encode() in found] == []


def test_pictures_that_were_refused_stay_refused_whatever_an_older_form_says(desk: Desk, family: str) -> None:
    """The form was filled in before the word was taken back; only a later one takes it up again."""
    head = "提交时间,家长姓名,手机号,宝宝姓名,是否同意拍照,备注"
    row = f"{{at}},{MOTHER},{PHONE},{CHILD},{{photo}},{{notes}}"

    def bring_at(at: str, photo: str, notes: str) -> bool | None:
        text = f"{head}\n{row.format(at=at, photo=photo, notes=notes)}"
        assert desk.imports.run_text("NEXT", text, name="a.csv").batch
        (one,) = desk.registrations.list("NEXT")
        return one.photo_consent

    assert bring_at("2026-11-19 10:00", "同意", "") is True
    desk.consents.withdraw(family, Purpose.PHOTO)
    assert bring_at("2026-11-19 10:00", "同意", "带推车") is False
    start = datetime(2026, 12, 5, 9, 30, tzinfo=ZONE)
    desk.events.add(title="冬日", start=start, end=start + timedelta(hours=3), code="WINTER")
    text = f"{head}\n{row.format(at='2026-11-19 11:00', photo='同意', notes='')}"
    desk.imports.run_text("WINTER", text, name="b.csv")
    assert [one.photo_consent for one in desk.registrations.list("WINTER")] == [False]
    assert bring_at("2026-11-20 12:00", "同意", "带推车和伞") is True
    check(desk)


def test_volunteers_of_an_erased_family_are_told_of_or_go_with_it(desk: Desk, family: str) -> None:
    helper = desk.volunteers.add(name="安德烈", phone="13700001111", family=family)
    kept = desk.privacy.erase(family, reason="mail")
    assert (kept.volunteers, kept.volunteers_kept) == (0, 1)
    assert desk.volunteers.show(helper.id, unmasked=True).phone == "13700001111"
    gone = desk.privacy.erase(family, reason="mail again", volunteers=True)
    assert (gone.volunteers, gone.volunteers_kept) == (1, 0)
    with desk.house.store.reading() as connection:
        for table, column in (("volunteer", "phone"), ("volunteer", "name"), ("outbox", "body")):
            query = f"SELECT count(*) FROM {table} WHERE {column} LIKE '%13700001111%' OR {column} LIKE '%安德烈%'"
            assert connection.exec_driver_sql(query).scalar() == 0, (table, column)
    check(desk)
