"""What services answer about cases, and what a case's row tells of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import mask_phones
from eventdesk.domain.feedback import ResponseSource, SurveyQuestion, Value
from eventdesk.domain.feedback_figures import Response
from eventdesk.domain.themes import Polarity, Theme
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.feedback_reading import EventFeedback
from eventdesk.services.rows import Removed
from eventdesk.store import feedback_tables as f


class CaseKind(StrEnum):
    """What a case is about."""

    LOW_SCORE = "low_score"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class CaseFilter(StrEnum):
    """Which cases are listed; ``overdue`` ones are open and due before today."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True)
class CaseView:
    """A case; phones in ``text`` are masked, and so is ``label``, the name of the family that wishes an answer, "" without one.
    ``response``: the response that it was made of. ``overdue``: not done, and due before today."""

    id: str
    event: str
    kind: CaseKind
    text: str = field(repr=False)
    owner: str
    due: date | None
    reply: str = field(repr=False)
    result: str = field(repr=False)
    done_at: datetime | None
    overdue: bool
    response: str | None
    family: str | None
    label: str
    at: datetime
    revision: int
    changes: Changes = NOTHING


@dataclass(frozen=True)
class CaseAnswer:
    """A line of a response: options by what they say, phones in texts masked. ``subject``: the slot or leader it is about."""

    question: str
    subject: str
    value: Value = field(repr=False)
    out_of: int | None


@dataclass(frozen=True)
class CaseAnswers:
    """The response behind a case, without anything of who gave it."""

    source: ResponseSource
    day: date
    slot: str
    answers: tuple[CaseAnswer, ...]


@dataclass(frozen=True)
class TakenUp:
    """Cases (ids) that a rule made, for whoever takes that back."""

    event: str
    cases: tuple[str, ...]
    changes: Changes = NOTHING


@dataclass(frozen=True)
class RemovedCases:
    """Cases that were taken away together, for whoever wants them back."""

    cases: tuple[Removed, ...] = field(repr=False)
    changes: Changes = NOTHING


@dataclass(frozen=True)
class OverdueCases:
    """How many cases of an event are overdue, and since when the oldest."""

    event: str
    title: str
    cases: int
    since: date


@dataclass(frozen=True)
class CaseCounts:
    """How an event's cases of one kind stand; the overdue ones are open."""

    open: int = 0
    overdue: int = 0
    done: int = 0


def cases_of(connection: sa.Connection, event: str, *, today: date) -> Mapping[CaseKind, CaseCounts]:
    """An event's cases (by its id) as counts of every kind; ``today`` in the organisation's zone."""
    c = f.feedback_case.c
    found: dict[CaseKind, list[int]] = {kind: [0, 0, 0] for kind in CaseKind}
    for kind, due, done_at in connection.execute(sa.select(c.kind, c.due, c.done_at).where(c.event == event)):
        counts = found[CaseKind(kind)]
        counts[0] += done_at is None
        counts[1] += done_at is None and due is not None and due < today
        counts[2] += done_at is not None
    return {kind: CaseCounts(*counts) for kind, counts in found.items()}


def view_of(row: Any, *, code: str, today: date, labels: Mapping[str, str]) -> CaseView:
    """A case's row (``code`` of its event) as it may be shown."""
    overdue = row.done_at is None and row.due is not None and row.due < today
    return CaseView(
        row.id, code, CaseKind(row.kind), mask_phones(row.text) or "", row.owner, row.due, row.reply, row.result, row.done_at, overdue,
        row.response, row.family, labels.get(row.family or "", ""), row.at, row.revision,
    )  # fmt: skip


def answers_of(found: EventFeedback, response: Response, *, day: date, language: str) -> CaseAnswers:
    """What stands in a response, in the survey's order."""
    places = {question.key: place for place, question in enumerate(found.questions)}
    rows = sorted(response.answers.items(), key=lambda item: (places[item[0][0]], item[0][1]))
    answers = tuple(
        CaseAnswer(
            question.text(language), found.slots.get(subject, subject), _readable(question, answer.value, language),
            question.ends[1] if question.kind.scaled and not answer.invalid else None,
        )
        for (key, subject), answer in rows for question in (found.question(key),)
    )  # fmt: skip
    return CaseAnswers(found.sources[response.id], day, found.slots.get(response.slot, response.slot), answers)


def kind_of(found: EventFeedback, response: Response, themes: Collection[Theme]) -> CaseKind | None:
    """What the rules make of a response: a case of a low score or of a complaint, or none."""
    if _is_low(found, response):
        return CaseKind.LOW_SCORE
    return CaseKind.COMPLAINT if any(theme.polarity is Polarity.COMPLAINT for theme in themes) else None


def _is_low(found: EventFeedback, response: Response) -> bool:
    """Two points of five or fewer for the whole event, or the unhappiest of three faces."""
    key = found.overall
    answer = None if key is None else response.answers.get((key, ""))
    if key is None or answer is None or answer.invalid or not isinstance(answer.value, int):
        return False
    low, high = found.question(key).ends
    return answer.value <= (low + 1 if high - low >= 4 else low)


def _readable(question: SurveyQuestion, value: Value, language: str) -> Value:
    if isinstance(value, list):
        return [question.option_text(one, language) for one in value]
    return mask_phones(question.option_text(value, language)) or "" if isinstance(value, str) else value
