"""One row of a registration file, read: people, answers, warnings, and why it can't be taken."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from eventdesk.domain.question import Answer
from eventdesk.exchange.answers import read_answers
from eventdesk.exchange.plan import ImportContext, PlannedChild, PlannedGuardian, RowPreview
from eventdesk.exchange.values.ages import months_between
from eventdesk.exchange.values.birth import Birth, read_birth
from eventdesk.exchange.values.consent import read_consent
from eventdesk.exchange.values.headcount import Headcount, read_count, read_headcount
from eventdesk.exchange.values.moments import read_moment
from eventdesk.exchange.values.people import read_guardian_name, read_name, read_relation, read_sex
from eventdesk.exchange.values.phone import read_phone
from eventdesk.exchange.values.siblings import split_children
from eventdesk.exchange.values.slots import SlotBook
from eventdesk.exchange.values.text import LONGEST_TEXT, free_text, has_controls, is_cut, is_nothing, plain, raw_text
from eventdesk.exchange.workbook import Cell

REJECT_ORDER = ("missing_phone", "bad_phone", "missing_child", "bad_birthdate", "future_birthdate", "too_old")
_PREVIEW = 60
_AGE = re.compile(r"\d{1,3}(?:\.\d)?|[一二两三四五六七八九十]{1,3}")
_PERSON = re.compile(r"(guardians|children)\[(\d|\*)\]\.(\w+)")
_SLOT = re.compile(r"slots\[(.+)\]")
_UNTICKED = frozenset({"0", "否", "n", "no", "false", "×", "x", "未选", "未选中", "f"})


@dataclass(frozen=True)
class Layout:
    """The columns of one sheet by what they hold."""

    plain: dict[str, int]
    guardians: dict[int, dict[str, int]]
    children: dict[int, dict[str, int]]
    family_allergies: int | None
    slots: tuple[int, ...]
    slot_options: tuple[tuple[int, str], ...]
    roles: dict[int, str]
    sheet_slot: str | None = None
    ages: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, fields: dict[int, str], roles: dict[int, str], sheet_slot: str | None, ages: dict[int, str] | None = None
    ) -> "Layout":
        """Sorts ``{position: field}``; ``ages`` are the units of columns in which bare numbers are ages."""
        people: dict[str, dict[int, dict[str, int]]] = {"guardians": {}, "children": {}}
        rest: dict[str, int] = {}
        family_allergies = None
        slots: list[int] = []
        options: list[tuple[int, str]] = []
        for position, name in sorted(fields.items()):
            person = _PERSON.fullmatch(name)
            option = _SLOT.fullmatch(name)
            if person and person.group(2) == "*":
                family_allergies = position
            elif person:
                people[person.group(1)].setdefault(int(person.group(2)), {})[person.group(3)] = position
            elif option:
                options.append((position, option.group(1)))
            elif name == "slots":
                slots.append(position)
            elif name != "ignored":
                rest[name] = position
        return cls(
            rest, dict(sorted(people["guardians"].items())), dict(sorted(people["children"].items())), family_allergies,
            tuple(slots), tuple(options), roles, sheet_slot, ages or {},
        )  # fmt: skip

    @cached_property
    def one_child_a_row(self) -> bool:
        """Whether a row can name only one child, so that a family may take several rows and repeat its head count."""
        return set(self.children) <= {0}

    @property
    def names_families(self) -> bool:
        """Whether rows can be registrations at all: a list of volunteers beside them has no children."""
        has_child = any("name" in child or "nickname" in child for child in self.children.values())
        return has_child and "phone" in self.guardians.get(0, {})

    @property
    def keys(self) -> frozenset[int]:
        """Positions of the columns that make a row somebody's registration."""
        people = [p for group in (self.guardians, self.children) for person in group.values() for p in person.values()]
        return frozenset([*people, *self.slots, *(p for name, p in self.plain.items() if name == "notes")])

    @property
    def phones(self) -> frozenset[int]:
        """Positions of the columns with phones."""
        return frozenset(p for person in self.guardians.values() for name, p in person.items() if name.startswith("phone"))


@dataclass(slots=True)
class Entry:
    """A row as read. ``order`` sorts entries by submission; ``consent_said`` tells an unclear answer from none.

    ``names_all`` is false where children are counted without being named, so that counts and names needn't agree.
    Nobody changes one; it isn't frozen because ten thousand that are take ten times as long to make, and none leaves the room.
    """

    ref: str
    sheet: str
    number: int
    order: int
    guardians: tuple[PlannedGuardian, ...]
    children: tuple[PlannedChild, ...]
    headcount: Headcount
    slots: tuple[str, ...]
    consent: bool | None
    consent_said: bool
    notes: str | None
    submitted_at: datetime | None
    warnings: tuple[str, ...]
    reasons: tuple[str, ...]
    preview: RowPreview
    one_child_a_row: bool
    names_all: bool = True
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)

    @property
    def phone(self) -> str:
        """The phone that the family goes by; only entries without reasons are sure to have one."""
        return self.guardians[0].phone or "" if self.guardians else ""


class RowReader:
    """Reads the rows of one sheet."""

    def __init__(self, layout: Layout, context: ImportContext, book: SlotBook, *, date1904: bool) -> None:
        self._layout = layout
        self._context = context
        self._book = book
        self._date1904 = date1904
        self._guardian_columns = [(index, layout.guardians.get(index, {})) for index in sorted({0, *layout.guardians})]
        self._slot_columns = [*layout.slots, *(position for position, _ in layout.slot_options)]

    def submitted(self, row: tuple[Cell, ...]) -> datetime | None:
        """When the row was submitted, where the file says so."""
        return read_moment(self._at(row, self._layout.plain.get("meta.submitted_at")), date1904=self._date1904)

    def read(
        self, row: tuple[Cell, ...], *, ref: str, sheet: str, number: int, order: int, hidden: bool, submitted: datetime | None
    ) -> Entry:
        """The entry of a data row."""
        layout = self._layout
        warnings: list[str] = ["hidden_row"] if hidden else []
        reasons: set[str] = set()
        guardians = self._guardians(row, warnings, reasons)
        children = self._children(row, (submitted.date() if submitted else self._context.as_of), warnings, reasons)
        headcount = self._headcount(row, warnings)
        slots = self._slots(row, warnings)
        consent_cell = self._at(row, layout.plain.get("photo_consent"))
        consent, unclear = read_consent(consent_cell)
        notes_cell = self._at(row, layout.plain.get("notes"))
        answers, doubtful = read_answers(row, layout.plain, self._context.questions)
        warnings.extend([*doubtful, *_blemishes(row)])
        return Entry(
            ref=ref, sheet=sheet, number=number, order=order, guardians=guardians, children=children, headcount=headcount,
            slots=slots, consent=consent, consent_said=bool(unclear) or consent is not None, notes=free_text(notes_cell),
            submitted_at=submitted, warnings=tuple(dict.fromkeys([*warnings, *unclear])),
            reasons=tuple(code for code in REJECT_ORDER if code in reasons) if reasons else (),
            preview=self._preview(row, guardians, children), one_child_a_row=layout.one_child_a_row, answers=answers,
        )  # fmt: skip

    @staticmethod
    def _at(row: tuple[Cell, ...], position: int | None) -> Cell:
        return row[position] if position is not None and position < len(row) else None

    def _name(self, row: tuple[Cell, ...], columns: dict[str, int]) -> Cell:
        """A name, put together where given name and surname stand apart: Amy + Li, but 王 + 芳."""
        name = self._at(row, columns.get("name"))
        surname = self._at(row, columns["surname"]) if "surname" in columns else None
        if is_nothing(surname):
            return name
        if is_nothing(name):
            return surname
        given, family = raw_text(name).strip(), raw_text(surname).strip()
        return f"{given} {family}" if family.isascii() else f"{family}{given}"

    def _birth(self, row: tuple[Cell, ...], position: int | None) -> Cell:
        """A birth cell; a bare number under a heading that asks for an age is one."""
        cell = self._at(row, position)
        unit = self._layout.ages.get(position) if position is not None else None
        if unit is None or isinstance(cell, bool) or is_nothing(cell):
            return cell
        text = plain(cell)
        return f"{text}{unit}" if _AGE.fullmatch(text) else cell

    def _guardians(self, row: tuple[Cell, ...], warnings: list[str], reasons: set[str]) -> tuple[PlannedGuardian, ...]:
        found = []
        for index, columns in self._guardian_columns:
            name = read_guardian_name(self._name(row, columns))
            phone = read_phone(self._at(row, columns.get("phone")))
            second = phone.second or (read_phone(self._at(row, columns["phone2"])).number if "phone2" in columns else None)
            relation = read_relation(self._at(row, columns.get("relation"))) or self._layout.roles.get(index) or name.relation
            if index == 0:
                if phone.problem:
                    reasons.add(phone.problem)
                if name.name is None and "name" in columns:
                    warnings.append("missing_guardian_name")
            elif name.name is None and phone.number is None:
                continue
            elif phone.problem == "bad_phone":
                warnings.append("second_phone_unreadable")
            warnings.extend(phone.warnings)
            if name.has_title:
                warnings.append("name_has_title")
            found.append(PlannedGuardian(name.name, phone.number, phone.kind, relation, second))
        return tuple(found)

    def _children(
        self, row: tuple[Cell, ...], base: date, warnings: list[str], reasons: set[str]
    ) -> tuple[PlannedChild, ...]:
        found: list[PlannedChild] = []
        for columns in self._layout.children.values():
            found += self._child_cells(row, columns, base, warnings, reasons)
        if not found:
            reasons.add("missing_child")
        if self._layout.family_allergies is not None:
            shared = free_text(self._at(row, self._layout.family_allergies))
            if shared is not None:
                found = [replace(child, allergies=child.allergies or shared) for child in found]
        return tuple(found)

    def _child_cells(
        self, row: tuple[Cell, ...], columns: dict[str, int], base: date, warnings: list[str], reasons: set[str]
    ) -> list[PlannedChild]:
        name_cell = self._name(row, columns)
        birth_cell = self._birth(row, columns.get("birthdate"))
        nickname = free_text(self._at(row, columns.get("nickname")))
        if is_nothing(name_cell) and nickname is None and (self._layout.children.get(0) is columns or is_nothing(birth_cell)):
            return []
        sex_cell = self._at(row, columns.get("sex"))
        allergies = free_text(self._at(row, columns.get("allergies")))

        def is_birth(text: str) -> bool:
            return read_birth(text, base=base).problem is None and not is_nothing(text)

        several = [] if is_nothing(name_cell) else split_children(name_cell, birth_cell, sex_cell, is_birth)
        if several:
            warnings.append("multiple_children_in_cell")
            return [
                self._child(read_name(name), None, read_sex(sex), birth, allergies, base, warnings, reasons, "birthdate" in columns)
                for name, birth, sex in several
            ]
        name = read_name(name_cell)
        if name is None:
            warnings.append("child_name_is_nickname" if nickname else "unnamed_children")
        return [
            self._child(name, nickname, read_sex(sex_cell), birth_cell, allergies, base, warnings, reasons, "birthdate" in columns)
        ]

    def _child(
        self, name: str | None, nickname: str | None, sex: str | None, birth_cell: Cell, allergies: str | None, base: date,
        warnings: list[str], reasons: set[str], asked_birth: bool,
    ) -> PlannedChild:  # fmt: skip
        birth = read_birth(birth_cell, base=base, date1904=self._date1904)
        if birth.is_blank and asked_birth:
            warnings.append("missing_birthdate")
        warnings.extend(birth.warnings)
        if birth.problem:
            reasons.add(birth.problem)
        self._check_age(birth, warnings, reasons)
        return PlannedChild(
            name, nickname, sex, birth.day, birth.between, birth.text if not birth.problem else None, birth.lunar, allergies
        )

    def _check_age(self, birth: Birth, warnings: list[str], reasons: set[str]) -> None:
        """Ages count on the day of the event; a vague age is judged by what is certain, and warned of by what is possible."""
        if birth.day is None and birth.between is None:
            return
        first, last = birth.between or (birth.day, birth.day)
        assert first is not None and last is not None
        event = self._context.event_date
        if first > self._context.as_of:
            reasons.add("future_birthdate")
        elif months_between(last, event) >= self._context.hard_max_age_years * 12:
            reasons.add("too_old")
        elif self._context.age_band_months is not None:
            youngest, oldest = self._context.age_band_months
            if months_between(last, event) < youngest or months_between(first, event) > oldest:
                warnings.append("age_out_of_band")

    def _headcount(self, row: tuple[Cell, ...], warnings: list[str]) -> Headcount:
        plain_columns = self._layout.plain
        asked = [name for name in ("headcount.text", "headcount.adults", "headcount.children") if name in plain_columns]
        if not asked:
            return Headcount()
        stated = read_headcount(self._at(row, plain_columns.get("headcount.text")))
        adults, more = read_count(self._at(row, plain_columns.get("headcount.adults")))
        children, most = read_count(self._at(row, plain_columns.get("headcount.children")))
        warnings.extend([*stated.warnings, *more, *most])
        if adults is not None or children is not None:
            stated = Headcount(
                adults if adults is not None else stated.adults, children if children is not None else stated.children
            )
        if stated.is_missing:
            warnings.append("headcount_missing")
        elif stated.total is not None:
            warnings.append("headcount_total_only")
        return stated

    def _slots(self, row: tuple[Cell, ...], warnings: list[str]) -> tuple[str, ...]:
        if not self._book.choices:
            return ()
        layout = self._layout
        if not layout.slots and not layout.slot_options:
            default = layout.sheet_slot or self._context.default_slot
            warnings.extend([] if default else ["missing_slot"])
            return (default,) if default else ()
        chosen = {code for position, code in layout.slot_options if self._ticked(self._at(row, position))}
        missing = not chosen
        for position in layout.slots:
            codes, said = self._book.read(self._at(row, position))
            chosen.update(codes)
            warnings.extend(code for code in said if code != "missing_slot")
            missing = missing and "missing_slot" in said
        if missing:
            warnings.append("missing_slot")
        return tuple(choice.code for choice in self._book.choices if choice.code in chosen)

    @staticmethod
    def _ticked(cell: Cell) -> bool:
        return not is_nothing(cell) and cell is not False and plain(cell).lower() not in _UNTICKED

    def _preview(
        self, row: tuple[Cell, ...], guardians: Sequence[PlannedGuardian], children: Sequence[PlannedChild]
    ) -> RowPreview:
        """Names as they stand in the file; the phone and the day of birth as they were understood, where they were."""
        guardian = self._layout.guardians.get(0, {})
        child = self._layout.children.get(0, {})
        slot_cells = [self._at(row, position) for position in self._slot_columns]
        shown = [self._at(row, guardian.get("name")), self._at(row, guardian.get("phone")), self._at(row, child.get("name")),
                 self._at(row, child.get("birthdate"))]  # fmt: skip
        name, phone, child_name, birth = map(_short, shown)
        if guardians and guardians[0].phone:
            phone = guardians[0].phone
        if children and children[0].birthdate is not None:
            birth = children[0].birthdate.isoformat()
        return RowPreview(name, phone, child_name, birth, "、".join(_short(c) for c in slot_cells if not is_nothing(c)))


def _blemishes(row: tuple[Cell, ...]) -> list[str]:
    """What was left out of the row's texts."""
    whole = " ".join([cell for cell in row if isinstance(cell, str)])
    found = ["control_characters"] if not whole.isprintable() and has_controls(whole) else []
    return [*found, "text_cut"] if len(whole) > LONGEST_TEXT and any(map(is_cut, row)) else found


def _short(cell: Cell) -> str:
    if isinstance(cell, str) and len(cell) <= _PREVIEW and cell.isprintable():
        return "" if is_nothing(cell) else cell.strip()
    text = (free_text(raw_text(cell)) or "").replace("\n", " ")
    return text if len(text) <= _PREVIEW else text[: _PREVIEW - 1] + "…"
