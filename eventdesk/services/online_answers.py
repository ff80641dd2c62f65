"""Answering a survey by the link of an invitation: one answer for each, and nothing that tells whose it is.

A response and the note that its family has answered would stand side by side in the outbox. So a used link is first remembered in
this desk's own file, and told to others for several families at once, sorted by digests: who reads everything knows that one of
those answered, and not who.
"""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.feedback import (
    LONGEST_TEXT,
    ResponseSource,
    SubjectKey,
    SurveyState,
    Value,
    from_plain,
    is_complete,
)
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.right import Right
from eventdesk.domain.survey_line import kept_answers
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.event_views import Changes
from eventdesk.services.feedback_invitations import digest_of, token_of
from eventdesk.services.feedback_rows import CHANGES, NewResponse, write_responses
from eventdesk.services.house import House
from eventdesk.services.online_views import LinkState, OnlineForm
from eventdesk.services.surveys import subjects_of
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

USED = "answered_links"
"""The key of ``meta`` that keeps, by survey, the digests of links that were used and not told of yet. It never leaves the file."""
TOGETHER = 5
"""How many families are told of at once: as few as a figure may count."""
_I = f.survey_invitation


class OnlineAnswers:
    """The verbs of answering by a link."""

    def __init__(self, house: House) -> None:
        self._house = house

    def form(self, token: str) -> OnlineForm | None:
        """What a link asks; None where there is no such link."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            row = _invited(connection, token)
            return None if row is None else _form(connection, row, None)

    def give(self, token: str, answers: Mapping[SubjectKey, Value], *, version: str) -> Changes:
        """Keeps one answer to the version that was asked. What was answered to a question that was not to be asked is left out.

        :class:`NotFound` ``link_unknown``; :class:`Conflict` ``link_used``, ``survey_closed``; :class:`InvalidInput`
        ``answer_not_taken`` with the question, ``answers_missing`` where nothing or nothing of what is required was answered.
        """
        with self._house.writing(Right.IMPORT, "feedback.answered") as unit:
            row = _invited(unit.connection, token)
            form = None if row is None else _form(unit.connection, row, version)
            if row is None or form is None:
                raise NotFound("link_unknown")
            if form.state is not LinkState.OPEN:
                raise Conflict("link_used" if form.state is LinkState.ANSWERED else "survey_closed")
            by_key = {one.key: one for one in form.questions}
            given: dict[SubjectKey, Answer] = {}
            for (key, subject), value in answers.items():
                asked = by_key.get(key)
                subjects = {one.key for one in form.subjects.get(asked.per, ())} | {""} if asked is not None else set()
                if asked is None or subject not in subjects or not asked.fits(value):
                    raise InvalidInput("answer_not_taken", field=key)
                given[key, subject] = Answer(value[:LONGEST_TEXT] if isinstance(value, str) else value)
            kept = kept_answers(form.questions, given)
            complete = is_complete(form.questions, {key: one.value for key, one in kept.items()})
            if not kept or not complete:
                raise InvalidInput("answers_missing", field="")
            survey = unit.execute(sa.select(f.survey).where(f.survey.c.id == row.survey)).one()
            new = NewResponse(unit.now, kept, complete)
            made = write_responses(unit, [new], event=str(survey.event), version=form.version, source=ResponseSource.INVITATION)
            self._remember(unit, row, str(survey.event))
            unit.commit(subject=made[0])
        return CHANGES

    def _remember(self, unit: Unit, row: Any, event: str) -> None:
        used = _used(unit.connection)
        waiting = sorted({*used.get(row.survey, ()), row.secret})
        if len(waiting) >= TOGETHER:
            for one in unit.execute(sa.select(_I).where(_I.c.secret.in_(waiting)).order_by(_I.c.secret)).all():
                unit.execute(_I.update().where(_I.c.id == one.id).values(used=True))
                unit.put(_I.name, {"id": one.id, "used": True})
            waiting = []
        kept = used | {row.survey: waiting}
        unit.execute(t.meta.delete().where(t.meta.c.key == USED))
        unit.execute(t.meta.insert(), {"key": USED, "value": json.dumps(kept, sort_keys=True)})


def _used(connection: sa.Connection) -> dict[str, list[str]]:
    kept = connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == USED)).scalar()
    return {} if kept is None else dict(json.loads(kept))


def _invited(connection: sa.Connection, token: str) -> Any:
    return connection.execute(sa.select(_I).where(_I.c.secret == digest_of(token_of(token)))).first()


def _form(connection: sa.Connection, row: Any, version: str | None) -> OnlineForm | None:
    """The form of an invitation, of the survey's latest version or of the one that was asked."""
    s, v = f.survey, f.survey_version
    survey = connection.execute(sa.select(s).where(s.c.id == row.survey)).first()
    query = sa.select(v).where(v.c.survey == row.survey).order_by(v.c.number.desc())
    asked = connection.execute(query if version is None else query.where(v.c.id == version)).first()
    if survey is None or asked is None or survey.event is None:
        return None
    title = connection.execute(sa.select(t.event.c.title).where(t.event.c.id == survey.event)).scalar_one()
    if row.used or row.secret in _used(connection).get(row.survey, ()):
        state = LinkState.ANSWERED
    else:
        state = LinkState.OPEN if survey.state == SurveyState.OPEN.value else LinkState.CLOSED
    return OnlineForm(state, title, asked.id, from_plain(asked.questions), subjects_of(connection, survey.event))
