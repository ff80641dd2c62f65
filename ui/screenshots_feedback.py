"""Pictures of the page of feedback beside its results: comments with themes, what is to be answered, and inviting families."""

from typing import TYPE_CHECKING, cast

from ui.screenshot_stage import Drive, Stage, State
from ui.screenshots_families import close_dialogs

if TYPE_CHECKING:
    from ui.pages.feedback import FeedbackPage


def _page(stage: Stage) -> "FeedbackPage":
    return cast("FeedbackPage", stage.page())


def _answered(stage: Stage) -> str:
    """The event of the sample that families have said something about."""
    from eventdesk.sample.programme import PAST

    return next(event.code for event in stage.desk.events.list() if event.title == PAST.title)


def _segment(key: str) -> Drive:
    return lambda stage: _page(stage).restore({"event": _answered(stage), "segment": key})


def _back(stage: Stage) -> None:
    close_dialogs(stage)
    _page(stage).restore({"event": stage.event, "segment": "results"})


def _new_case(stage: Stage) -> None:
    _segment("cases")(stage)
    _page(stage).cases.new()


def _open_case(stage: Stage) -> None:
    _segment("cases")(stage)
    stage.settle()
    table = _page(stage).cases.table
    table.opened.emit(table.rows[0])


def _kiosk(stage: Stage) -> None:
    _page(stage).restore({"event": stage.event})
    stage.settle()
    _page(stage).open_screen()
    stage.settle()


def _end_kiosk(stage: Stage) -> None:
    screen = _page(stage).kiosk
    if screen is not None:
        screen.leave()
    stage.settle()


FEEDBACK_STATES = (
    State("feedback-results", "feedback", _segment("results"), _back),
    State("feedback-answers", "feedback", _segment("answers"), _back),
    State("feedback-cases", "feedback", _segment("cases"), _back),
    State("feedback-case", "feedback", _open_case, _back),
    State("feedback-case-new", "feedback", _new_case, _back),
    State("feedback-files", "feedback", _segment("files"), _back),
    State("feedback-invite", "feedback", lambda stage: _page(stage).invite(), _back),
    State("kiosk", "feedback", _kiosk, _end_kiosk),
)
