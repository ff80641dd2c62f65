"""What may go wrong in the season, ranked: a sentence, the reason, and a key that goes where it is settled."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from resources.season_words import risk_said
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, Rule, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState
from ui.wording import Wording

if TYPE_CHECKING:
    from datetime import tzinfo

    from eventdesk.domain.season_risks import Risk

KEYS = 9
"""So many risks have a digit for a key; the others are reached with Tab."""

_ICONS = {
    "required": "check", "permit": "building", "crowded": "people", "room": "door", "schedule": "cal", "volunteers": "hand",
    "consent": "consent", "cases": "frown", "pace": "chart", "tasks": "check", "budget": "tag", "unpaid": "tag",
    "follow_ups": "phone",
}  # fmt: skip


def way(risk: "Risk") -> tuple[str, dict[str, Any]]:
    """The page where a risk is settled, and what it is told."""
    match risk.kind.value:
        case "required" | "permit" | "tasks":
            return "event_more", {"event": risk.code, "tab": "tasks"}
        case "room" | "schedule":
            return "events", {"plan": risk.code}
        case "volunteers":
            return "volunteers", {"event": risk.code}
        case "consent":
            return "registrations", {"event": risk.code, "no_consent": True}
        case "cases":
            return "feedback", {"event": risk.code, "segment": "cases"}
        case "pace":
            return "messages", {"event": risk.code, "tab": "invite"}
        case "unpaid":
            return "registrations", {"event": risk.code, "mark": "unpaid"}
        case "budget":
            return "partners", {"event": risk.code}
        case "follow_ups":
            return "families", {"segment": "follow_ups"}
        case _:
            return "registrations", {"event": risk.code}


class RiskRow(Themed, QWidget):
    """One of them; ``number`` is its key, counted from 1."""

    def __init__(self, theme: Theme, wording: Wording, zone: "tzinfo", risk: "Risk", number: int) -> None:
        super().__init__()
        self.adopt(theme)
        words, kind = wording.words, risk.kind.value
        self.risk, self.last = risk, False
        acting = risk.level.value == "act"
        self._icon, self._ink = _ICONS[kind], "refuse-text" if acting else "warn-text"
        fact, why = risk_said(words, kind, risk.values)
        about = words("season_page.about_none")
        if risk.start is not None:
            day = wording.day_short(risk.start.astimezone(zone).date())
            about = words("season_page.about", title=risk.title, day=day)
        self.fact = Label(theme, fact, bold=True, wrap=True)
        self.about = Elided(theme, about, Type.COMPACT, color="text2")
        self.why = Label(theme, why, Type.COMPACT, color="muted", wrap=True)
        key = str(number) if number <= KEYS else ""
        self.action = Button(theme, words(f"season_page.go_{kind}"), size=Size.SMALL, key=key)
        self.action.setAccessibleDescription(fact)
        column = vbox(spacing=1)
        fill(column, self.fact, self.about, self.why)
        row = hbox(50, 10, 16, 11, spacing=12)
        row.addLayout(column, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and hairline."""
        painter = QPainter(self)
        self.theme.paint_icon(painter, self._icon, 18, self.fact.y() + 1, 20, self._ink)
        if not self.last:
            painter.fillRect(0, self.height() - 1, self.width(), 1, self.theme.color("border"))


class RisksCard(Card):
    """All of them with their number. ``wanted`` carries the risk whose button was pressed."""

    wanted = Signal(object)

    def __init__(self, theme: Theme, wording: Wording, zone: "tzinfo") -> None:
        super().__init__(theme, padding=(1, 0, 1, 4), spacing=0)
        self._wording, self._zone = wording, zone
        self.chips = {level: Chip(theme) for level in ("act", "watch")}
        heading = hbox(17, 11, 17, 11, spacing=8)
        fill(heading, Label(theme, wording.words("season_page.risks"), bold=True), None, *self.chips.values())
        self._rows = vbox()
        content = QWidget()
        content.setLayout(self._rows)
        self._area = scrolled(content)
        fill(self.body, heading, Rule(theme))
        self.body.addWidget(self._area, 1)
        self.rows: list[RiskRow] = []
        self.setMinimumHeight(theme.px(200))

    def set(self, risks: "tuple[Risk, ...]") -> None:
        """Show other risks; the place that was scrolled to stays."""
        words = self._wording.words
        place = self._area.verticalScrollBar().value()
        clear(self._rows)
        self.rows = []
        for level, tone in (("act", Tone.REFUSE), ("watch", Tone.WARN)):
            count = sum(risk.level.value == level for risk in risks)
            self.chips[level].set(f"{words(f'season_page.level_{level}')} {count}", tone)
            self.chips[level].setVisible(bool(count))
        for number, risk in enumerate(risks, start=1):
            row = RiskRow(self.theme, self._wording, self._zone, risk, number)
            row.action.clicked.connect(lambda _=False, risk=risk: self.wanted.emit(risk))
            self.rows.append(row)
            self._rows.addWidget(row)
        for row in self.rows[-1:]:
            row.last = True
        if not risks:
            self._rows.addWidget(EmptyState(self.theme, "okc", words("season_page.risks_none"), words("season_page.risks_none_hint")))
        self._rows.addStretch(1)
        self._area.verticalScrollBar().setValue(place)

    def press(self, number: int) -> None:
        """Go where the risk of this number is settled."""
        if number <= len(self.rows):
            self.rows[number - 1].action.click()
