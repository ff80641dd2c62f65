"""How a report's values and sentences are said in a language: the only place that formats them for people."""

from datetime import datetime, timedelta

from eventdesk.domain.stage import Stage
from eventdesk.reports.document import About, Masthead, Phrase, ReportDocument, Value, ValueKind, band_label
from resources.words import LANGUAGES, Words

_CATALOGUES = (
    "report", "report_feedback", "report_event", "report_year", "report_volunteers", "report_families", "report_audit", "report_stage",
)  # fmt: skip


def word(key: str, words: Words, **values: object) -> str:
    """A word of the catalogues of reports: what all reports say is in the first, what a kind says in one of the others."""
    return words(_named(key, words) or f"report.{key}", **values)


def has_word(key: str, words: Words) -> bool:
    """Whether :func:`word` has something to say to a key."""
    return _named(key, words) is not None


def _named(key: str, words: Words) -> str | None:
    return next((name for catalogue in _CATALOGUES if words.has(name := f"{catalogue}.{key}")), None)


def languages(key: str) -> tuple[Words, ...]:
    """The words of a language, or of ``both``."""
    return tuple(Words(language) for language in (LANGUAGES if key == "both" else (key,)))


def named(label: Phrase | str, words: Words) -> str:
    """A label: said where it is a phrase, itself where somebody typed it."""
    return say(label, words) if isinstance(label, Phrase) else label


def headline(document: ReportDocument, words: Words) -> str:
    """What the report is called: its kind and what it is about."""
    return word(f"title_{document.kind}", words, title=named(document.masthead.title, words))


def stage_said(document: ReportDocument, words: Words) -> str:
    """That its event was not over when a report was counted, and which; nothing where it was."""
    stage = document.stage
    return "" if stage is None or stage is Stage.OVER else word(f"stage_{stage.value}", words)


def say(phrase: Phrase, words: Words) -> str:
    """A sentence with its values: moments as ``09:20``, shares as whole per cent."""
    return word(phrase.key, words, **{name: _brief(value) for name, value in phrase.values})


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
    if kind is ValueKind.MEAN:
        return f"{value:.2f}"
    if kind is ValueKind.POINTS:
        return f"{value:+.1f}"
    if kind is ValueKind.MONEY:
        return f"{int(value) / 100:,.2f}"
    if kind is ValueKind.AGE:
        return say(band_label(str(value)), words)
    if kind is ValueKind.WORD:
        return word(f"value_{value}", words)
    return str(value)


def highlighted(value: Value, kind: ValueKind) -> str:
    """A number as it stands large at the top: shares in whole per cent, scores in whole points."""
    if value is None or isinstance(value, str | datetime):
        return str(value or "–")
    if kind is ValueKind.RATE:
        return percent(value)
    if kind is ValueKind.MEAN:
        return f"{value:.2f}"
    if kind is ValueKind.MONEY:
        return f"{value / 100:,.2f}".removesuffix(".00")
    return f"{value:+.0f}" if kind is ValueKind.POINTS else str(value)


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
    """When the event was: one day with its hours, or both ends. Of a year its first and last day, of a day that day."""
    last = head.ends - timedelta(microseconds=1)
    if head.about is About.YEAR:
        return word("when_year", words, first=day(head.starts, words), last=day(last, words))
    if head.about is About.ORGANISATION:
        return word("when_until", words, day=day(last, words))
    if head.starts.date() == head.ends.date():
        return words("report.when_day", day=day(head.starts, words), start=clock(head.starts), end=clock(head.ends))
    return words(
        "report.when_days",
        first=day(head.starts, words),
        start=clock(head.starts),
        last=day(head.ends, words),
        end=clock(head.ends),
    )
