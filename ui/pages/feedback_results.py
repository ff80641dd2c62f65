"""The results of an event's feedback: how content families are, how sure that is, and what they wrote."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.statistics import against, answers_for
from ui.pages.base import PageContext
from ui.pages.feedback_themes import FeedbackThemes
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.feedback_meters import Distribution, DotRow, DotRows, IntervalBar

if TYPE_CHECKING:
    from eventdesk.services.feedback_invitations import Reach
    from eventdesk.services.feedback_views import Comments, Comparison, FeedbackSummary, QuestionSummary
    from eventdesk.services.themes import EventThemes

ENOUGH = 30
"""Under so many answers the strip says not to conclude yet."""
CLOSE = 0.1
"""The strip tells how many more answers make the interval no wider than ± this."""
_BARS = ("accent", "lane1", "chart-prev", "warn", "warn")


@dataclass(frozen=True)
class ShownResults:
    """What the results show. ``comparisons`` with the last event before that has answers."""

    summary: "FeedbackSummary"
    comments: "tuple[Comments, ...]"
    themes: "EventThemes"
    reach: "Reach"
    comparisons: "tuple[Comparison, ...]"


class Figure(Card):
    """One large figure with its interval."""

    def __init__(self, context: PageContext, title: str, tip: str, *, minimum: float, maximum: float) -> None:
        super().__init__(context.theme, spacing=8)
        theme = context.theme
        self.setToolTip(tip)
        self.value = Label(theme, "", Type.COUNTER, bold=True)
        self.beside = Elided(theme, "", Type.BODY, color="text2")
        self.bar = IntervalBar(theme, minimum=minimum, maximum=maximum)
        self.sure = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        row = hbox(spacing=12)
        fill(row, self.value)
        row.addWidget(self.beside, 1)
        fill(self.body, Label(theme, title, Type.COMPACT, bold=True), row, self.bar, self.sure, None)

    def show_figure(self, value: str, beside: str, at: float | None, interval: tuple[float, float] | None, sure: str) -> None:
        """Show it; without ``at`` there is none."""
        self.value.setText(value)
        self.beside.setText(beside)
        self.bar.set(at, interval, f"{value} {beside} {sure}")
        self.bar.setVisible(at is not None)
        self.sure.setText(sure)


class FeedbackResults(QWidget):
    """``all_wanted``: the person wants to read all that was written; ``invite_wanted``: to invite or remind
    families."""

    all_wanted = Signal()
    invite_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        theme, words = context.theme, context.words
        self.words = words
        self._changes: dict[str, Comparison] = {}
        self.invite = Button(theme, words("feedback_page.invite"), size=Size.SMALL)
        self.invite.clicked.connect(self.invite_wanted)
        self.caution = AlertStrip(theme, action=self.invite)
        self.caution.hide()
        self.content = Figure(context, words("feedback_page.csat"), words("feedback_page.csat_tip"), minimum=0, maximum=1)
        self.nps = Figure(context, words("feedback_page.nps"), words("feedback_page.nps_tip"), minimum=-100, maximum=100)
        self.histogram = Distribution(theme)
        spread = Card(theme, spacing=8)
        fill(spread.body, Label(theme, words("feedback_page.spread"), Type.COMPACT, bold=True), self.histogram, None)
        top = hbox(spacing=14)
        for card, stretch in ((self.content, 4), (self.nps, 4), (spread, 3)):
            top.addWidget(card, stretch)
        self.slots = DotRows(theme)
        self.no_slots = Label(theme, words("feedback_page.no_slots"), color="muted", wrap=True)
        by_slot = Card(theme, spacing=6)
        head = hbox(spacing=10)
        head.addWidget(Label(theme, words("feedback_page.by_slot"), Type.COMPACT, bold=True))
        self.goal = Elided(theme, "", Type.CAPTION, color="muted")
        head.addWidget(self.goal, 1)
        few = Label(theme, words("feedback_page.few_line"), Type.COMPACT, color="muted", wrap=True)
        fill(by_slot.body, head, self.slots, self.no_slots, few, None)
        self.said = FeedbackThemes(context)
        self.said.all_wanted.connect(self.all_wanted)
        low = hbox(spacing=14)
        low.addWidget(by_slot, 3)
        low.addWidget(self.said, 2)
        inner = QWidget()
        column = vbox(spacing=14)
        fill(column, self.caution, top)
        column.addLayout(low, 1)
        inner.setLayout(column)
        whole = vbox()
        whole.addWidget(scrolled(inner))
        self.setLayout(whole)

    def show_summary(self, of: "ShownResults") -> None:
        """Show an event's figures."""
        found = of.summary
        overall = next((one for one in found.questions if one.key == found.overall), None)
        nps = next((one for one in found.questions if one.kind.value == "nps"), None)
        self._show_caution(of, overall)
        self._changes = {one.figure: one for one in of.comparisons}
        self._show_content(overall, found.content_goal)
        self._show_nps(nps)
        self._show_slots(found)
        self.said.show_themes(of.themes, of.comments)

    def _show_caution(self, of: "ShownResults", overall: "QuestionSummary | None") -> None:
        words, n, reach = self.words, of.summary.responses, of.reach
        detail = [words("feedback_page.few_detail", n=n)]
        if reach.came:
            detail = [words("feedback_page.few_came", n=n, came=reach.came, share=f"{min(n / reach.came, 1):.0%}")]
        if overall is not None and overall.top2 is not None:
            more = answers_for(CLOSE, overall.top2) - overall.answered
            detail += [words("feedback_page.few_more", n=more, more=more)] if more > 0 else []
        self.caution.set(words("feedback_page.few"), " ".join(detail))
        self.caution.setVisible(n < ENOUGH)
        waiting = reach.waiting if reach.invited else 0
        self.invite.set_text(words("feedback_page.remind", n=waiting) if reach.invited else words("feedback_page.invite"))
        self.invite.setVisible(bool(waiting) or (bool(reach.came) and not reach.invited))

    def _compared(self, figure: str, form: str) -> str:
        """How it was last time, and whether the difference is more than chance."""
        one, words = self._changes.get(figure), self.words
        if one is None:
            return ""
        said = "more" if one.proven and one.difference > 0 else "less" if one.proven else "open"
        return " " + words("feedback_page.last_time", before=form.format(one.before), said=words(f"feedback_page.last_{said}"))

    def _show_content(self, one: "QuestionSummary | None", goal: float) -> None:
        words = self.words
        if one is None or one.top2 is None or one.top2_interval is None:
            self.content.show_figure("\u2013", self._why(one), None, None, "")
            self.histogram.set((), words("feedback_page.spread"))
            return
        low, high = one.top2_interval.low, one.top2_interval.high
        sure = words("feedback_page.csat_sure", low=f"{low:.0%}", high=f"{high:.0%}")
        verdict = against(goal, one.top2_interval)
        sure += words(f"feedback_page.goal_{verdict.value}", goal=f"{goal:.0%}") + self._compared("top2", "{:.0%}")
        beside = words("feedback_page.csat_of", n=one.answered, content=one.top2_count or 0)
        self.content.show_figure(f"{one.top2:.0%}", beside, one.top2, (low, high), sure)
        values = sorted((value for value in one.histogram if isinstance(value, int)), reverse=True)
        five, three = values == [5, 4, 3, 2, 1], values == [3, 2, 1]
        rows = []
        for place, value in enumerate(values):
            name = words(f"feedback_page.value_{value}") if five else words(f"kiosk.face_{value}") if three else str(value)
            token = _BARS[min(place * (2 if three else 1), len(_BARS) - 1)]
            rows.append((name, one.histogram[value], token))
        self.histogram.set(rows, words("feedback_page.spread"))

    def _show_nps(self, one: "QuestionSummary | None") -> None:
        words = self.words
        if one is None or one.nps is None or one.nps_interval is None:
            self.nps.show_figure("\u2013", self._why(one), None, None, "")
            return
        low, high = one.nps_interval.low, one.nps_interval.high
        beside = words(
            "feedback_page.nps_of", promoters=one.promoters or 0, passives=one.passives or 0, detractors=one.detractors or 0
        )
        sure = words("feedback_page.nps_sure", low=f"{low:+.0f}", high=f"{high:+.0f}") + self._compared("nps", "{:+.0f}")
        self.nps.show_figure(f"{one.nps:+.0f}", beside, one.nps, (low, high), sure)

    def _why(self, one: "QuestionSummary | None") -> str:
        return self.words("feedback_page.not_asked" if one is None else "feedback_page.too_few")

    def _show_slots(self, found: "FeedbackSummary") -> None:
        words, rows = self.words, []
        for slot in found.slots:
            if slot.suppressed or slot.top2 is None or slot.top2_interval is None:
                rows.append(DotRow(slot.title, "", None, 0, 0, words("feedback_page.slot_few")))
                continue
            low, high = slot.top2_interval.low, slot.top2_interval.high
            said = words("feedback_page.slot_said", share=f"{slot.top2:.0%}", low=f"{low:.0%}", high=f"{high:.0%}")
            rows.append(DotRow(slot.title, words("feedback_page.slot_n", n=slot.answered or 0), slot.top2, low, high, said))
        self.goal.setText(words("feedback_page.by_slot_line", goal=f"{found.content_goal:.0%}"))
        self.slots.set(rows, goal=found.content_goal)
        self.slots.setVisible(bool(rows))
        self.no_slots.setVisible(not rows)
