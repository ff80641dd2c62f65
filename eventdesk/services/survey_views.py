"""What services answer about surveys and the screen at the exit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from eventdesk.domain.feedback import Per, SubjectKey, SurveyQuestion, SurveyState
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.survey_line import Subject
from eventdesk.services.event_views import NOTHING, Changes


@dataclass(frozen=True)
class SurveyView:
    """A survey as it is asked now. ``event`` is a code, None for a template; ``version`` the id of what is asked, ``number`` its
    number; ``responses`` are those to all of its versions, ``answered`` tells whether this one has any: then a change makes the
    next one. ``code`` is short enough to be typed; ``used`` are the keys that any version has given."""

    id: str
    event: str | None
    name: str
    state: SurveyState
    version: str
    number: int
    questions: tuple[SurveyQuestion, ...]
    responses: int
    answered: bool
    revision: int
    code: str = ""
    used: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    changes: Changes = NOTHING


@dataclass(frozen=True)
class PaperForm:
    """What stands on a survey's paper: ``starts`` is the event's beginning, in UTC; ``code`` names survey and version."""

    survey: str
    version: str
    number: int
    code: str
    event: str
    title: str
    starts: datetime
    name: str
    questions: tuple[SurveyQuestion, ...]
    subjects: Mapping[Per, tuple[Subject, ...]]


@dataclass(frozen=True)
class PaperEntry:
    """One form that was typed in: ``place`` counts the forms of its version; ``answers`` are what is kept."""

    response: str
    version: str
    place: int
    at: datetime
    complete: bool
    answers: Mapping[SubjectKey, Answer] = field(repr=False)
    changes: Changes = NOTHING


@dataclass(frozen=True)
class RemovedEntry:
    """A form that was taken back, for whoever wants it again."""

    response: Mapping[str, Any] = field(repr=False)
    answers: tuple[Mapping[str, Any], ...] = field(repr=False)
    changes: Changes = NOTHING


@dataclass(frozen=True)
class RemovedSurvey:
    """A survey that was taken away with its versions, for whoever wants it back."""

    survey: Mapping[str, Any] = field(repr=False)
    versions: tuple[Mapping[str, Any], ...] = field(repr=False)
    changes: Changes = NOTHING


@dataclass(frozen=True)
class KioskForm:
    """What the screen at the exit asks, of children or of adults."""

    survey: str
    version: str
    questions: tuple[SurveyQuestion, ...]


@dataclass(frozen=True)
class KioskView:
    """The screen at the exit of an event; ``adults`` None: only children are asked."""

    event: str
    title: str
    children: KioskForm
    adults: KioskForm | None
    changes: Changes = NOTHING


@dataclass(frozen=True)
class KioskAnswer:
    """What a press did: the response it went to, and whether that says all that had to be said."""

    response: str
    complete: bool
    changes: Changes = NOTHING
