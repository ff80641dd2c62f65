"""What the report page shows of a report: key numbers, figures in groups, and the state of an event's report in words.

The numbers are the document's; here they are only put into words.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.reports.document import (
    ArrivalCurve,
    Chart,
    Comparison,
    Dots,
    Figure,
    FillBars,
    HeatMap,
    Highlight,
    PairedBars,
    ReportDocument,
    StackBars,
    StackColumns,
    Table,
    Trend,
    ValueKind,
)
from eventdesk.reports.exporters.rows import call, define
from eventdesk.reports.phrases import clock, highlighted, named, percent, say, shown, word
from eventdesk.reports.tongues import spoken
from resources.words import Words
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.report_views import Reported, ReportLook
    from eventdesk.services.reports import Reports

ACCENT, WARN = "accent", "warn"
KINDS_OF = {"event": ("attendance", "satisfaction", "event", "volunteers"), "year": ("year", "families", "audit")}
"""The kinds of report that the page offers, by what they are about."""
KINDS = tuple(kind for kinds in KINDS_OF.values() for kind in kinds)
_GROUPS = (
    ("heads", ("registered", "attended", "walk_ins", "no_shows", "cancelled")),
    ("rates", ("attendance_rate", "no_show_rate", "walk_in_share")),
    ("times", ("inside", "peak_5min", "t50", "t90", "occupancy_max", "entries_so_far")),
    ("stations", ("by_station",)),
    ("ages", ("age_band",)),
    ("slots", ("slot",)),
    ("answers", ("responses", "incomplete", "invited", "response_rate")),
    ("goals", ("goal",)),
    ("year", ("total", "retention")),
    ("last_year", ("last_year",)),
    ("places", ("places", "role", "shifts")),
    ("hours", ("minutes", "hours")),
    ("helpers", ("people", "wishes", "skills", "vetting", "dropouts")),
    ("questions", ("questions",)),
    ("slots", ("slots",)),
    ("satisfaction", ("satisfaction",)),
    ("volunteers", ("volunteers",)),
    ("money", ("money",)),
    ("partners", ("partners",)),
    ("follow_ups", ("follow_ups",)),
    ("compare", ("compare",)),
    ("record", ("incidents", "journal_entries", "digest")),
)


@dataclass(frozen=True)
class KeyNumber:
    """One of the numbers at the top: a label, the number, what it is part of, and a line below. ``bar`` is a token."""

    label: str
    number: str
    tail: str
    note: str
    bar: str = ACCENT


@dataclass(frozen=True)
class FigureRow:
    """A figure as a row of text; ``figure`` None: the heading of a group, and ``title`` is its words."""

    title: str
    figure: Figure | None = None
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    definition: str = ""

    @property
    def key(self) -> str:
        """What names the row."""
        return self.title if self.figure is None else self.figure.key


@dataclass(frozen=True)
class ListedEvent:
    """A row of the list on the left; ``icon`` and ``tone`` go with ``state``."""

    code: str
    title: str
    line: str
    state: str
    icon: str
    tone: str


@dataclass(frozen=True)
class ReportText:
    """A report with everything that the page's tables say, put into words beforehand."""

    look: "ReportLook"
    figures: tuple[FigureRow, ...]
    lists: dict[str, tuple[tuple[str, ...], ...]]


def read_report(reports: "Reports", code: str, kind: str, words: Words) -> ReportText:
    """Reads a report and puts it into words; both take a while with thousands of people, so not on the window's thread."""
    look = reports.look(code, kind)
    document = spoken(look.document, words.language)
    look = replace(look, document=document)
    listings = (listing.table for listing in document.layout.listings)
    texts = {key: table_texts(document, document.table(key), words) for key in listings}
    return ReportText(look, figure_rows(document, words), texts)


def listed(of: "Reported", wording: Wording, zone: ZoneInfo) -> ListedEvent:
    """An event, a year or the organisation as the list shows it."""
    # Brings what events are made of, which the window's start has no use for.
    from eventdesk.services.report_views import ReportedPeriod

    words, title = wording.words, named(of.title, wording.words)
    if isinstance(of, ReportedPeriod):
        # How many came is left to the report, which knows which of it may be told.
        line = words("report_year.listed", n=of.events)
    else:
        day = wording.day_short(of.event.start.astimezone(zone).date())
        line = words("reports.event_line", day=day, came=of.came, registered=of.registered)
    if of.revision is not None:
        at = of.revision.at.astimezone(zone)
        made = words("reports.state_made", revision=of.revision.number, at=f"{at:%m-%d %H:%M}")
        return ListedEvent(of.subject, title, line, made, "okc", "admit-text")
    if of.came:
        return ListedEvent(of.subject, title, line, words("reports.state_draft"), "pencil", "text2")
    return ListedEvent(of.subject, title, line, words("reports.state_nobody"), "clock", "muted")


def key_numbers(document: ReportDocument, words: Words) -> tuple[KeyNumber, ...]:
    """The numbers that say how the event went, at most six."""
    if document.kind != "attendance":
        return tuple(_highlight(one, words) for one in document.layout.highlights)

    def count(key: str) -> int:
        return int(str(document.figure(key).value))

    def share(key: str) -> str:
        value = document.figure(key).value
        return percent(value if isinstance(value, float) else None)

    def number(label: str, key: str, tail: str, note: str) -> KeyNumber:
        n = count(key)
        return KeyNumber(words(f"reports.kpi_{label}"), f"{n:,}", tail or words("common.unit_persons", n=n), note)

    came, families = count("attended.persons"), count("attended.families")
    registered = words("reports.of_persons", n=count("registered.persons"))
    registered_families = words("reports.of_families", n=count("registered.families"))
    missing = "no_shows" if is_over(document) else "not_yet"
    share_missing = words("reports.note_no_shows", share=share("no_show_rate"))
    share_walked = words("reports.note_walk_ins", share=share("walk_in_share"))
    each = words("reports.note_each", n=f"{came / families:.1f}" if families else "–")
    return (
        number("persons", "attended.persons", registered, words("reports.note_rate", share=share("attendance_rate"))),
        number("families", "attended.families", registered_families, each),
        number(missing, "no_shows.persons", "", share_missing),
        number("walk_ins", "walk_ins.persons", "", share_walked),
        _peak(document, words),
        _inside(document, words),
    )


def _highlight(one: Highlight, words: Words) -> KeyNumber:
    counted = one.kind in (ValueKind.COUNT, ValueKind.MONEY) and one.value is not None
    unit = word(f"kpi_{one.key}_unit", words) if counted else ""
    return KeyNumber(word(f"kpi_{one.key}", words), highlighted(one.value, one.kind), unit, say(one.note, words))


def is_over(document: ReportDocument) -> bool:
    """Whether the event had ended when the report was counted; before that nobody has stayed away yet."""
    return document.computed_at >= document.masthead.ends


def _peak(document: ReportDocument, words: Words) -> KeyNumber:
    at = document.figure("peak_5min.at").value
    persons = int(str(document.figure("peak_5min.persons").value))
    note = words("reports.note_from", at=clock(at)) if isinstance(at, datetime) else "–"
    return KeyNumber(words("reports.kpi_peak"), f"{persons:,}", words("common.unit_persons", n=persons), note)


def _inside(document: ReportDocument, words: Words) -> KeyNumber:
    inside = int(str(document.figure("inside").value))
    over = is_over(document)
    exits = any(figure.key.startswith("occupancy_max") for figure in document.figures)
    note, bar = words("reports.note_now"), ACCENT
    if not exits:
        note = words("reports.note_no_exits")
    elif over:
        note, bar = (words("reports.note_still"), WARN) if inside else (words("reports.note_gone"), ACCENT)
    return KeyNumber(words("reports.kpi_inside"), f"{inside:,}", words("common.unit_persons", n=inside), note, bar)


def figure_rows(document: ReportDocument, words: Words) -> tuple[FigureRow, ...]:
    """All figures under the headings of their groups. The event's code stands at the top of the page already."""
    rows: list[FigureRow] = []
    for group, firsts in _GROUPS:
        members = [figure for figure in document.figures if figure.key.partition(".")[0] in firsts]
        if members:
            rows.append(FigureRow(_group(group, words)))
            rows += [_row(figure, words) for figure in members]
    return tuple(rows)


def _group(group: str, words: Words) -> str:
    """The heading of a group; groups of kinds of their own have it in their catalogues."""
    return words(f"reports.group_{group}") if words.has(f"reports.group_{group}") else word(f"group_{group}", words)


def _row(figure: Figure, words: Words) -> FigureRow:
    return FigureRow(
        title=call(figure, words), figure=figure, value=value_of(figure, words),
        numerator="" if figure.numerator is None else f"{figure.numerator:,}",
        denominator="" if figure.denominator is None else f"{figure.denominator:,}", definition=define(figure, words),
    )  # fmt: skip


def value_of(figure: Figure, words: Words) -> str:
    """A figure's value as text; a digest by its beginning."""
    text = shown(figure.value, figure.kind, words)
    return text if len(text) <= 20 else f"{text[:12]}…"


def table_texts(document: ReportDocument, table: Table, words: Words) -> tuple[tuple[str, ...], ...]:
    """The rows of a table as text; slots by their names."""
    titles = slot_titles(document)
    sep = words("common.list_sep")

    def text(key: str, value: str) -> str:
        return sep.join(titles.get(code, code) for code in value.split()) if key == "slots" and value != "–" else value

    return tuple(
        tuple(
            text(column.key, shown(value, column.kind, words)) for column, value in zip(table.columns, row, strict=True)
        )
        for row in table.rows
    )


def slot_titles(document: ReportDocument) -> dict[str, str]:
    """Slots by code, where the report has them so."""
    found = next((table for table in document.tables if table.key == "slots"), None)
    return {} if found is None else {str(row[0]): str(row[1]) for row in found.rows}


def chart_text(chart: Chart, words: Words) -> str:
    """A chart as a sentence for who can't see it: what each bar or point says."""
    match chart:
        case ArrivalCurve():
            parts = [f"{clock(at)} {count}" for at, count in chart.points]
        case PairedBars():
            parts = [
                words("reports.pair", label=say(bar.label, words), registered=bar.registered, attended=bar.attended)
                for bar in chart.bars
            ]
        case FillBars():
            parts = [f"{bar.label} {bar.attended}/{bar.capacity or '–'}" for bar in chart.bars]
        case StackBars():
            parts = [f"{bar.label} {named(label, words)} {count}" for bar in chart.bars for label, count in bar.parts]
        case Dots():
            said = [say(dot.word, words) if dot.word is not None else "" for dot in chart.dots]
            parts = [
                f"{named(dot.label, words)} {percent(dot.value)} {text}".strip()
                for dot, text in zip(chart.dots, said, strict=True)
            ]
        case Trend():
            parts = [f"{point.label} {percent(point.value)}" for point in chart.points]
        case Comparison():
            parts = [
                f"{say(row.label, words)} {shown(row.value, row.kind, words)} {_verdict(row.verdict, words)}" for row in chart.rows
            ]
        case HeatMap() | StackColumns():
            parts = []
    return words("common.list_comma").join(parts)


def _verdict(verdict: str, words: Words) -> str:
    return word("no_data" if verdict == "none" else f"value_{verdict}", words)
