"""How a report's values and sentences are said in a language: the only place that formats them for people."""

from datetime import datetime

from eventdesk.reports.document import Masthead, Phrase, Value, ValueKind, band_label
from resources.words import Words


def say(phrase: Phrase, words: Words) -> str:
    """A sentence with its values: moments as ``09:20``, shares as whole per cent."""
    return words(f"report.{phrase.key}", **{name: _brief(value) for name, value in phrase.values})


def _brief(value: Value) -> object:
    if isinstance(value, datetime):
        return clock(value)
    return percent(value) if isinstance(value, float) else value


def clock(at: datetime) -> str:
    """``09:20``."""
    return at.strftime("%H:%M")


def percent(share: float | None) -> str:
    """A share in whole per cent; 0 % and 100 % only where it is exactly that. A dash where there is none."""
    if share is None:
        return "–"
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        rounded = 99
    elif rounded == 0 and share > 0:
        rounded = 1
    return f"{rounded}%"


def shown(value: Value, kind: ValueKind, words: Words) -> str:
    """A value of a table or a figure as text: shares with one decimal, moments with their day, nothing as a
    dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if kind is ValueKind.RATE:
        return f"{value:.1%}"
    if kind is ValueKind.AGE:
        return say(band_label(str(value)), words)
    if kind is ValueKind.WORD:
        return words(f"report.value_{value}")
    return str(value)


def day(at: datetime, words: Words) -> str:
    """A date with its weekday, as the language writes it."""
    return words(
        "report.day",
        year=at.year,
        month=words(f"report.month_{at.month}"),
        day=at.day,
        weekday=words(f"report.weekday_{at.isoweekday()}"),
    )


def when(head: Masthead, words: Words) -> str:
    """When the event was: one day with its hours, or both ends."""
    if head.starts.date() == head.ends.date():
        return words("report.when_day", day=day(head.starts, words), start=clock(head.starts), end=clock(head.ends))
    return words(
        "report.when_days",
        first=day(head.starts, words),
        start=clock(head.starts),
        last=day(head.ends, words),
        end=clock(head.ends),
    )
