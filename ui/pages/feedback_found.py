"""What the page of feedback shows, read at once on the thread of the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventdesk.domain.right import Right
from ui.pages.feedback_results import ShownResults

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.domain.themes import Lexicon
    from eventdesk.services.case_views import TakenUp
    from eventdesk.services.feedback_views import FeedbackBatch, FeedbackSummary
    from eventdesk.services.survey_views import SurveyView
    from eventdesk.services.themes import ThemedComments


@dataclass(frozen=True)
class Found:
    """All that was read; ``taken`` are cases that were made of answers just now, None where the role makes none."""

    results: ShownResults
    lines: "ThemedComments"
    batches: "tuple[FeedbackBatch, ...]"
    surveys: "tuple[SurveyView, ...]"
    taken: "TakenUp | None"

    @property
    def summary(self) -> "FeedbackSummary":
        """The event's figures."""
        return self.results.summary


def read_feedback_page(desk: "Desk", code: str, earlier: Sequence[str], *, rules: "Lexicon", language: str) -> Found:
    """Reads an event's feedback; ``earlier`` events, the last first, are looked through for one to compare with.

    What answers need of the team is taken up here, whichever way they came: somebody who may look after it is looking.
    """
    from eventdesk.services.themes import ThemedComment, ThemedComments

    keeps = desk.actor.may(Right.REGISTRATIONS)
    taken = desk.cases.take_up(code, by=rules) if keeps else None
    comments = desk.feedback.comments(code, language=language)
    if keeps:
        lines = desk.themes.comments(code, by=rules, language=language)
    else:
        told = [(one.text, text) for one in comments for text in one.comments]
        rows = tuple(ThemedComment(str(n), question, text, (), False) for n, (question, text) in enumerate(told))
        lines = ThemedComments(rows, few=any(one.suppressed and one.answered for one in comments))
    before = next((found for one in earlier if (found := desk.feedback.compare(code, one))), ())
    results = ShownResults(
        desk.feedback.summary(code, language=language), comments, desk.themes.of(code, by=rules), desk.feedback_invitations.reach(code),
        before,
    )  # fmt: skip
    return Found(results, lines, desk.feedback_imports.batches(code), desk.surveys.list(code), taken)
