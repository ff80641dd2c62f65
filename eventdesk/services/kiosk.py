"""The screen at the exit: children press faces, adults say a little more, and each press is kept at once.

Nothing is asked or kept of who answers. A power cut loses no press: each is a transaction of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.feedback import ResponseSource, SurveyQuestion, SurveyState, Value, from_plain, is_complete
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.right import Right
from eventdesk.domain.survey import for_adults, for_children
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.event_finding import find as find_event
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.feedback_rows import CHANGES, NewResponse, write_responses
from eventdesk.services.house import House
from eventdesk.services.survey_views import KioskAnswer, KioskForm, KioskView, SurveyView
from eventdesk.services.surveys import new_survey, view_of
from eventdesk.services.typed import plain
from eventdesk.store import feedback_tables as f
from eventdesk.store.unit import Unit


@dataclass(frozen=True)
class Offered:
    """A survey that the screen asks where the event has none of its kind yet."""

    name: str
    questions: tuple[SurveyQuestion, ...]


class Kiosk:
    """The verbs of the screen at the exit: who may let families in may ask them on their way out."""

    def __init__(self, house: House) -> None:
        self._house = house

    def open(self, event_code: str, *, children: Offered, adults: Offered) -> KioskView:
        """What the screen of an event asks: its latest open surveys of faces and for adults. Where it has none these are made of what
        is offered. Whoever closed or never opened its own means it: :class:`Conflict` ``kiosk_closed`` where that is the one of
        faces, and no page for adults where it is theirs."""
        self._house.require(Right.CHECKIN)
        changes: Changes = NOTHING
        with self._house.store.reading() as connection:
            event = find_event(connection, event_code)
            surveys = _surveys(connection, event.id)
        if any(_lacking(surveys)):
            with self._house.writing(Right.CHECKIN, "kiosk.prepared") as unit:
                # Read anew: the screen beside this one may have made them meanwhile.
                wanted = _lacking(_surveys(unit.connection, event.id))
                for one, made in zip((children, adults), wanted, strict=True):
                    if made:
                        new_survey(unit, event.id, one.name, one.questions, SurveyState.OPEN)
                if any(wanted):
                    unit.commit(subject=event.id)
                    changes = CHANGES
                surveys = _surveys(unit.connection, event.id)
        faces = _form(surveys, for_children)
        if faces is None:
            raise Conflict("kiosk_closed")
        return KioskView(event.code, event.title, faces, _form(surveys, for_adults), changes)

    def press(self, version: str, question: str, value: Value, *, response: str | None = None) -> KioskAnswer:
        """Keeps one answer at once. ``response``: the response it belongs to, None for somebody new; a second answer to a question
        takes the place of the first. :class:`Conflict` ``survey_closed``, :class:`InvalidInput` ``answer_not_taken``."""
        with self._house.writing(Right.CHECKIN, "kiosk.answered") as unit:
            v, s = f.survey_version, f.survey
            form = unit.execute(
                sa.select(v.c.questions, s.c.event, s.c.state).join(s, s.c.id == v.c.survey).where(v.c.id == version)
            ).first()
            if form is None or form.event is None:
                raise NotFound("survey_not_found")
            if form.state != SurveyState.OPEN.value:
                raise Conflict("survey_closed")
            questions = from_plain(form.questions)
            asked = next((one for one in questions if one.key == question), None)
            if asked is None or not asked.fits(value):
                raise InvalidInput("answer_not_taken", field=question)
            if response is None:
                complete = is_complete(questions, {(question, ""): value})
                new = NewResponse(unit.now, {(question, ""): Answer(value)}, complete)
                made = write_responses(unit, [new], event=form.event, version=version, source=ResponseSource.KIOSK)[0]
            else:
                made, complete = response, _add(unit, version, response, (question, value), questions)
            unit.commit(subject=made)
        return KioskAnswer(made, complete, CHANGES)


def _add(unit: Unit, version: str, response: str, given: tuple[str, Value], questions: Sequence[SurveyQuestion]) -> bool:
    """Adds an answer to a response of the screen; whether that is complete now."""
    r, a = f.survey_response, f.survey_answer
    row = unit.execute(
        sa.select(r).where(r.c.id == response, r.c.version == version, r.c.source == ResponseSource.KIOSK.value)
    ).first()
    if row is None:
        raise NotFound("response_not_found")
    question, value = given
    kept: dict[tuple[str, str], Value] = {
        (one.question, one.subject): one.value for one in unit.execute(sa.select(a).where(a.c.response == response))
    }
    if (question, "") in kept:
        where = (a.c.response == response, a.c.question == question, a.c.subject == "")
        unit.execute(a.update().where(*where).values(value=value))
    else:
        unit.execute(a.insert(), {"response": response, "question": question, "subject": "", "value": value, "invalid": False})
    complete = is_complete(questions, {**kept, (question, ""): value})
    written: Mapping[str, Any] = {"complete": complete, "revision": row.revision + 1}
    unit.execute(r.update().where(r.c.id == response).values(**written))
    body = {"id": response, **written, "answers": [[question, "", value, False]], "base": row.revision}
    unit.put("survey_response", plain(body), event=row.event)
    return complete


def _surveys(connection: sa.Connection, event: str) -> tuple[SurveyView, ...]:
    query = sa.select(f.survey).where(f.survey.c.event == event).order_by(sa.literal_column("survey.rowid"))
    return tuple(view_of(connection, row) for row in connection.execute(query).all())


def _lacking(surveys: Sequence[SurveyView]) -> tuple[bool, bool]:
    """Whether there is no survey of faces yet, and none for adults."""
    faces, adults = (not any(fits(one.questions) for one in surveys) for fits in (for_children, for_adults))
    return faces, adults


def _form(surveys: Sequence[SurveyView], fits: Callable[[Sequence[SurveyQuestion]], bool]) -> KioskForm | None:
    found = [one for one in surveys if one.state is SurveyState.OPEN and fits(one.questions)]
    return KioskForm(found[-1].id, found[-1].version, found[-1].questions) if found else None
