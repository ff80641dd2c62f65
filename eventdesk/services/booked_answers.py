"""Answers to an event's own questions that come with bookings: what is new of them, written at the end by few statements."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.question import Answer
from eventdesk.store import family_tables as f
from eventdesk.store import quick
from eventdesk.store.unit import Unit


class BookedAnswers:
    """The answers of one event's bookings. Nothing is read before the first answer comes."""

    def __init__(self, unit: Unit, event: str) -> None:
        self._unit, self._event = unit, event
        self._questions: dict[str, str] | None = None
        self._held: dict[str, dict[str, Answer]] = {}
        self._given: dict[tuple[str, str], Answer] = {}

    def news(self, registration: str, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """Those of the answers (by the questions' keys) that a registration hasn't given yet, by the questions' ids."""
        if not answers:
            return {}
        ids, held = self._read(), self._held.get(registration, {})
        said = {ids[key]: answer for key, answer in answers.items()}
        return {
            question: answer for question, answer in said.items()
            if question not in held or (held[question], type(held[question])) != (answer, type(answer))
        }  # fmt: skip

    def held(self, registration: str, news: Mapping[str, Answer]) -> dict[str, Answer | None]:
        """What stood in the place of news, None for nothing."""
        held = self._held.get(registration, {})
        return {question: held.get(question) for question in news}

    def take(self, registration: str, news: Mapping[str, Answer]) -> None:
        """Keeps what is new, to be written."""
        for question, answer in news.items():
            self._given[registration, question] = answer

    def write(self) -> None:
        """Puts all that was taken down, with an item for each."""
        a, rows = f.answer, []
        for (registration, question), value in self._given.items():
            row = {"registration": registration, "question": question, "value": value}
            if question in self._held.get(registration, {}):
                where = (a.c.registration == registration, a.c.question == question)
                self._unit.execute(a.update().where(*where).values(value=value))
            else:
                rows.append(row)
            self._unit.put("answer", row, event=self._event)
        quick.many(self._unit.connection, a, rows)
        self._given = {}

    def _read(self) -> dict[str, str]:
        if self._questions is None:
            q, a = f.question, f.answer
            run = self._unit.execute
            self._questions = {row.key: row.id for row in run(sa.select(q.c.key, q.c.id).where(q.c.event == self._event))}
            rows: Any = run(sa.select(a).join(q, q.c.id == a.c.question).where(q.c.event == self._event))
            for row in rows:
                self._held.setdefault(row.registration, {})[row.question] = row.value
        return self._questions


def put_back_answers(unit: Unit, event: str, registration: str, before: Mapping[str, Answer | None]) -> None:
    """Gives a registration the answers (by question id) that it had before, None for none. A question that was taken away
    since is passed over."""
    a, q = f.answer, f.question
    asked = set(unit.execute(sa.select(q.c.id).where(q.c.event == event)).scalars())
    for question, value in before.items():
        if question not in asked:
            continue
        key = {"registration": registration, "question": question}
        gone = unit.execute(a.delete().where(a.c.registration == registration, a.c.question == question)).rowcount
        if value is not None:
            unit.execute(a.insert(), key | {"value": value})
            unit.put("answer", key | {"value": value}, event=event)
        elif gone:
            unit.put("answer.removed", key, event=event)


def answered_otherwise(
    unit: Unit, event: str, written: Mapping[str, Mapping[str, Answer]], made: set[str]
) -> set[str]:
    """Registrations whose answers are not as an import left them: ``written`` by registration and question id. One that
    the import ``made`` has no others besides."""
    a, q = f.answer, f.question
    asked = set(unit.execute(sa.select(q.c.id).where(q.c.event == event)).scalars())
    now: dict[str, dict[str, Answer]] = {}
    for row in unit.execute(sa.select(a).join(q, q.c.id == a.c.question).where(q.c.event == event)):
        now.setdefault(row.registration, {})[row.question] = row.value
    found = set()
    for id in {*written, *(made & now.keys())}:
        then = {question: value for question, value in written.get(id, {}).items() if question in asked}
        here = now.get(id, {})
        looked = here if id in made else {question: value for question, value in here.items() if question in then}
        if looked != then:
            found.add(id)
    return found
