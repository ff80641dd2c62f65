"""Surveys: what is asked after an event, in versions that stay as they were answered."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.event import SlotKind
from eventdesk.domain.feedback import (
    Per,
    SurveyQuestion,
    SurveyState,
    as_plain,
    from_plain,
    questions_digest,
)
from eventdesk.domain.right import Right
from eventdesk.domain.survey_edit import problems
from eventdesk.domain.survey_line import Subject
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.event_finding import find as find_event
from eventdesk.services.feedback_rows import CHANGES, write_survey, write_version
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.services.survey_views import RemovedSurvey, SurveyView
from eventdesk.services.typed import plain
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

LONGEST_NAME = 80
_CODE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Surveys:
    """The verbs of surveys. Everybody may look; who plans events says what is asked after them."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, event_code: str | None = None) -> tuple[SurveyView, ...]:
        """The surveys of an event, or without one the templates, the oldest first."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = None if event_code is None else find_event(connection, event_code).id
            query = sa.select(f.survey).where(f.survey.c.event.is_(None) if event is None else f.survey.c.event == event)
            return tuple(view_of(connection, row) for row in connection.execute(query.order_by(sa.literal_column("survey.rowid"))))

    def show(self, survey: str) -> SurveyView:
        """One survey; :class:`NotFound` ``survey_not_found``."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return view_of(connection, find_survey(connection, survey))

    def before(self, event_code: str) -> tuple[SurveyView, ...]:
        """The surveys of the last event that began before this one and has any that the desk itself asked; none without one."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = find_event(connection, event_code)
            earlier = sa.select(f.survey).join(t.event, t.event.c.id == f.survey.c.event).where(t.event.c.start < event.start)
            found = connection.execute(earlier.order_by(t.event.c.start.desc(), sa.literal_column("survey.rowid"))).all()
            asked = [row for row in found if not _imported(connection, row.id)]
            return tuple(view_of(connection, row) for row in asked if row.event == asked[0].event)

    def subjects(self, event_code: str) -> dict[Per, tuple[Subject, ...]]:
        """What questions of each slot and of each leader are asked about."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return subjects_of(connection, find_event(connection, event_code).id)

    def add(
        self, name: str, questions: Sequence[SurveyQuestion], *, event: str | None = None, state: SurveyState = SurveyState.DRAFT
    ) -> SurveyView:  # fmt: skip
        """A new survey of an event, or without one a template. :class:`InvalidInput` with the code of
        :class:`~eventdesk.domain.feedback.BadSurvey` where it can't be asked."""
        _check(questions)
        with self._house.writing(Right.EVENTS, "survey.added") as unit:
            of = None if event is None else find_event(unit.connection, event).id
            survey = new_survey(unit, of, name, questions, state)
            unit.commit(subject=survey)
        return self._shown(survey)

    def change(
        self, survey: str, *, revision: int | None = None, name: str | None = None, questions: Sequence[SurveyQuestion] | None = None,
        state: SurveyState | None = None,
    ) -> SurveyView:  # fmt: skip
        """Sets what is given. Other questions than were answered make the next version; :class:`Conflict` ``survey_changed`` where
        somebody changed the survey since ``revision`` was read."""
        if questions is not None:
            _check(questions)
        values: dict[str, Any] = {} if name is None else {"name": _name(name)}
        values |= {} if state is None else {"state": state.value}
        with self._house.writing(Right.EVENTS, "survey.changed") as unit:
            row = find_survey(unit.connection, survey)
            if revision is not None and row.revision != revision:
                raise Conflict("survey_changed")
            changed = questions is not None and _ask(unit, row, questions)
            if changed:
                # Whoever read the survey before must notice, though its own row says the same.
                _touch(unit, row, values)
            elif values:
                changed = rows.change(unit, f.survey, row, values, event=row.event)
            if changed:
                unit.commit(subject=row.id)
        return self._shown(survey)

    def copy(self, survey: str, *, event: str | None = None, name: str | None = None) -> SurveyView:
        """A draft with the same questions, for an event or as a template."""
        self._house.require(Right.EVENTS)
        with self._house.store.reading() as connection:
            of = view_of(connection, find_survey(connection, survey))
        return self.add(name or of.name, of.questions, event=event)

    def remove(self, survey: str) -> RemovedSurvey:
        """Takes a survey away that nobody has answered; :class:`Conflict` ``survey_answered`` where somebody did or was invited to."""
        with self._house.writing(Right.EVENTS, "survey.removed") as unit:
            row = find_survey(unit.connection, survey)
            view = view_of(unit.connection, row)
            invited = unit.execute(sa.select(f.survey_invitation.c.id).where(f.survey_invitation.c.survey == row.id).limit(1)).first()
            if view.responses or invited is not None:
                raise Conflict("survey_answered", n=view.responses)
            v = f.survey_version
            versions = unit.execute(sa.select(v).where(v.c.survey == row.id).order_by(v.c.number)).all()
            gone = tuple(rows.remove(unit, v, one, changes=CHANGES, event=row.event).values for one in versions)
            kept = rows.remove(unit, f.survey, row, changes=CHANGES, event=row.event).values
            unit.commit(subject=row.id)
        return RemovedSurvey(kept, gone, CHANGES)

    def put_back(self, removed: RemovedSurvey) -> SurveyView:
        """Writes a survey again that was taken away."""
        event = removed.survey["event"]
        with self._house.writing(Right.EVENTS, "survey.added") as unit:
            if event is not None:
                rows.home_of(unit, Removed(f.survey.name, removed.survey))
            if rows.put_back(unit, f.survey, Removed(f.survey.name, removed.survey), event=event):
                for version in removed.versions:
                    rows.put_back(unit, f.survey_version, Removed(f.survey_version.name, version), event=event)
                unit.commit(subject=str(removed.survey["id"]))
        return self._shown(str(removed.survey["id"]))

    def _shown(self, survey: str) -> SurveyView:
        with self._house.store.reading() as connection:
            return replace(view_of(connection, find_survey(connection, survey)), changes=CHANGES)


def find_survey(connection: sa.Connection, survey: str) -> Any:
    """The row of a survey, by its id or its code, with or without a version; :class:`NotFound` ``survey_not_found``."""
    row = connection.execute(sa.select(f.survey).where(f.survey.c.id == survey)).first()
    if row is None:
        code = survey.strip().upper().partition("-")[0]
        ids = [id for id in connection.execute(sa.select(f.survey.c.id)).scalars() if code_of(id) == code]
        if len(ids) != 1:
            raise NotFound("survey_not_found")
        row = connection.execute(sa.select(f.survey).where(f.survey.c.id == ids[0])).one()
    return row


def code_of(survey: str) -> str:
    """What a person types for a survey: five characters without O, I, L and U, from the end of its id, which is chance."""
    number = int(survey.replace("-", "")[-8:], 16)
    return "".join(_CODE[number >> 5 * place & 31] for place in range(5))


def subjects_of(connection: sa.Connection, event: str) -> dict[Per, tuple[Subject, ...]]:
    """The slots of an event in their order, by code, and their leaders, each once; breaks and blockers are none."""
    s = t.slot
    rows = connection.execute(
        sa.select(s.c.code, s.c.title, s.c.leader)
        .where(s.c.event == event, s.c.kind == SlotKind.SLOT.value)
        .order_by(s.c.position)
    ).all()
    leaders = dict.fromkeys(name for row in rows if (name := row.leader.strip()))
    return {
        Per.SLOT: tuple(Subject(row.code, row.title) for row in rows),
        Per.LEADER: tuple(Subject(name, name) for name in leaders),
    }


def _imported(connection: sa.Connection, survey: str) -> bool:
    """Whether a file of answers brought the survey: its questions are the file's columns."""
    r, v = f.survey_response, f.survey_version
    query = sa.select(r.c.id).join(v, v.c.id == r.c.version).where(v.c.survey == survey, r.c.batch.is_not(None))
    return connection.execute(query.limit(1)).first() is not None


def view_of(connection: sa.Connection, row: Any) -> SurveyView:
    """A survey with its latest version."""
    v, r = f.survey_version, f.survey_response
    versions = connection.execute(sa.select(v).where(v.c.survey == row.id).order_by(v.c.number)).all()
    counted = sa.select(r.c.version, sa.func.count()).where(r.c.version.in_([one.id for one in versions])).group_by(r.c.version)
    counts: dict[str, int] = dict(connection.execute(counted).all())
    latest = versions[-1]
    code = connection.execute(sa.select(t.event.c.code).where(t.event.c.id == row.event)).scalar() if row.event else None
    questions = from_plain(latest.questions)
    used = {
        (one["key"], option)
        for version in versions
        for one in version.questions
        for option in ("", *(option["key"] for option in one.get("options") or ()))
    }
    return SurveyView(
        row.id, code, row.name, SurveyState(row.state), latest.id, latest.number, questions, sum(counts.values()),
        latest.id in counts, row.revision, code_of(row.id), frozenset(used),
    )  # fmt: skip


def new_survey(unit: Unit, event: str | None, name: str, questions: Sequence[SurveyQuestion], state: SurveyState) -> str:
    """Writes a survey with its first version; its id."""
    survey = write_survey(unit, event=event, name=_name(name), state=state)
    write_version(unit, survey, questions, event=event)
    return survey


def _ask(unit: Unit, survey: Any, questions: Sequence[SurveyQuestion]) -> bool:
    """Asks something else from now on; whether it is something else. A version that nobody has answered is written over."""
    v, r = f.survey_version, f.survey_response
    latest = unit.execute(sa.select(v).where(v.c.survey == survey.id).order_by(v.c.number.desc()).limit(1)).one()
    digest = questions_digest(questions)
    if latest.sha256 == digest:
        return False
    if unit.execute(sa.select(r.c.id).where(r.c.version == latest.id).limit(1)).first() is None:
        values = {"questions": as_plain(questions), "sha256": digest, "at": unit.now}
        unit.execute(v.update().where(v.c.id == latest.id).values(**values))
        unit.put("survey_version", plain({"id": latest.id, **values}), event=survey.event)
    else:
        # The same questions as an older version's are a new version as well: the latest one is what is asked.
        made = {"survey": survey.id, "number": latest.number + 1, "questions": as_plain(questions), "sha256": digest, "at": unit.now}
        rows.add(unit, v, made, event=survey.event)
    return True


def _touch(unit: Unit, row: Any, values: dict[str, Any]) -> None:
    written = {**values, "revision": row.revision + 1}
    unit.execute(f.survey.update().where(f.survey.c.id == row.id).values(**written))
    unit.put("survey", plain({"id": row.id, **written, "base": row.revision}), event=row.event)


def _check(questions: Sequence[SurveyQuestion]) -> None:
    wrong = problems(questions)
    if wrong:
        raise InvalidInput(wrong[0].code, field=wrong[0].question)


def _name(name: str) -> str:
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise InvalidInput("survey_name_missing", field="name")
    return name
