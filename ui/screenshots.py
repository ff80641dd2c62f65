"""Pictures of every page on the sample organisation, without a screen: the real window, in each language and theme.

A line of :data:`STATES` is one picture: the page it needs, what to do there, and how to leave it as it was.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog

from eventdesk.clock import SetClock
from eventdesk.errors import StoreProblem
from eventdesk.settings import Settings
from ui.app import start
from ui.pages import PAGES
from ui.screenshot_stage import HEIGHT, LONGEST, LOW, WIDTH, Drive, Stage, State, nothing, wait
from ui.screenshots_families import FAMILY_STATES
from ui.screenshots_feedback import FEEDBACK_STATES
from ui.screenshots_first_run import FIRST_RUN_STATES
from ui.screenshots_reports import REPORT_STATES
from ui.screenshots_surveys import SURVEY_STATES
from ui.screenshots_sync import SYNC_STATES
from ui.widgets.search import DoorSearch

if TYPE_CHECKING:
    from ui.pages.door import DoorPage
    from ui.pages.event_more import EventMorePage
    from ui.pages.events import EventsPage
    from ui.pages.families import FamiliesPage
    from ui.pages.import_wizard import ImportPage
    from ui.pages.messages import MessagesPage
    from ui.pages.partners import PartnersPage
    from ui.pages.registrations import RegistrationsPage
    from ui.pages.reports import ReportsPage
    from ui.pages.season import SeasonPage

MORNING = datetime(2026, 11, 28, 9, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The moment of all pictures; the sample's event begins half an hour later."""

_FAMILY, _UNSIGNED, _INSIDE = "1234", "6610", "inside"  # ends of phones of the sample's cast

TYPED = "lx"
"""What somebody types at the door: initials that two families share."""


# -- the door


def _door(stage: Stage) -> "DoorPage":
    return cast("DoorPage", stage.page())


def _scan(tail: str) -> Drive:
    def drive(stage: Stage) -> None:
        from ui.models.door import Origin

        _door(stage).take_scan(stage.tickets[tail], Origin.SCANNER)

    return drive


def _close_card(stage: Stage) -> None:
    _door(stage).flow.close()


def _search(stage: Stage) -> None:
    box = _door(stage).findChild(DoorSearch)
    if box is not None:
        box.edit.setText(TYPED)
        box.edit.textEdited.emit(TYPED)


def _end_search(stage: Stage) -> None:
    box = _door(stage).findChild(DoorSearch)
    if box is not None:
        box.edit.clear()
        box.edit.textEdited.emit("")


# -- the desk


def _close_dialogs(stage: Stage) -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()


def _season_figure(stage: Stage) -> None:
    page = cast("SeasonPage", stage.page())
    page.goals["events"].define.click()


def _edit_event(stage: Stage) -> None:
    cast("EventsPage", stage.page()).open(stage.event)


def _end_edit(stage: Stage) -> None:
    cast("EventsPage", stage.page()).editor.close_()


def _events_as(mode: str) -> Drive:
    def drive(stage: Stage) -> None:
        cast("EventsPage", stage.page()).set_mode(mode)

    return drive


def _more(tab: str) -> Drive:
    def drive(stage: Stage) -> None:
        cast("EventMorePage", stage.page()).restore({"event": stage.event, "tab": tab})

    return drive


def _tick(stage: Stage) -> None:
    table = cast("RegistrationsPage", stage.page()).table
    table.model.check([table.model.key_of(row) for row in table.rows[:3]])


def _untick(stage: Stage) -> None:
    cast("RegistrationsPage", stage.page()).table.model.check_all(False)


def _open_registration(stage: Stage) -> None:
    page = cast("RegistrationsPage", stage.page())
    page.open(page.table.rows[0])


def _register(stage: Stage) -> None:
    cast("RegistrationsPage", stage.page()).new()


def _find_family(stage: Stage) -> None:
    page = cast("FamiliesPage", stage.page())
    page.search.setText("l")
    page.search.searched.emit("l")


def _end_find(stage: Stage) -> None:
    cast("FamiliesPage", stage.page()).search.clear()


def _part(key: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        cast("PartnersPage", stage.page()).restore({"segment": key})

    return show


def _budget(stage: Stage) -> None:
    cast("PartnersPage", stage.page()).open_budget(stage.event)


def _end_budget(stage: Stage) -> None:
    cast("PartnersPage", stage.page()).budget.closed.emit()


def _roster(view: str) -> Drive:
    def drive(stage: Stage) -> None:
        stage.page().restore({"event": stage.event, "view": view})  # type: ignore[attr-defined]  # the page of volunteers

    return drive


def _messages(tab: str, *, preview: bool = False) -> Drive:
    def drive(stage: Stage) -> None:
        page = cast("MessagesPage", stage.page())
        page.restore({"event": stage.next_event if tab == "invite" else stage.event, "tab": tab, "purpose": "reminder"})
        if preview:
            stage.settle()
            page.write.composer.turn()

    return drive


def _end_messages(stage: Stage) -> None:
    page = cast("MessagesPage", stage.page())
    if page.write.composer.part == "seen":
        page.write.composer.turn()


def _fresh_import(stage: Stage) -> None:
    cast("ImportPage", stage.page()).restore({"event": stage.event})


def _preview(stage: Stage) -> None:
    page = cast("ImportPage", stage.page())
    page.restore({"event": stage.next_event})
    stage.settle()
    page.read(stage.to_import)


def _end_preview(stage: Stage) -> None:
    stage.running.window.navigate("registrations")


def _figures(stage: Stage) -> None:
    cast("ReportsPage", stage.page()).restore({"tab": "figures"})


def _figure(stage: Stage) -> None:
    cast("ReportsPage", stage.page()).open_figure_of("attended.persons")


def _overview(stage: Stage) -> None:
    cast("ReportsPage", stage.page()).restore({"tab": "overview"})


def _shortcuts(stage: Stage) -> None:
    stage.running.window.show_shortcuts()


STATES: tuple[State, ...] = (
    State("today", "today"),
    State("season", "season"),
    State("season-690", "season", height=LOW),
    State("season-figure", "season", _season_figure, _close_dialogs),
    State("door", "door"),
    State("door-search", "door", _search, _end_search),
    State("door-family", "door", _scan(_FAMILY), _close_card),
    State("door-family-690", "door", _scan(_FAMILY), _close_card, height=LOW),
    State("door-attention", "door", _scan(_UNSIGNED), _close_card),
    State("door-refused", "door", _scan(_INSIDE), _close_card),
    State("events", "events"),
    State("events-690", "events", height=LOW),
    State("events-week", "events", _events_as("week"), _events_as("month")),
    State("events-list", "events", _events_as("list"), _events_as("month")),
    State("events-year", "events", _events_as("year"), _events_as("month")),
    State("events-edit", "events", _edit_event, _end_edit),
    State("event-tasks", "event_more", _more("tasks")),
    State("event-emergency", "event_more", _more("emergency")),
    State("event-calls", "event_more", _more("calls")),
    State("event-announce", "event_more", _more("announce")),
    State("event-releases", "event_more", _more("releases")),
    State("event-files", "event_more", _more("files")),
    State("venues", "venues"),
    State("registrations", "registrations"),
    State("registrations-ticked", "registrations", _tick, _untick),
    State("registrations-card", "registrations", _open_registration, _close_dialogs),
    State("registrations-new", "registrations", _register, _close_dialogs),
    State("families", "families"),
    State("families-found", "families", _find_family, _end_find),
    State("partners", "partners", _part("partners")),
    State("partners-money", "partners", _part("money")),
    State("partners-budget", "partners", _budget, _end_budget),
    State("partners-ideas", "partners", _part("ideas"), _part("partners")),
    State("volunteers", "volunteers", _roster("people")),
    State("volunteers-roles", "volunteers", _roster("roles")),
    State("volunteers-times", "volunteers", _roster("times")),
    State("volunteers-team", "volunteers", _roster("team"), _roster("people")),
    State("feedback", "feedback"),
    *FEEDBACK_STATES,
    *SURVEY_STATES,
    *SYNC_STATES,
    State("messages", "messages", _messages("write")),
    State("messages-preview", "messages", _messages("write", preview=True), _end_messages),
    State("messages-invite", "messages", _messages("invite")),
    State("messages-sent", "messages", _messages("sent")),
    State("import", "import", _fresh_import),
    State("import-preview", "import", _preview, _end_preview),
    State("reports", "reports"),
    State("reports-figures", "reports", _figures, _overview),
    State("reports-figure", "reports", _figure, _close_dialogs),
    State("settings", "settings"),
    State("shortcuts", "reports", _shortcuts, _close_dialogs),
    *FAMILY_STATES,
    *REPORT_STATES,
    *FIRST_RUN_STATES,
)


def take(folder: Path, *, languages: Sequence[str], themes: Sequence[str]) -> list[Path]:
    """Writes ``<name>-<language>-<theme>.png`` for every state of every page there is, and returns the files.

    1366×768 pixels, or 690 high. Makes the ``QApplication`` where there is none, without a screen unless
    ``QT_QPA_PLATFORM`` says otherwise. :class:`StoreProblem` ``pictures_not_written``; ``TimeoutError`` where a page does
    not come to rest.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StoreProblem("pictures_not_written", folder=folder.name) from None
    with (
        tempfile.TemporaryDirectory(prefix="eventdesk-", ignore_cleanup_errors=True) as place,
        ThreadPoolExecutor(max_workers=1) as packer,  # packing takes as long as painting: both at once
    ):
        stage = _open(Path(place), languages[0], themes[0])
        flash = QApplication.cursorFlashTime()
        QApplication.setCursorFlashTime(0)  # a caret that blinks is not always in the picture
        files: dict[Path, Future[bool]] = {}
        try:
            for language in languages:
                for theme in themes:
                    for name, picture in _pictures(stage, language, theme):
                        file = folder / f"{name}-{language}-{theme}.png"
                        files[file] = packer.submit(picture.save, str(file))
        finally:
            QApplication.setCursorFlashTime(flash)
            _close(stage)
        if not all(written.result() for written in files.values()):
            raise StoreProblem("pictures_not_written", folder=folder.name)
    return list(files)


def _open(place: Path, language: str, theme: str) -> Stage:
    from eventdesk.sample.organisation import build_sample
    from eventdesk.sample.programme import EAST

    sample = build_sample(place / "desk", clock=SetClock(MORNING), with_checkins=True, with_season=True)
    desk, event = sample.desk, sample.event
    desk.operators.sit_at(EAST)
    registrations = desk.registrations.list(event, unmasked=True)
    tickets = {p.phone[-4:]: r.ticket for r in registrations for p in r.guardians if p.phone}
    recent = [entry.registration for entry in desk.attendance.door(event).recent]
    tickets[_INSIDE] = next(r.ticket for r in registrations if r.id == recent[len(recent) // 2])
    coming = min(e.start for e in desk.events.list() if e.start > MORNING and e.code != event)
    next_event = next(e.code for e in desk.events.list() if e.start == coming)
    chosen = Settings(
        language=language, theme=theme, door_theme=theme, reduced_motion=True, muted=True, camera_on=False, event=event
    )
    running = start(lambda passphrase: desk, chosen=chosen, size=(WIDTH, HEIGHT))
    stage = Stage(running, desk, event, next_event, sample.to_import, tickets)
    stage.settle()
    return stage


def _pictures(stage: Stage, language: str, theme: str) -> Iterator[tuple[str, QImage]]:
    window = stage.running.window
    window.save(language=language, theme=theme, door_theme=theme)
    pages = {spec.key for spec in PAGES}
    for state in STATES:
        if state.page not in pages:
            continue
        window.resize(WIDTH, state.height)
        window.navigate(state.page)
        stage.settle()
        if state.drive is not nothing:
            state.drive(stage)
            stage.settle()
        window.toast.dismiss()
        yield state.name, stage.picture().toImage()
        state.leave(stage)


def _close(stage: Stage) -> None:
    window = stage.running.window
    _close_dialogs(stage)
    window.close()
    deadline = time.monotonic() + LONGEST
    while window.isVisible() and time.monotonic() < deadline:
        wait(10)
    stage.running.end()
    window.deleteLater()
    wait(10)
