"""Volunteers as a file lists them: one row each, with the fate of every row. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from eventdesk.domain.volunteer import Vetting
from eventdesk.errors import UnreadableFile
from eventdesk.exchange.values.birth import read_birth
from eventdesk.exchange.values.people import name_key, read_name
from eventdesk.exchange.values.phone import read_phone
from eventdesk.exchange.values.text import free_text, has_fullwidth_digits, is_nothing, plain, raw_text
from eventdesk.exchange.volunteer_columns import PEOPLE, ROLE_SKILLS, Grid, find_grid, missing, not_many
from eventdesk.exchange.volunteer_times import Span, halves_of, read_times
from eventdesk.exchange.workbook import Cell, Workbook

_STRONG = re.compile(r"[、,，;；/|┋\n\r+＋&]+")
_HAN_BLANK = re.compile("(?<=[\u3400-\u9fff])[ \t\u3000]+|[ \t\u3000]+(?=[\u3400-\u9fff])")
_ANY = re.compile(
    r"服从|都可以?|均可|皆可|随便|随意|不限|任意|任何|哪里需要|听从?安排|any|no preference|wherever|whatever|flexible"
)
_NO_LIMIT = re.compile(r"不限|无限|没有限制|不设|no limit|unlimited|any")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:个)?(半)?\s*(小时|钟头|h\b|hrs?\b|hours?|分钟|min(?:ute)?s?\b)?")
_FOR_EVER = re.compile(r"长期|永久|终身|一直|无期限|permanent|indefinite|no expiry|forever")
_MOST_HOURS = 1000
MOST_PEOPLE = 5000
"""Rows of one file. An event has some hundred volunteers; a file of more is another one."""


@dataclass(frozen=True)
class FilePerson:
    """What the rows of one volunteer say together. None or empty where they say nothing; ``limited``: whether they say how long
    somebody helps at most, which may be without an end."""

    row: int
    name: str
    phone: str
    skills: tuple[str, ...] | None = None
    spans: tuple[tuple[date, Span], ...] | None = None
    limited: bool = False
    max_minutes: int | None = None
    max_day_minutes: int | None = None
    wishes: tuple[str, ...] | None = None
    apart: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    vetting: Vetting | None = None
    vetting_until: date | None = None
    birthdate: date | None = None
    email: str = ""
    wechat: str = ""
    note: str = ""


@dataclass
class FileRow:
    """The fate of a row; ``person`` is the place of its volunteer among the people, None where it was rejected."""

    row: int
    fate: str
    name: str = ""
    warnings: list[str] = field(default_factory=list)
    person: int | None = None


@dataclass(frozen=True)
class FilePeople:
    """All of a file: its rows, its people in the order of their first rows, pairs of them (places) that are kept apart or
    together, days that the event has not, and the skill that each role needs, where the file says so."""

    rows: tuple[FileRow, ...]
    people: tuple[FilePerson, ...]
    apart: frozenset[tuple[int, int]]
    together: frozenset[tuple[int, int]]
    unknown_days: tuple[str, ...]
    role_skills: Mapping[str, str]


OF_VOLUNTEERS = frozenset({"skills", "wishes", "max", "max_day", "vetting", "apart", "together"})
"""What lists of volunteers ask and registrations don't. Times are none of it: that at which a form was sent reads like a time
to help."""

_ABOUT_CHILDREN = re.compile(r"孩子|宝宝|幼儿|萌娃|child|kid|baby", re.IGNORECASE)


def people_of(workbook: Workbook, *, days: Sequence[date], as_of: date) -> FilePeople:
    """Reads the people of a workbook. ``days`` are those of the event. :class:`UnreadableFile` ``volunteer_columns_missing``,
    ``not_volunteers``, ``nobody_in_file`` or ``volunteer_rows_many`` above :data:`MOST_PEOPLE`."""
    grid = find_grid(workbook, PEOPLE, (("name",), ("phone",)), keys=("name", "phone", "skills", "windows"))
    if grid is None:
        raise missing(workbook, "姓名 / name, 手机号 / phone")
    if not OF_VOLUNTEERS & grid.columns.keys() and _asks_for_children(workbook):
        # Such as registrations, which have names and phones too: the list that is taken frees everybody who isn't on it.
        raise UnreadableFile("not_volunteers", file=workbook.file)
    not_many(workbook, grid, MOST_PEOPLE)
    notes = (cell for sheet in workbook.sheets for row in sheet.rows[:40] for cell in row if isinstance(cell, str))
    reader = _Reader(grid, tuple(days), {**halves_of(notes), **halves_of(grid.above)}, as_of, date1904=workbook.date1904)
    rows: list[FileRow] = []
    people: list[FilePerson] = []
    known: dict[tuple[str, str], int] = {}
    phones: set[str] = set()
    for number, cells in grid.rows:
        row, person = reader.read(number, cells)
        rows.append(row)
        if person is None:
            continue
        key = (person.phone, name_key(person.name))
        if key in known:
            row.person = known[key]
            row.fate = f"duplicate_of:{people[row.person].row}"
            people[row.person] = _merged(people[row.person], person)
            continue
        if person.phone in phones:
            row.warnings.append("shared_phone")
        phones.add(person.phone)
        row.person = known[key] = len(people)
        people.append(person)
    if not people:
        raise UnreadableFile("nobody_in_file", file=workbook.file)
    apart = _pairs(rows, people, "apart", "conflict_name")
    together = _pairs(rows, people, "together", "together_name")
    for row in rows:
        row.warnings = sorted(set(row.warnings))
    return FilePeople(
        tuple(rows), tuple(people), apart, together, tuple(dict.fromkeys(reader.unknown)), role_skills_of(workbook)
    )


def _asks_for_children(workbook: Workbook) -> bool:
    texts = (cell for sheet in workbook.sheets for row in sheet.rows[:40] for cell in row if isinstance(cell, str))
    return any(_ABOUT_CHILDREN.search(text) for text in texts)


def role_skills_of(workbook: Workbook) -> dict[str, str]:
    """Which role needs which skill, where a sheet says so."""
    found = {}
    for sheet in workbook.sheets:
        alone = Workbook(workbook.kind, (sheet,))
        grid = find_grid(alone, ROLE_SKILLS, (("skill",), ("role",)), keys=("skill", "role"))
        if grid is None or find_grid(alone, PEOPLE, (("name",), ("phone",)), keys=("name",)) is not None:
            continue
        for _, cells in grid.rows:
            skill, role = grid.cell(cells, "skill"), grid.cell(cells, "role")
            if not is_nothing(skill) and not is_nothing(role):
                found[plain(role)] = plain(skill)
    return found


@dataclass
class _Reader:
    """Reads rows, one after the other."""

    grid: Grid
    days: tuple[date, ...]
    halves: Mapping[str, Span]
    as_of: date
    date1904: bool = False
    unknown: list[str] = field(default_factory=list)

    def read(self, number: int, cells: tuple[Cell, ...]) -> tuple[FileRow, FilePerson | None]:
        """A row with its volunteer, None where it is rejected."""
        get = self.grid.cell
        name = read_name(get(cells, "name"))
        phone = read_phone(get(cells, "phone"))
        row = FileRow(number, "ok", name or "")
        if phone.number is None or not name:
            row.fate = f"rejected:{phone.problem or 'missing_name'}"
            return row, None
        row.warnings += phone.warnings
        for column in ("max", "max_day", "vetting", "windows", "birthdate"):
            if has_fullwidth_digits(get(cells, column)):
                row.warnings.append("fullwidth_digits")
        most, limited = self._minutes(get(cells, "max"), row)
        daily, _ = self._minutes(get(cells, "max_day"), row)
        vetting, until = self._vetting(get(cells, "vetting"), row)
        person = FilePerson(
            row=number, name=name, phone=phone.number, skills=_skills(get(cells, "skills")),
            spans=self._spans(get(cells, "windows"), row), limited=limited, max_minutes=most, max_day_minutes=daily,
            wishes=_wishes(get(cells, "wishes")), apart=listed(get(cells, "apart")) or (),
            together=listed(get(cells, "together")) or (), vetting=vetting, vetting_until=until,
            birthdate=self._birth(get(cells, "birthdate"), row), email=plain(get(cells, "email")),
            wechat=plain(get(cells, "wechat")), note=free_text(get(cells, "note")) or "",
        )  # fmt: skip
        return row, person

    def _spans(self, cell: Cell, row: FileRow) -> tuple[tuple[date, Span], ...] | None:
        if is_nothing(cell):
            if "windows" in self.grid.columns:
                row.warnings.append("missing_availability")
            return None
        times = read_times(raw_text(cell), days=self.days, halves=self.halves)
        self.unknown += times.unknown
        row.warnings += ["unknown_day"] if times.unknown else []
        row.warnings += ["availability_unreadable"] if times.unread else []
        return times.spans

    def _minutes(self, cell: Cell, row: FileRow) -> tuple[int | None, bool]:
        """Minutes at most, and whether the cell says anything of it."""
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            if 0 < cell <= _MOST_HOURS:
                return round(cell * 60), True
            row.warnings.append("hours_unreadable")
            return None, False
        text = plain(cell).lower()
        if _NO_LIMIT.search(text):
            return None, True
        if is_nothing(cell):
            return None, False
        found = _HOURS.search(text)
        if found is None or not 0 < float(found[1]) <= _MOST_HOURS * 60:
            row.warnings.append("hours_unreadable")
            return None, False
        unit = 1 if (found[3] or "").startswith(("分", "min")) else 60
        return round((float(found[1]) + (0.5 if found[2] else 0)) * unit), True

    def _vetting(self, cell: Cell, row: FileRow) -> tuple[Vetting | None, date | None]:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None, None
        if isinstance(cell, str) and _FOR_EVER.search(plain(cell).lower()):
            return Vetting.PERMANENT, None
        found = read_birth(cell, base=self.as_of, date1904=self.date1904)
        if found.day is None:
            return Vetting.NONE, None
        row.warnings += found.warnings
        return Vetting.DATED, found.day

    def _birth(self, cell: Cell, row: FileRow) -> date | None:
        found = read_birth(cell, base=self.as_of, date1904=self.date1904)
        if found.problem or (found.day is not None and found.day > self.as_of):
            row.warnings.append("bad_birthdate")
            return None
        # Who may still be under eighteen by what is written counts as such.
        return found.day or (found.between[1] if found.between else None)


def listed(cell: Cell) -> tuple[str, ...] | None:
    """The words of a list; None for nothing said."""
    if is_nothing(cell):
        return None
    parts = (part for whole in _STRONG.split(plain(cell)) for part in _HAN_BLANK.split(whole))
    return tuple(dict.fromkeys(part.strip(" .。()（）") for part in parts if not is_nothing(part.strip(" .。()（）"))))


def _skills(cell: Cell) -> tuple[str, ...] | None:
    """None where nothing is written; a word for "none" says that there are none."""
    found = listed(cell)
    return () if found is None and plain(cell) else found


def _wishes(cell: Cell) -> tuple[str, ...] | None:
    found = listed(cell)
    return None if found is None else tuple(wish for wish in found if not _ANY.search(wish.lower()))


def _merged(first: FilePerson, later: FilePerson) -> FilePerson:
    """What a later row says of somebody goes before what an earlier one said; what it leaves blank stays."""
    changes: dict[str, object] = {
        name: getattr(later, name)
        for name in ("skills", "spans", "wishes", "apart", "together", "birthdate", "email", "wechat", "note")
        if getattr(later, name) not in (None, (), "")
    }
    if later.limited:
        changes |= {"limited": True, "max_minutes": later.max_minutes}
    if later.max_day_minutes is not None:
        changes["max_day_minutes"] = later.max_day_minutes
    if later.wishes == ():
        changes["wishes"] = ()
    if later.vetting is not None:
        changes |= {"vetting": later.vetting, "vetting_until": later.vetting_until}
    return replace(first, **changes)  # type: ignore[arg-type]  # each is its own field's


def _pairs(
    rows: Sequence[FileRow], people: Sequence[FilePerson], which: str, warning: str
) -> frozenset[tuple[int, int]]:
    """The pairs that rows name; a name that is nobody's, two people's or one's own is told and left out."""
    by_name: dict[str, list[int]] = {}
    for place, person in enumerate(people):
        by_name.setdefault(name_key(person.name), []).append(place)
    found = set()
    for row, place, name in _named(rows, people, which):
        others = by_name.get(name_key(name), [])
        if others == [place]:
            row.warnings.append(f"self_{warning}")
        elif len(others) != 1:
            row.warnings.append(f"{'ambiguous' if others else 'unknown'}_{warning}")
        else:
            found.add((min(place, others[0]), max(place, others[0])))
    return frozenset(found)


def _named(rows: Sequence[FileRow], people: Sequence[FilePerson], which: str) -> Iterator[tuple[FileRow, int, str]]:
    for row in rows:
        if row.person is not None and people[row.person].row == row.row:
            for name in getattr(people[row.person], which):
                yield row, row.person, name
