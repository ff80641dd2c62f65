"""Pictures of what is done about families and their registrations: parts of pages, and dialogs on the sample organisation."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtWidgets import QApplication, QDialog

from ui.screenshot_stage import Drive, Stage, State

if TYPE_CHECKING:
    from ui.pages.events import EventsPage
    from ui.pages.families import FamiliesPage
    from ui.pages.import_wizard import ImportPage
    from ui.pages.registrations import RegistrationsPage

def close_dialogs(stage: Stage) -> None:
    """Close whatever lies on the window, the last first."""
    for _ in range(6):
        top = QApplication.activeModalWidget()
        if not isinstance(top, QDialog):
            return
        top.reject()
        stage.settle()


def _families(stage: Stage) -> "FamiliesPage":
    return cast("FamiliesPage", stage.page())


def _segment(key: str) -> Drive:
    return lambda stage: _families(stage).restore({"segment": key})


def _first_segment(stage: Stage) -> None:
    close_dialogs(stage)
    page = _families(stage)
    page.search.clear()
    page.restore({"segment": "list"})


def _merge(stage: Stage) -> None:
    _families(stage).restore({"segment": "duplicates"})
    stage.settle()
    table = _families(stage).duplicates.table
    if table.rows:
        table.opened.emit(table.rows[0])


def _verb(name: str, tail: str = "1234") -> Drive:
    """What a button of a family's card opens."""

    def drive(stage: Stage) -> None:
        page = _families(stage)
        page.restore({"segment": "list"})
        page.search.setText(tail)
        page.search.searched.emit(tail)
        stage.settle()
        page.panel.wanted.emit(name, None)

    return drive


def _sign(stage: Stage) -> None:
    _verb("consent")(stage)
    stage.settle()
    choose: Any = QApplication.activeModalWidget()
    choose.buttons[0].click()


def _card_part(part: str) -> Drive:
    def drive(stage: Stage) -> None:
        page = cast("RegistrationsPage", stage.page())
        page.restore({"event": _charged(stage)})
        page.refresh()
        stage.settle()
        page.open(page.table.rows[0])
        card: Any = QApplication.activeModalWidget()
        card.parts.set_current(part)
        card._show_part(part)

    return drive


def _back_to_event(stage: Stage) -> None:
    close_dialogs(stage)
    page = cast("RegistrationsPage", stage.page())
    page.restore({"event": stage.event})
    page.refresh()


def _charged(stage: Stage) -> str:
    """The code of the event that has prices: the fortnight's, whatever comes before it."""
    found: list[str] = []
    desk = stage.desk
    stage.running.tasks.run(
        lambda: [view.code for view in desk.events.list() if desk.fees.prices(view.code).any], done=found.extend, owner=stage.page()
    )
    stage.settle()
    return found[0]


def _import(stage: Stage) -> "ImportPage":
    page = cast("ImportPage", stage.page())
    page.restore({"event": stage.next_event})
    page._start_over()  # what another picture left there
    stage.settle()
    return page


def _paste(stage: Stage) -> None:
    from eventdesk.sample import pasted

    _import(stage).read_text(pasted.CHAIN)


def _undo_import(stage: Stage) -> None:
    """The day's import: who is in already stays, and is named."""
    page = cast("ImportPage", stage.page())
    page.restore({"event": stage.event})
    page._start_over()
    stage.settle()
    event = stage.event
    stage.running.tasks.run(
        lambda: stage.desk.imports.batches(event), done=lambda batches: page._ask_undo(batches[-1]), owner=page
    )


def _end_import(stage: Stage) -> None:
    close_dialogs(stage)
    stage.running.window.navigate("registrations")


def _operators(stage: Stage) -> None:
    seat = stage.running.window.seat
    seat.open()
    stage.settle()
    if seat.menu is not None:
        seat.menu.move(seat._corner(seat.menu))  # a screen that is none may be narrower than the window


def _end_operators(stage: Stage) -> None:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def _calendar(stage: Stage) -> None:
    from eventdesk.sample import pasted

    file = Path(stage.to_import).with_name("dates.ics")
    file.write_text(pasted.CALENDAR, encoding="utf-8", newline="")
    cast("EventsPage", stage.page()).calendar.look(file)


def _advice(stage: Stage) -> None:
    from ui.dialogs.overbooking import OverbookingDialog

    desk, window = stage.desk, stage.running.window

    def show(view: Any) -> None:
        OverbookingDialog(window.shell.theme, window.words, view, parent=window).open()

    stage.running.tasks.run(partial(_advise, desk, stage.event), done=show, owner=window)


def _advise(desk: Any, event: str) -> Any:
    return desk.places.advice(event)


def _offers(stage: Stage) -> None:
    """A family that waits is kept a place, and its answer is awaited."""
    from ui.dialogs.offers import OffersDialog

    page = cast("RegistrationsPage", stage.page())
    event = page.overview.event if page.overview is not None else None
    if event is not None:
        OffersDialog(page.context, event.code, event.title, parent=page).open()


FAMILY_STATES: tuple[State, ...] = (
    State("families-duplicates", "families", _segment("duplicates"), _first_segment),
    State("families-follow-ups", "families", _segment("follow_ups"), _first_segment),
    State("families-growth", "families", _segment("growth"), _first_segment),
    State("families-merge", "families", _merge, _first_segment),
    State("families-person-new", "families", _verb("add_person"), _first_segment),
    State("families-levels", "families", _verb("levels"), _first_segment),
    State("families-consent", "families", _sign, _first_segment),
    State("registrations-money", "registrations", _card_part("money"), _back_to_event),
    State("registrations-history", "registrations", _card_part("history"), _back_to_event),
    State("registrations-advice", "registrations", _advice, close_dialogs),
    State("registrations-offers", "registrations", _offers, close_dialogs),
    State("import-chain", "import", _paste, _end_import),
    State("import-undo", "import", _undo_import, _end_import),
    State("operators", "families", _operators, _end_operators),
    State("events-calendar-file", "events", _calendar, close_dialogs),
)
