"""Pictures of the page of feedback beside its results: comments with themes, what is to be answered, and inviting families."""

from typing import TYPE_CHECKING, cast

from ui.screenshot_stage import Drive, Stage, State
from ui.screenshots_families import close_dialogs

if TYPE_CHECKING:
    from ui.pages.feedback import FeedbackPage


def _page(stage: Stage) -> "FeedbackPage":
    return cast("FeedbackPage", stage.page())


def _segment(key: str) -> Drive:
    return lambda stage: _page(stage).restore({"segment": key})


def _back(stage: Stage) -> None:
    close_dialogs(stage)
    _page(stage).restore({"segment": "results"})


def _new_case(stage: Stage) -> None:
    _page(stage).restore({"segment": "cases"})
    _page(stage).cases.new()


FEEDBACK_STATES = (
    State("feedback-answers", "feedback", _segment("answers"), _back),
    State("feedback-cases", "feedback", _segment("cases"), _back),
    State("feedback-case", "feedback", _new_case, _back),
    State("feedback-invite", "feedback", lambda stage: _page(stage).invite(), _back),
)
