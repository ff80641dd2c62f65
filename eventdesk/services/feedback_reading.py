"""Reads an event's surveys and responses, from an open connection, as the domain counts them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa

from eventdesk.domain.feedback import Option, ResponseSource, SurveyQuestion, from_plain
from eventdesk.domain.feedback_figures import Answer, Figures, Group, Response, by_slot, figures, latest_of_each
from eventdesk.exchange.feedback import SLOT_KEY, same_question
from eventdesk.exchange.feedback_columns import is_overall
from eventdesk.store import feedback_tables as f
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.tables import from_ms

_RESPONSES = "SELECT id, version, at, slot, who, source, complete FROM survey_response WHERE event = ? ORDER BY at, id"
_ANSWERS = """SELECT a.response, a.question, a.subject, a.value, a.invalid FROM survey_answer a
 JOIN survey_response r ON r.id = a.response WHERE r.event = ?"""


class _Row(NamedTuple):
    id: str
    version: str
    at: int
    slot: str | None
    who: str | None
    source: str
    complete: int


@dataclass(frozen=True)
class EventFeedback:
    """All surveys of an event as one list of questions, and all responses to them.

    A question that several versions or surveys ask is one: of one survey by its key, of several by what it says. ``keys`` are the
    questions that each version asks, by the keys of ``questions``. ``sources`` are the sources of responses, by id.
    """

    questions: tuple[SurveyQuestion, ...]
    keys: Mapping[str, frozenset[str]]
    responses: tuple[Response, ...]
    sources: Mapping[str, ResponseSource]
    slots: Mapping[str, str]
    """Titles of the event's slots by code, in the event's order."""

    @cached_property
    def counted(self) -> tuple[Response, ...]:
        """One response of each respondent."""
        return latest_of_each(self.responses)

    def question(self, key: str) -> SurveyQuestion:
        """A question by its key; :class:`KeyError` where there is none."""
        found = next((question for question in self.questions if question.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def asked(self, key: str) -> tuple[Response, ...]:
        """The responses that count and were asked this question: who was not asked left nothing blank."""
        return tuple(response for response in self.counted if key in self.keys[response.version])

    def figures(self, key: str) -> Figures:
        """The figures of one question."""
        return figures(self.question(key), self.asked(key))

    def by_slot(self, key: str) -> tuple[Group, ...]:
        """The figures of each slot, without those that tell of few; slots by code, or as the file calls them."""
        return by_slot(self.question(key), self.asked(key), tuple(self.slots))

    @property
    def overall(self) -> str | None:
        """The key of the question that stands for the whole event: the one that says so, else the first with points; of several
        surveys one that somebody answered goes before one that lies there unused."""
        return _overall(self.questions, self.keys, {response.version for response in self.responses})


def _overall(
    questions: Sequence[SurveyQuestion], asked: Mapping[str, frozenset[str]], answered: Collection[str]
) -> str | None:
    """``answered``: the versions that there are responses to."""
    used = frozenset[str]().union(*(asked[version] for version in answered))
    scaled = [question for question in questions if question.kind.scaled and question.kind.value != "nps"]
    named = [question for question in scaled if any(is_overall(text) for text in question.texts.values())]
    # Sorting keeps the order of those that are alike.
    ordered = sorted((*named, *scaled), key=lambda question: question.key not in used)
    return ordered[0].key if ordered else None


def read_feedback(connection: sa.Connection, event: str, *, overall_only: bool = False) -> EventFeedback:
    """All feedback of an event, by its id; ``overall_only``: of the answers only those to the question for the whole event."""
    keys: dict[tuple[str, str], str] = {}
    questions, asked, survey_of = _questions(connection, event, keys)
    slot = t.slot
    codes = dict(connection.execute(sa.select(slot.c.id, slot.c.code).where(slot.c.event == event)).all())
    titles = dict(
        connection.execute(
            sa.select(slot.c.code, slot.c.title).where(slot.c.event == event).order_by(slot.c.position)
        ).all()
    )
    rows = list(map(_Row._make, quick.tuples(connection, _RESPONSES, (event,))))
    answers: dict[str, dict[tuple[str, str], Answer]] = {row.id: {} for row in rows}
    versions = {row.id: row.version for row in rows}
    # Thousands of people give a few dozen different answers: each of these is read from its JSON once.
    same: dict[tuple[str, int], Answer] = {}
    sql, values = _ANSWERS, [event]
    if overall_only:
        whole = _overall(questions, asked, set(versions.values()))
        values += sorted({question for (_, question), key in keys.items() if key == whole})
        sql += f" AND a.question IN ({', '.join('?' * (len(values) - 1))})"
    for response, question, subject, text, invalid in quick.tuples(connection, sql, values):
        key = keys.get((versions[response], question))
        if key is not None:
            answer = same.get((text, invalid)) or same.setdefault((text, invalid), Answer(json.loads(text), bool(invalid)))
            answers[response][key, subject] = answer
    responses = tuple(
        Response(
            row.id, from_ms(row.at), answers[row.id], who=row.who, slot=_slot(row, codes, answers[row.id]),
            survey=survey_of[row.version], version=row.version, order=place, complete=bool(row.complete),
        )
        for place, row in enumerate(rows)
    )  # fmt: skip
    return EventFeedback(questions, asked, responses, {row.id: ResponseSource(row.source) for row in rows}, titles)


def questions_of(connection: sa.Connection, event: str) -> tuple[SurveyQuestion, ...]:
    """The questions of an event (its id), without the answers to them."""
    return _questions(connection, event, {})[0]


def _slot(row: _Row, codes: Mapping[str, str], answers: Mapping[tuple[str, str], Answer]) -> str:
    if row.slot is not None:
        return codes.get(row.slot, "")
    said = answers.get((SLOT_KEY, ""))
    return str(said.value) if said is not None and not said.invalid else ""


def _questions(
    connection: sa.Connection, event: str, keys: dict[tuple[str, str], str]
) -> tuple[tuple[SurveyQuestion, ...], dict[str, frozenset[str]], dict[str, str]]:
    """The event's questions, each once; which of them a version asks; and the survey of each version.

    Fills ``keys``: from a version and the key that it has for a question to the question's key here.
    """
    v, s = f.survey_version, f.survey
    query = sa.select(v.c.id, v.c.survey, v.c.questions).join(s, s.c.id == v.c.survey).where(s.c.event == event)
    found: dict[str, SurveyQuestion] = {}
    by_key: dict[tuple[str, str, str], str] = {}
    by_text: dict[tuple[str, str], str] = {}
    asked, survey_of = dict[str, frozenset[str]](), dict[str, str]()
    for version, survey, kept in connection.execute(query.order_by(v.c.at, v.c.survey, v.c.number)):
        names: set[str] = set()
        for question in from_plain(kept):
            kind = question.kind.value
            texts = [(same_question(text), kind) for text in question.texts.values()]
            known = (by_key.get((survey, question.key, kind)), *(by_text.get(text) for text in texts))
            name = next((name for name in known if name is not None and name not in names), None) or _new_key(
                question.key, found
            )
            found[name] = _joined(found.get(name), replace(question, key=name))
            by_key[survey, question.key, kind] = keys[version, question.key] = name
            by_text |= dict.fromkeys(texts, name)
            names.add(name)
        asked[version], survey_of[version] = frozenset(names), survey
    return tuple(found.values()), asked, survey_of


def _new_key(key: str, taken: Mapping[str, SurveyQuestion]) -> str:
    """The key itself, or with a number where another question has it."""
    return next(name for n in range(1, len(taken) + 2) if (name := key if n == 1 else f"{key}~{n}") not in taken)


def _joined(before: SurveyQuestion | None, now: SurveyQuestion) -> SurveyQuestion:
    """The question as it was asked last, with every option and language that it ever had."""
    if before is None:
        return now
    options: dict[str, Option] = {option.key: option for option in (*before.options, *now.options)}
    return replace(now, options=tuple(options.values()), texts={**before.texts, **now.texts})
