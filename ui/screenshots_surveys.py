"""Pictures of the builder of surveys and of its dialogs, on the sample organisation."""

from typing import TYPE_CHECKING, cast

from eventdesk.domain.feedback import SurveyState
from eventdesk.domain.survey import BuiltIn, built_in
from resources.words import LANGUAGES, Words
from ui.screenshot_stage import Stage, State
from ui.screenshots_families import close_dialogs

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from ui.pages.feedback import FeedbackPage


def _texts(key: str) -> dict[str, str]:
    return {language: Words(language)(f"surveys.{key}") for language in LANGUAGES}


def _ask(desk: "Desk", event: str, name: str) -> None:
    """A survey of the event, where it has none."""
    if not desk.surveys.list(event):
        desk.surveys.add(name, built_in(BuiltIn.EVENT, _texts), event=event, state=SurveyState.OPEN)


def _page(stage: Stage) -> "FeedbackPage":
    return cast("FeedbackPage", stage.page())


def _builder(stage: Stage) -> None:
    page = _page(stage)
    name = page.words("surveys.name_event")
    page.tasks.run(_ask, page.desk, stage.event, name, done=lambda _: page.make_stale(), owner=page)
    stage.settle()
    page.restore({"event": stage.event, "segment": "surveys"})
    stage.settle()


def _new(stage: Stage) -> None:
    _builder(stage)
    _page(stage).surveys.new()


def _paper(stage: Stage) -> None:
    _builder(stage)
    dialog = _page(stage).surveys.enter_paper()
    stage.settle()
    if dialog is not None:
        dialog.line.set_text("54-5")
        dialog.line.changed.emit("54-5")


def _results(stage: Stage) -> None:
    close_dialogs(stage)  # the first Esc drops the line that was typed, the second the dialog
    _page(stage).restore({"segment": "results"})


SURVEY_STATES = (
    State("feedback-surveys", "feedback", _builder, _results),
    State("feedback-survey-new", "feedback", _new, _results),
    State("feedback-paper", "feedback", _paper, _results),
)
