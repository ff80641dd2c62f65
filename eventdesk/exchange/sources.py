"""Which program a registration file comes from, told by the columns that it adds by itself."""

import re

from eventdesk.exchange.headings import Kind, clean_heading, read_heading
from eventdesk.exchange.tables import Table
from eventdesk.exchange.workbook import Sheet

_MARKS = (
    ("tencent", ("开始答题时间", "结束答题时间", "答题时长", "用户标识", "用户类型", "自定义字段", "地理位置省")),
    ("wjx", ("提交答卷时间", "所用时间", "来源", "来源详情", "来自ip", "总分")),
    ("jinshuju", ("微信openid", "微信昵称", "填写设备", "更新时间", "提交人", "提交时间", "填写操作系统", "ip")),
)
_NEEDED = 2
_WJX_VALUES = re.compile(r"\(跳过\)|┋|〖")
_TEMPLATE_KINDS = frozenset({Kind.NAME, Kind.PHONE, Kind.RELATION, Kind.SEX, Kind.BIRTH, Kind.ALLERGIES, Kind.SLOTS, Kind.CONSENT})
_TEMPLATE_SHARE = 6


def detect_source(tables: list[tuple[Sheet, Table]]) -> str:
    """``wjx``, ``jinshuju``, ``tencent``, ``template`` or ``other``."""
    sheet, table = max(tables, key=lambda pair: pair[1].known)
    headings = [clean_heading(heading) for heading, _ in table.headings]
    hits = {source: sum(1 for mark in marks if mark in headings) for source, marks in _MARKS}
    source = max(hits, key=lambda name: hits[name])
    if hits[source] >= _NEEDED:
        return source
    if any(isinstance(c, str) and _WJX_VALUES.search(c) for row in sheet.rows[table.first : table.first + 30] for c in row):
        return "wjx"
    kinds = {read_heading(*heading).kind for heading in table.headings}
    return "template" if len(kinds & _TEMPLATE_KINDS) >= _TEMPLATE_SHARE else "other"

