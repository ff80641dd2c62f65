"""The verbs about feedback, by noun; :class:`eventdesk.desk.Desk` has them with all others."""

from functools import cached_property
from typing import TYPE_CHECKING

from eventdesk.services.house import House

if TYPE_CHECKING:
    from eventdesk.services.answering import Answering
    from eventdesk.services.attendance import Attendance
    from eventdesk.services.cases import Cases
    from eventdesk.services.feedback import Feedback
    from eventdesk.services.feedback_imports import FeedbackImports
    from eventdesk.services.feedback_invitations import FeedbackInvitations
    from eventdesk.services.kiosk import Kiosk
    from eventdesk.services.online_answers import OnlineAnswers
    from eventdesk.services.surveys import Surveys
    from eventdesk.services.themes import Themes


class FeedbackDesk:
    """A desk's verbs about feedback. A noun's verbs are loaded at their first use."""

    _house: House

    if TYPE_CHECKING:

        @property
        def attendance(self) -> Attendance:
            """The verbs of attendance, which the desk itself has."""

    @cached_property
    def feedback(self) -> "Feedback":
        """The verbs of an event's answers as figures."""
        from eventdesk.services.feedback import Feedback

        return Feedback(self._house)

    @cached_property
    def feedback_imports(self) -> "FeedbackImports":
        """The verbs of files of answers."""
        from eventdesk.services.feedback_imports import FeedbackImports

        return FeedbackImports(self._house)

    @cached_property
    def surveys(self) -> "Surveys":
        """The verbs of what is asked."""
        from eventdesk.services.surveys import Surveys

        return Surveys(self._house)

    @cached_property
    def answering(self) -> "Answering":
        """The verbs of paper forms."""
        from eventdesk.services.answering import Answering

        return Answering(self._house)

    @cached_property
    def kiosk(self) -> "Kiosk":
        """The verbs of the screen at the exit."""
        from eventdesk.services.kiosk import Kiosk

        return Kiosk(self._house)

    @cached_property
    def online_answers(self) -> "OnlineAnswers":
        """The verbs of answering by the link of an invitation."""
        from eventdesk.services.online_answers import OnlineAnswers

        return OnlineAnswers(self._house)

    @cached_property
    def cases(self) -> "Cases":
        """The verbs of answers that somebody takes up."""
        from eventdesk.services.cases import Cases

        return Cases(self._house)

    @cached_property
    def themes(self) -> "Themes":
        """The verbs of what comments are about."""
        from eventdesk.services.themes import Themes

        return Themes(self._house)

    @cached_property
    def feedback_invitations(self) -> "FeedbackInvitations":
        """The verbs of invitations to answer."""
        from eventdesk.services.feedback_invitations import FeedbackInvitations

        return FeedbackInvitations(self._house, self.attendance)
