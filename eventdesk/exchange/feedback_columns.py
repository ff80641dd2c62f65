"""What the columns of a questionnaire hold: told from their headings, and where these are silent from what was answered."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eventdesk.domain.feedback import NPS_SCALE, RATING_SCALE
from eventdesk.errors import InvalidInput
from eventdesk.exchange.columns import column_letter
from eventdesk.exchange.feedback_values import Points, is_skipped, put_together, speaks_of_satisfaction
from eventdesk.exchange.headings import Kind, clean_heading, read_heading
from eventdesk.exchange.values.moments import read_moment
from eventdesk.exchange.values.phone import read_phone
from eventdesk.exchange.values.slots import SlotBook
from eventdesk.exchange.values.text import plain
from eventdesk.exchange.workbook import Cell

_THINGS = "[日号月岁天人个次名元周场年]|点钟|小时|分钟|times|years|hours|days|minutes|people|child|kids"
_SCALE = re.compile(rf"(?<!\d)([01])\s*(?:分|星)?\s*(?:[-~至到—–−]|\.\.|to)\s*(\d{{1,2}})(?!\d|\s*(?:{_THINGS}))")
_OUT_OF = re.compile(r"满分\s*(\d{1,2})|out\s*of\s*(\d{1,2})|/\s*(10|5)\b")
_RECOMMENDING = re.compile("推荐|recommend|nps", re.I)
_RATING = re.compile("满意|打分|评分|评价|星级|评星|几星|几分|satisf|rat(?:e|ing)|score|stars?(?![a-z])", re.I)
_OVERALL = re.compile("总体|整体|总的|总满意|overall", re.I)
_SEVERAL = re.compile("多选|可选多|不定项|可多选|multiple|selectall|allthatapply|chooseall")
_WORDS = re.compile(
    "建议|意见|留言|感想|想说|说明|原因|为什么|哪里|如何改进|改进|comment|suggest|improve|why|anythingelse|feedback|opinion"
)
_SLOT = re.compile(
    "哪一?[场天]|哪个(?:场次|时段)|场次|时段|时间段|班次|参加的?(?:活动)?(?:日期|时间|是)|whichsession|whichday|whichslot|session|slot"
)
_MACHINE = re.compile(
    "^来源|来自ip|^ip|所用时间|用时|时长|开始(?:答题|填写)?时间|openid|微信|wechat|昵称|头像|设备|浏览器|操作系统|^总分|^得分|地理位置|duration|browser|"
    "device|source|ipaddress|language|^语言|提交人|填写人|^省份?$|^城市$|^uid$|respondentid|用户|状态$|答卷id"
)
_PERSONAL = re.compile(
    "姓名|名字|称呼|邮箱|e-?mail|身份证|证件|住址|地址|^name|yourname|fullname|firstname|lastname|address|qq|生日|出生|小名|乳名|过敏|病史|birthday|birthdate|dateofbirth|nickname|allerg|medical"
)
_BORN = re.compile("生日|出生|birthday|birthdate|dateofbirth")
_NUMBERED = re.compile(r"^(?:q\s*)?\d{1,3}\s*[、.．:：)）_]", re.I)
_COUNTED = re.compile("几|多少|人数|年龄|岁|月龄|数量|次数|howmany|howold|numberof|^age")
_TOKEN = re.compile(r"(?:^|[?&;]token=|^token[=:：])([a-z2-7]{16})(?=$|[&#;])")
_LONGEST_OPTION = 40
_MOST_OPTIONS = 15


class Role(StrEnum):
    """What a column is taken for; the names are what a mapping says."""

    IGNORED = "ignored"
    SEQUENCE = "sequence"
    SUBMITTED = "submitted_at"
    PHONE = "phone"
    TOKEN = "token"
    SLOT = "slot"
    RATING = "rating"
    NPS = "nps"
    SINGLE = "single"
    MULTIPLE = "multiple"
    TEXT = "text"

    @property
    def is_question(self) -> bool:
        """Whether its cells are answers."""
        return self not in (Role.IGNORED, Role.SEQUENCE, Role.SUBMITTED, Role.PHONE, Role.TOKEN)


@dataclass(frozen=True)
class Column:
    """One column: its place from 0, its heading as it is written, and its cells."""

    position: int
    heading: str
    cells: tuple[Cell, ...]

    @property
    def letter(self) -> str:
        """As a spreadsheet names it."""
        return column_letter(self.position)

    @property
    def given(self) -> list[Cell]:
        """The cells that are not blank."""
        return [cell for cell in self.cells if not is_skipped(cell)]


@dataclass(frozen=True)
class Guess:
    """What a column was taken for, how sure that is (1: set by hand), and the scale of points."""

    role: Role
    confidence: float
    scale: tuple[int, int] | None = None


def known_headings(headings: Sequence[str]) -> int:
    """How many of these cells read like headings of a questionnaire: tells the row of headings from others."""
    answers = Points.of((), low=1, high=5)
    return sum(
        bool(text)
        and answers.read(text) is None
        and (_NUMBERED.match(plain(text)) is not None or _by_heading(text, []) is not None)
        for text in headings
    )


def is_register(columns: Sequence[Column], found: Mapping[int, Guess]) -> bool:
    """Whether this is a list of who registers: it asks for days of birth and for nobody's opinion."""
    if any(guess.role in (Role.RATING, Role.NPS) for guess in found.values()):
        return False
    return any(_BORN.search(clean_heading(column.heading)) for column in columns)


def is_overall(text: str) -> bool:
    """Whether a question asks about the event as a whole."""
    return _OVERALL.search(plain(text)) is not None


def scale_of(heading: str) -> tuple[int, int] | None:
    """The scale that a heading tells, such as 1-5 or 0-10."""
    text = plain(heading).lower()
    if match := _SCALE.search(text):
        low, high = int(match.group(1)), int(match.group(2))
        return (low, high) if 2 <= high <= 10 else None
    if match := _OUT_OF.search(text):
        high = int(next(filter(None, match.groups())))
        return (1, high) if 2 <= high <= 10 else None
    return None


def guess(columns: Sequence[Column], book: SlotBook) -> dict[int, Guess]:
    """What each column is taken for. Only one is the phone, the invitation, the slot and the time: the surest, or else the first."""
    found = {column.position: _guess(column, book) for column in columns}
    for role in (Role.PHONE, Role.TOKEN, Role.SLOT, Role.SUBMITTED):
        places = [place for place, one in found.items() if one.role is role]
        kept = max(places, key=lambda place: (found[place].confidence, -place), default=None)
        for place in places:
            if place != kept:
                found[place] = Guess(Role.SINGLE if role is Role.SLOT else Role.IGNORED, 0.5)
    return found


def override(columns: Sequence[Column], found: Mapping[int, Guess], wanted: Mapping[str, str]) -> dict[int, Guess]:
    """The guess with what a person has set: {letter or heading: role}. :class:`InvalidInput` for what doesn't exist."""
    result = dict(found)
    for key, name in wanted.items():
        if name not in set(Role):
            raise InvalidInput("feedback_role_unknown", field=name)
        places = [c for c in columns if c.letter == key.strip().upper()] or [
            c for c in columns if clean_heading(c.heading) == clean_heading(key)
        ]
        if not places:
            raise InvalidInput("mapping_column_unknown", column=key)
        role = Role(name)
        if role in (Role.PHONE, Role.TOKEN, Role.SLOT, Role.SUBMITTED):
            result = {place: Guess(Role.IGNORED, 0.5) if one.role is role else one for place, one in result.items()}
        scale = _scale(places[0], role) if role in (Role.RATING, Role.NPS) else None
        result[places[0].position] = Guess(role, 1.0, scale)
    return result


def _scale(column: Column, role: Role) -> tuple[int, int]:
    if role is Role.NPS:
        return NPS_SCALE
    return scale_of(column.heading) or _scale_of_cells(column.given) or RATING_SCALE


def _guess(column: Column, book: SlotBook) -> Guess:
    if not column.heading:
        return Guess(Role.IGNORED, 0.5)
    if _holds_tokens(column.given):
        return Guess(Role.TOKEN, 0.95)
    found = _by_heading(column.heading, column.given)
    if found is not None and found.role is Role.RATING:
        scale = found.scale or _scale(column, Role.RATING)
        return (
            Guess(Role.RATING, found.confidence, scale)
            if _mostly_points(column.given, scale)
            else _by_cells(column, book)
        )
    return found or _by_cells(column, book)


def _by_heading(heading: str, given: Sequence[Cell]) -> Guess | None:
    """What the heading alone says, as far as the cells don't contradict it."""
    text, scale = clean_heading(heading), scale_of(heading)
    if _RECOMMENDING.search(text) and (scale == NPS_SCALE or (scale is None and _mostly_points(given, NPS_SCALE))):
        return Guess(Role.NPS, 0.95, NPS_SCALE)
    if _SEVERAL.search(plain(heading).lower().replace(" ", "")):
        return Guess(Role.MULTIPLE, 0.95)
    if _RATING.search(text) and not _WORDS.search(text):
        return Guess(Role.RATING, 0.9, scale)
    if scale is not None and not _COUNTED.search(text):
        return Guess(Role.RATING, 0.8, scale)
    kind = read_heading(heading).kind
    if kind is Kind.SEQ:
        return Guess(Role.SEQUENCE, 0.9)
    if kind is Kind.SUBMITTED:
        return Guess(Role.SUBMITTED, 0.9)
    if kind is Kind.PHONE and all(_phone_like(cell) for cell in given[:20]):
        return Guess(Role.PHONE, 0.9)
    if _MACHINE.search(text) or (_PERSONAL.search(text) and len(text) <= 16):
        return Guess(Role.IGNORED, 0.9)
    if _SLOT.search(text):
        return Guess(Role.SLOT, 0.8)
    return Guess(Role.TEXT, 0.8) if _WORDS.search(text) else None


def _by_cells(column: Column, book: SlotBook) -> Guess:
    given = column.given
    if not given:
        return Guess(Role.TEXT, 0.3)
    texts = [plain(cell) for cell in given]
    if any("┋" in text for text in texts):
        return Guess(Role.MULTIPLE, 0.9)
    if sum(book.find(text) is not None for text in texts[:60]) >= 0.8 * len(texts[:60]):
        return Guess(Role.SLOT, 0.7)
    if all(read_phone(cell).number is not None for cell in given[:20]):
        return Guess(Role.PHONE, 0.6)
    if all(read_moment(cell) is not None for cell in given[:20]):
        return Guess(Role.IGNORED, 0.5)
    if speaks_of_satisfaction(given):
        return Guess(Role.RATING, 0.8, RATING_SCALE)
    scale = _scale_of_cells(given)
    numbered = _NUMBERED.match(plain(column.heading)) is not None
    if scale is not None and (numbered or scale == RATING_SCALE) and not _COUNTED.search(clean_heading(column.heading)):
        return Guess(Role.RATING, 0.5 if numbered else 0.4, scale)
    different = Counter(texts)
    if len(different) <= _MOST_OPTIONS and 2 * len(different) <= len(texts) and max(map(len, texts)) <= _LONGEST_OPTION:
        return Guess(Role.MULTIPLE, 0.5) if put_together(texts) else Guess(Role.SINGLE, 0.7)
    return Guess(Role.TEXT, 0.6)


def token_in(cell: Cell) -> str | None:
    """The secret of an invitation that a cell holds, alone or in the link that was answered; None where it holds none."""
    match = _TOKEN.search(plain(cell).strip().lower())
    return None if match is None else match.group(1)


def _holds_tokens(given: Sequence[Cell]) -> bool:
    """Whether a column holds secrets of invitations: nothing else that a form exports looks like them. Who came by another way may
    have left it empty, and some may have been mangled."""
    read = [token_in(cell) for cell in given]
    return bool(read) and sum(token is not None for token in read) >= 0.8 * len(read)


def _phone_like(cell: Cell) -> bool:
    """Whether something with the digits of a phone stands there, be it right or not."""
    return is_skipped(cell) or sum(character.isdigit() for character in plain(cell)) >= 5 or len(plain(cell)) <= 4


def _mostly_points(given: Collection[Cell], scale: tuple[int, int]) -> bool:
    """Whether most cells are points of a scale; an empty column contradicts nothing."""
    cells = list(given)
    points = Points.of(cells, low=scale[0], high=scale[1])
    return sum(points.read(cell) is not None for cell in cells) >= 0.6 * len(cells)


def _scale_of_cells(given: Sequence[Cell]) -> tuple[int, int] | None:
    """The scale that most cells keep to: one to five, or one to ten; None where they are no points."""
    if not given or not _mostly_points(given, RATING_SCALE):
        return None
    points = Points.of(given, low=1, high=5)
    read = [value for value in map(points.read, given) if value is not None]
    for scale in (RATING_SCALE, (1, 10), NPS_SCALE):
        # A slip or two lies outside of any scale; a scale that a tenth of the answers leave is another one.
        if sum(scale[0] <= value <= scale[1] for value in read) > 0.9 * len(read):
            return scale
    return None
