"""Partners, money and ideas, by keys and clicks on a real desk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.domain.fee import PersonKind
from eventdesk.domain.money import Side
from tests.ui.money_desk import make, opened
from tests.ui.people_desk import CTRL, Key, Opened
from ui.dialogs.partner_forms import ContributionForm, IdeaForm, PartnerForm
from ui.dialogs.votes import VotesImported
from ui.pages.event_checklist import EventChecklist, read_days
from ui.widgets.base import Label
from ui.widgets.cells import words_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock) as made:
        yield made


@pytest.fixture
def bare(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make(tmp_path / "desk", filled=False)
    with opened(qtbot, tmp_path / "desk", clock, language="en") as made:
        yield made


def texts(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(Label) if label.isVisible())


def cells(table: Any) -> list[list[str]]:
    return [[words_of(column.cell(row)) for column in table.model.columns] for row in table.rows]


def click(desk: Opened, button: QWidget) -> None:
    QTest.mouseClick(button, LEFT)
    desk.settle()


def type_in(desk: Opened, table: Any, row: int, column: str, text: str) -> None:
    """Edits a cell in place, as a person does."""
    place = next(n for n, found in enumerate(table.model.columns) if found.key == column)
    index = table.model.index(row, place)
    table.view.setCurrentIndex(index)
    table.view.edit(index)
    editor = next(edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible())
    editor.selectAll()
    desk.type(text or "\b", on=editor) if text else editor.clear()
    QTest.keyClick(editor, Key.Key_Return)
    desk.settle()


def undo(desk: Opened) -> None:
    desk.press(Key.Key_Z, CTRL, on=desk.running.window)
    desk.settle()


# -- partners


def test_partners_are_listed_with_what_they_bring_and_a_masked_phone(desk: Opened) -> None:
    page = desk.page
    first = cells(page.partners.table)[0]
    assert first[0] == "蓝鲸绘本馆"
    assert "138****6621" in first[2]
    assert first[3] == "5,000 / 28,000"
    shown = texts(page.partners.panel)
    assert "138****6621" in shown
    assert "13800006621" not in shown
    assert "每季度见一次" in shown
    assert "已收 5,000 元 / 答应 8,000 元" in shown
    click(desk, page.partners.panel.whole)
    assert "13800006621" in texts(page.partners.panel)
    click(desk, page.partners.panel.whole)
    assert "13800006621" not in texts(page.partners.panel)


def test_a_partner_is_added_by_keys_alone(desk: Opened) -> None:
    desk.press(Key.Key_N, on=desk.page.partners.table.view)
    form = desk.dialog(PartnerForm)
    desk.press(Key.Key_Return, on=form.name.edit)
    desk.settle()
    assert form.name.error
    desk.type("蓝鲸绘本馆", on=form.name.edit)
    desk.type("12", on=form.phone.edit)
    desk.press(Key.Key_Return, on=form.name.edit)
    desk.settle()
    assert form.phone.error
    form.phone.set_text("")
    desk.press(Key.Key_Return, on=form.phone.edit)
    desk.settle()
    assert form.name.error  # the name is taken
    form.name.set_text("小木匠工坊")
    desk.press(Key.Key_Return, on=form.name.edit)
    desk.settle()
    assert [row.name for row in desk.page.partners.table.rows] == ["小木匠工坊", "蓝鲸绘本馆", "青禾社区中心"]
    assert desk.page.partners.table.current.name == "小木匠工坊"


def test_a_phone_that_is_left_as_it_is_stays(desk: Opened) -> None:
    page = desk.page
    desk.press(Key.Key_Return, on=page.partners.table.view)
    form = desk.dialog(PartnerForm)
    assert form.phone.text() == "138****6621"
    form.contact.set_text("王经理")
    click(desk, form.verb)
    whole = desk.ask(page.desk.partners.show, page.partners.current, unmasked=True)
    assert (whole.contact, whole.phone) == ("王经理", "13800006621")


def test_an_unused_partner_goes_and_comes_back(desk: Opened) -> None:
    page = desk.page
    page.partners.table.setFocus()
    desk.press(Key.Key_Delete, on=page.partners.table.view)
    desk.settle()
    assert len(page.partners.table.rows) == 2  # it has contributions
    assert not page.partners.panel.remove.isEnabled()
    desk.press(Key.Key_Down, on=page.partners.table.view)
    desk.settle()
    desk.press(Key.Key_Delete, on=page.partners.table.view)
    desk.settle()
    assert [row.name for row in page.partners.table.rows] == ["蓝鲸绘本馆"]
    assert "青禾社区中心" in desk.toast
    undo(desk)
    assert len(page.partners.table.rows) == 2


def test_a_contribution_is_entered_in_any_writing_and_taken_away(desk: Opened) -> None:
    page = desk.page
    click(desk, page.partners.panel.add)
    form = desk.dialog(ContributionForm)
    desk.type("冬衣", on=form.title.edit)
    form.pledged.set_text("about 5")
    click(desk, form.verb)
    assert form.pledged.error
    form.pledged.set_text("1.2万元")
    form.event_.set_current("WALK")
    click(desk, form.verb)
    given = desk.ask(page.desk.partners.of_event, "WALK")
    assert [(one.title, one.pledged_fen) for one in given] == [("冬衣", 1200000)]
    assert "冬衣" in texts(page.partners.panel)
    page.partners.panel.gift_removed.emit(given[0])
    desk.settle()
    assert desk.ask(page.desk.partners.of_event, "WALK") == ()
    undo(desk)
    assert len(desk.ask(page.desk.partners.of_event, "WALK")) == 1


def test_searching_narrows_and_says_when_nothing_is_found(desk: Opened) -> None:
    page = desk.page
    desk.press(Key.Key_Slash, on=page.partners.table.view)
    desk.type("李主任")
    desk.settle()
    assert [row.name for row in page.partners.table.rows] == ["青禾社区中心"]
    desk.type("x")
    desk.settle()
    assert not page.partners.table.rows
    assert not page.partners.panel.showing


# -- money


def to(desk: Opened, number: Qt.Key) -> None:
    desk.press(number, CTRL, on=desk.page.seg)
    desk.settle()


def test_a_year_adds_up_its_events(desk: Opened) -> None:
    to(desk, Key.Key_2)
    page = desk.page
    assert [row[1] for row in cells(page.money.table)] == ["秋日亲子工坊日", "森林徒步"]
    assert [figure.amount for figure in page.money.figures.figures] == [
        "10,720.50 元",
        "7,566.80 元",
        "3,153.70 元",
        "3,783.40 元",
    ]
    assert cells(page.money.table)[1][2:] == ["–", "–", "2,600.00", "–", "–", "–"]
    assert "20,000 元" in texts(page.money)
    desk.press(Key.Key_BracketRight, on=page.money.table.view)
    desk.settle()
    assert [row[1] for row in cells(page.money.table)] == ["元宵灯会"]
    desk.press(Key.Key_BracketRight, on=page.money.before)
    desk.settle()
    assert not page.money.table.rows
    assert page.money.year == 2028


def test_an_event_s_lines_are_changed_where_they_stand(desk: Opened) -> None:
    to(desk, Key.Key_2)
    page = desk.page
    page.money.table.select("FAIR")
    desk.press(Key.Key_Return, on=page.money.table.view)
    desk.settle()
    assert page.in_budget
    budget = page.budget
    cost = budget.cards[Side.COST].table
    type_in(desk, cost, 2, "actual", "￥850.5")
    assert [
        line.actual_fen for line in desk.ask(page.desk.budgets.of_event, "FAIR").lines if line.title == "点心和水"
    ] == [85050]
    type_in(desk, cost, 2, "planned", "1.234")
    assert budget.error.isVisible()
    assert cells(cost)[2][2] == "1.234"  # what was typed stays
    type_in(desk, cost, 2, "planned", "900")
    assert not budget.error.isVisible()
    type_in(desk, cost, 2, "actual", "")
    assert [
        line.actual_fen for line in desk.ask(page.desk.budgets.of_event, "FAIR").lines if line.title == "点心和水"
    ] == [None]
    cost.chosen.emit(cost.rows[2], "kind", "other")
    desk.settle()
    assert cells(cost)[2][1] == "其他"
    desk.press(Key.Key_Escape, on=budget)
    desk.settle()
    assert not page.in_budget


def test_fees_stand_beside_the_ticket_line_and_are_taken_over_on_demand(desk: Opened) -> None:
    to(desk, Key.Key_2)
    page = desk.page
    page.money.opened.emit("FAIR")
    desk.settle()
    assert page.budget.fees.isHidden()
    desk.ask(page.desk.fees.set_price, "FAIR", kind=PersonKind.FAMILY, amount=5000)
    desk.ask(page.desk.fees.work_out, "FAIR")
    first = desk.ask(page.desk.registrations.list, "FAIR")[0].id
    desk.ask(page.desk.payments.pay, first, method="cash")
    page.budget.read()
    desk.settle()
    assert page.budget.fees.isVisible()
    assert "150 元" in texts(page.budget.fees) and "5,720.50" in texts(page.budget.fees)
    before = desk.ask(page.desk.budgets.of_event, "FAIR").sums.income.actual
    click(desk, page.budget.fees.sums.take)
    view = desk.ask(page.desk.budgets.of_event, "FAIR")
    assert view.sums.income.actual == before - 572050 + 5000
    assert view.fees is not None and view.fees.in_budget == view.fees.received


def test_what_a_partner_brings_is_shown_and_not_changed_there(desk: Opened) -> None:
    page = desk.page
    page.open_budget("FAIR")
    desk.settle()
    income = page.budget.cards[Side.INCOME].table
    assert "伙伴：蓝鲸绘本馆" in cells(income)[0][0]
    income.select(income.rows[0].line.id)
    income.setFocus()
    desk.press(Key.Key_Delete, on=income.view)
    desk.settle()
    assert len(income.rows) == 2
    assert "绘本 60 册" in texts(page.budget)


def test_a_line_is_added_and_removed(desk: Opened) -> None:
    page = desk.page
    page.open_budget("WALK")
    desk.settle()
    budget = page.budget
    budget.new_title.edit.setFocus()
    desk.press(Key.Key_Return, on=budget.new_title.edit)
    assert budget.new_title.error
    desk.type("向导", on=budget.new_title.edit)
    desk.press(Key.Key_Return, on=budget.new_title.edit)
    assert budget.new_planned.error
    desk.type("800", on=budget.new_planned.edit)
    desk.press(Key.Key_Return, on=budget.new_planned.edit)
    desk.settle()
    table = budget.cards[Side.COST].table
    assert [row[0] for row in cells(table)] == ["大巴", "向导"]
    assert budget.new_title.text() == ""
    table.select(table.rows[0].line.id)
    table.setFocus()
    desk.press(Key.Key_Delete, on=table.view)
    desk.settle()
    assert [row[0] for row in cells(table)] == ["向导"]
    undo(desk)
    assert [row[0] for row in cells(table)] == ["大巴", "向导"]


# -- ideas


def ideas(desk: Opened) -> Any:
    to(desk, Key.Key_3)
    return desk.page.ideas


def test_ideas_stand_by_their_votes(desk: Opened) -> None:
    page = ideas(desk)
    assert [(row[0], row[2]) for row in cells(page.table)] == [("天文夜", "5"), ("亲子话剧", "2"), ("旧物市集", "0")]
    assert "林**" in texts(page.panel)


def test_a_vote_is_entered_once_and_taken_back(desk: Opened) -> None:
    page = ideas(desk)
    desk.press(Key.Key_V, on=page.table.view)
    assert page.panel.voter.edit.hasFocus()
    desk.type("13800000001")
    desk.press(Key.Key_Return)
    desk.settle()
    assert page.panel.voter.error
    assert page.panel.voter.text() == "13800000001"
    page.panel.voter.set_text("王老师")
    desk.press(Key.Key_Return, on=page.panel.voter.edit)
    desk.settle()
    assert page.table.rows[0].votes == 6
    assert page.panel.voter.text() == ""
    votes = desk.ask(desk.page.desk.proposals.votes, page.current)
    page.panel.vote_removed.emit(votes[0].id)
    desk.settle()
    assert page.table.rows[0].votes == 5


def test_an_idea_becomes_an_event(desk: Opened) -> None:
    page = ideas(desk)
    desk.press(Key.Key_M, on=page.table.view)
    desk.settle()
    assert "天文夜" in desk.toast
    event = next(view for view in desk.ask(desk.page.desk.events.list) if view.title == "天文夜")
    assert event.state.value == "draft"
    assert [row[0] for row in cells(page.table)][-1] == "天文夜"
    assert not page.panel.vote.isEnabled()
    click(desk, page.panel.make)
    assert desk.running.window.current == "events"
    assert desk.page.told == {"event": event.code}


def test_an_idea_is_added_closed_and_removed(desk: Opened) -> None:
    page = ideas(desk)
    desk.press(Key.Key_N, on=page.table.view)
    form = desk.dialog(IdeaForm)
    desk.type("做面包", on=form.title.edit)
    desk.press(Key.Key_Return, on=form.title.edit)
    desk.settle()
    assert page.table.current.title == "做面包"
    click(desk, page.panel.close_)
    assert not page.panel.vote.isEnabled()
    click(desk, page.panel.close_)
    assert page.panel.vote.isEnabled()
    click(desk, page.panel.remove)
    assert "做面包" not in [row.title for row in page.table.rows]
    undo(desk)
    assert "做面包" in [row.title for row in page.table.rows]


def test_a_file_of_votes_is_counted_and_what_was_not_is_said(desk: Opened, tmp_path: Path) -> None:
    page = ideas(desk)
    file = tmp_path / "votes.csv"
    file.write_text(
        "想参加的活动,手机号\n旧物市集,13911112222\n没有的,13911112222\n天文夜,13800000001", encoding="utf-8"
    )
    page.import_votes()
    desk.choose(file)
    desk.settle()
    dialog = desk.dialog(VotesImported)
    assert [row[0] for row in cells(dialog.table)] == ["3", "4"]
    dialog.accept()
    assert next(row.votes for row in page.table.rows if row.title == "旧物市集") == 1
    file.write_text("x", encoding="utf-8")
    page.take_file(file)
    desk.settle()
    assert "votes.csv" in desk.toast
    assert page.bring.isEnabled()


# -- coming and going


def test_an_empty_desk_says_how_to_begin(bare: Opened) -> None:
    page = bare.page
    words = page.words
    for key, text in ((Key.Key_1, "partners.none"), (Key.Key_3, "proposals.none")):
        to(bare, key)
        assert words(text) in texts(page)
    to(bare, Key.Key_2)
    assert words("partners.no_events", year=2026) in texts(page)
    page.open_budget("NOWHERE")
    bare.settle()
    assert not page.in_budget


def test_what_was_open_is_open_after_a_change_of_language(desk: Opened) -> None:
    desk.page.open_budget("FAIR")
    desk.settle()
    desk.running.window.save(language="en")
    desk.settle()
    assert desk.page.in_budget
    assert desk.page.budget.code == "FAIR"
    assert "¥10,720.50" in texts(desk.page.budget)


# -- the checklist


@pytest.fixture
def tasks_of_walk(desk: Opened) -> Iterator[EventChecklist]:
    made = EventChecklist(desk.page.context)
    made.setParent(desk.running.window, Qt.WindowType.Window)
    made.resize(900, 500)
    made.open("WALK")
    made.show()
    desk.settle()
    yield made
    made.close()
    made.deleteLater()


def test_tasks_are_done_moved_and_removed(desk: Opened, tasks_of_walk: EventChecklist) -> None:
    table = tasks_of_walk.table
    assert [row[1] for row in cells(table)] == ["报备", "踏勘路线", "买好保险", "写总结"]
    assert "11 月 12 日" in cells(table)[0][3]  # the event is on 12 December, this is due 30 days before
    table.setFocus()
    desk.press(Key.Key_Space, on=table.view)
    desk.settle()
    assert [row[1] for row in cells(table)][-1] == "报备"
    desk.press(Key.Key_Return, on=table.view)
    desk.settle()
    assert cells(table)[0][1] == "报备"
    table.select(next(row.task.id for row in table.rows if row.task.title == "写总结"))
    desk.press(Key.Key_Up, Qt.KeyboardModifier.AltModifier, on=table.view)
    desk.settle()
    assert [row[1] for row in cells(table)] == ["报备", "踏勘路线", "写总结", "买好保险"]
    desk.press(Key.Key_Delete, on=table.view)
    desk.settle()
    assert len(table.rows) == 3
    undo(desk)
    assert [row[1] for row in cells(table)] == ["报备", "踏勘路线", "写总结", "买好保险"]


def test_tasks_are_typed_and_added(desk: Opened, tasks_of_walk: EventChecklist) -> None:
    table = tasks_of_walk.table
    type_in(desk, table, 1, "owner", "李静")
    assert not any(row.task.is_done for row in table.rows)  # the Enter that ends typing is no other
    type_in(desk, table, 1, "days", "soon")
    assert tasks_of_walk.error.isVisible()
    assert "soon" in cells(table)[1]
    type_in(desk, table, 1, "days", "-5")
    assert not tasks_of_walk.error.isVisible()
    shown = desk.ask(desk.page.desk.checklists.show, "WALK").tasks[1]
    assert (shown.owner, shown.due_days) == ("李静", -5)
    desk.press(Key.Key_Return, on=tasks_of_walk.new_title.edit)
    assert tasks_of_walk.new_title.error
    desk.type("x", on=tasks_of_walk.new_title.edit)
    desk.press(Key.Key_Return, on=tasks_of_walk.new_title.edit)
    assert tasks_of_walk.new_days.error
    desk.type("-4", on=tasks_of_walk.new_days.edit)
    desk.press(Key.Key_Return, on=tasks_of_walk.new_days.edit)
    desk.settle()
    assert [row[1] for row in cells(table)] == ["报备", "踏勘路线", "x", "买好保险", "写总结"]
    click(desk, tasks_of_walk.standard)
    assert len(table.rows) > 15
    count = len(table.rows)
    click(desk, tasks_of_walk.standard)
    assert len(table.rows) == count


@pytest.mark.parametrize(
    ("text", "days"), [("-7", -7), ("+3", 3), ("0", 0), ("\N{MINUS SIGN}12", -12), ("－１２", -12), (" 5 ", 5)]
)
def test_days_as_people_type_them(text: str, days: int) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["", "soon", "--3", "12345", "1.5", "-"])
def test_what_is_no_number_of_days_is_refused(text: str) -> None:
    from eventdesk.errors import InvalidInput

    with pytest.raises(InvalidInput):
        read_days(text)
