"""The season at a glance, by keys and clicks, on a real desk."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.desk import Desk, open_desk
from eventdesk.domain.money import LineKind, Side
from tests.ui.day_desk import MORNING, Elsewhere, fill, make, opened
from tests.ui.people_desk import Key, Opened
from ui.pages import PAGES
from ui.pages.base import PageSpec
from ui.pages.season_define import DefinitionDialog

ELSEWHERE = ("events", "event_more", "registrations", "volunteers", "feedback", "messages", "partners", "families", "door", "today")


def specs() -> tuple[PageSpec, ...]:
    season = next(spec for spec in PAGES if spec.key == "season")
    return (season, *(PageSpec(key, "grid", "today.nav", Elsewhere) for key in ELSEWHERE))


def prepare(desk: Desk) -> None:
    fill(desk)
    past = MORNING - timedelta(days=20)
    desk.events.add(title="石头上画画", start=past, end=past + timedelta(hours=2), code="DONE")
    desk.checklists.add("FAIR", title="买好保险", due_days=-7)
    desk.budgets.add("FAIR", side=Side.COST, kind=LineKind.VENUE, title="场地", planned_fen=100_000, actual_fen=150_000)


@pytest.fixture
def season(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make(tmp_path / "desk", filled=False)
    with open_desk(tmp_path / "desk", clock=clock) as desk:
        prepare(desk)
    with opened(qtbot, tmp_path / "desk", clock, "season", pages=specs()) as made:
        yield made


def click(button: Any) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_shows_goals_next_events_and_risks(season: Opened) -> None:
    page = season.page
    assert page.goals["events"].accessibleName() == "活动场数 2 目标 20 落后 到今天应办 18 场 · 全年已排 3 场"
    assert [card.event_.code for card in page.next] == ["FAIR"]
    facts = {name: fact.accessibleName() for name, fact in page.next[0].facts.items()}
    assert facts["taken"] == "报名 5 / 150 人 候补 1 家" and facts["tasks"] == "准备 0 / 1 项 1 项过期"
    assert facts["money"] == "支出（元） 1,500 / 1,000"
    said = [(row.fact.text(), row.risk.level.value) for row in page.risks.rows]
    assert ("“买好保险”过期没做", "act") in said and ("支出超预算 500 元", "act") in said and ("1 家还没有同意书", "act") in said


def test_a_digit_goes_where_a_risk_is_settled(season: Opened) -> None:
    kinds = [row.risk.kind.value for row in season.page.risks.rows]
    season.press(Key(Key.Key_1.value + kinds.index("required")))
    assert season.running.window.current == "event_more" and season.page.told == {"event": "FAIR", "tab": "tasks"}


@pytest.mark.parametrize("name", ["events", "persons", "content", "partners"])
def test_every_goal_opens_its_definition(season: Opened, name: str) -> None:
    click(season.page.goals[name].define)
    dialog = season.dialog(DefinitionDialog)
    assert dialog.definition == season.page.words(f"season_page.define_{name}")
    season.press(Key.Key_Escape, on=dialog)


@pytest.mark.parametrize("name", ["taken", "volunteers", "tasks", "money"])
def test_every_figure_of_a_card_opens_its_definition(season: Opened, name: str) -> None:
    season.page.next[0].facts[name].setFocus()
    season.press(Key.Key_Space)
    assert "秋日亲子工坊日" in season.dialog(DefinitionDialog).definition


def test_a_change_shows_at_once(season: Opened) -> None:
    page = season.page
    before = len(page.risks.rows)
    task = season.ask(season.page.desk.checklists.show, "FAIR").tasks[0]
    season.ask(page.desk.checklists.done, task.id)
    season.settle()
    assert len(page.risks.rows) == before - 1


def test_years_and_the_way_back_to_today(season: Opened) -> None:
    season.press(Key.Key_BracketLeft)
    season.settle()
    assert season.page.found.year == 2025 and season.page.goals["events"].chip.text == "未达成"
    season.press(Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert season.running.window.current == "today"


def test_a_new_organisation_is_told_how_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make(tmp_path / "desk", filled=False)
    with opened(qtbot, tmp_path / "desk", clock, "season", pages=specs()) as made:
        assert made.page.empty.isVisible()
        made.press(Key.Key_N)
        assert made.running.window.current == "events" and made.page.told == {"new": True}


def test_today_leads_to_the_season_by_its_key(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make(tmp_path / "desk")
    pages = tuple(spec for spec in PAGES if spec.key in ("today", "season", "door"))
    with opened(qtbot, tmp_path / "desk", clock, "today", pages=pages) as made:
        made.press(Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        made.settle()
        assert made.running.window.current == "season" and made.page.found is not None
        assert QApplication.activeModalWidget() is None
