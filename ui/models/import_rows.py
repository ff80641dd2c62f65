"""The rows of an import's preview: problems first, each with what is wrong and where to put it right."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from resources.words import Words
from ui.widgets.cells import ActionCell, Cell, Column, EditCell, IconsCell, RowState, TextCell

if TYPE_CHECKING:
    from eventdesk.services.import_views import ImportResult, ImportRow

Place = tuple[str, int, str]
"""A cell of the file: sheet, row, column letter."""

TIDIED = frozenset(
    {
        "phone_with_spaces_or_+86", "fullwidth_digits", "phone_float", "excel_serial_date", "multiple_children_in_cell",
        "control_characters", "landline", "name_has_title", "multiple_phones", "headcount_missing",
    }
)  # fmt: skip
"""Warnings that say what was put right by itself: nobody has to look."""

UNCHANGED = "unchanged"
"""The warning of a row that an earlier import brought just so: whatever there was to look at was seen then."""

_PHONE, _CHILD, _BIRTH = "phone", "child", "birth"
_CELL_OF = {"missing_phone": _PHONE, "bad_phone": _PHONE, "missing_child": _CHILD}


class Kind(IntEnum):
    """What a row is, in the order in which rows are shown."""

    REFUSED = 0
    DUPLICATE = 1
    LOOK = 2
    HEADING = 3
    CLEAN = 4
    LEFT_OUT = 5


@dataclass(frozen=True)
class PreviewRow:
    """A row as it is shown; ``number`` is 0 for the heading between problems and the rest."""

    kind: Kind
    sheet: str = ""
    number: int = 0
    ref: str = ""
    row: "ImportRow | None" = None
    corrected: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """Names the row."""
        return (self.sheet, self.number)

    @property
    def reason(self) -> str:
        """Why it is refused, as a code."""
        return self.row.fate.partition(":")[2] if self.row is not None and self.kind is Kind.REFUSED else ""

    @property
    def flaw_column(self) -> str:
        """The column of the table in which the wrong cell is shown."""
        return _CELL_OF.get(self.reason, _BIRTH) if self.reason else ""

    @property
    def flaw_place(self) -> Place | None:
        """The wrong cell in the file."""
        flaw = self.row.flaw if self.row is not None else None
        return None if flaw is None else (self.sheet, self.number, flaw.letter)


def kind_of(row: "ImportRow") -> Kind:
    """What becomes of a row, at a glance."""
    if row.fate.startswith("rejected:"):
        return Kind.REFUSED
    if row.fate.startswith("duplicate_of:"):
        return Kind.DUPLICATE
    if row.fate not in ("ok", "waitlisted"):
        return Kind.LEFT_OUT
    return Kind.LOOK if UNCHANGED not in row.warnings and set(row.warnings) - TIDIED else Kind.CLEAN


def preview_rows(
    result: "ImportResult", corrected: Iterable[Place], *, problems_only: bool = False
) -> list[PreviewRow]:
    """All rows in the order in which they are shown."""
    touched = {(sheet, number) for sheet, number, _ in corrected}
    rows = []
    for row in result.rows:
        sheet, number = row.cells["sheet"], int(row.cells["number"])
        rows.append(PreviewRow(kind_of(row), sheet, number, row.ref, row, (sheet, number) in touched))
    rows.sort(key=lambda row: row.kind)  # rows of one kind stay in the order of the file
    problems = [row for row in rows if row.kind < Kind.HEADING]
    rest = rows[len(problems) :]
    if problems_only or not rest:
        return problems
    return [*problems, PreviewRow(Kind.HEADING), *rest] if problems else rest


def kind_counts(result: "ImportResult") -> dict[Kind, int]:
    """How many rows of each kind there are."""
    found = dict.fromkeys(Kind, 0)
    for row in result.rows:
        found[kind_of(row)] += 1
    return found


def imported_rows(result: "ImportResult") -> int:
    """Rows that the import takes, those merged into another one included."""
    return sum(kind_of(row) not in (Kind.REFUSED, Kind.LEFT_OUT) for row in result.rows)


@dataclass(frozen=True)
class Outcome:
    """What an import did: families that were confirmed, wait, were brought up to date or were there just so; and rows."""

    confirmed: int
    waiting: int
    updated: int
    same: int
    duplicates: int
    rejected: int

    @property
    def families(self) -> int:
        """Families that it brought or changed."""
        return self.confirmed + self.waiting + self.updated


def outcome(result: "ImportResult") -> Outcome:
    """What an import did. A family may stand in several rows, one for each child, and is counted once."""
    found: dict[str, str] = {}
    for row in result.rows:
        if row.registration is not None and row.fate in ("ok", "waitlisted"):
            there = "same" if UNCHANGED in row.warnings else "updated" if row.existed and row.fate == "ok" else ""
            found[row.registration] = there or ("waiting" if row.fate == "waitlisted" else "confirmed")
    number = Counter(found.values())
    return Outcome(
        number["confirmed"], number["waiting"], number["updated"], number["same"], result.counts["duplicates"],
        result.counts["rejected"],
    )  # fmt: skip


def ground(row: PreviewRow) -> RowState:
    """The ground of a row."""
    return {
        Kind.REFUSED: RowState.ERROR, Kind.DUPLICATE: RowState.INFO, Kind.HEADING: RowState.HEADING, Kind.LEFT_OUT: RowState.DIM,
    }.get(row.kind, RowState.NORMAL)  # fmt: skip


def message(words: Words, row: "ImportRow", *, tidied: bool = True) -> str:
    """A row's warnings as one line."""
    codes = [code for code in row.warnings if tidied or code not in TIDIED]
    return words("import.join").join(words(f"import.warning_{code}") for code in codes)


def columns(words: Words) -> list[Column[PreviewRow]]:
    """The columns of the preview."""

    def number(row: PreviewRow) -> Cell:
        return words("importing.clean_below") if row.kind is Kind.HEADING else TextCell(row.ref, tone="text2")

    def icon(row: PreviewRow) -> Cell:
        name, token, key = _ICONS.get(row.kind, ("", "text2", ""))
        return IconsCell(((name, token, words(f"importing.{key}")),)) if name else ""

    return [
        Column("number", words("importing.col_row"), number, 54),
        Column("icon", "", icon, 34),
        Column("guardian", words("importing.col_contact"), lambda row: _bold(row, "guardian"), 74),
        Column(_PHONE, words("registrations.col_phone"), lambda row: _cell(row, _PHONE), 118),
        Column(_CHILD, words("registrations.col_children"), lambda row: _cell(row, _CHILD), 72),
        Column(_BIRTH, words("registrations.child_birth"), lambda row: _cell(row, _BIRTH), 104),
        Column("note", words("importing.col_note"), lambda row: _note(words, row), 150, 1),
    ]


_ICONS = {
    Kind.REFUSED: ("octagon", "refuse-text", "kind_refused"),
    Kind.DUPLICATE: ("people", "info-text", "kind_duplicate"),
    Kind.LOOK: ("warn", "warn-text", "kind_look"),
    Kind.CLEAN: ("okc", "admit-text", "kind_clean"),
    Kind.LEFT_OUT: ("minus", "muted", "kind_left_out"),
}


def _bold(row: PreviewRow, key: str) -> Cell:
    return TextCell(row.row.cells[key], bold=row.kind is not Kind.LEFT_OUT) if row.row is not None else ""


def _cell(row: PreviewRow, key: str) -> Cell:
    if row.row is None:
        return ""
    if row.flaw_column == key and row.row.flaw is not None:
        return EditCell(row.row.flaw.text, error=True)
    return TextCell(row.row.cells[key])


def _note(words: Words, row: PreviewRow) -> Cell:
    found = row.row
    if found is None:
        return ""
    if row.kind is Kind.REFUSED:
        reason = words(f"import.reject_{row.reason}")
        guess = found.flaw.guess if found.flaw is not None else ""
        if guess:
            return ActionCell("guess", words("importing.take_guess", guess=guess), lead=reason, lead_tone="refuse-text", link=True)
        hint = words("importing.edit_here") if found.flaw is not None else words("importing.choose_column")
        return TextCell(reason, "refuse-text", bold=True, tail=hint, tail_tone="text2")
    if row.kind is Kind.DUPLICATE:
        other = found.fate.partition(":")[2]
        return TextCell(words("import.fate_duplicate_of", ref=other), "info-text", bold=True)
    if row.kind is Kind.LEFT_OUT:
        fate = found.fate.partition(":")[2] or found.fate
        return TextCell(words(f"import.fate_{fate}"), "muted")
    return _taken(words, row, found)


def _taken(words: Words, row: PreviewRow, found: "ImportRow") -> Cell:
    waits = words("import.fate_waitlisted") if found.fate == "waitlisted" else ""
    told = message(words, found, tidied=row.kind is Kind.CLEAN)
    edited = words("importing.corrected") if row.corrected else ""
    if row.kind is Kind.LOOK:
        return TextCell(told, "warn-text", bold=True, tail=words("import.join").join(filter(None, (edited, waits))))
    if edited:
        return TextCell(edited, "admit-text", bold=True, tail=waits or found.cells["slots"])
    if waits:
        return TextCell(waits, "warn-text", tail=found.cells["slots"])
    return TextCell(told or found.cells["slots"], "muted")
