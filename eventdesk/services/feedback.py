"""Feedback: an event's answers as figures, with how sure they are, and without what would tell of few."""

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.services import events
from eventdesk.services.feedback_reading import EventFeedback, read_feedback
from eventdesk.services.feedback_summary import comments_of, comparisons, summary_of
from eventdesk.services.feedback_views import Comments, Comparison, FeedbackSummary
from eventdesk.services.house import House
from eventdesk.services.season_goals import goals_of
from eventdesk.store import feedback_tables as f


class Feedback:
    """The verbs of an event's answers as figures; they only look, and need the right to reports."""

    def __init__(self, house: House) -> None:
        self._house = house

    def read(self, event_code: str) -> EventFeedback:
        """All responses of an event, for reports and other services: what of them is shown, they have to ask the domain."""
        self._house.require(Right.REPORTS)
        with self._house.store.reading() as connection:
            return read_feedback(connection, events.find(connection, event_code).id)

    def summary(self, event_code: str, *, language: str = "zh") -> FeedbackSummary:
        """The event's figures as they may be shown; texts of questions in ``language`` where they have it."""
        self._house.require(Right.REPORTS)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            found = read_feedback(connection, event.id)
            invited, noted = invitations_of(connection, event.id)
            wanted = goals_of(connection, event.start.astimezone(self._house.zone).year).content
        return summary_of(event, found, invited=invited, noted=noted, language=language, content_goal=wanted)

    def comments(self, event_code: str, *, language: str = "zh") -> tuple[Comments, ...]:
        """What was written, from eight answers on."""
        return comments_of(self.read(event_code), language)

    def compare(self, event_code: str, before: str) -> tuple[Comparison, ...]:
        """An event's figures beside those of another one, and whether the difference is more than chance; only of what both asked and
        may be shown of both."""
        return comparisons(self.read(event_code), self.read(before))


def invitations_of(connection: sa.Connection, event: str) -> tuple[int | None, int]:
    """How many families were invited to answer about an event (its id), None where none was, and how many of them did."""
    i, s = f.survey_invitation, f.survey
    query = sa.select(i.c.family, sa.func.max(i.c.used)).join(s, s.c.id == i.c.survey).where(s.c.event == event)
    used = [bool(row[1]) for row in connection.execute(query.group_by(i.c.family))]
    return (len(used) or None), sum(used)
