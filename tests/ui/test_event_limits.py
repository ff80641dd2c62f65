"""The limits of an event in its editor, and the advice beside its places."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from eventdesk.desk import Desk
from eventdesk.domain.capacity import Count, LimitKind
from eventdesk.domain.event import Unit
from tests.ui.day_desk import make, opened
from tests.ui.people_desk import Key, Opened


@pytest.fixture
def fair(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    with opened(qtbot, tmp_path / "desk", make(tmp_path / "desk"), "events") as made:
        made.page.set_mode("list")
        made.settle()
        made.press(Key.Key_Return)
        made.settle()
        assert made.page.editor.code == "FAIR"
        yield made


def desk_of(made: Opened) -> Desk:
    desk = made.running.window._desk
    assert isinstance(desk, Desk)
    return desk


def kept(made: Opened) -> list[tuple[LimitKind, Count, int | None, bool]]:
    bars = made.ask(desk_of(made).places.bars, "FAIR")
    return [(bar.kind, bar.unit, bar.places, bar.hard) for bar in bars if bar.limit]


def test_limits_are_added_changed_and_put_back(fair: Opened) -> None:
    limits = fair.page.editor.limits
    limits.kind.set_current("band")
    limits.kind.chosen.emit("band")
    for field, text in ((limits.low, "0"), (limits.high, "35"), (limits.number, "12")):
        field.setFocus()
        fair.type(text)
    limits.hard.setChecked(True)
    fair.press(Key.Key_Return) if limits.number.edit.hasFocus() else limits.add.click()
    fair.settle()
    assert kept(fair) == [(LimitKind.BAND, Count.CHILDREN, 12, True)]
    (bar,) = [one for one in limits.table.rows if one.limit]
    limits.table.edited.emit(bar, "places", "15")
    fair.settle()
    limits.table.chosen.emit(bar, "how", "soft")
    fair.settle()
    assert kept(fair) == [(LimitKind.BAND, Count.CHILDREN, 15, False)]
    limits.remove(limits.table.rows[0])
    fair.settle()
    assert kept(fair) == []
    fair.running.window.toast.undo()
    fair.settle()
    assert kept(fair) == [(LimitKind.BAND, Count.CHILDREN, 15, False)]


def test_what_is_typed_wrong_is_said_where_it_stands(fair: Opened) -> None:
    limits = fair.page.editor.limits
    limits.number.set_text("many")
    limits.add.click()
    assert limits.number.error
    limits.kind.set_current("family_adults")
    limits.kind.chosen.emit("family_adults")
    limits.number.set_text("2")
    limits.add.click()
    fair.settle()
    assert kept(fair) == [(LimitKind.FAMILY, Count.ADULTS, 2, False)]
    limits.number.set_text("2")
    limits.add.click()
    fair.settle()
    assert limits.error.isVisible(), "there is such a limit already"


def test_the_advice_says_what_it_rests_on(fair: Opened) -> None:
    editor, desk = fair.page.editor, desk_of(fair)
    event = fair.ask(desk.events.show, "FAIR")
    values = {name: getattr(event, name) for name in ("title", "start", "end", "venue", "band")}
    fair.ask(lambda: desk.events.change("FAIR", **values, capacity=40, capacity_unit=Unit.PERSONS))
    editor.show_event(fair.ask(desk.events.show, "FAIR"))
    fair.settle()
    assert editor.basics.advice.isVisible()
    editor.basics.advice.click()
    fair.settle()
    assert editor.advice.isVisible()
    assert len(editor.advice.lines) >= 1
    editor.advice.reject()
    start = event.start + timedelta(days=30)
    fair.ask(lambda: desk.events.add(title="x", start=start, end=start + timedelta(hours=1), code="LATER"))
    editor.show_event(fair.ask(desk.events.show, "LATER"))
    assert not editor.basics.advice.isVisible(), "without places there is nothing to advise on"
