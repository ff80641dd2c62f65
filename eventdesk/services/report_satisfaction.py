"""What the satisfaction report is made of, read from the desk; whatever is of too few stays behind."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from eventdesk.domain.digests import canonical, set_digest
from eventdesk.domain.feedback import SurveyQuestion
from eventdesk.domain.season import SatisfactionGoals
from eventdesk.exchange.feedback import SLOT_KEY
from eventdesk.reports.satisfaction_facts import QuestionFact, SatisfactionFacts, SlotAnswers, answer_name
from eventdesk.services import events
from eventdesk.services.event_views import EventView
from eventdesk.services.feedback import invitations_of
from eventdesk.services.feedback_reading import EventFeedback, read_feedback
from eventdesk.services.feedback_summary import answered_invitation, summary_of
from eventdesk.services.feedback_views import QuestionSummary, SlotSummary
from eventdesk.services.house import House
from eventdesk.services.report_views import CountedRecord
from eventdesk.services.season_goals import goals_of

LONGEST = 160
_LANGUAGE = "zh"
"""Reports call a question as it was asked, in this language where it has several: a revision is the same in all languages."""


def read_satisfaction(house: House, event_code: str) -> SatisfactionFacts:
    """The facts of an event's answers; revision and time are those of a draft."""
    with house.store.reading() as connection:
        event = events.view(connection, event_code)
        found = read_feedback(connection, event.id)
        invited, noted = invitations_of(connection, event.id)
        goals = goals_of(connection, event.start.astimezone(house.zone).year)
    return satisfaction_facts(house, event, found, invited, noted=noted, goals=goals)


def satisfaction_facts(
    house: House, event: EventView, found: EventFeedback, invited: int | None, *, noted: int = 0,
    goals: SatisfactionGoals,
) -> SatisfactionFacts:
    """The facts of what was read; ``noted`` invited families are known to have answered."""
    summary = summary_of(event, found, invited=invited, noted=noted, language=_LANGUAGE, content_goal=goals.content)
    came = max(noted, answered_invitation(found))
    digest = _digest(found)
    return SatisfactionFacts(
        organisation=house.organisation, zone=house.zone.key, event_code=event.code, event_title=event.title, starts=event.start,
        ends=event.end, venue=event.venue, responses=summary.responses, incomplete=summary.incomplete, invited=invited,
        answered_invitation=came if invited else None, overall=summary.overall, digest=digest,
        position=f"{len(found.responses)}:{digest[:16]}", computed_at=house.clock.now(), revision=1, goals=goals,
        tongues=_tongues(found.questions),
        # How many came from which slot is told with the slots, where few are left out.
        questions=tuple(_question(one, found.question(one.key)) for one in summary.questions if one.key != SLOT_KEY),
        slots=tuple(_slot(one) for one in summary.slots),
    )  # fmt: skip


def _tongues(questions: Sequence[SurveyQuestion]) -> dict[str, dict[str, str]]:
    """What is written in other languages, by what it is called here; nothing of what is called alike here and differs there."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in questions:
        here = brief(one.text(_LANGUAGE))
        for language in one.texts.keys() - {_LANGUAGE}:
            there = brief(one.text(language))
            found[language][here].add(there)
            for option in one.options:
                called, said = one.option_text(option.key, _LANGUAGE), one.option_text(option.key, language)
                found[language][called].add(said)
                found[language][answer_name(here, called)].add(answer_name(there, said))
            for value in range(one.ends[0], one.ends[1] + 1) if one.kind.scaled else ():
                found[language][answer_name(here, str(value))].add(answer_name(there, str(value)))
    return {language: {text: said.pop() for text, said in texts.items() if len(said) == 1} for language, texts in found.items()}


def _question(of: QuestionSummary, asked: SurveyQuestion) -> QuestionFact:
    labels = {option.key: asked.option_text(option.key, _LANGUAGE) for option in asked.options}
    return QuestionFact(
        key=of.key, text=brief(of.text), kind=of.kind,
        answered=of.answered, blank=of.blank, invalid=of.invalid, suppressed=of.suppressed,
        mean=of.mean, mean_interval=of.mean_interval, median=of.median, deviation=of.deviation, top2_count=of.top2_count,
        top2_interval=of.top2_interval, nps=of.nps, nps_interval=of.nps_interval, promoters=of.promoters, passives=of.passives,
        detractors=of.detractors, histogram=tuple(of.histogram.items()), labels=labels,
    )  # fmt: skip


def _slot(of: SlotSummary) -> SlotAnswers:
    return SlotAnswers(
        brief(of.about), brief(of.title), of.suppressed, answered=of.answered,
        top2_count=of.top2_count, mean=of.mean, top2_interval=of.top2_interval
    )


def told(said: SatisfactionFacts) -> bool:
    """Whether anything may be told of what was made of the answers."""
    return not said.responses or (said.main is not None and not said.main.suppressed)


def answers_behind(house: House, event_code: str, key: str) -> tuple[CountedRecord, ...] | None:
    """The answers of the question that a figure is about, each with how often it was given: answers belong to nobody. None where a
    figure is about no question; of too few answers a report has no figure, and none is opened."""
    first, _, rest = key.partition(".")
    facts = read_satisfaction(house, event_code)
    if first == "goal" and rest in ("content", "mean"):
        of = facts.main
    else:
        of = next((one for one in facts.questions if first == "questions" and rest.startswith(f"{one.key}.")), None)
    if of is None or of.suppressed or not of.answered or rest.rpartition(".")[2] in ("blank", "invalid"):
        return None
    labels = of.labels or {}
    only = rest.partition(".histogram.")[2]
    return tuple(
        CountedRecord(f"{of.key}:{value}", labels.get(str(value), str(value)), None, count, of.answered)
        for value, count in of.histogram
        if only in ("", str(value))
    )


def brief(text: str) -> str:
    """What somebody typed as a question or a slot, so long at most that a row of a table fits a page."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _digest(found: EventFeedback) -> str:
    """One for the same set of answers, whatever order they came in. Ids are long and random, so nothing is guessed from it."""
    lines = []
    for response in found.responses:
        given = [[key, about, answer.value, answer.invalid] for (key, about), answer in sorted(response.answers.items())]
        body = canonical([given, response.slot, response.complete, response.who or ""])
        lines.append((response.id, hashlib.sha256(body).hexdigest()))
    return set_digest(lines)
