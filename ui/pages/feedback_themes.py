"""What families mention: themes with how many, and one quote each."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.theme_words import theme_agreement
from ui.pages.base import PageContext
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, Rule, Themed, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.paint import LEFT, RIGHT, draw_box, draw_text

if TYPE_CHECKING:
    from eventdesk.services.feedback_views import Comments
    from eventdesk.services.themes import EventThemes

MOST = 5
LOOKS = {
    "praise": ("smile", "admit-text", "accent"), "wish": ("meh", "warn-text", "warn"), "complaint": ("frown", "refuse-text", "refuse"),
}  # fmt: skip


class ThemeLine(Themed, QWidget):
    """A theme: a face, its name, a bar, and how many mention it."""

    def __init__(self, theme: Theme, name: str, count: str, share: float, polarity: str, described: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._name, self._count, self._share, self._look = name, count, share, LOOKS[polarity]
        self.setFixedHeight(theme.px(24))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(described)
        self.setToolTip(described)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint face, name, bar and count."""
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icon, ink, bar = self._look
        height, width = self.height(), self.width()
        theme.paint_icon(painter, icon, 0, (height - 18) // 2, 18, ink)
        room, number = theme.px(70), theme.px(54)
        left = width - room - number
        name = QRectF(26, 0, left - 34, height)
        draw_text(painter, name, self._name, theme.font(Type.BODY, bold=True), theme.color("text"), LEFT)
        draw_box(painter, QRectF(left, height / 2 - 3, room, 6), 3, fill=theme.color("sunken"))
        draw_box(painter, QRectF(left, height / 2 - 3, max(room * self._share, 6), 6), 3, fill=theme.color(bar))
        place = QRectF(width - number, 0, number, height)
        draw_text(painter, place, self._count, theme.font(Type.COMPACT), theme.color("text2"), RIGHT | Qt.AlignmentFlag.AlignVCenter)


class FeedbackThemes(Card):
    """The card; ``all_wanted``: the person wants to read all that was written."""

    all_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, spacing=8)
        self.words = context.words
        theme, words = context.theme, context.words
        head = hbox(spacing=10)
        head.addWidget(Label(theme, words("feedback_page.said"), Type.COMPACT, bold=True), 1)
        self.all = Button(theme, "", kind=Kind.LINK)
        self.all.clicked.connect(self.all_wanted)
        head.addWidget(self.all)
        self.rows = vbox(spacing=6)
        measured = theme_agreement()
        kappa = words("themes.agreement", n=measured["comments"], kappa=f"{measured['kappa']:.2f}")
        self.agreement = Label(theme, kappa, Type.CAPTION, color="muted", wrap=True)
        fill(self.body, head, Rule(theme), self.rows, None, self.agreement)

    def show_themes(self, found: "EventThemes", comments: "tuple[Comments, ...]") -> None:
        """Show what they mention."""
        words, theme = self.words, self.theme
        clear(self.rows)
        written = sum(len(one.comments) for one in comments)
        for place, one in enumerate(found.themes[:MOST]):
            if place:
                self.rows.addWidget(Rule(theme))
            name, count = words(f"themes.{one.theme.value}"), words("feedback_page.people", n=one.people)
            polarity = one.theme.polarity.value
            described = words("feedback_page.theme_said", name=name, count=count, polarity=words(f"themes.polarity_{polarity}"))
            self.rows.addWidget(ThemeLine(theme, name, count, one.people / found.people, polarity, described))
            if one.quote:
                indent = hbox(26, 0, 0, 0)
                indent.addWidget(Elided(theme, words("feedback_page.quote", text=one.quote), Type.COMPACT, color="text2"), 1)
                self.rows.addLayout(indent)
        line = self._why(found, comments)
        if line:
            self.rows.addWidget(Label(theme, line, Type.COMPACT, color="muted", wrap=True))
        self.agreement.setVisible(bool(found.themes))
        self.all.set_text(words("feedback_page.all", n=written))
        self.all.setVisible(written > 0)

    def _why(self, found: "EventThemes", comments: "tuple[Comments, ...]") -> str:
        words = self.words
        if found.suppressed:
            few = sum(one.answered for one in comments if one.suppressed)
            return words("feedback_page.quotes_few", n=few) if few else words("feedback_page.quotes_none")
        if found.more:
            return words("feedback_page.themes_more" if found.themes else "feedback_page.themes_few")
        return "" if found.themes else words("feedback_page.themes_none")
