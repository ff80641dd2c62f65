"""A file of registrations as 问卷星 exports it, one row for each form that was sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from eventdesk.errors import StoreProblem
from eventdesk.exchange.workbook import Sheet, Workbook
from eventdesk.sample.cast import Part
from eventdesk.sample.mess import SPOILT, Cell, Hand, sent_twice, spoilt
from eventdesk.sample.names import NETWORKS, PLACES, SOURCES
from eventdesk.sample.people import SampleChild, SampleFamily, draw_families, share
from eventdesk.sample.programme import SampleEvent

HEADINGS = (
    "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP",
    "1、家长姓名", "2、家长手机号码", "3、您与孩子的关系",
    "4、参加活动的宝宝姓名", "5、宝宝小名", "6、宝宝性别", "7、宝宝出生日期",
    "8、宝宝过敏史或特殊需求", "9、是否还有第二个孩子一起参加",
    "10、二宝姓名", "11、二宝小名", "12、二宝性别", "13、二宝出生日期", "14、二宝过敏史或特殊需求",
    "15、想参加的场次（可多选）", "16、参加人数（例：2大1小）", "17、是否同意活动照片用于公众号宣传", "18、备注",
)  # fmt: skip
PHONE, BIRTHDATE = HEADINGS.index("2、家长手机号码"), HEADINGS.index("7、宝宝出生日期")

_SHEET = "Sheet1"
_WIDTHS = {1: 20, 6: 14, 7: 18, 9: 16, 12: 16, 13: 18, 20: 26, 21: 16, 23: 28}
_SKIPPED = "(跳过)"
_ONE_CHILD = 5


@dataclass(frozen=True)
class Registrations:
    """The rows of a file, without its headings, by the time they were sent."""

    rows: tuple[tuple[Cell, ...], ...]

    def in_memory(self, name: str) -> Workbook:
        """The file as the import reads it, without a file."""
        return Workbook("xlsx", (Sheet(_SHEET, (HEADINGS, *self.rows)),), file=name)

    def write(self, file: Path) -> Path:
        """The file, for a person or a program to import; :class:`StoreProblem` ``sample_not_written``."""
        from openpyxl import Workbook as Book
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        book = Book(write_only=True)
        sheet = book.create_sheet(_SHEET)
        sheet.freeze_panes = "A2"
        for column, width in _WIDTHS.items():
            sheet.column_dimensions[get_column_letter(column + 1)].width = width
        headings = [WriteOnlyCell(sheet, heading) for heading in HEADINGS]
        for heading in headings:
            heading.font = Font(bold=True)
        sheet.append(headings)
        for row in self.rows:
            sheet.append(row)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            book.save(file)
        except OSError as problem:
            raise StoreProblem("sample_not_written", file=file.name) from problem
        return file


def fill_in(
    families: Sequence[SampleFamily], event: SampleEvent, *, start: datetime, seed: int = 1, mess: float = 0.35
) -> Registrations:
    """The forms of these families for an event that begins at ``start``. Those who registered by phone sent none.

    ``mess`` is the share of answers that are written in an odd way; at 0 there are no double and no unreadable rows.
    """
    random = Random(seed)
    titles = {slot.code: slot.title for slot in event.slots}
    senders = [family for family in families if family.part is not Part.BY_PHONE]
    forms = [*senders, *sent_twice(senders, random)] if mess else senders
    hand = Hand(random, mess=mess)
    dated = [(family.at, _form(family, titles, hand, random)) for family in forms]
    if mess:
        dated += _unreadable(len(senders), start, titles, hand, random, codes=tuple(titles))
    dated.sort(key=lambda pair: pair[0])
    return Registrations(tuple((number, *cells[1:]) for number, (_, cells) in enumerate(dated, 1)))


def _unreadable(
    count: int, start: datetime, titles: dict[str, str], hand: Hand, random: Random, codes: tuple[str, ...]
) -> Iterator[tuple[datetime, list[Cell]]]:
    others = draw_families(share(SPOILT, count), event_start=start, seed=random.randrange(1 << 30), cast=())
    for kind, family in enumerate(family for family in others if family.part is Part.CONFIRMED):
        cells = _form(family, titles, hand, random, slots=random.sample(codes, min(1, len(codes))))
        yield family.at, spoilt(cells, kind, phone=PHONE, birthdate=BIRTHDATE, year=start.year)


def _form(
    family: SampleFamily, titles: dict[str, str], hand: Hand, random: Random, slots: Sequence[str] | None = None
) -> list[Cell]:
    source, detail = random.choice(SOURCES)
    first, second = family.children[0], family.children[1] if len(family.children) > 1 else None
    chosen = "┋".join(titles[code] for code in (family.slots if slots is None else slots))
    return [
        0, family.at.strftime("%Y/%m/%d %H:%M:%S"), f"{random.randint(58, 900)}秒", source, detail,
        f"{random.choice(NETWORKS)}.{random.randint(1, 254)}({random.choice(PLACES)})",
        hand.name(family.guardian), hand.phone(family.phone), family.relation, *_child(first, hand),
        "是" if second else "否", *(_child(second, hand) if second else [_SKIPPED] * _ONE_CHILD),
        chosen or _SKIPPED, hand.headcount(family.adults, len(family.children)), hand.photo(family.photo),
        hand.nothing(family.notes),
    ]  # fmt: skip


def _child(child: SampleChild, hand: Hand) -> list[Cell]:
    return [
        hand.name(child.name), hand.nothing(child.nickname), hand.sex(child.sex), hand.birthdate(child.birthdate),
        hand.nothing(child.allergies),
    ]  # fmt: skip
