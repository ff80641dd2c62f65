"""The plan of an import from a pasted 接龙: every entry becomes what a row of a table becomes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from eventdesk.errors import UnreadableFile
from eventdesk.exchange.chain import SHEET, Chain, ChainEntry, read_chain
from eventdesk.exchange.chain_marks import CUT, Marks, read_marks
from eventdesk.exchange.chain_people import Named, read_people
from eventdesk.exchange.entries import REJECT_ORDER, Entry
from eventdesk.exchange.gathering import gather
from eventdesk.exchange.plan import ImportContext, ImportPlan, PlannedChild, PlannedGuardian, RowPreview
from eventdesk.exchange.values.ages import months_between
from eventdesk.exchange.values.birth import Birth
from eventdesk.exchange.values.slots import SlotBook
from eventdesk.exchange.values.text import free_text, has_controls, raw_text, without_controls
from eventdesk.exchange.workbook import Workbook

_CANCELS = re.compile("取消|退出|退报|不来了|不去了|去不了|来不了|不参加了|参加不了|撤回|作废|cancel", re.I)
_ALLERGY = re.compile("过敏|allerg", re.I)
_EDGES = " \t\n、，,;；|/\\+＋-—–~:：()（）。【】[]"
_PREVIEW = 60
_LONGEST_ENTRY = 4_000


def plan_chain(workbook: Workbook, context: ImportContext) -> ImportPlan:
    """What importing the text would do; capacity isn't decided here. Raises :class:`UnreadableFile` (``file_no_entries``)."""
    lines = [raw_text(row[0]) if row else "" for row in workbook.sheets[0].rows]
    chain = read_chain(lines)
    book = SlotBook(context.slots)
    default = context.default_slot or _slot_in(chain.title, book)
    filled = [one for one in chain.entries if without_controls(one.text).strip(_EDGES)]
    entries = [_entry(one, order, chain, context, book, default) for order, one in enumerate(filled)]
    if not entries:
        raise UnreadableFile("file_no_entries", file=workbook.file)
    rows, families = gather(entries, [choice.code for choice in context.slots])
    return ImportPlan(source="jielong", mapping={}, columns=(), rows=rows, families=families)


def _slot_in(title: str, book: SlotBook) -> str | None:
    """The one slot that the text above the entries names."""
    parts = re.split(r"[\s,，、|/()（）【】]+", title)
    named = {code for part in parts if len(part) > 1 for code in [book.find(part)] if code}
    return named.pop() if len(named) == 1 else None


def _entry(
    one: ChainEntry, order: int, chain: Chain, context: ImportContext, book: SlotBook, default: str | None
) -> Entry:  # fmt: skip
    text = without_controls(one.text)[:_LONGEST_ENTRY].rstrip()
    marks = read_marks(text, context.as_of)
    named = read_people(text, marks.shadow, chain.format, [at for at, _ in marks.births])
    for start, end in named.used:
        marks.cut(start, end)
    warnings = list(marks.warnings)
    reasons = {marks.phone.problem} if marks.phone.problem else set()
    children = _children(named, text, marks, context, warnings, reasons)
    if not children:
        reasons.add("missing_child")
    elif marks.headcount.children is not None and marks.headcount.children > len(children):
        warnings.append("unnamed_children")
    warnings += ["name_has_title"] if named.has_title else []
    warnings += ["missing_guardian_name"] if named.guardian is None else []
    warnings += ["cancel_suspected"] if _CANCELS.search(text) else []
    warnings += ["control_characters"] if has_controls(one.text) else []
    warnings += ["text_cut"] if len(one.text) > _LONGEST_ENTRY else []
    slots = _slots(text, marks, book, default, warnings)
    notes = _rest(text, marks.shadow)
    warnings += ["allergy_in_notes"] if notes and _ALLERGY.search(notes) else []
    guardian = PlannedGuardian(named.guardian, marks.phone.number, marks.phone.kind, named.relation, marks.phone.second)
    listed = len(children)
    return Entry(
        ref=str(one.line), sheet=SHEET, number=one.line, order=order, guardians=(guardian,), children=tuple(children),
        headcount=marks.headcount, slots=slots, consent=None, consent_said=False, notes=notes, submitted_at=None,
        warnings=tuple(dict.fromkeys(warnings)), reasons=tuple(code for code in REJECT_ORDER if code in reasons),
        preview=_preview(text, guardian, children), one_child_a_row=False,
        names_all=(marks.headcount.children or listed) <= listed,
    )  # fmt: skip


def _children(
    named: Named, text: str, marks: Marks, context: ImportContext, warnings: list[str], reasons: set[str]
) -> list[PlannedChild]:
    """Each child with its age: the one behind its name, or the ages in their order where there is one for each child.

    Which of several children a single age belongs to is nobody's guess.
    """
    children = [PlannedChild(name, sex=named.sex if len(named.children) == 1 else None) for _, name in named.children]
    in_order = len(marks.births) == len(children) or len(children) == 1
    for place, (at, birth) in enumerate(marks.births):
        before = text[:at].rstrip(" :：(（,，")
        index = next((i for i, child in enumerate(children) if child.name and before.endswith(child.name)), None)
        if index is not None:
            marks.cut(len(before) - len(children[index].name or ""), at)
        elif in_order and place < len(children):
            index = place
        if index is None or children[index].birthdate or children[index].birthdate_range:
            continue
        children[index] = replace(
            children[index], birthdate=birth.day, birthdate_range=birth.between, birthdate_text=birth.text, birthdate_lunar=birth.lunar
        )
        _check_age(birth, context, warnings, reasons)
    return children


def _check_age(birth: Birth, context: ImportContext, warnings: list[str], reasons: set[str]) -> None:
    first, last = birth.between or (birth.day, birth.day)
    if first is None or last is None:
        return
    if first > context.as_of:
        reasons.add("future_birthdate")
    elif months_between(last, context.event_date) >= context.hard_max_age_years * 12:
        reasons.add("too_old")
    elif context.age_band_months is not None and _outside(first, last, context):
        warnings.append("age_out_of_band")


def _outside(first: date, last: date, context: ImportContext) -> bool:
    youngest, oldest = context.age_band_months or (0, 0)
    return months_between(last, context.event_date) < youngest or months_between(first, context.event_date) > oldest


def _slots(text: str, marks: Marks, book: SlotBook, default: str | None, warnings: list[str]) -> tuple[str, ...]:
    """The slots that an entry names by itself; otherwise the one that the whole list is for."""
    if not book.choices:
        return ()
    chosen: set[str] = set()
    for match in list(re.finditer(rf"[^\s{CUT}+/,，;；|。]+", marks.shadow)):
        code = book.find(text[match.start() : match.end()]) if len(book.choices) > 1 else None
        if code is not None:
            chosen.add(code)
            marks.cut(match.start(), match.end())
    if not chosen and default is not None:
        return (default,)
    warnings.extend([] if chosen else ["missing_slot"])
    return tuple(choice.code for choice in book.choices if choice.code in chosen)


def _rest(text: str, shadow: str) -> str | None:
    """What nobody understood is a note, as it stands."""
    pieces: list[str] = []
    start: int | None = None
    for place, character in enumerate([*shadow, CUT]):
        if character == CUT and start is not None:
            pieces.append(text[start:place])
            start = None
        elif character != CUT and start is None:
            start = place
    said = [_trimmed(piece) for piece in pieces]
    return free_text("\n".join(piece for piece in said if piece)) if any(said) else None


def _trimmed(piece: str) -> str:
    """Without the separators around it; a bracket that has its partner inside stays."""
    bare = piece.strip(_EDGES)
    at = piece.find(bare) + len(bare)
    return bare + piece[at] if bare.count("(") > bare.count(")") and piece[at : at + 1] == ")" else bare


def _preview(text: str, guardian: PlannedGuardian, children: Sequence[PlannedChild]) -> RowPreview:
    whole = guardian.name or text.replace("\n", " ")[:_PREVIEW]
    born = next((c.birthdate.isoformat() if c.birthdate else c.birthdate_text or "" for c in children), "")
    return RowPreview(whole, guardian.phone or "", "、".join(c.name or "" for c in children)[:_PREVIEW], born)
