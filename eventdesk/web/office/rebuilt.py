"""A report as it was handed in, read back: its figures with their definitions, and a document that the exporters can write.

What is handed in has no definitions, no kinds of values and no charts. The first two follow from the keys, by the tables below; a test
holds them against every report that the program makes. A document is only given out where its own JSON is, byte for byte, what was
handed in (:func:`rebuilt`): then its files say the same.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from eventdesk.domain.handing_in import MARK, rows_about_persons
from eventdesk.domain.stage import Stage
from eventdesk.reports.document import (
    About,
    Column,
    Figure,
    Layout,
    Listing,
    Masthead,
    Phrase,
    ReportDocument,
    Table,
    Value,
    ValueKind,
)
from eventdesk.reports.exporters.rows import call, define
from eventdesk.reports.phrases import has_word, shown, word
from resources.words import Words

_OWN = frozenset({"report", "revision", "computed_at", "journal_position", "event", "about", "stage", "extract", "figures", "tables"})
"""The parts that every report has; the others are sections."""

_CALLED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "": (
        (r"peak_5min\.(at|persons)", r"peak_\1"), (r"entries_so_far\.persons", "entries_so_far_count"),
        (r"satisfaction\.digest", "answers_digest"), (r"satisfaction\.goal\.(\w+)", r"goal_\1"),
        (r"(last_year|compare)\.(\w+)\.difference", r"\1_\2"),
        (r"satisfaction\.(responses|incomplete|invited|response_rate)", r"\1"),
    ),
    "families": (
        (r"(?:month|quarter)\.(?P<of>.+)\.(\w+)", r"circle_in_\2"), (r"cohort\.(?P<of>[^.]+)\.size", "circle_cohort"),
        (r"cohort\.(?P<of>[^.]+)\.(?P<to>[^.]+)", "circle_again"), (r"district\.(?P<of>unknown)", "circle_district_unknown"),
        (r"(district|size|level|often)\.(?P<of>.+)", r"circle_\1"), (r"age\.(?P<of>.+)", "age_band_circle"),
    ),
    "audit": ((r"rights\.(\w+)", r"audit_right_\1"), (r"notice\.(?P<of>.+)", "audit_notice")),
}  # fmt: skip
"""What keys that are no name of a definition are defined by, of any report and of one kind."""
_PREFIX = {"families": "circle_", "audit": "audit_"}
_MEANS = re.compile(
    r"(goal_(persons|mean)|circle_mean_visits|audit_withdrawals_slowest|mean|median|deviation|.*_mean)(_value|_target|(_interval)?_(low|high))?"
)
_POINTS = re.compile(r"(.*_)?nps(_\w+)?|.*_points")
_NO_RATES = frozenset({"goal_events", "goal_partners"})
_ENDS = re.compile(r"_(target|low|high|difference)$")
_FIRST = ("goal", "title", "event_title", "question", "shift", "slot", "quarter", "month", "cohort", "age", "circle_age", "duty_role")
_COLUMNS = {
    **dict.fromkeys(("of_capacity", "fill", "top2", "low", "high", "share", "kept", "attendance_share", "filled_share", "year_rate",
                     "year_content", "trend_value", "trend_low", "trend_centre", "trend_high", "circle_new_share",
                     "circle_share"), ValueKind.RATE),
    **dict.fromkeys(("mean",), ValueKind.MEAN), **dict.fromkeys(("nps",), ValueKind.POINTS),
    **dict.fromkeys(("promised", "received", "year_cost", "planned", "actual", "money"), ValueKind.MONEY),
    **dict.fromkeys(("age", "circle_age"), ValueKind.AGE), "answer": ValueKind.TEXT,
    **dict.fromkeys(("kind", "unit", "told", "sort", "case_kind", "hours_band", "goal", "verdict", "signal", "circle_told", "came_from",
                     "role", "fate", "inside", "audit_rule", "audit_kept", "audit_purpose", "audit_method", "audit_role",
                     "audit_active", "audit_right", "audit_kept_for", "audit_field", "audit_whose", "audit_purpose_text",
                     "audit_ground", "audit_keeping"), ValueKind.WORD),
}  # fmt: skip
"""Columns whose values are neither plain numbers nor plain text."""


@dataclass(frozen=True)
class HandedIn:
    """A revision as it was handed in. ``parts``: what of it speaks of persons; ``left_out``: how many such parts stayed at the
    branch."""

    raw: bytes
    document: Mapping[str, Any]
    parts: tuple[str, ...]
    left_out: int

    @classmethod
    def read(cls, raw: bytes) -> "HandedIn":
        """From its bytes. Whatever a station sent is an object; nothing else of it is certain."""
        document = json.loads(raw)
        mark = document.get(MARK)
        left = mark.get("left_out") if isinstance(mark, dict) else None
        try:
            parts = rows_about_persons(document)
        except (AttributeError, TypeError, RecursionError):
            parts = ("?",)
        return cls(raw, document, parts, len(left) if isinstance(left, list) else 0)


@dataclass(frozen=True)
class FigureLine:
    """A figure as the page tells it, all of it text."""

    key: str
    name: str
    value: str
    numerator: str
    denominator: str
    definition: str


def figure_lines(handed: HandedIn, words: Words) -> tuple[list[FigureLine], ReportDocument | None]:
    """The figures in words, and the document that they make; None where that is not what was handed in, and the figures are shown as
    they are then."""
    document = rebuilt(handed)
    if document is not None:
        return [
            FigureLine(
                one.key, _told(call, one, words), shown(one.value, one.kind, words), _number(one.numerator), _number(one.denominator),
                _told(define, one, words),
            )
            for one in document.figures
        ], document
    rows = handed.document.get("figures")
    plain = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [
        FigureLine(str(row.get("key", ""))[:120], "", str(row.get("value", ""))[:120], _number(row.get("numerator")),
                   _number(row.get("denominator")), "")
        for row in plain[:2_000]
    ], None  # fmt: skip


def rebuilt(handed: HandedIn) -> ReportDocument | None:
    """The document whose JSON the revision is, without its charts; None where any of it is not as this program writes it."""
    try:
        made = _document(handed.document)
        return made if made.canonical() == handed.raw else None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None


def _document(of: Mapping[str, Any]) -> ReportDocument:
    kind, head = str(of["report"]), _masthead(of)
    slots = {row["code"]: row for row in of["tables"].get("slots", ())}
    asked = of.get("satisfaction", {})
    texts = {f"questions.{one['key']}": one["text"] for one in asked.get("questions", ())}
    texts |= {f"slots.{one['slot']}": one["title"] for one in asked.get("slots", ())}
    before = of.get("earlier")
    texts |= {"compare": before[0]["title"]} if before else {}
    figures = tuple(_figure(kind, row, slots, texts) for row in of["figures"])
    tables = tuple(_table(key, rows) for key, rows in of["tables"].items())
    if not all(_known(f"definition_{one.definition}") for one in figures):
        raise ValueError("a figure without a definition")
    listings = tuple(Listing(one.key, (1,) * len(one.columns)) for one in tables if one.rows and _known(f"note_{one.key}"))
    return ReportDocument(
        kind=kind, revision=of["revision"], masthead=head, computed_at=datetime.fromisoformat(of["computed_at"]),
        journal_position=of["journal_position"], digest="", figures=figures, tables=tables, charts=(),
        layout=Layout((), tuple(one.key for one in figures), listings), stage=Stage(of["stage"]) if "stage" in of else None,
        sections={name: part for name, part in of.items() if name not in _OWN},
    )  # fmt: skip


def _masthead(of: Mapping[str, Any]) -> Masthead:
    if "about" in of:
        head, about = of["about"], About(of["about"]["kind"])
        subject = str(head["subject"])
        title = Phrase("about_year", (("year", int(subject)),)) if about is About.YEAR else subject
        venue = ""
    else:
        head, about, subject = of["event"], About.EVENT, of["event"]["code"]
        title, venue = head["title"], head["venue"]
    return Masthead(
        head["organisation"], subject, title, venue, datetime.fromisoformat(head["start"]), datetime.fromisoformat(head["end"]), about
    )


def _figure(kind: str, row: Mapping[str, Any], slots: Mapping[str, Mapping[str, Any]], texts: Mapping[str, str]) -> Figure:
    key = str(row["key"])
    definition, subject = called(kind, key)
    of_slot = re.fullmatch(r"slot\.(.+)\.(registered|attended|fill)", key)
    if of_slot is not None:
        # What is counted there is told by its row alone.
        slot = slots[of_slot.group(1)]
        definition, subject = f"slot_{of_slot.group(2)}_{str(slot['unit']).removeprefix('unit_')}", str(slot["title"])
    answered = re.fullmatch(r"(?:satisfaction\.)?((questions|slots)\.[^.]+)\.(.+)", key)
    if answered is not None and answered.group(1) in texts:
        prefix = "slot_" if answered.group(2) == "slots" else ""
        definition, subject = prefix + answered.group(3).replace(".", "_"), texts[answered.group(1)]
        if definition.startswith("histogram_"):
            definition, subject = "histogram", f"{subject}: {definition.removeprefix('histogram_')}"
    if key.startswith("compare."):
        subject = texts["compare"]
    value: Value = row["value"]
    meant = kind_of(key, definition, row)
    if meant is ValueKind.MOMENT and isinstance(value, str):
        value = datetime.fromisoformat(value)
    return Figure(key, value, definition, meant, row["numerator"], row["denominator"], subject)


def called(kind: str, key: str) -> tuple[str, str]:
    """The definition of a figure, and what its name speaks of."""
    for pattern, name in (*_CALLED.get(kind, ()), *_CALLED[""]):
        found = re.fullmatch(pattern, key)
        if found is not None:
            of = found.groupdict()
            return found.expand(name), " → ".join(text for text in (of.get("of"), of.get("to")) if text)
    plain, parts = key.removesuffix("_fen"), key.removesuffix("_fen").split(".")
    for whole in (_PREFIX.get(kind, "") + plain.replace(".", "_"), plain.replace(".", "_")):
        if _known(f"definition_{whole}"):
            return whole, ""
    # The station, slot or age stands behind the first part, and may hold dots of its own.
    for name, subject in ((f"{parts[0]}_{parts[-1]}", ".".join(parts[1:-1])), (parts[0], ".".join(parts[1:]))):
        if _known(f"definition_{name}"):
            return name, subject
    return plain.replace(".", "_"), ""


def kind_of(key: str, definition: str, row: Mapping[str, Any]) -> ValueKind:
    """How a figure's value is meant."""
    value = row["value"]
    if isinstance(value, str):
        if re.match(r"\d{4}-\d\d-\d\dT", value):
            return ValueKind.MOMENT
        return ValueKind.WORD if _known(f"value_{value}") else ValueKind.TEXT
    if key.endswith("_fen"):
        return ValueKind.MONEY
    if _MEANS.fullmatch(definition):
        return ValueKind.MEAN
    if _POINTS.fullmatch(definition):
        return ValueKind.POINTS
    if definition == "histogram":
        return ValueKind.COUNT
    fraction = isinstance(value, float) or (row["numerator"] is not None and row["denominator"] is not None)
    if fraction or (_ENDS.search(definition) and _ENDS.sub("", definition) not in _NO_RATES):
        return ValueKind.RATE
    return ValueKind.COUNT


def _table(key: str, rows: list[Mapping[str, Any]]) -> Table:
    if not rows:
        # Nothing says which columns it had, and a sheet has one at least.
        return Table(key, (Column("title"),), ())
    names = sorted(rows[0], key=lambda name: (name not in _FIRST, not isinstance(rows[0][name], str)))
    columns = tuple(Column(name, _COLUMNS.get(name) or _plain_kind(rows, name)) for name in names)
    if any(set(row) != set(names) for row in rows):
        raise ValueError("rows of different columns")
    cells = tuple(tuple(_cell(row[column.key], column.kind) for column in columns) for row in rows)
    return Table(key, columns, cells)


def _plain_kind(rows: list[Mapping[str, Any]], name: str) -> ValueKind:
    value = next((row[name] for row in rows if row[name] is not None), None)
    if isinstance(value, str):
        return ValueKind.MOMENT if re.match(r"\d{4}-\d\d-\d\dT", value) else ValueKind.TEXT
    return ValueKind.COUNT


def _cell(value: Value, kind: ValueKind) -> Value:
    if kind is ValueKind.MOMENT and isinstance(value, str):
        return datetime.fromisoformat(value)
    if kind is ValueKind.WORD and not (value is None or _known(f"value_{value}")):
        raise ValueError("a word that is not known")
    return value


@lru_cache(maxsize=1)
def _words() -> Words:
    return Words("zh")


@lru_cache(maxsize=4_096)
def _known(key: str) -> bool:
    return has_word(key, _words())


def _told(say: Any, one: Figure, words: Words) -> str:
    try:
        return str(say(one, words))
    except (KeyError, IndexError):
        return word(f"definition_{one.definition}", words)


def _number(value: object) -> str:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
