"""The bar below the grid: how many conflicts there are, what the next one is, and the way to it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from eventdesk.domain.conflicts import Conflict, Severity
from ui.pages.planner_words import PlannerWords
from ui.theme import Theme
from ui.widgets.base import Elided, Label, Themed, hbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone, draw_box


class ConflictBar(Themed, QWidget):
    """``next_wanted`` and ``release_wanted`` come from its buttons; F8 is bound by the page."""

    next_wanted = Signal()
    release_wanted = Signal()

    def __init__(self, theme: Theme, words: PlannerWords) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self._tone = Tone.OK
        self.count = Label(theme, "", bold=True)
        self.line = Elided(theme, "")
        self.warnings = Chip(theme, "", Tone.WARN, icon="warn")
        self.next = Button(theme, words("planner.next"), size=Size.SMALL, key="F8")
        self.next.clicked.connect(self.next_wanted)
        self.release = Button(theme, words("planner.release"), size=Size.SMALL, icon="send")
        self.release.clicked.connect(self.release_wanted)
        self.release.hide()
        row = hbox(46, 0, 9, 0, spacing=12)
        row.addWidget(self.count)
        row.addWidget(self.line, 1)
        row.addWidget(self.warnings)
        row.addWidget(self.next)
        row.addWidget(self.release)
        self.setLayout(row)
        self.setFixedHeight(theme.px(52))

    def restyle(self) -> None:
        """Grow with the type."""
        super().restyle()
        self.setFixedHeight(self.theme.px(52))

    def show_conflicts(self, conflicts: Sequence[Conflict], current: Conflict | None, *, empty: bool) -> None:
        """Say how many there are, and in words the one that is looked at, or the first. ``empty``: there are no slots."""
        words = self._words
        errors = [conflict for conflict in conflicts if conflict.severity is Severity.ERROR]
        warnings = [conflict for conflict in conflicts if conflict.severity is Severity.WARNING]
        self._tone = Tone.REFUSE if errors else Tone.WARN if warnings else Tone.OK
        shown = current if current in conflicts else next(iter((*errors, *warnings)), None)
        if errors:
            self.count.setText(words("planner.conflicts_n", n=len(errors)))
        elif warnings:
            self.count.setText(words("planner.warnings_n", n=len(warnings)))
        else:
            self.count.setText("" if empty else words("planner.no_conflicts"))
        self.count.set_look(color=self._tone.ink if conflicts else "text")
        self.count.setVisible(bool(self.count.text()))
        self.line.setText(words.line(shown) if shown is not None else words("planner.no_slots") if empty else "")
        self.warnings.setVisible(bool(errors) and bool(warnings))
        if errors and warnings:
            alone = len(warnings) == 1 and shown is not warnings[0]
            text = words.line(warnings[0]) if alone else words("planner.warnings_n", n=len(warnings))
            self.warnings.set(text, Tone.WARN, "warn")
        self.next.setVisible(bool(conflicts))
        self.setAccessibleName(f"{self.count.text()} {self.line.text()}".strip())
        self.update()

    def show_release(self, unreleased: int) -> None:
        """Offer to release so many changes; nothing to release is not shown."""
        self.release.set_text(self._words("planner.release_n", n=unreleased))
        self.release.setVisible(bool(unreleased))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and its sign."""
        painter, color = QPainter(self), self.theme.color
        edges = {Tone.REFUSE: "refuse", Tone.WARN: "border-strong"}
        edge = edges.get(self._tone, "border")
        draw_box(painter, QRectF(self.rect()), 12, fill=color("surface"), border=color(edge))
        calm = "okc" if self.count.text() else "info"
        icon = {Tone.REFUSE: "octagon", Tone.WARN: "warn"}.get(self._tone, calm)
        ink = "text2" if icon == "info" else self._tone.ink
        self.theme.paint_icon(painter, icon, 16, round(self.height() / 2 - 10), 20, ink)
