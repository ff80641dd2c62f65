"""All components on one sheet: ``python -m tests.ui.gallery FOLDER`` paints it in both themes, to be looked at."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, fill, hbox, vbox
from ui.widgets.buttons import Button, CheckBox, Kbd, Kind, Size, icon_button
from ui.widgets.camera import CameraState, CameraView
from ui.widgets.cells import ActionCell, Cell, ChipsCell, Column, IconsCell, NameCell, RowState, TextCell
from ui.widgets.chips import AlertStrip, Chip, SyncChip
from ui.widgets.choice import Seg, Select
from ui.widgets.dialog import Question
from ui.widgets.fields import Field
from ui.widgets.footer import FooterKeys
from ui.widgets.meters import CapacityBar, Counter
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.preflight import PreflightRow, Readiness
from ui.widgets.recent import Recent, RecentList
from ui.widgets.search import DoorSearch
from ui.widgets.states import EmptyState, ErrorCard, Skeleton
from ui.widgets.stepper import Stepper
from ui.widgets.table import DataTable
from ui.widgets.tiles import ChoiceTile, Member, MemberTile
from ui.widgets.toast import Toast
from ui.widgets.verdict import InviteCard, VerdictBanner, VerdictKind

ROWS = (
    ("蒋文博", "136****0872", "ok", RowState.NORMAL),
    ("马悦", "133****9021", "action", RowState.NORMAL),
    ("林晓梅", "138****1234", "ok", RowState.NORMAL),
    ("郭敏", "138****290", "bad", RowState.ERROR),
)
Row = tuple[str, str, str, RowState]


def caption(theme: Theme, text: str) -> Label:
    return Label(theme, text, Type.COMPACT, color="text2")


def table(theme: Theme) -> DataTable[Row]:
    def state(row: Row) -> Cell:
        if row[2] == "ok":
            return ChipsCell((ChipLook("已确认", "okc", Tone.OK),))
        if row[2] == "bad":
            return TextCell("手机少 1 位", tone="refuse-text", bold=True)
        return ActionCell("more", icon="dots")

    columns: list[Column[Row]] = [
        Column("name", "家庭联系人", lambda row: NameCell(row[0]), 170, sort=lambda row: row[0]),
        Column("phone", "手机", lambda row: TextCell(row[1], tone="text2"), 100),
        Column("marks", "标记", lambda row: IconsCell((("allergy", "warn-text", "花生"),)), 50),
        Column("state", "状态", state, 90, 1, Qt.AlignmentFlag.AlignRight),
    ]
    made = DataTable(theme, columns, key=lambda row: row[0], state=lambda row: row[3], checkable=True)
    made.set_rows(ROWS)
    made.model.check(["林晓梅"])
    made.setFixedHeight(210)
    return made


def small(theme: Theme) -> Card:
    card = Card(theme, padding=18, spacing=8)
    plain, primary = hbox(spacing=8), hbox(spacing=8)
    for kind, row in ((Kind.PLAIN, plain), (Kind.PRIMARY, primary)):
        off = Button(theme, "停用", kind=kind)
        off.set_reason("还差 2 件事")
        fill(row, Button(theme, "普通", kind=kind), Button(theme, "导出", kind=kind, icon="export"), off)
    fill(plain, Button(theme, "查看全部", kind=Kind.LINK), icon_button(theme, "vol", "静音"), None)
    fill(
        primary,
        Button(theme, "危险", kind=Kind.DANGER),
        Button(theme, "新报名", kind=Kind.PRIMARY, icon="plus", key="N"),
        None,
    )
    fields = hbox(spacing=8)
    wrong, locked = Field(theme, "手机", text="138****290"), Field(theme, "只读", text="只读", read_only=True)
    wrong.set_error("手机少 1 位。")
    fill(fields, Field(theme, "家长姓名", placeholder="提示文字"), wrong, locked)
    chips, more = hbox(spacing=6), hbox(spacing=6)
    for text, icon, tone in (
        ("已确认", "okc", Tone.OK),
        ("候补 1", "clock", Tone.WARN),
        ("已取消", "x", Tone.NEUTRAL),
        ("要改 2", "octagon", Tone.REFUSE),
        ("重复 3", "people", Tone.INFO),
    ):
        chips.addWidget(Chip(theme, text, tone, icon=icon))
    synced, offline = SyncChip(theme), SyncChip(theme)
    synced.set("已同步 · 3 秒前", Tone.OK)
    offline.set("离线 · 本机照常签到", Tone.NEUTRAL, offline=True)
    fill(chips, None)
    fill(more, synced, offline, Chip(theme, "推荐", Tone.ACCENT), None)
    controls = hbox(spacing=12)
    seg = Seg(theme, (("m", "月"), ("w", "周"), ("l", "列表")), current="w")
    bars = vbox(spacing=6)
    fill(bars, CapacityBar(theme, 56, 100, height=8), CapacityBar(theme, 96, 100, height=8))
    part = CheckBox(theme, tristate=True)
    part.setCheckState(Qt.CheckState.PartiallyChecked)
    fill(controls, seg, CheckBox(theme, checked=True), CheckBox(theme), part, bars)
    keys = hbox(spacing=8)
    fill(keys, Kbd(theme, "F2"), Kbd(theme, "Ctrl+Z"), Kbd(theme, "1–9"), Kbd(theme, "Enter"), None)
    options = Select(theme, (("a", "联系人"), ("b", "孩子姓名")), current="a")
    slim = Select(theme, (("a", "合并"), ("b", "跳过")), current="a", slim=True)
    fill(keys, options, slim)
    fill(card.body, plain, primary, fields, chips, more, controls, table(theme), keys)
    fill(card.body, Stepper(theme, ("选文件", "对应列、检查", "导入"), current=1), None)
    return card


def door(theme: Theme, words: Words) -> Card:
    card = Card(theme, padding=18, spacing=8)
    rows = (hbox(spacing=10), hbox(spacing=10))
    gate = ChipLook("2 号门 09:05", "door", Tone.OUTLINE)
    allergy = ChipLook("花生过敏", "allergy", Tone.WARN, bold=True)
    consent = ChipLook(icon="consent", tone=Tone.OK, tip="已签同意书")
    photo = ChipLook("不拍照", "camera-off")
    members = (
        (Member("周予宁", "5岁8个月 · 积木搭桥", True, "3", (photo, consent)), False),
        (Member("周予安", "3岁2个月 · 落叶拓印", True, "2", (allergy, consent)), True),
        (Member("林晓梅", "妈妈 · 联系人", False, "1", (ChipLook("138****1234"),)), True),
        (Member("周明", "爸爸 · 志愿者", False, "4", (gate,), "已在场"), False),
    )
    for number, (member, on) in enumerate(members):
        rows[number // 2].addWidget(MemberTile(theme, words, member, checked=on))
    card.body.addLayout(rows[0])
    card.body.addLayout(rows[1])
    for kind, word, line, label, value in (
        (VerdictKind.ADMIT, "可以入场", "报名 4 人，1 人已在场。勾选今天一起到的人。", "手环", "A-037"),
        (VerdictKind.ATTENTION, "处理后可入场", "有 2 件事要先处理，处理完按 Enter 入场。", "", ""),
        (VerdictKind.REFUSE, "先别放行", "这个码 09:11 已在 2 号门（南门）入场 3 人。", "", ""),
    ):
        banner = VerdictBanner(theme)
        banner.setVerdict(kind, word, line, label, value)
        card.body.addWidget(banner)
    card.body.addWidget(AlertStrip(theme, "周予安 花生过敏", "贴红色过敏贴，并告诉落叶拓印老师。", door=True))
    actions = hbox(spacing=12)
    fill(
        actions,
        Button(theme, "全选", size=Size.MAIN, key="A"),
        Button(theme, "现在签", size=Size.DOOR, key="S"),
    )
    actions.addWidget(Button(theme, "入场 2 人", kind=Kind.PRIMARY, size=Size.MAIN, icon="check", key="Enter"), 1)
    card.body.addLayout(actions)
    choices = hbox(spacing=12)
    fill(
        choices,
        ChoiceTile(theme, "undo", "同一家人，出去又回来", "登记为“再次入场”，不重复计数", "R"),
        ChoiceTile(theme, "call", "不是这家人，叫负责人", "李静 · 站长 · 139****7702", "F9", danger=True),
    )
    card.body.addLayout(choices)
    card.body.addStretch(1)
    return card


def states(theme: Theme, words: Words) -> Card:
    card = Card(theme, padding=18, spacing=10)
    start, link = Button(theme, "导入名单", kind=Kind.PRIMARY), Button(theme, "复制链接")
    detail = "导入名单，或把报名链接发到群里。"
    fill(card.body, EmptyState(theme, "list", "还没有人报名", detail, actions=(start, link), dashed=True))
    again, other = Button(theme, "再试一次"), Button(theme, "换摄像头")
    fill(
        card.body,
        ErrorCard(theme, "摄像头没打开", "别的程序可能在用它。扫码枪和手输照常可用。", actions=(again, other)),
    )
    bars = Skeleton(theme, 2)
    bars.setFixedHeight(80)
    counter = Counter(theme)
    counter.set("在场人数", 84, remainder="还可进 66 人", limit_text="上限 150", maximum=150)
    camera = CameraView(theme, name="摄像头")
    frame = QImage(640, 360, QImage.Format.Format_RGB32)
    frame.fill(theme.color("text2"))
    camera.set_state(CameraState.READ, "已识别")
    camera.set_frame(frame)
    both = hbox(spacing=16)
    fill(both, counter, camera)
    rows = vbox()
    for icon, name, how, fact, word, fix in (
        ("camera", "摄像头", Readiness.OK, "内置摄像头 · 0.2 秒识别", "正常", ""),
        ("printer", "打印机", Readiness.NOTICE, "贴纸约剩 20 张，先换一卷", "注意", "怎么换"),
        ("scanner", "扫码枪", Readiness.BROKEN, "没找到", "不可用", ""),
    ):
        row = PreflightRow(theme, icon, name)
        row.set(how, fact, word, fix=fix)
        rows.addWidget(row)
    recent = RecentList(theme, words)
    recent.set_rows(
        [Recent(n, f"{name} 一家", f"3 人 · 09:2{n}") for n, name in enumerate(("陆安然", "陈一诺", "许知夏"))]
    )
    recent.setFixedHeight(180)
    fill(card.body, bars, both, rows, recent, None)
    return card


def foot(theme: Theme, words: Words) -> Card:
    card = Card(theme, padding=18, spacing=10)
    search, found = (
        DoorSearch(theme, placeholder="扫码，或输入手机尾号 / 拼音首字母 / 姓名"),
        DoorSearch(theme, placeholder=""),
    )
    found.set_text("林晓梅 一家")
    found.show_source("已扫码")
    boxes = hbox(spacing=12)
    fill(boxes, search, found)
    invite = InviteCard(
        theme,
        "准备好了，请下一家扫码",
        "把入场码对准摄像头或扫码枪；没带码也能找到。",
        (("phone", "手机尾号", "1234"), ("keyb", "拼音首字母", "lxm"), ("user", "家长或孩子姓名", "周予安")),
    )
    keys = FooterKeys(theme, (("F2", "搜索"), ("↓", "选未到家庭"), ("Ctrl+Z", "撤销上一次")), right=(("F1", "帮助"),))
    fill(card.body, boxes, invite, keys)
    return card


class Gallery(QWidget):
    """Three columns of components, and a row of the door's below."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        columns: QHBoxLayout = hbox(spacing=16)
        for card, share in ((small(theme), 11), (door(theme, words), 12), (states(theme, words), 10)):
            columns.addWidget(card, share)
        column: QVBoxLayout = vbox(20, 18, 20, 18, spacing=16)
        column.addLayout(columns)
        column.addWidget(foot(theme, words))
        self.setLayout(column)
        self.resize(1560, 1180)
        self.toast = Toast(theme, words, self)


def picture(widget: QWidget) -> QPixmap:
    """What the widget looks like."""
    return widget.grab()


def main(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.app import create_app
    from ui.theme import Mode

    app = create_app()
    folder.mkdir(parents=True, exist_ok=True)
    for mode in (Mode.LIGHT, Mode.DARK):
        theme, words = Theme(app, mode=mode, reduced_motion=True), Words("zh")
        gallery = Gallery(theme, words)
        gallery.show()
        gallery.toast.show_text("林晓梅一家入场 2 人", undo=lambda: None)
        app.processEvents()
        picture(gallery).save(str(folder / f"gallery-{mode.value}.png"))
        gallery.close()
        question = Question(
            theme,
            question="撤销 11 月 20 日的导入？",
            consequence="会删掉 36 行里的 34 家。另外 2 家已签到，会保留。",
            verb="撤销导入",
            safe="不撤销",
        )
        question.show()
        app.processEvents()
        picture(question).save(str(folder / f"question-{mode.value}.png"))
        question.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
