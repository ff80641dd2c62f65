"""An event's own questions, and what families answered."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import mask_phones, with_phones_of
from eventdesk.domain.question import (
    LONGEST_QUESTION,
    MOST_OPTIONS,
    Answer,
    BadAnswer,
    QuestionKind,
    read_answer,
    tidy_options,
)
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import events, rows
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.family_reading import forgotten_since
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.services.standing import find
from eventdesk.services.typed import plain
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"questions", "registrations"})
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
Q = f.question


@dataclass(frozen=True)
class QuestionView:
    """A question. ``answered`` counts the registrations that answered it."""

    id: str
    key: str
    text: str
    kind: QuestionKind
    options: tuple[str, ...]
    required: bool
    position: int
    answered: int = 0


@dataclass(frozen=True)
class QuestionsView:
    """An event's questions in their order."""

    event: str
    questions: tuple[QuestionView, ...]
    changes: Changes = NOTHING


@dataclass(frozen=True)
class RemovedQuestion:
    """A question that was taken away with its answers, for whoever wants it back."""

    question: Removed
    answers: tuple[Mapping[str, Any], ...] = field(repr=False)
    at: datetime
    changes: Changes = CHANGES


@dataclass(frozen=True)
class AnswersView:
    """What a registration answered, by question id; ``missing`` are required questions without an answer."""

    registration: str
    questions: tuple[QuestionView, ...]
    answers: Mapping[str, Answer] = field(repr=False)
    changes: Changes = NOTHING

    @property
    def missing(self) -> tuple[QuestionView, ...]:
        """Required questions without an answer."""
        return tuple(one for one in self.questions if one.required and one.id not in self.answers)


class Questions:
    """The verbs of questions and answers."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, event_code: str, *, changes: Changes = NOTHING) -> QuestionsView:
        """An event's questions."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            return QuestionsView(event.code, questions_of(connection, event.id), changes)

    def add(
        self, event_code: str, *, text: str, kind: QuestionKind, options: Sequence[str] = (), required: bool = False,
        key: str | None = None,
    ) -> QuestionsView:  # fmt: skip
        """A new question, the last of its event. ``key`` names it to machines: small letters, digits and underscores."""
        values = _checked(text, kind, options) | {"kind": kind.value, "required": required}
        with self._house.writing(Right.EVENTS, "question.added") as unit:
            event = events.find(unit.connection, event_code)
            taken = unit.execute(sa.select(Q.c.key, Q.c.position).where(Q.c.event == event.id)).all()
            keys = {row.key for row in taken}
            if key is None:
                key = next(name for number in range(1, len(keys) + 2) if (name := f"q{number}") not in keys)
            if _KEY.fullmatch(key) is None:
                raise InvalidInput("question_key", field="key")
            if key in keys:
                raise Conflict("question_key_taken", key=key)
            values |= {"event": event.id, "key": key, "position": max((row.position for row in taken), default=0) + 1}
            id = rows.add(unit, Q, values, event=event.id)
            unit.commit(subject=event.id, question=id)
        return self.list(event_code, changes=CHANGES)

    def change(
        self, question: str, *, text: str | None = None, options: Sequence[str] | None = None, required: bool | None = None,
        revision: int | None = None,
    ) -> QuestionsView:  # fmt: skip
        """Sets what is given. Its kind stays; :class:`Conflict` ``option_in_use`` where an option that somebody chose
        would go."""
        with self._house.writing(Right.EVENTS, "question.changed") as unit:
            row, code = _find(unit.connection, question)
            if revision is not None and revision != row.revision:
                raise Conflict("changed_meanwhile")
            kind = QuestionKind(row.kind)
            values = _checked(row.text if text is None else text, kind, row.options if options is None else options)
            _keep_chosen(unit.connection, question, values["options"]) if kind.has_options else None
            values["required"] = row.required if required is None else required
            if rows.change(unit, Q, row, values, event=row.event):
                unit.commit(subject=row.event, question=question)
        return self.list(code, changes=CHANGES)

    def move(self, question: str, *, to: int) -> QuestionsView:
        """Moves a question to a place of its event's list, counted from 0."""
        with self._house.writing(Right.EVENTS, "question.moved") as unit:
            row, code = _find(unit.connection, question)
            found = unit.execute(sa.select(Q).where(Q.c.event == row.event).order_by(Q.c.position, Q.c.id)).all()
            order = [one for one in found if one.id != question]
            order.insert(max(0, min(to, len(order))), row)
            moved = [
                rows.change(unit, Q, one, {"position": place}, event=row.event)
                for place, one in enumerate(order, start=1)
            ]  # fmt: skip
            if any(moved):
                unit.commit(subject=row.event, question=question)
        return self.list(code, changes=CHANGES)

    def remove(self, question: str) -> RemovedQuestion:
        """Takes a question away with all its answers."""
        a = f.answer
        with self._house.writing(Right.EVENTS, "question.removed") as unit:
            row, _ = _find(unit.connection, question)
            answers = [dict(one._mapping) for one in unit.execute(sa.select(a).where(a.c.question == question)).all()]
            for one in answers:
                _forget(unit, row.event, one["registration"], question)
            removed = rows.remove(unit, Q, row, changes=CHANGES, event=row.event)
            unit.commit(subject=row.event, question=question, answers=len(answers))
        return RemovedQuestion(removed, tuple(answers), unit.now)

    def put_back(self, removed: RemovedQuestion) -> QuestionsView:
        """A question that was taken away is there again, with its answers, but for those of families that were erased or took
        their consent to taking part back since."""
        event = removed.question.values["event"]
        with self._house.writing(Right.EVENTS, "question.restored") as unit:
            code = rows.home_of(unit, removed.question)
            if rows.put_back(unit, Q, removed.question, event=event):
                r = t.registration.c
                home = dict(unit.execute(sa.select(r.id, r.family).where(r.event == event)).all())
                here = [one for one in removed.answers if one["registration"] in home]
                silent = forgotten_since(unit.connection, {home[one["registration"]] for one in here}, removed.at)
                for one in here:
                    if home[one["registration"]] not in silent:
                        _keep(unit, event, one["registration"], one["question"], one["value"])
                unit.commit(subject=event, question=removed.question.values["id"])
        return self.list(code, changes=CHANGES)

    # -- answers

    def answers(self, registration: str, *, changes: Changes = NOTHING) -> AnswersView:
        """What one registration answered; phones in texts are masked."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            row = find(connection, registration)
            found = answers_of(connection, row.event, [registration]).get(registration, {})
            return AnswersView(registration, questions_of(connection, row.event), masked(found), changes)

    def check(
        self, given: Mapping[str, Answer | None], *, event: str | None = None, registration: str | None = None
    ) -> None:
        """Raises what :meth:`answer` would raise, for a registration or for one that an event (its code) will have; nothing
        is written."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            of = events.find(connection, event).id if event is not None else find(connection, registration or "").event
            _read_all(connection, of, given)

    def answer(self, registration: str, given: Mapping[str, Answer | None]) -> AnswersView:
        """Writes answers, by the questions' ids or keys; None or an empty text takes one away, the others stay.

        :class:`InvalidInput` names the question (``field`` its key) whose answer can't be taken; then none is written.
        """
        with self._house.writing(Right.REGISTRATIONS, "answers.given") as unit:
            row = find(unit.connection, registration)
            if write_answers(unit, row.event, registration, given):
                unit.commit(subject=registration, count=len(given))
        return self.answers(registration, changes=CHANGES)

    def unanswered(self, event_code: str) -> Mapping[str, tuple[str, ...]]:
        """Live registrations that lack required answers, with the questions' keys."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return missing_of(connection, events.find(connection, event_code).id)


def questions_of(connection: sa.Connection, event: str) -> tuple[QuestionView, ...]:
    """The questions of an event, from an open connection."""
    a = f.answer
    counts = sa.select(sa.func.count()).where(a.c.question == Q.c.id).scalar_subquery()
    found = connection.execute(
        sa.select(Q, counts.label("answered")).where(Q.c.event == event).order_by(Q.c.position, Q.c.id)
    )
    return tuple(
        QuestionView(
            one.id, one.key, one.text, QuestionKind(one.kind), tuple(one.options), one.required, one.position, one.answered
        )
        for one in found
    )


def answers_of(
    connection: sa.Connection, event: str, only: Collection[str] | None = None
) -> dict[str, dict[str, Answer]]:
    """The answers of an event's registrations, by registration and question."""
    a = f.answer
    query = sa.select(a).join(Q, Q.c.id == a.c.question).where(Q.c.event == event)
    if only is not None:
        query = query.where(a.c.registration.in_(list(only)))
    found: dict[str, dict[str, Answer]] = {}
    for row in connection.execute(query):
        found.setdefault(row.registration, {})[row.question] = row.value
    return found


def missing_of(connection: sa.Connection, event: str) -> dict[str, tuple[str, ...]]:
    """Live registrations of an event that lack required answers, with the questions' keys in their order."""
    needed = [one for one in questions_of(connection, event) if one.required]
    if not needed:
        return {}
    answers, r = answers_of(connection, event), t.registration
    live = connection.execute(
        sa.select(r.c.id).where(r.c.event == event, r.c.state != RegistrationState.CANCELLED.value).order_by(r.c.queue)
    ).scalars()
    found = {id: tuple(one.key for one in needed if one.id not in answers.get(id, {})) for id in live}
    return {id: keys for id, keys in found.items() if keys}


def write_answers(unit: Unit, event: str, registration: str, given: Mapping[str, Answer | None]) -> bool:
    """Writes a registration's answers inside a unit, by the questions' ids or keys; whether anything is new."""
    before = answers_of(unit.connection, event, [registration]).get(registration, {})
    changed = False
    for question, kept in _read_all(unit.connection, event, given).items():
        held = before.get(question)
        if isinstance(kept, str) and isinstance(held, str):
            kept = with_phones_of(kept, held)
        if kept == before.get(question) and type(kept) is type(before.get(question)):
            continue
        changed = True
        if kept is None:
            _forget(unit, event, registration, question)
        else:
            _keep(unit, event, registration, question, kept)
    return changed


def _read_all(
    connection: sa.Connection, event: str, given: Mapping[str, Answer | None]
) -> dict[str, Answer | None]:
    """Answers as they are kept, by the questions' ids."""
    known = {name: one for one in questions_of(connection, event) for name in (one.id, one.key)}
    found: dict[str, Answer | None] = {}
    for name, value in given.items():
        if name not in known:
            raise NotFound("question_not_found", question=name)
        question = known[name]
        try:
            found[question.id] = read_answer(question.kind, question.options, value)
        except BadAnswer as bad:
            options = " / ".join(question.options)
            raise InvalidInput(bad.code, field=question.key, question=question.text, options=options) from None
    return found


def _keep(unit: Unit, event: str, registration: str, question: str, value: Answer) -> None:
    a = f.answer
    done = unit.execute(a.update().where(a.c.registration == registration, a.c.question == question).values(value=value))
    values = {"registration": registration, "question": question, "value": value}
    if not done.rowcount:
        unit.execute(a.insert(), values)
    unit.put("answer", plain(values), event=event)


def _forget(unit: Unit, event: str, registration: str, question: str) -> None:
    a = f.answer
    unit.execute(a.delete().where(a.c.registration == registration, a.c.question == question))
    unit.put("answer.removed", {"registration": registration, "question": question}, event=event)


def masked(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Answers with the phones in their texts masked."""
    return {id: (mask_phones(one) or "") if isinstance(one, str) else one for id, one in answers.items()}


def _find(connection: sa.Connection, question: str) -> tuple[Any, str]:
    query = sa.select(Q, t.event.c.code).join(t.event, t.event.c.id == Q.c.event).where(Q.c.id == question)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound("question_not_found", question=question)
    return row, row.code


def _checked(text: str, kind: QuestionKind, options: Sequence[str]) -> dict[str, Any]:
    text, tidy = " ".join(text.split()), tidy_options(options) if kind.has_options else []
    if not text or len(text) > LONGEST_QUESTION:
        raise InvalidInput("question_text", field="text", most=LONGEST_QUESTION)
    if kind.has_options and not 2 <= len(tidy) <= MOST_OPTIONS:
        raise InvalidInput("question_options", field="options", most=MOST_OPTIONS)
    return {"text": text, "options": tidy}


def _keep_chosen(connection: sa.Connection, question: str, options: Sequence[str]) -> None:
    a = f.answer
    for value in connection.execute(sa.select(a.c.value).where(a.c.question == question)).scalars():
        for chosen in value if isinstance(value, list) else [value]:
            if chosen not in options:
                raise Conflict("option_in_use", option=chosen)
