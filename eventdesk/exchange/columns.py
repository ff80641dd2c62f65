"""Which field each column of a sheet holds: headings first, then what stands around and under them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from eventdesk.errors import InvalidInput
from eventdesk.exchange.answers import question_headed
from eventdesk.exchange.headings import Heading, Kind, clean_heading, read_heading
from eventdesk.exchange.plan import QuestionChoice
from eventdesk.exchange.values.birth import read_birth
from eventdesk.exchange.values.phone import read_phone
from eventdesk.exchange.values.slots import SlotBook
from eventdesk.exchange.values.text import is_nothing, plain
from eventdesk.exchange.workbook import Cell

IGNORED = "ignored"
MOST_PEOPLE = 9
_FIELD = re.compile(
    r"ignored|slots|notes|photo_consent|meta\.(?:seq|submitted_at)|headcount\.(?:text|adults|children)|slots\[[^\]]+\]|"
    r"guardians\[\d\]\.(?:name|surname|phone|phone2|relation)|children\[(?:\d|\*)\]\.(?:name|surname|nickname|sex|birthdate|allergies)|"
    r"answers\[[a-z][a-z0-9_]*\]"
)
_REPEATABLE = re.compile(r"ignored|slots")
_PLAIN_FIELDS = {
    Kind.SUBMITTED: "meta.submitted_at",
    Kind.SEQ: "meta.seq",
    Kind.CONSENT: "photo_consent",
    Kind.NOTES: "notes",
    Kind.HEADCOUNT: "headcount.text",
    Kind.ADULTS: "headcount.adults",
    Kind.CHILDREN: "headcount.children",
}
_PER_CHILD = (Kind.NICKNAME, Kind.SEX, Kind.BIRTH, Kind.ALLERGIES)
_LESS_THAN_QUESTIONS = (IGNORED, "notes")
_MOSTLY = 0.6
_SHARED_ROWS = 4


@dataclass(frozen=True)
class Column:
    """A column as it stands in the sheet: its place, headings, and some of the cells under them."""

    position: int
    heading: str
    group: str
    hidden: bool
    cells: tuple[Cell, ...] = ()


@dataclass
class Assignment:
    """The field of each column by position, how sure that is, and relations that headings give away (妈妈电话)."""

    fields: dict[int, str] = field(default_factory=dict)
    confidence: dict[int, float] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)

    def give(self, position: int, name: str, confidence: float) -> None:
        """Sets a column's field."""
        self.fields[position] = name
        self.confidence[position] = round(confidence, 2)

    def taken(self, name: str) -> bool:
        """Whether a column has this field already."""
        return name in self.fields.values()


def assign_fields(
    columns: list[Column], book: SlotBook, *, respondent_nickname: bool, questions: Sequence[QuestionChoice] = ()
) -> Assignment:
    """Guesses the fields. ``respondent_nickname``: a bare 昵称 is that of the person who filled the form in."""
    result = Assignment()
    readings = {c.position: read_heading(c.heading, c.group) for c in columns}
    usable = [c for c in columns if not c.hidden or _is_only_one(c, columns, readings)]
    for column in columns:
        result.give(column.position, IGNORED, 0.95 if readings[column.position].kind is Kind.IGNORED or column.hidden else 0.5)
    readings = _without_respondent(usable, readings) if respondent_nickname else readings
    _give_people(usable, readings, result)
    _take_back_phones(usable, readings, result)
    _give_slots(usable, readings, book, result)
    _give_counts(usable, readings, result)
    for kind in (Kind.SUBMITTED, Kind.SEQ, Kind.CONSENT, Kind.NOTES):
        _give_first(usable, readings, kind, result)
    _give_by_values(usable, readings, result)
    _spread_allergies(result, usable, readings)
    _give_questions(usable, questions, result)
    return result


def _is_only_one(column: Column, columns: list[Column], readings: dict[int, Heading]) -> bool:
    """A hidden column counts only where nothing that is shown could be the phone or the name instead."""
    kind = readings[column.position].kind
    if kind not in (Kind.PHONE, Kind.NAME, Kind.BIRTH):
        return False
    return not any(readings[c.position].kind is kind for c in columns if not c.hidden)


def _without_respondent(columns: list[Column], readings: dict[int, Heading]) -> dict[int, Heading]:
    bare = {c.position for c in columns if clean_heading(c.heading) in ("昵称", "nickname", "姓名昵称")}
    return {p: Heading(Kind.IGNORED) if p in bare else r for p, r in readings.items()}


def _give_people(columns: list[Column], readings: dict[int, Heading], result: Assignment) -> None:
    """Numbered headings (二宝姓名) take their places first; the others take the first place that is free."""
    subjects = _name_subjects(columns, readings)
    role_order: list[str] = []
    for numbered in (True, False):
        for column in columns:
            reading = readings[column.position]
            target = _person_attribute(reading, subjects.get(column.position, ""))
            if target is None or (reading.index is not None) is not numbered:
                continue
            people, attribute = target
            if reading.spare and reading.index is None and attribute == "phone" and result.taken("guardians[0].phone"):
                result.give(column.position, "guardians[0].phone2", 0.6)
                continue
            index = reading.index
            if index is None and reading.role and attribute != "relation":
                if reading.role not in role_order:
                    role_order.append(reading.role)
                index = role_order.index(reading.role)
                result.roles[index] = reading.role
            places = range(MOST_PEOPLE) if index is None else (index,)
            free = next((i for i in places if not result.taken(f"{people}[{i}].{attribute}")), None)
            if free is not None:
                result.give(column.position, f"{people}[{free}].{attribute}", 0.6 if reading.weak else 0.95)


def _take_back_phones(columns: list[Column], readings: dict[int, Heading], result: Assignment) -> None:
    """A further phone that nobody's name stands beside is the first grown-up's second one; one that many rows share is no
    family's at all."""
    by_position = {c.position: c for c in columns}
    for position, taken in sorted(result.fields.items()):
        match = re.fullmatch(r"guardians\[([1-9])\]\.phone", taken)
        if match is None:
            continue
        if _is_shared(by_position[position]):
            result.give(position, IGNORED, 0.6)
            continue
        index = match.group(1)
        alone = not any(result.taken(f"guardians[{index}].{part}") for part in ("name", "relation"))
        if alone and int(index) not in result.roles and readings[position].index is None:
            second = "guardians[0].phone2"
            result.give(position, IGNORED if result.taken(second) else second, 0.6)


def _is_shared(column: Column) -> bool:
    """Whether one value fills a good part of a column: an organiser's phone, typed in by everybody."""
    cells = [str(c) for c in column.cells if not is_nothing(c)]
    most = max((cells.count(cell) for cell in set(cells)), default=0)
    return most >= _SHARED_ROWS and most * 5 > len(cells)


def _person_attribute(reading: Heading, name_of: str) -> tuple[str, str] | None:
    """``("children", "birthdate")`` and the like, or None where the column isn't about one person."""
    if reading.kind in _PER_CHILD:
        return "children", str(reading.kind)
    if reading.kind in (Kind.PHONE, Kind.RELATION):
        return "guardians", str(reading.kind)
    if reading.kind in (Kind.NAME, Kind.SURNAME):
        return ("guardians" if name_of == "guardian" else "children"), str(reading.kind)
    return None


def _name_subjects(columns: list[Column], readings: dict[int, Heading]) -> dict[int, str]:
    """Whose name a column holds; a bare 姓名 belongs to whoever the columns behind it speak of."""
    names = [c for c in columns if readings[c.position].kind in (Kind.NAME, Kind.SURNAME)]
    known = {c.position: readings[c.position].subject for c in names if readings[c.position].subject}
    order = [c.position for c in columns]
    for column in names:
        if column.position in known:
            continue
        behind = order[order.index(column.position) + 1 :]
        ahead = reversed(order[: order.index(column.position)])
        near = [readings[p] for p in [*behind[:3], *list(ahead)[:2]]]
        subject = next((r.subject for r in near if r.kind in (*_PER_CHILD, Kind.PHONE, Kind.RELATION)), "")
        others = set(known.values())
        if len(names) > 1 and len(others) == 1:
            subject = "child" if others == {"guardian"} else "guardian"
        known[column.position] = subject or "guardian"
    return known


def _give_slots(columns: list[Column], readings: dict[int, Heading], book: SlotBook, result: Assignment) -> None:
    exact = {c.position: book.exact(clean_heading(c.heading)) for c in columns}
    titled = {position: code for position, code in exact.items() if code is not None}
    if len(titled) > 1:
        for position, slot in titled.items():
            result.give(position, f"slots[{slot}]", 0.95)
        return
    found = [c for c in columns if readings[c.position].kind is Kind.SLOTS]
    strong = [c for c in found if not readings[c.position].weak]
    for column in strong or found[:1]:
        option = re.split(r"[:：\-_(（]", column.heading, maxsplit=1)
        code = book.find(option[1].rstrip(")）")) if len(option) == 2 and len(strong) > 1 else None
        result.give(column.position, f"slots[{code}]" if code else "slots", 0.95 if column in strong else 0.5)
    if found:
        return
    for column in columns:
        if readings[column.position].kind is None and book.choices and not column.hidden:
            cells = [c for c in column.cells if not is_nothing(c)]
            hits = sum(1 for c in cells if book.read(c)[0] and not book.read(c)[1])
            if cells and hits >= _MOSTLY * len(cells):
                result.give(column.position, "slots", 0.6)
                return


def _give_counts(columns: list[Column], readings: dict[int, Heading], result: Assignment) -> None:
    for kind in (Kind.ADULTS, Kind.CHILDREN, Kind.HEADCOUNT):
        _give_first(columns, readings, kind, result)
    words = [c for c in columns if readings[c.position].kind is Kind.CHILD_WORD]
    for column in words:
        index = readings[column.position].index
        free = next((i for i in range(MOST_PEOPLE) if not result.taken(f"children[{i}].name")), 0) if index is None else index
        counts = _share(column, _is_small_number)
        if index is None and counts < _MOSTLY and free == 0 and not result.taken("children[0].name"):
            result.give(column.position, "children[0].name", 0.6)
        elif index is None and not result.taken("headcount.children") and (counts >= _MOSTLY or result.taken("headcount.adults")):
            result.give(column.position, "headcount.children", 0.8)
        elif index is not None and counts < _MOSTLY and not result.taken(f"children[{free}].name"):
            result.give(column.position, f"children[{free}].name", 0.7)
    if not any(result.taken(f"headcount.{part}") for part in ("text", "adults", "children")):
        total = next((c for c in columns if readings[c.position].kind is Kind.TOTAL), None)
        if total is not None:
            result.give(total.position, "headcount.text", 0.6)


def _is_small_number(cell: Cell) -> bool:
    return re.fullmatch(r"\d{1,2}\s*[个位人名]?", plain(cell)) is not None


def _give_first(columns: list[Column], readings: dict[int, Heading], kind: Kind, result: Assignment) -> None:
    """The first column of a kind, firm readings before weak ones; a second 备注 is somebody else's."""
    found = [c for c in columns if readings[c.position].kind is kind]
    found.sort(key=lambda c: readings[c.position].weak)
    if found:
        result.give(found[0].position, _PLAIN_FIELDS[kind], 0.7 if readings[found[0].position].weak else 0.95)


def _give_by_values(columns: list[Column], readings: dict[int, Heading], result: Assignment) -> None:
    """Phones and birth dates show what they are, whatever stands above them."""
    unread = [c for c in columns if readings[c.position].kind is None and result.fields[c.position] == IGNORED]
    if not result.taken("guardians[0].phone"):
        column = next((c for c in unread if _share(c, lambda v: read_phone(v).number is not None) > _MOSTLY), None)
        if column is not None:
            result.give(column.position, "guardians[0].phone", 0.5)
    if not result.taken("children[0].birthdate"):
        today = date(2000, 1, 1)
        column = next((c for c in unread if _share(c, lambda v: read_birth(v, base=today).day is not None) > _MOSTLY), None)
        if column is not None:
            result.give(column.position, "children[0].birthdate", 0.5)


def _share(column: Column, fits: object) -> float:
    cells = [c for c in column.cells if not is_nothing(c)]
    assert callable(fits)
    return sum(1 for c in cells if fits(c)) / len(cells) if cells else 0.0


def _spread_allergies(result: Assignment, columns: list[Column], readings: dict[int, Heading]) -> None:
    """One column of allergies beside columns for several children speaks of all of them."""
    found = [c for c in columns if re.fullmatch(r"children\[\d\]\.allergies", result.fields[c.position])]
    several = any(re.match(r"children\[[1-9]", name) for name in result.fields.values())
    if len(found) == 1 and several and readings[found[0].position].index is None:
        result.give(found[0].position, "children[*].allergies", 0.9)


def _give_questions(columns: list[Column], questions: Sequence[QuestionChoice], result: Assignment) -> None:
    """A heading that repeats one of the event's questions answers it, unless the column is needed to know people, slots or
    consent by."""
    for column in columns:
        question = question_headed(column.heading, questions)
        free = result.fields[column.position] in _LESS_THAN_QUESTIONS or result.confidence[column.position] < _MOSTLY
        if question is not None and free and not result.taken(question.field):
            result.give(column.position, question.field, 0.95)


def override(
    columns: list[Column], result: Assignment, wanted: Mapping[str, str], *, questions: Collection[QuestionChoice] = ()
) -> Assignment:
    """The guess with what a person has set: by column letter or by heading. Raises :class:`InvalidInput` for what doesn't exist."""
    chosen: dict[int, str] = {}
    asked = {question.field for question in questions}
    for key, name in wanted.items():
        if _FIELD.fullmatch(name) is None or (name.startswith("answers[") and name not in asked):
            raise InvalidInput("mapping_field_unknown", field=name)
        positions = [c.position for c in columns if column_letter(c.position) == key.strip().upper()]
        if not positions:
            positions = [c.position for c in columns if clean_heading(c.heading) == clean_heading(key)][:1]
        if not positions:
            raise InvalidInput("mapping_column_unknown", column=key)
        chosen[positions[0]] = name
    fields = {
        position: IGNORED if name in chosen.values() and not _REPEATABLE.match(name) else name
        for position, name in result.fields.items()
    }
    confidence = result.confidence | dict.fromkeys(chosen, 1.0)
    return Assignment(fields | chosen, confidence, result.roles)


def column_letter(position: int) -> str:
    """0 → A, 25 → Z, 26 → AA, as a spreadsheet names columns."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
