"""Everything that is written of surveys and at the screen of the exit is told of in the outbox."""

from eventdesk.desk import Desk
from eventdesk.domain.feedback import SurveyState
from tests.services.test_outbox import check
from tests.services.test_surveys import ADULTS, opened


def test_surveys_and_presses_are_told_of(fair: Desk) -> None:
    template = fair.surveys.add("adults", ADULTS)
    made = fair.surveys.copy(template.id, event="FAIR")
    fair.surveys.change(made.id, questions=ADULTS[:2], state=SurveyState.OPEN)
    fair.surveys.change(made.id, name="other")
    view = opened(fair)
    assert view.adults is not None
    first = fair.kiosk.press(view.adults.version, "overall", 4).response
    fair.kiosk.press(view.adults.version, "recommend", 9, response=first)
    fair.kiosk.press(view.adults.version, "overall", 2, response=first)
    fair.kiosk.press(view.children.version, "happy", 3)
    fair.surveys.change(made.id, questions=ADULTS)
    fair.surveys.put_back(fair.surveys.remove(template.id))
    fair.surveys.remove(template.id)
    check(fair)
