"""Turns what the core says (errors, codes, dates, ages) into sentences in the language of the window."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventdesk.errors import DeskError
from resources.words import MissingWord, Words, joined, sentence

VERDICT_NAMESPACE = "verdicts"


@dataclass(frozen=True)
class Sentence:
    """What happened, and what to do next (perhaps nothing)."""

    what: str
    hint: str = ""

    @property
    def whole(self) -> str:
        """Both in one line."""
        return joined(self.what, self.hint)


class Wording:
    """Sentences in one language."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def error(self, error: DeskError) -> Sentence:
        """The sentence of an error; one that says the code when nobody has written it yet."""
        try:
            return Sentence(*sentence(self.words, error.code, self._details(error)))
        except (MissingWord, KeyError):
            hint = self.words("common.error_unknown_hint")
            return Sentence(self.words("common.error_unknown", code=error.code), hint)

    def _details(self, error: DeskError) -> dict[str, object]:
        """A right is told by what it lets one do."""
        key = f"operators.right_{error.details.get('right', '')}"
        return {**error.details, "right": self.words(key)} if self.words.has(key) else dict(error.details)

    def verdict(self, code: str, **details: object) -> Sentence:
        """The line of a verdict's code and what to do next; empty when nobody has written it."""
        what = self._look_up(f"{VERDICT_NAMESPACE}.{code}", details)
        return Sentence(what, self._look_up(f"{VERDICT_NAMESPACE}.{code}_hint", details))

    def weekday(self, day: date) -> str:
        """Short name of the weekday."""
        return self.words(f"common.weekday_{day.isoweekday()}")

    def day(self, day: date) -> str:
        """The whole date with its weekday, such as ``Mon 1 Jun 2026``."""
        month = self._month(day)
        return self.words("common.date", year=day.year, month=month, day=day.day, weekday=self.weekday(day))

    def day_short(self, day: date) -> str:
        """The date without its year, such as ``Sat 28 Nov``."""
        return self.words("common.date_short", month=self._month(day), day=day.day, weekday=self.weekday(day))

    def time(self, moment: datetime) -> str:
        """Hours and minutes, in the zone that the moment carries."""
        return f"{moment:%H:%M}"

    def date_time(self, moment: datetime) -> str:
        """Date and time."""
        return self.words("common.date_time", date=self.day(moment.date()), time=self.time(moment))

    def span(self, start: datetime, end: datetime) -> str:
        """From when to when, short."""
        if start.date() == end.date():
            day = self.day_short(start.date())
            return self.words("common.span_same_day", date=day, start=self.time(start), end=self.time(end))
        first, last = (f"{self.day_short(m.date())} {self.time(m)}" for m in (start, end))
        return self.words("common.span_days", first=first, last=last)

    def ago(self, past: timedelta) -> str:
        """How long ago, in the largest unit that says something."""
        seconds = max(int(past.total_seconds()), 0)
        for unit, key in ((86400, "days"), (3600, "hours"), (60, "minutes"), (3, "seconds")):
            if seconds >= unit:
                number = seconds // (1 if key == "seconds" else unit)
                return self.words(f"common.ago_{key}", n=number)
        return self.words("common.ago_now")

    def age(self, months: int | None) -> str:
        """An age in years and months; months alone under one year, years alone when they are whole."""
        if months is None:
            return self.words("common.age_unknown")
        years, rest = divmod(months, 12)
        if not years:
            return self.words("common.age_months", months=rest)
        if not rest:
            return self.words("common.age_years", years=years)
        return self.words("common.age_years_months", years=years, months=rest)

    def _month(self, day: date) -> object:
        # Chinese writes the number, with the word for month in the pattern; English the short name.
        return day.month if self.words.language == "zh" else self.words(f"common.month_{day.month}")

    def _look_up(self, key: str, details: dict[str, object]) -> str:
        try:
            return self.words(key, **details)
        except MissingWord:
            return ""
        except (KeyError, IndexError):
            # A sentence that wants more than the error tells must not turn the error into a crash.
            return ""
