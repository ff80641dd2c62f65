"""Tiles of the door: a family member to tick, a way out to choose."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import (
    LEFT,
    RIGHT,
    ChipLook,
    Tone,
    chip_size,
    draw_avatar,
    draw_box,
    draw_chip,
    draw_kbd,
    draw_text,
    draw_tick_circle,
    kbd_width,
    text_width,
)


@dataclass(frozen=True)
class Member:
    """What a tile shows. ``locked`` names why it can't be ticked, such as being inside already; its chips then say where
    and when.
    """

    name: str
    line: str = ""
    child: bool = False
    key: str = ""
    chips: tuple[ChipLook, ...] = ()
    locked: str = ""
    avatar: str = ""  # the name the avatar is made of, where ``name`` is a romanised one


class MemberTile(Themed, QAbstractButton):
    """A family member: tick with a click, Space or the key that the page binds. ``toggled`` tells."""

    ring_radius = 14.0

    def __init__(
        self, theme: Theme, words: Words, member: Member, *, checked: bool = False, compact: bool = False
    ) -> None:
        super().__init__()
        self.adopt(theme)
        self._words, self._compact, self._dense = words, compact, False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(self._name_it)
        self.set_member(member)
        self.setChecked(checked and not member.locked)
        self._name_it()

    @property
    def member(self) -> Member:
        """What it shows."""
        return self._member

    def set_member(self, member: Member) -> None:
        """Show another member, or the same one changed."""
        self._member = member
        self.setEnabled(not member.locked)
        self._name_it()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """104 px high instead of 126."""
        self._compact = compact
        self.restyle()

    def set_dense(self, dense: bool) -> None:
        """Chips become icons, for families of five and more."""
        self._dense = dense
        self.update()

    def sizeHint(self) -> QSize:
        """Two or three beside each other."""
        return QSize(300, self.theme.px(104 if self._compact else 126))

    def minimumSizeHint(self) -> QSize:
        """Names are elided before a tile gets narrower."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, avatar, words, chips, tick and key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, member = self.theme, self._member
        rect, on = QRectF(self.rect()), self.isChecked()
        self._paint_ground(painter, rect)
        top = 8.0 if self._compact else 15.0
        draw_avatar(
            painter,
            theme,
            QRectF(16, top, 52, 52),
            member.avatar or member.name,
            child=member.child,
            plain=on,
        )
        left, right = 83.0, rect.width() - 56
        row = theme.px(Type.TITLE.line)
        name = QRectF(left, top - 1, right - left, row)
        title = theme.font(Type.TITLE, bold=True)
        elided = draw_text(painter, name, member.name, title, theme.color("text"))
        line = QRectF(left, name.bottom(), right - left, theme.px(Type.DOOR.line))
        elided |= draw_text(painter, line, member.line, theme.font(Type.DOOR), theme.color("text2"))
        self.setToolTip(f"{member.name} · {member.line}" if elided else "")
        self._paint_chips(painter, left, line.bottom() + (6 if not self._compact else 3))
        self._paint_corners(painter, rect, top)

    def _paint_ground(self, painter: QPainter, rect: QRectF) -> None:
        color = self.theme.color
        if self._member.locked:
            draw_box(painter, rect, 14, fill=color("sunken"), border=color("border"))
        elif self.isChecked():
            draw_box(painter, rect, 14, fill=color("accent-soft"), border=color("accent"), width=3)
        else:
            ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "surface"
            draw_box(painter, rect, 14, fill=color(ground), border=color("border-strong"))

    def _paint_corners(self, painter: QPainter, rect: QRectF, top: float) -> None:
        theme, member = self.theme, self._member
        circle = QRectF(rect.right() - 15 - 32, top - 1, 32, 32)
        if member.locked:
            draw_tick_circle(painter, theme, circle, "admit", "on-admit")
            corner = QRectF(rect.left(), rect.bottom() - 34, rect.width() - 15, 28)
            font = theme.font(Type.COMPACT, bold=True)
            draw_text(painter, corner, member.locked, font, theme.color("admit-text"), RIGHT)
            return
        if self.isChecked():
            draw_tick_circle(painter, theme, circle, "accent", "on-accent")
        else:
            edge = theme.color("border-strong")
            draw_box(painter, circle, 16, fill=theme.color("surface"), border=edge, width=2)
        if member.key:
            width = kbd_width(theme, member.key, 26)
            draw_kbd(painter, theme, rect.right() - 15 - width, rect.bottom() - 27, member.key, height=26)

    def _paint_chips(self, painter: QPainter, left: float, top: float) -> None:
        for look in self._chips_that_fit(self.width() - left - (96 if self._member.locked else 50)):
            left += draw_chip(painter, self.theme, left, top, look, door=True) + 5

    def _chips_that_fit(self, room: float) -> list[ChipLook]:
        """The chips, from the last on reduced to their icons until all have room."""
        looks = []
        for look in self._member.chips:
            outlined = self._member.locked and look.tone is Tone.NEUTRAL
            looks.append(replace(look, tone=Tone.OUTLINE) if outlined else look)
        for position in reversed(range(len(looks))):
            look = looks[position]
            wide = sum(chip_size(self.theme, each, door=True)[0] + 5 for each in looks)
            if look.icon and look.text and (self._dense or wide > room):
                looks[position] = replace(look, text="", tip=look.meaning)
        return looks

    def _name_it(self) -> None:
        member, say = self._member, self._words
        state = member.locked or say("common.tile_on" if self.isChecked() else "common.tile_off")
        key = say("common.tile_key", cap=member.key) if member.key and not member.locked else ""
        parts = (member.name, member.line, *(chip.meaning for chip in member.chips), state, key)
        self.setAccessibleName(say("common.list_comma").join(part for part in parts if part))


class ChoiceTile(Themed, QAbstractButton):
    """A way on from a refusal: icon, what it is, what it does, and its key."""

    ring_radius = 14.0

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        line: str,
        key: str,
        *,
        danger: bool = False,
        compact: bool = False,
    ) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon, self._line, self._key = icon, line, key
        self._danger, self._compact = danger, compact
        self.setText(title)
        self.setAccessibleName(f"{title}. {line} ({key})")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """Two beside each other."""
        return QSize(300, self.theme.px(72 if self._compact else 92))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        theme, rect = self.theme, QRectF(self.rect())
        enabled = self.isEnabled()
        ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "surface"
        ink, edge, second = "text", "border-strong", "text2"
        if self._danger:
            ground, ink, edge, second = "refuse-soft", "refuse-text", "refuse", "refuse-text"
        if not enabled:
            ground, ink, edge, second = "sunken", "disabled", "border", "disabled"
        draw_box(painter, rect, 14, fill=theme.color(ground), border=theme.color(edge))
        middle = rect.center().y()
        theme.paint_icon(painter, self._icon, 21, round(middle - 13), 26, ink)
        cap = kbd_width(theme, self._key, 28) if self._key else 0
        width = rect.width() - 65 - cap - 28
        first = Type.SUBTITLE
        if text_width(theme.font(first, bold=True), self.text()) > width:
            first = Type.BODY
        second_font = theme.font(Type.BODY)
        rows = 1
        if text_width(second_font, self._line) > width:
            second_font, rows = theme.font(Type.CAPTION), 2
        title, line = theme.px(first.line), theme.px(Type.BODY.line if rows == 1 else 2 * 17)
        top = middle - (title + line) / 2
        place = QRectF(65, top, width, title)
        elided = draw_text(painter, place, self.text(), theme.font(first, bold=True), theme.color(ink))
        painter.setFont(second_font)
        painter.setPen(theme.color(second))
        flags = LEFT | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(65, top + title, width, line), int(flags), self._line)
        self.setToolTip(f"{self.text()} · {self._line}" if elided or rows == 2 else "")
        if self._key:
            draw_kbd(painter, theme, rect.right() - 19 - cap, middle, self._key, height=28)
