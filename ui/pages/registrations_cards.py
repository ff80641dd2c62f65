"""The cards above the list: how full each slot is, and how old the children are."""

from math import ceil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Card, Themed, clear, hbox
from ui.widgets.meters import draw_bar
from ui.widgets.paint import CENTER, LEFT, RIGHT, draw_box, draw_text, text_width
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.overview import AgeGroup, Overview, Places

_TALL = 90
_SIDE = 12  # between the edge and the words
_LEGIBLE = 96  # pixels of a title: slots that begin alike can still be told apart; more slots than have room scroll
_AGES, _AGES_NARROW = 330, 236
_SHADES = (0.45, 0.68, 0.85, 1.0)


class SlotCard(Card):
    """A slot: its name, how many of how many places are taken, what is left or who waits, and a bar."""

    def __init__(self, theme: Theme, wording: Wording, places: "Places", zone: ZoneInfo, *, with_time: bool) -> None:
        super().__init__(theme, padding=14)
        words = wording.words
        self._time = f"{places.start.astimezone(zone):%H:%M}".lstrip("0") if with_time else ""
        self._title = f"{places.title} {self._time}".strip()
        self._places = places
        self._unit = words(f"common.unit_{places.unit.value}")
        self._rest, self._ink = self._remainder(wording)
        limit = "" if places.capacity is None else f" / {places.capacity}"
        self._limit = self._unit if places.capacity is None else f"/ {places.capacity:,}"
        self.setAccessibleName(f"{self._title} {places.taken}{limit} {self._unit} {self._rest}")
        self.setToolTip(self._title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _remainder(self, wording: Wording) -> tuple[str, str]:
        words, places = wording.words, self._places
        if places.waiting:
            return words("registrations.card_waiting", n=places.waiting), "muted"
        if places.left is None:
            return words("registrations.card_open"), "muted"
        if places.capacity is not None and places.taken > places.capacity:
            return words("registrations.card_over", n=places.taken - places.capacity), "refuse-text"
        return words("registrations.card_left", n=places.left) if places.left else words("registrations.card_full"), "muted"

    @property
    def full(self) -> bool:
        """Whether there is no place left."""
        return self._places.left == 0

    def sizeHint(self) -> QSize:
        """Wide enough for the whole title as well."""
        title = text_width(self.theme.font(Type.COMPACT), self._title) + (24 if self.full else 0)
        return QSize(max(ceil(title) + 2 * _SIDE + 2, self.minimumSizeHint().width()), self.theme.px(_TALL))

    def minimumSizeHint(self) -> QSize:
        """Narrower where there are many, but as wide as its figures: a number is never cut or left out. A title keeps what it
        needs up to :data:`_LEGIBLE`."""
        small = self.theme.font(Type.COMPACT)
        figures = self._number_width() + 6 + text_width(small, self._rest) + 8
        if self._places.capacity is not None:
            figures += text_width(small, self._limit)
        title = text_width(small, self._title) + (24 if self.full else 0)
        return QSize(ceil(max(figures, min(title, self.theme.px(_LEGIBLE)))) + 2 * _SIDE + 2, self.theme.px(_TALL))

    def _number_width(self) -> float:
        return text_width(self.theme.font(Type.TITLE, bold=True), f"{self._places.taken:,}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        super().paintEvent(event)
        painter, theme, px = QPainter(self), self.theme, self.theme.px
        left, right = float(_SIDE), float(self.width() - _SIDE)
        mark = 24 if self.full else 0
        top = QRectF(left, px(11), right - left - mark, px(20))
        self._paint_title(painter, top)
        if self.full:
            theme.paint_icon(painter, "warn", round(right - 16), round(top.center().y() - 8), 16, "warn-text")
        row = QRectF(left, px(32), right - left, px(26))
        draw_text(painter, row, f"{self._places.taken:,}", theme.font(Type.TITLE, bold=True), theme.color("text"))
        after = left + self._number_width() + 6
        small = theme.font(Type.COMPACT)
        low = row.translated(0, px(2))
        room = right - after - text_width(small, self._rest) - 8
        if self._places.capacity is not None or text_width(small, self._limit) <= room:
            beside = QRectF(after, low.y(), room + 1, low.height())
            draw_text(painter, beside, self._limit, small, theme.color("muted"), LEFT)
        draw_text(painter, low, self._rest, small, theme.color(self._ink), RIGHT)
        bar = QRectF(left, px(_TALL) - px(25), right - left, 6)
        draw_bar(painter, theme, bar, self._places.taken, self._places.capacity or 0)

    def _paint_title(self, painter: QPainter, rect: QRectF) -> None:
        """The time stays; the name gives way, in its middle: slots of one day often begin alike and end differently."""
        face, ink = self.theme.font(Type.COMPACT), self.theme.color("text2")
        time = f" {self._time}" if self._time else ""
        name = QFontMetricsF(face).elidedText(
            self._places.title, Qt.TextElideMode.ElideMiddle, rect.width() - text_width(face, time)
        )
        draw_text(painter, rect, name + time, face, ink)


class AgeCard(Card):
    """How old the children are, as four bars."""

    def __init__(self, theme: Theme, wording: Wording) -> None:
        super().__init__(theme, padding=14)
        self._wording = wording
        self._groups: tuple[AgeGroup, ...] = ()
        self._total = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, groups: "tuple[AgeGroup, ...]", unknown: int) -> None:
        """Show other figures."""
        words = self._wording.words
        self._groups = groups
        count = sum(group.count for group in groups)
        self._total = words("registrations.ages_total", n=count)
        if unknown:
            self._total = words("registrations.ages_with_unknown", total=self._total, n=unknown)
        spoken = words("common.list_comma").join(f"{self._label(group)} {group.count}" for group in groups)
        self.setAccessibleName(f"{words('registrations.ages')} {self._total} {spoken}")
        self.update()

    def sizeHint(self) -> QSize:
        """As drawn."""
        return QSize(self.theme.px(_AGES), self.theme.px(_TALL))

    def minimumSizeHint(self) -> QSize:
        """Wide enough for four groups."""
        return QSize(self.theme.px(_AGES_NARROW), self.theme.px(_TALL))

    def _label(self, group: "AgeGroup") -> str:
        words = self._wording.words
        if group.last is None:
            return words("registrations.age_from", first=group.first)
        return words("registrations.age_span", first=group.first, last=group.last)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        super().paintEvent(event)
        painter, theme, px = QPainter(self), self.theme, self.theme.px
        left, width = 14.0, self.width() - 28.0
        top = QRectF(left, px(11), width, px(20))
        small = theme.font(Type.COMPACT)
        room = top.adjusted(0, 0, -text_width(small, self._total) - 8, 0)
        title = QFontMetricsF(small).elidedText(
            self._wording.words("registrations.ages"), Qt.TextElideMode.ElideRight, room.width()
        )
        draw_text(painter, room, title, small, theme.color("text2"))
        draw_text(painter, top, self._total, small, theme.color("muted"), RIGHT)
        most = max((group.count for group in self._groups), default=0)
        share = (width + 10) / max(len(self._groups), 1)
        for index, group in enumerate(self._groups):
            box = QRectF(left + index * share, px(32), share - 10, px(26))
            tall = max(box.height() * group.count / most, 2.0) if most else 2.0
            ink = QColor(theme.color("accent" if group.count else "border"))
            ink.setAlphaF(_SHADES[index % len(_SHADES)] if group.count else 1.0)
            draw_box(painter, QRectF(box.x(), box.bottom() - tall, box.width(), tall), 2, fill=ink)
            self._paint_label(painter, QRectF(box.x() - 5, px(60), share, px(20)), group)

    def _paint_label(self, painter: QPainter, rect: QRectF, group: "AgeGroup") -> None:
        theme = self.theme
        plain, bold = theme.font(Type.CAPTION), theme.font(Type.CAPTION, bold=True)
        label, count = self._label(group), str(group.count)
        first, second = text_width(plain, label), text_width(bold, count)
        left = rect.center().x() - (first + 4 + second) / 2
        draw_text(painter, QRectF(left, rect.y(), first + 1, rect.height()), label, plain, theme.color("text2"))
        draw_text(painter, QRectF(left + first + 4, rect.y(), second + 1, rect.height()), count, bold, theme.color("text"),
                  CENTER)  # fmt: skip


class _Strip(QScrollArea):
    """Scrolls sideways, also by the wheel."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y() - event.angleDelta().x())


class CardStrip(Themed, QWidget):
    """All cards in a row; many slots scroll sideways, the ages stay."""

    def __init__(self, theme: Theme, wording: Wording, zone: ZoneInfo) -> None:
        super().__init__()
        self.adopt(theme)
        self._wording, self._zone = wording, zone
        self._cards = hbox(spacing=12)
        inside = QWidget()
        inside.setLayout(self._cards)
        self._strip = _Strip()
        self._strip.setWidget(inside)
        self._strip.setWidgetResizable(True)
        self._strip.setFrameShape(QFrame.Shape.NoFrame)
        self._strip.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._strip.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.ages = AgeCard(theme, wording)
        self._row = hbox(spacing=12)
        self._row.addWidget(self._strip, 1)
        self._row.addWidget(self.ages)
        self.setLayout(self._row)
        self.restyle()

    @property
    def slots(self) -> list[SlotCard]:
        """The cards of the slots."""
        items = (self._cards.itemAt(index) for index in range(self._cards.count()))
        return [card for item in items if item is not None and isinstance(card := item.widget(), SlotCard)]

    def set(self, overview: "Overview") -> None:
        """Show an event's figures."""
        clear(self._cards)
        times = {slot.code for slot in overview.event.slots if slot.own_times}
        for places in overview.places:
            card = SlotCard(self.theme, self._wording, places, self._zone, with_time=places.code in times)
            self._cards.addWidget(card)
        self.ages.set(overview.ages, overview.ages_unknown)
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        self._share_out()

    def _share_out(self) -> None:
        """The ages and the gaps give way before the slots do."""
        cards = self.slots
        gaps = 12 * len(cards)
        wide = self.width() - sum(card.sizeHint().width() for card in cards) - gaps >= self.theme.px(_AGES)
        room = self.width() - sum(card.minimumSizeHint().width() for card in cards) - gaps
        self.ages.setFixedWidth(self.theme.px(_AGES if wide else _AGES_NARROW))
        for row in (self._cards, self._row):
            row.setSpacing(12 if room >= self.theme.px(_AGES_NARROW) else 8)

    def restyle(self) -> None:
        """As high as a card."""
        self.setFixedHeight(self.theme.px(_TALL))
        super().restyle()
