"""What the answers of many events come to: how content families are in all, and what changed for those asked before and after."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.feedback import SurveyQuestion
from eventdesk.domain.feedback_figures import Figures, Response
from eventdesk.domain.statistics import Interval
from eventdesk.domain.statistics_cells import FEWEST_SHOWN
from eventdesk.domain.statistics_means import bootstrap_mean, paired_change
from eventdesk.exchange.feedback import same_question
from eventdesk.exchange.feedback_phases import AFTER, BEFORE, phases_of
from eventdesk.services.feedback_reading import EventFeedback, read_feedback
from eventdesk.store import feedback_tables as f

FIVE = 5


@dataclass(frozen=True)
class Answers:
    """The answers of events (by id) that have any, each with the figures of the question that stands for the whole event."""

    found: Mapping[str, EventFeedback]
    overall: Mapping[str, Figures]

    def csat(self, event: str) -> tuple[int, int] | None:
        """How many were content of how many; None where nobody was asked on a scale, or too few answered."""
        of = self.overall.get(event)
        return None if of is None or of.suppressed or of.content_share is None else (of.content, of.n)

    def mean(self, events: Sequence[str]) -> tuple[tuple[int, int], Interval | None] | None:
        """Sum and number of all answers on scales of five of the events that may be told, with the interval of their mean, drawing
        people: who answered at several events is one."""
        people: dict[str, list[int]] = defaultdict(list)
        for event in events:
            found, key = self.found.get(event), self._key(event)
            if found is None or key is None or self.csat(event) is None or found.question(key).ends[1] != FIVE:
                continue
            for response in found.asked(key):
                value = _number(response, key)
                if value is not None:
                    people[response.who or response.id].append(value)
        n = sum(map(len, people.values()))
        if not n:
            return None
        clusters = [(sum(values), len(values)) for values in people.values()]
        return (sum(total for total, _ in clusters), n), bootstrap_mean(clusters)

    def effect(self, events: Sequence[str]) -> dict[str, Any]:
        """``effect`` and ``effect_base``: the mean change of those asked before and after, in shares of the scale, and their mean
        before. None of fewer than five people, however many pairs theirs are."""
        paired = [one for event in events if event in self.found for one in _paired(self.found[event])]
        if len({who for who, _ in paired}) < FEWEST_SHOWN:
            return {"effect": None, "effect_base": None}
        pairs = [pair for _, pair in paired]
        return {"effect": paired_change(pairs), "effect_base": sum(before for before, _ in pairs) / len(pairs)}

    def _key(self, event: str) -> str | None:
        return self.found[event].overall if event in self.found else None


def answers_of(connection: sa.Connection, events: Sequence[str]) -> Answers:
    """The answers to events, read event by event where there are any."""
    r = f.survey_response
    having = set(connection.execute(sa.select(r.c.event).distinct()).scalars())
    found = {event: read_feedback(connection, event) for event in events if event in having}
    overall = {event: one.figures(one.overall) for event, one in found.items() if one.overall is not None}
    return Answers(found, overall)


def pairs_of(found: EventFeedback) -> list[tuple[float, float]]:
    """What each person said before and after, as shares of the scale: (before, after) for every question that is asked twice on
    one scale. The two have one key but for ``_before`` and ``_after``, or one text but for the words that say so; both stand in one
    response, or in two of one person. What has no partner is left out."""
    return [pair for _, pair in _paired(found)]


def _paired(found: EventFeedback) -> list[tuple[str, tuple[float, float]]]:
    """These pairs, each with whose it is."""
    by_person: dict[str, list[Response]] = defaultdict(list)
    for response in found.counted:
        by_person[response.who or response.id].append(response)
    pairs = []
    for before, after in _asked_twice(found.questions):
        top = before.ends[1]
        for who, responses in by_person.items():
            values = [
                next((value for one in responses if (value := _number(one, question.key)) is not None), None)
                for question in (before, after)
            ]
            if values[0] is not None and values[1] is not None:
                pairs.append((who, (values[0] / top, values[1] / top)))
    return pairs


def _asked_twice(questions: Sequence[SurveyQuestion]) -> list[tuple[SurveyQuestion, SurveyQuestion]]:
    known: dict[tuple[str, str], SurveyQuestion] = {}
    for question in questions:
        if question.kind.scaled:
            for when, core in _cores(question):
                known.setdefault((when, core), question)
    found = {
        (one.key, other.key): (one, other)
        for (when, core), one in known.items()
        if when == BEFORE and (other := known.get((AFTER, core))) is not None and one.key != other.key and one.ends == other.ends
    }
    return list(found.values())


def _cores(question: SurveyQuestion) -> list[tuple[str, str]]:
    """When a question is about, and what is left of its key and texts without saying so."""
    said = [phase for phase in (BEFORE, AFTER) if question.key.endswith(f"_{phase}")]
    by_key = [(phase, f"key:{question.key.removesuffix(f'_{phase}')}") for phase in said]
    by_text = [(phase, same_question(rest)) for text in question.texts.values() for phase, rest in phases_of(text)]
    return by_key + by_text


def _number(response: Response, key: str) -> int | None:
    answer = response.answers.get((key, ""))
    return answer.value if answer is not None and not answer.invalid and isinstance(answer.value, int) else None
