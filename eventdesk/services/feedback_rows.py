"""Writes surveys, versions and responses inside a unit, each with its item for the outbox; and takes them away.

An item ``survey_response`` carries its answers: ``answers`` is a list of [question, subject, value, invalid]. Whoever applies
``survey_response.removed`` drops these with it.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.feedback import (
    ResponseSource,
    SubjectKey,
    SurveyQuestion,
    SurveyState,
    as_plain,
    questions_digest,
    respondent_mark,
)
from eventdesk.domain.feedback_figures import Answer
from eventdesk.services import rows
from eventdesk.services.event_views import Changes
from eventdesk.services.typed import plain
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"feedback"})
SECRET = "respondent_secret"
"""The key of ``meta`` that holds the secret of respondents' marks. It never leaves the file: another desk can't tell whether two
responses are one person's by anything but these marks."""


@dataclass(frozen=True)
class NewResponse:
    """A response to be written. ``slot`` is a slot's id; ``phone`` is kept as a mark alone; ``mark`` stands in for it
    where it was made already. ``source``: where it is another one than that of those written with it."""

    at: datetime
    answers: Mapping[SubjectKey, Answer] = field(repr=False)
    complete: bool
    phone: str | None = field(default=None, repr=False)
    slot: str | None = None
    source_row: int | None = None
    mark: str | None = field(default=None, repr=False)
    source: ResponseSource | None = None


class Marks:
    """The marks of respondents and of rows that were read, by the desk's secret; that is made at its first use."""

    def __init__(self, unit: Unit) -> None:
        kept = unit.execute(sa.select(t.meta.c.value).where(t.meta.c.key == SECRET)).scalar()
        self._secret = str(kept) if kept is not None else secrets.token_hex(32)
        if kept is None:
            unit.execute(t.meta.insert(), {"key": SECRET, "value": self._secret})

    def respondent(self, phone: str) -> str:
        """What tells who answered from others."""
        return respondent_mark(self._secret, phone)

    def content(self, content: bytes, nth: int) -> str:
        """What tells a row of a file from others; ``nth`` counts rows that say the same, which are different people."""
        return hmac.new(self._secret.encode(), f"row:{nth}:".encode() + content, "sha256").hexdigest()


def write_survey(unit: Unit, *, event: str | None, name: str, state: SurveyState) -> str:
    """A new survey without a version; its id."""
    return rows.add(unit, f.survey, {"event": event, "name": name, "state": state.value}, event=event)


def write_version(unit: Unit, survey: str, questions: Sequence[SurveyQuestion], *, event: str | None) -> str:
    """The survey's version with exactly these questions, made as its next one where there is none yet; its id."""
    digest, v = questions_digest(questions), f.survey_version
    versions = unit.execute(sa.select(v.c.id, v.c.number, v.c.sha256).where(v.c.survey == survey)).all()
    same = next((row.id for row in versions if row.sha256 == digest), None)
    if same is not None:
        return str(same)
    number = max((row.number for row in versions), default=0) + 1
    values = {"survey": survey, "number": number, "questions": as_plain(questions), "sha256": digest, "at": unit.now}
    return rows.add(unit, v, values, event=event)


def write_responses(
    unit: Unit, responses: Sequence[NewResponse], *, event: str, version: str, source: ResponseSource, marks: Marks | None = None,
    batch: str | None = None,
) -> list[str]:  # fmt: skip
    """Writes responses with their answers; their ids, in the same order."""
    marks = marks or Marks(unit)
    made, answers = [], []
    for response in responses:
        row = {
            "id": unit.new_id(), "event": event, "version": version, "source": (response.source or source).value, "slot": response.slot,
            "who": response.mark or (None if response.phone is None else marks.respondent(response.phone)), "at": response.at,
            "complete": response.complete, "batch": batch, "source_row": response.source_row, "revision": 1,
        }  # fmt: skip
        given = [[key, subject, answer.value, answer.invalid] for (key, subject), answer in response.answers.items()]
        answers += [
            {"response": row["id"], "question": key, "subject": subject, "value": value, "invalid": invalid}
            for key, subject, value, invalid in given
        ]
        unit.put("survey_response", {**plain(row), "answers": given}, event=event)
        made.append(row)
    unit.execute(f.survey_response.insert(), made)
    unit.execute(f.survey_answer.insert(), answers)
    return [str(row["id"]) for row in made]


def remove_responses(unit: Unit, ids: Sequence[str], *, event: str) -> None:
    """Takes responses away with all that was answered in them. None of them may have a case."""
    for table, column in ((f.survey_answer, "response"), (f.comment_theme, "response"), (f.survey_response, "id")):
        for start in range(0, len(ids), 500):
            unit.execute(table.delete().where(table.c[column].in_(ids[start : start + 500])))
    for id in ids:
        unit.put("survey_response.removed", {"id": id}, event=event)


def remove_version(unit: Unit, version: str, *, event: str) -> bool:
    """Takes a version away that nobody has answered, and its survey where that was its last and nobody was invited to it; whether it
    did."""
    v, s, r, i = f.survey_version, f.survey, f.survey_response, f.survey_invitation
    row = unit.execute(sa.select(v).where(v.c.id == version)).first()
    if row is None or _any(unit, r.c.version == version):
        return False
    rows.remove(unit, v, row, changes=CHANGES, event=event)
    survey: Any = unit.execute(sa.select(s).where(s.c.id == row.survey)).one()
    if not _any(unit, v.c.survey == survey.id) and not _any(unit, i.c.survey == survey.id):
        rows.remove(unit, s, survey, changes=CHANGES, event=event)
    return True


def _any(unit: Unit, condition: sa.ColumnElement[bool]) -> bool:
    return unit.execute(sa.select(sa.literal(1)).where(condition).limit(1)).first() is not None
