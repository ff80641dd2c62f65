"""A window that shows the builder of surveys alone, on the desk of the feedback page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.feedback import Condition, Option, Per, QuestionKind, SurveyQuestion, SurveyState
from eventdesk.services.survey_views import SurveyView
from eventdesk.settings import Settings
from tests.ui.feedback_desk import make
from tests.ui.people_desk import Opened, activate
from ui.app import start
from ui.pages.base import Page, PageContext, PageSpec, State
from ui.pages.feedback_surveys import FeedbackSurveys
from ui.widgets.base import vbox

K = QuestionKind
ASKED = (
    SurveyQuestion("overall", K.RATING, {"zh": "总体满意吗？", "en": "All in all?"}, required=True),
    SurveyQuestion("why", K.TEXT, {"zh": "哪里不好？", "en": "What went wrong?"}, show_if=Condition("overall", at_most=3)),
    SurveyQuestion("each", K.RATING, {"zh": "各场满意吗？", "en": "Each slot?"}, per=Per.SLOT),
    SurveyQuestion(
        "how", K.MULTIPLE, {"zh": "怎么知道的？", "en": "How did you hear of us?"},
        options=(Option("o1", {"zh": "朋友", "en": "A friend"}), Option("o2", {"zh": "公告", "en": "A notice"})),
    ),
)  # fmt: skip


class SurveysPage(Page):
    """The builder as a page of its own."""

    nouns = frozenset({"feedback"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.part = FeedbackSurveys(context)
        self.part.changed.connect(self.header_changed)
        column = vbox(24, 20, 24, 20)
        column.addWidget(self.part, 1)
        self.setLayout(column)

    def title(self) -> str:
        """As the page that holds it."""
        return self.words("feedback_page.title")

    def header_actions(self) -> list[QWidget]:
        """The builder's."""
        return self.part.header_actions()

    def refresh(self) -> None:
        """Read again."""
        self.part.show_event("FAIR")

    def undo(self) -> None:
        """The builder's."""
        self.part.undo()

    def may_leave(self) -> bool:
        """The builder's."""
        return self.part.may_leave()

    def state(self) -> dict[str, Any]:
        """The builder's."""
        return self.part.state()

    def restore(self, state: State) -> None:
        """The builder's."""
        self.part.restore(state)


def with_survey(folder: Path, *, state: SurveyState = SurveyState.OPEN, answers: int = 0) -> tuple[SetClock, SurveyView]:
    """A desk whose event has a survey, with so many paper forms."""
    clock = make(folder, answers=0)
    with open_desk(folder, clock=clock) as desk:
        survey = desk.surveys.add("秋日问卷", ASKED, event="FAIR", state=SurveyState.OPEN)
        for _ in range(answers):
            desk.answering.enter(survey.id, "5------A")
        return clock, desk.surveys.change(survey.id, state=state)


@contextmanager
def opened(qtbot: QtBot, folder: Path, clock: SetClock, **settings: Any) -> Iterator[tuple[Opened, FeedbackSurveys]]:
    """The window, and the builder in it, with the surveys read."""

    def opener(passphrase: str | None) -> Desk:
        return open_desk(folder, clock=clock)

    spec = PageSpec("feedback", "smile", "feedback_page.nav", SurveysPage)
    chosen = Settings(**{"theme": "light", "reduced_motion": True, **settings})
    running = start(opener, page="feedback", chosen=chosen, pages=(spec,), size=(1366, 768))
    made = Opened(running, qtbot)
    qtbot.waitUntil(lambda: running.window.current == "feedback", timeout=8000)
    activate(qtbot, running.window)
    made.settle()
    yield made, made.page.part
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        qtbot.wait(5)
    for page in (running.window.page,):
        if isinstance(page, SurveysPage):
            page.part.sessions.clear()
    running.window.close()
    qtbot.waitUntil(lambda: not running.window.isVisible(), timeout=15000)
    running.end()
    running.window.deleteLater()
