"""From responses to figures: one answer each, then counts, means and shares with how sure they are, and what of it is shown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from eventdesk.domain import statistics as s
from eventdesk.domain.feedback import Per, QuestionKind, SubjectKey, SurveyQuestion, Value
from eventdesk.domain.statistics import Interval, Recommendation
from eventdesk.domain.statistics_cells import FEWEST_SHOWN, shown_sums
from eventdesk.domain.statistics_means import bootstrap_mean


@dataclass(frozen=True)
class Answer:
    """One answer as it is kept; ``invalid``: outside the scale, or nothing that the question takes."""

    value: Value
    invalid: bool = False


@dataclass(frozen=True)
class Response:
    """One person's answers. ``who`` is a mark of the phone, None where none was given; ``slot`` what it is about, by code or label.

    ``order`` breaks ties between responses of one moment: the later one is larger. A skipped question is not among the answers.
    """

    id: str
    at: datetime
    answers: Mapping[SubjectKey, Answer]
    who: str | None = None
    slot: str = ""
    survey: str = ""
    version: str = ""
    order: int = 0
    complete: bool = True


class FigureKind(StrEnum):
    """What a question's figures are."""

    RATING = "rating"
    NPS = "nps"
    CHOICE = "choice"
    TEXT = "text"


_FIGURES = {
    QuestionKind.RATING: FigureKind.RATING, QuestionKind.SMILEY: FigureKind.RATING, QuestionKind.NPS: FigureKind.NPS,
    QuestionKind.TEXT: FigureKind.TEXT,
}  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """The figures of one question over some responses: ``n`` answers that count, of ``people`` (one may answer for several slots, or to
    several surveys), ``blank`` skipped, ``invalid`` not of the scale.

    ``histogram`` has every value of a scale, and every option; ``families`` what each respondent said, as (sum, count), for intervals
    of the mean. For a question asked of several slots or leaders, ``n`` counts answers, and ``blank`` responses without any.
    """

    kind: FigureKind
    n: int
    people: int
    blank: int
    invalid: int
    histogram: Mapping[int | str, int] = field(default_factory=dict)
    content_from: int | None = None
    families: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        scaled = self.kind in (FigureKind.RATING, FigureKind.NPS)
        return {value: count for value, count in self.histogram.items() if isinstance(value, int)} if scaled else {}

    @property
    def mean(self) -> float | None:
        """The mean answer on its scale."""
        return s.mean(self._numbers)

    @property
    def deviation(self) -> float | None:
        """The standard deviation of the sample."""
        return s.deviation(self._numbers)

    @property
    def median(self) -> float | None:
        """The middle answer."""
        return s.median(self._numbers)

    @cached_property
    def mean_interval(self) -> Interval | None:
        """By bootstrap over respondents; None under ten answers. Takes about a tenth of a second: asked for when it is shown."""
        return bootstrap_mean(self.families)

    @property
    def content(self) -> int:
        """How many are content: fours and fives of five."""
        return sum(count for value, count in self._numbers.items() if value >= (self.content_from or 0))

    @property
    def content_share(self) -> float | None:
        """The share of the content among those who answered."""
        return self.content / self.n if self.n and self._numbers else None

    @property
    def content_interval(self) -> Interval | None:
        """Wilson's interval of that share."""
        return s.wilson(self.content, self.n) if self._numbers else None

    @property
    def recommendation(self) -> Recommendation:
        """The net promoter score, for a question from 0 to 10."""
        return s.recommendation(self._numbers if self.kind is FigureKind.NPS else {})

    @property
    def shares(self) -> dict[int | str, float]:
        """Each value's share of those who answered; of several choices each counts, so they add up to more than 1."""
        return {value: count / self.n for value, count in self.histogram.items()} if self.n else {}

    @property
    def suppressed(self) -> bool:
        """Whether the answers are too few to show, or those of too few people."""
        return self.people < FEWEST_SHOWN


def latest_of_each(responses: Iterable[Response]) -> tuple[Response, ...]:
    """One response of each respondent to each survey: the latest, as a whole, so that what it left blank stays blank.

    Responses without a mark are never duplicates. The order of the result is that of the responses that stay.
    """
    responses = tuple(responses)
    latest: dict[tuple[str, str], Response] = {}
    for response in responses:
        if response.who is not None:
            key = (response.survey, response.who)
            other = latest.get(key)
            if other is None or (response.at, response.order, response.id) > (other.at, other.order, other.id):
                latest[key] = response
    return tuple(r for r in responses if r.who is None or latest[r.survey, r.who] is r)


def figures(question: SurveyQuestion, responses: Sequence[Response], *, about: str | None = None) -> Figures:
    """The figures of one question; ``about`` takes the answers about one slot or leader alone."""
    kind, scaled = _FIGURES.get(question.kind, FigureKind.CHOICE), question.kind.scaled
    counted = _empty(question)
    n = invalid = blank = 0
    people = set[str]()
    families: dict[str, tuple[int, int]] = {}
    for response, given in _given(question, responses, about):
        blank += not given
        for answer in given:
            if answer.invalid:
                invalid += 1
                continue
            n += 1
            who = response.who or response.id
            people.add(who)
            value = answer.value
            # A scale's answers are thousands of whole numbers.
            for part in (value,) if scaled and type(value) is int else _parts(value, kind):
                counted[part] = counted.get(part, 0) + 1
            if scaled and isinstance(value, int):
                total, count = families.get(who, (0, 0))
                families[who] = (total + value, count + 1)
    return Figures(
        kind, n, len(people), blank, invalid, counted, question.content_from if scaled else None, tuple(sorted(families.values())),
    )  # fmt: skip


def _given(
    question: SurveyQuestion, responses: Iterable[Response], about: str | None
) -> Iterator[tuple[Response, Sequence[Answer]]]:
    """What each response answered to a question; ``about`` as in :func:`figures`."""
    if question.per is Per.EVENT or about is not None:
        subject = (question.key, about or "")
        for response in responses:
            one = response.answers.get(subject)
            yield response, () if one is None else (one,)
    else:
        for response in responses:
            yield response, [answer for (key, _), answer in response.answers.items() if key == question.key]


def _empty(question: SurveyQuestion) -> dict[int | str, int]:
    """Every value that can be answered, with a count of 0: charts draw them too."""
    if question.kind.scaled:
        low, high = question.ends
        return dict.fromkeys(range(low, high + 1), 0)
    if question.kind is QuestionKind.YES_NO:
        return {"yes": 0, "no": 0}
    return {option.key: 0 for option in question.options}


def _parts(value: Value, kind: FigureKind) -> list[int | str]:
    if kind is FigureKind.TEXT:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return list(value)
    return [value if isinstance(value, int | str) else str(value)]


@dataclass(frozen=True)
class Group:
    """The figures of one slot or leader. ``figures`` None: too few answers, or so few elsewhere that these would tell of them."""

    about: str
    figures: Figures | None


def by_slot(question: SurveyQuestion, responses: Sequence[Response], order: Sequence[str] = ()) -> tuple[Group, ...]:
    """A question's figures for each slot, in the order given and then as they come.

    The total is taken as shown beside them, so where a slot has too few answers another one is left out with it.
    """
    if question.per is Per.SLOT:
        return by_subject(question, responses, order)
    return _groups(question, responses, lambda response: response.slot, order)


def by_subject(question: SurveyQuestion, responses: Sequence[Response], order: Sequence[str] = ()) -> tuple[Group, ...]:
    """The figures of each slot or leader that a question is asked for; as :func:`by_slot`."""
    subjects = _ordered((subject for r in responses for (key, subject) in r.answers if key == question.key), order)
    found = {
        subject: figures(question, [r for r in responses if (question.key, subject) in r.answers], about=subject)
        for subject in subjects
    }
    return _protected(found)


def _groups(
    question: SurveyQuestion, responses: Sequence[Response], of: Callable[[Response], str], order: Sequence[str]
) -> tuple[Group, ...]:
    members: dict[str, list[Response]] = {}
    for response in responses:
        members.setdefault(of(response), []).append(response)
    if not any(members):
        return ()  # all are about nothing in particular: these are the total's figures, and no group
    return _protected({about: figures(question, members[about]) for about in _ordered(members, order)})


def _ordered(found: Iterable[str], order: Sequence[str]) -> list[str]:
    there = dict.fromkeys(found)
    return [about for about in order if about in there] + [about for about in there if about not in order]


def _protected(found: Mapping[str, Figures]) -> tuple[Group, ...]:
    """Without the groups that give few people away; those about nothing ("") count in the total and are no group of their own."""
    named = [about for about in found if about]
    counts = {about: figure.people for about, figure in found.items()}
    shown = shown_sums(counts, [list(found), *([about] for about in named)])
    return tuple(Group(about, found[about] if seen else None) for about, seen in zip(named, shown[1:], strict=True))
