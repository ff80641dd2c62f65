"""Pictures of the page of reports: the event report, a year's, and the templates."""

from typing import TYPE_CHECKING, cast

from ui.screenshot_stage import Stage, State
from ui.screenshots_families import close_dialogs

if TYPE_CHECKING:
    from ui.pages.reports import ReportsPage


def _page(stage: Stage) -> "ReportsPage":
    return cast("ReportsPage", stage.page())


def _event(stage: Stage) -> None:
    _page(stage).choose_kind("event")


def _below(stage: Stage) -> None:
    _page(stage).choose_kind("event")
    stage.settle()
    bar = _page(stage).overview.verticalScrollBar()
    bar.setValue(bar.maximum())


def _templates(stage: Stage) -> None:
    page = _page(stage)
    page.choose_kind("event")
    stage.settle()
    page.left.open_templates().open_form(None)


def _back(stage: Stage) -> None:
    close_dialogs(stage)
    _page(stage).choose_kind("attendance")


REPORT_STATES: tuple[State, ...] = (
    State("reports-event", "reports", _event, _back),
    State("reports-event-below", "reports", _below, _back),
    State("reports-template", "reports", _templates, _back),
)
