"""Themes of comments: what rules find in them, what people put right, and how many mention what."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from eventdesk.domain.family import mask_phones
from eventdesk.domain.feedback import QuestionKind
from eventdesk.domain.right import Right
from eventdesk.domain.statistics_cells import FEWEST_FOR_COMMENTS
from eventdesk.domain.statistics_linked import kept_back, total
from eventdesk.domain.themes import Lexicon, Theme, themes_of
from eventdesk.errors import NotFound
from eventdesk.services.event_finding import find as find_event
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.feedback_reading import EventFeedback, read_feedback
from eventdesk.services.feedback_rows import CHANGES
from eventdesk.services.house import House
from eventdesk.store import feedback_tables as f
from eventdesk.store.unit import Unit

_BEST_LENGTH = 18
"""A quote of about so many characters says something and is read at a glance."""
_TABLE = f.comment_theme


@dataclass(frozen=True)
class ThemeCount:
    """A theme that may be shown: how many people mention it, and what one of them wrote, phones masked; "" where nothing may be
    quoted."""

    theme: Theme
    people: int
    quote: str = field(repr=False)


@dataclass(frozen=True)
class EventThemes:
    """What an event's comments are about, the most frequent theme first. ``people`` wrote something; ``suppressed``: too few of them
    to tell anything. ``more``: themes are left out that few mention, or all but few."""

    event: str
    people: int
    suppressed: bool
    themes: tuple[ThemeCount, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class ThemedComment:
    """A comment with its themes. ``comment`` is a handle that tells nothing of who wrote it; ``corrected``: a person changed its
    themes."""

    comment: str
    question: str
    text: str = field(repr=False)
    themes: tuple[Theme, ...]
    corrected: bool


@dataclass(frozen=True)
class ThemedComments:
    """Comments by question and text, in no order that tells who came when; none where there are fewer than eight to a question.
    ``few``: there are some of these."""

    comments: tuple[ThemedComment, ...]
    few: bool


@dataclass(frozen=True)
class Corrected:
    """What a correction replaced, for whoever takes it back: what people had said of the comment's themes before."""

    event: str
    response: str
    question: str
    before: Mapping[str, bool]
    changes: Changes = NOTHING


@dataclass(frozen=True)
class Written:
    """An answer in words. ``person`` is one for all that one person wrote, as far as that is known."""

    response: str
    question: str
    text: str = field(repr=False)
    person: str = field(default="", repr=False)

    @property
    def handle(self) -> str:
        """What it is called outside."""
        return hashlib.sha256(f"{self.response}:{self.question}".encode()).hexdigest()[:16]


class Themes:
    """The verbs of themes. Readers of reports see how many mention what; single comments with their themes are for whoever keeps
    registrations, as themes few mention could be counted from them."""

    def __init__(self, house: House) -> None:
        self._house = house

    def of(self, event_code: str, *, by: Lexicon) -> EventThemes:
        """What an event's comments are about, without what would tell of few: no theme that fewer than five mention, or do not."""
        self._house.require(Right.REPORTS)
        with self._house.store.reading() as connection:
            event = find_event(connection, event_code)
            found = read_feedback(connection, event.id)
            written = [one for one in written_in(found) if one.question in quotable(found)]
            themes = themes_by_comment(connection, event.id, written, by=by)
        people = len({one.person for one in written})
        if not written:
            return EventThemes(event_code, people, suppressed=True)
        mentions: dict[Theme, dict[str, list[Written]]] = {}
        for one in written:
            for theme in themes[one]:
                mentions.setdefault(theme, {}).setdefault(one.person, []).append(one)
        persons: dict[str, frozenset[Theme]] = {}
        for one in written:
            persons[one.person] = persons.get(one.person, frozenset()) | themes[one]
        may_tell = _may_tell(list(persons.values()))
        shown = [theme for theme in mentions if theme in may_tell]
        order = list(Theme)
        shown.sort(key=lambda theme: (-len(mentions[theme]), order.index(theme)))
        counts, quoted = list[ThemeCount](), set[str]()
        for theme in shown:
            quote = _quote((one for texts in mentions[theme].values() for one in texts), themes, quoted)
            quoted.add(quote)
            counts.append(ThemeCount(theme, len(mentions[theme]), quote))
        return EventThemes(event_code, people, False, tuple(counts), more=len(shown) < len(mentions))

    def comments(self, event_code: str, *, by: Lexicon, language: str = "zh") -> ThemedComments:
        """The comments that may be read, each with its themes."""
        self._house.require(Right.REGISTRATIONS)
        with self._house.store.reading() as connection:
            event = find_event(connection, event_code)
            found = read_feedback(connection, event.id)
            all_written = written_in(found)
            written = [one for one in all_written if one.question in quotable(found)]
            themes = themes_by_comment(connection, event.id, written, by=by)
            said = _said(connection, event.id)
        order, places = list(Theme), {question.key: place for place, question in enumerate(found.questions)}
        rows = sorted(written, key=lambda one: (places[one.question], one.text, one.handle))
        return ThemedComments(
            tuple(
                ThemedComment(
                    one.handle, found.question(one.question).text(language), mask_phones(one.text) or "",
                    tuple(sorted(themes[one], key=order.index)), (one.response, one.question) in said,
                )
                for one in rows
            ),
            few=len(written) < len(all_written),
        )  # fmt: skip

    def correct(self, event_code: str, comment: str, themes: Collection[Theme], *, by: Lexicon) -> Corrected:
        """Says what a comment is about: exactly these. :class:`NotFound` ``comment_not_found``."""
        with self._house.writing(Right.REGISTRATIONS, "themes.corrected") as unit:
            event = find_event(unit.connection, event_code)
            found = read_feedback(unit.connection, event.id)
            one = next((one for one in written_in(found) if one.handle == comment and one.question in quotable(found)), None)
            if one is None:
                raise NotFound("comment_not_found")
            before = _said(unit.connection, event.id).get((one.response, one.question), {})
            ruled = themes_of(one.text, by)
            right = {theme.value: True for theme in themes if theme not in ruled}
            wrong = {theme.value: False for theme in ruled if theme not in themes}
            if _write(unit, event.id, (one.response, one.question), before, right | wrong):
                unit.commit(subject=event.id, themes=len(themes))
        return Corrected(event_code, one.response, one.question, before, CHANGES)

    def put_back(self, corrected: Corrected) -> Corrected:
        """Takes a correction back; what it gives takes that back again."""
        with self._house.writing(Right.REGISTRATIONS, "themes.corrected") as unit:
            event = find_event(unit.connection, corrected.event)
            about = (corrected.response, corrected.question)
            if unit.execute(sa.select(f.survey_response.c.id).where(f.survey_response.c.id == corrected.response)).first() is None:
                raise NotFound("comment_not_found")
            before = _said(unit.connection, event.id).get(about, {})
            if _write(unit, event.id, about, before, corrected.before):
                unit.commit(subject=event.id)
        return Corrected(corrected.event, *about, before, CHANGES)


def written_in(found: EventFeedback) -> tuple[Written, ...]:
    """All that was written in the responses that count."""
    texts = [question.key for question in found.questions if question.kind is QuestionKind.TEXT]
    return tuple(
        Written(response.id, key, str(answer.value), response.who or response.id)
        for response in found.counted
        for key in texts
        if (answer := response.answers.get((key, ""))) is not None and not answer.invalid
    )


def quotable(found: EventFeedback) -> frozenset[str]:
    """The questions to which enough people wrote to tell any of it."""
    people: dict[str, set[str]] = {}
    for one in written_in(found):
        people.setdefault(one.question, set()).add(one.person)
    return frozenset(key for key, who in people.items() if len(who) >= FEWEST_FOR_COMMENTS)


def themes_by_comment(
    connection: sa.Connection, event: str, written: Iterable[Written], *, by: Lexicon
) -> dict[Written, frozenset[Theme]]:
    """The themes of each comment (event by its id): those that the rules find, as people put them right."""
    said = _said(connection, event)
    # Many write the same few words: each text is read once.
    ruled: dict[str, frozenset[Theme]] = {}
    found = {}
    for one in written:
        rules = ruled.get(one.text)
        if rules is None:
            rules = ruled[one.text] = themes_of(one.text, by)
        people = said.get((one.response, one.question), {})
        right = {Theme(theme) for theme, is_right in people.items() if is_right}
        found[one] = frozenset((rules | right) - {Theme(theme) for theme, is_right in people.items() if not is_right})
    return found


def _said(connection: sa.Connection, event: str) -> dict[tuple[str, str], dict[str, bool]]:
    """What people said of themes, by response and question."""
    c, r = _TABLE.c, f.survey_response.c
    query = sa.select(_TABLE).join(f.survey_response, r.id == c.response).where(r.event == event)
    known = {theme.value for theme in Theme}
    found: dict[tuple[str, str], dict[str, bool]] = {}
    for row in connection.execute(query):
        if row.theme in known:
            found.setdefault((row.response, row.question), {})[row.theme] = row.right
    return found


def _write(unit: Unit, event: str, about: tuple[str, str], before: Mapping[str, bool], after: Mapping[str, bool]) -> bool:
    """Has people say exactly ``after`` of a comment; whether that is something else."""
    response, question = about
    for theme in before:
        where = (_TABLE.c.response == response, _TABLE.c.question == question, _TABLE.c.theme == theme)
        if theme not in after:
            unit.execute(_TABLE.delete().where(*where))
            unit.put("comment_theme.removed", {"response": response, "question": question, "theme": theme}, event=event)
        elif after[theme] is not before[theme]:
            unit.execute(_TABLE.update().where(*where).values(right=after[theme]))
    for theme, right in after.items():
        row = {"response": response, "question": question, "theme": theme, "right": right}
        if theme not in before:
            unit.execute(_TABLE.insert(), row)
        if before.get(theme) is not right:
            unit.put("comment_theme", row, event=event)
    return dict(before) != dict(after)


def _may_tell(mentioned: Collection[frozenset[Theme]]) -> frozenset[Theme]:
    """The themes that may be told, by what each person mentions: neither those who mention one nor those who don't are few, nor do
    several together, with how many wrote at all (that is told in any case), tell of the few who mention this and not that."""
    mentions, people = Counter(theme for one in mentioned for theme in one), len(mentioned)
    alone = {
        theme
        for theme, count in mentions.items()
        if not kept_back({"all": people, "it": count, "not": people - count}, [total("all", ("it", "not"))], totals=("all", "it"))
    }
    # People by exactly which of these themes they mention: such groups share nobody, and no report tells of them.
    groups = Counter(frozenset(one & alone) for one in mentioned)
    names = {group: f"group.{','.join(sorted(group))}" for group in groups}
    counts = {"all": people, **{theme.value: mentions[theme] for theme in alone}, **{names[one]: n for one, n in groups.items()}}
    equations = [total("all", names.values())]
    equations += [total(theme.value, [names[one] for one in groups if theme in one]) for theme in Theme if theme in alone]
    hidden = kept_back(counts, equations, never=frozenset(names.values()), elsewhere=("all",))
    return frozenset(theme for theme in alone if theme.value not in hidden)


def _quote(texts: Iterable[Written], themes: Mapping[Written, frozenset[Theme]], quoted: Collection[str]) -> str:
    """A comment that speaks of this theme and of little else, neither a word nor a novel, and no other theme's quote."""
    masked = sorted((len(themes[one]), abs(len(one.text) - _BEST_LENGTH), mask_phones(one.text) or "") for one in texts)
    return next((text for *_, text in masked if text not in quoted), masked[0][2] if masked else "")
