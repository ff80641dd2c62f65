"""What the sample organisation has of partners, money, tasks and ideas."""

from collections.abc import Sequence
from pathlib import Path

from eventdesk.desk import Desk
from eventdesk.domain.checklist import standard
from eventdesk.domain.event import EventKind
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.partner import PartnerKind
from eventdesk.exchange.workbook import Cell, Sheet, Workbook
from resources.words import Words

PARTNERS = (
    ("蓝鲸绘本馆", PartnerKind.SPONSOR, "沈岚", "13900006120", "每季度见一次面"),
    ("青禾社区中心", PartnerKind.VENUE, "李主任", "02155501880", "场地提前两周订"),
    ("小木匠工坊", PartnerKind.SUPPLIER, "鲁明", "13700008812", ""),
    ("北岸幼儿园", PartnerKind.SCHOOL, "何园长", "13600004471", "班级群里帮忙转发"),
)
# Partner, what it is, yuan pledged and received, in kind; of the event a week ago, today, the next one, or of none.
GIVEN = (
    (0, "活动赞助", 5000, 5000, False, "past"), (0, "活动赞助", 8000, 5000, False, "today"),
    (0, "绘本 60 册", 1800, 1800, True, "today"),
    (0, "年度支持", 20000, 10000, False, ""), (1, "场地减免", 2400, 2400, True, "today"), (1, "场地减免", 2400, 0, True, "next"),
    (2, "木料和工具", 1500, 1500, True, "today"),
)  # fmt: skip
# Side, kind, what it is, yuan planned and spent (None: not known yet).
PAST_LINES = (
    (Side.INCOME, LineKind.TICKETS, "门票", 2400, 2352), (Side.COST, LineKind.MATERIAL, "手工材料", 2600, 2781.5),
    (Side.COST, LineKind.CATERING, "点心和水", 800, 764.2), (Side.COST, LineKind.PRINT, "海报和贴纸", 360, 360),
)  # fmt: skip
TODAY_LINES = (
    (Side.INCOME, LineKind.TICKETS, "门票", 6800, 6420), (Side.INCOME, LineKind.MEMBERSHIP, "会员年费", 1200, 1200),
    (Side.COST, LineKind.VENUE, "场地和清洁", 3600, 3600), (Side.COST, LineKind.MATERIAL, "五个工坊的材料", 4200, 4566.8),
    (Side.COST, LineKind.PEOPLE, "讲师酬劳", 3000, None), (Side.COST, LineKind.CATERING, "点心和水", 1500, 1388.5),
    (Side.COST, LineKind.PRINT, "海报、入场码和贴纸", 640, 640),
)  # fmt: skip
NEXT_LINES = (
    (Side.INCOME, LineKind.TICKETS, "门票", 4800, None), (Side.COST, LineKind.VENUE, "场地和清洁", 3600, None),
    (Side.COST, LineKind.MATERIAL, "工坊材料", 2800, None),
)  # fmt: skip
IDEAS = (
    ("天文夜：看木星", EventKind.OUTDOOR, "家长群里问过几次，冬天的晚上看得清。", 23),
    ("亲子话剧", EventKind.FESTIVAL, "每家演一段，元宵前排好。", 14), ("旧物市集", EventKind.FESTIVAL, "孩子自己摆摊换玩具。", 9),
    ("急救小课堂", EventKind.LECTURE, "请社区医院来讲。", 6), ("爸爸厨房", EventKind.WORKSHOP, "", 2),
)  # fmt: skip


def fund(desk: Desk, codes: dict[str, str], phones: Sequence[str]) -> None:
    """Writes down partners and what they bring, the lines of three events, what is to be done, and ideas with votes.

    ``codes`` are those of the events ``past``, ``today`` and ``next``; ``phones`` those of families that vote.
    """
    partners = [
        desk.partners.add(name=name, kind=kind, contact=contact, phone=phone, notes=notes).id
        for name, kind, contact, phone, notes in PARTNERS
    ]
    for place, title, pledged, received, in_kind, event in GIVEN:
        desk.partners.pledge(
            partners[place], title=title, pledged_fen=pledged * 100, received_fen=received * 100, in_kind=in_kind,
            event=codes[event] if event else None,
        )  # fmt: skip
    for key, lines in (("past", PAST_LINES), ("today", TODAY_LINES), ("next", NEXT_LINES)):
        for side, kind, title, planned, actual in lines:
            spent = None if actual is None else round(actual * 100)
            desk.budgets.add(codes[key], side=side, kind=kind, title=title, planned_fen=planned * 100, actual_fen=spent)
    _tasks(desk, codes["next"])
    answers: list[tuple[Cell, ...]] = [("想参加的活动", "手机号")]
    for title, idea_kind, text, votes in IDEAS:
        desk.proposals.add(title=title, kind=idea_kind, text=text)
        answers += [(title, phone) for phone in phones[:votes]]
    sheet = Sheet("csv", tuple(answers))
    desk.proposals.import_votes(Path("votes.csv"), workbook=Workbook("csv", (sheet,)))


def _tasks(desk: Desk, event: str) -> None:
    words = Words("zh")
    named = [(words(f"checklist.std_{task.key}"), task.due_days) for task in standard(EventKind.WORKSHOP)]
    found = desk.checklists.add_all(event, named)
    owners = ("李静", "赵晨", "方雨")
    for place, task in enumerate(sorted(found.tasks, key=lambda task: task.position)):
        desk.checklists.change(task.id, owner=owners[place % len(owners)])
        if place < 4:
            desk.checklists.done(task.id)
