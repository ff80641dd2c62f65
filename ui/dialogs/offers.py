"""Places that are kept for waiting families: who is asked, until when, what they answered, and whom to ask next."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from eventdesk.domain.registration import OfferState
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Elided, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import Chip
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.offers import OfferView

HOURS = (4, 24, 48, 72)
_HIGHEST = 360
_TONES = {
    OfferState.OPEN: Tone.WARN, OfferState.ACCEPTED: Tone.OK, OfferState.DECLINED: Tone.NEUTRAL, OfferState.EXPIRED: Tone.NEUTRAL,
    OfferState.WITHDRAWN: Tone.NEUTRAL,
}  # fmt: skip


class OffersDialog(Dialog):
    """The offers of an event, those that wait for an answer first."""

    def __init__(self, context: PageContext, event: str, title: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("offers.title", event=title), parent=parent, width=640)
        self._context, self._words, self._event = context, words, event
        self.offers: tuple[OfferView, ...] = ()
        self._reason = "" if context.desk.actor.may(Right.REGISTRATIONS) else words("registrations.change_reason")
        self._rows = vbox(0, 0, 8, 0, spacing=8)
        inside = QWidget()
        inside.setLayout(self._rows)
        self._area = scrolled(inside)
        self.said = Label(self.theme, "", Type.COMPACT, color="text2", wrap=True)
        self.said.hide()
        self.hours = Select(self.theme, [(str(n), words("offers.hours", n=n)) for n in HOURS], current="24", slim=True)
        self.hours.setAccessibleName(words("offers.how_long"))
        next_row = hbox(spacing=8)
        self.next = Button(self.theme, words("offers.next"), icon="user")
        self.next.setAutoDefault(False)
        self.next.set_reason(self._reason)
        self.next.clicked.connect(self._offer)
        fill(next_row, Label(self.theme, words("offers.how_long"), Type.COMPACT, color="text2"), self.hours, None, self.next)
        fill(self.content, Label(self.theme, words("offers.hint"), Type.COMPACT, color="text2", wrap=True))
        self.content.addWidget(self._area)
        self.content.addWidget(self.said)
        self.content.addLayout(next_row)
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        self._read()

    def _read(self, _: object = None) -> None:
        self._run(self._context.desk.offers.list, self._show, self._event)

    def _show(self, offers: "Sequence[OfferView]") -> None:
        self.offers = tuple(sorted(offers, key=lambda one: one.state is not OfferState.OPEN))
        clear(self._rows)
        if not offers:
            self._rows.addWidget(Label(self.theme, self._words("offers.none"), color="text2"))
        for place, one in enumerate(self.offers):
            if place:
                self._rows.addWidget(Rule(self.theme))
            self._rows.addLayout(self._row(one))
        self._rows.addStretch(1)
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """As high as the rows are; Qt counts nothing of a row before it is shown."""
        rows = self._rows
        high = rows.totalHeightForWidth(self._area.viewport().width()) if rows.hasHeightForWidth() else rows.sizeHint().height()
        self._area.setFixedHeight(min(high + 4, self.theme.px(_HIGHEST)))
        self.adjustSize()

    def _row(self, one: "OfferView") -> QHBoxLayout:
        words, row, both = self._words, hbox(spacing=8), vbox(spacing=0)
        zone = self._context.desk.zone
        moment = one.until if one.state is OfferState.OPEN or one.decided_at is None else one.decided_at
        key = "offers.until" if one.state is OfferState.OPEN else "offers.on"
        parts = [words("registrations.persons", n=one.persons), *one.slots]
        parts.append(words(key, when=self._context.wording.date_time(moment.astimezone(zone))))
        fill(both, Elided(self.theme, f"{one.label}  {one.phone}", bold=True))
        fill(both, Elided(self.theme, words("common.list_comma").join(parts), Type.COMPACT, color="text2"))
        row.addLayout(both, 1)
        if one.state is not OfferState.OPEN:
            row.addWidget(Chip(self.theme, words(f"places.offer_{one.state.value}"), _TONES[one.state]))
            return row
        offers = self._context.desk.offers
        for name, verb, kind in (("accept", offers.accept, Kind.PLAIN), ("decline", offers.decline, Kind.QUIET),
                                 ("withdraw", offers.withdraw, Kind.QUIET)):  # fmt: skip
            button = Button(self.theme, words(f"offers.{name}"), kind=kind, size=Size.SMALL, tip=words(f"offers.{name}_tip"))
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.set_reason(self._reason)
            button.clicked.connect(partial(self._answer, verb, one.id))
            row.addWidget(button)
        return row

    # -- what is done

    def _offer(self) -> None:
        self._run(self._context.desk.offers.make_next, self._offered, self._event, hours=float(self.hours.current))

    def _offered(self, made: "Sequence[OfferView]") -> None:
        words = self._words
        self._say(words("offers.made", family=made[0].label) if made else words("offers.nobody"))
        self._read()

    def _answer(self, verb: Callable[..., "OfferView"], offer: str, _: object = None) -> None:
        self._run(verb, self._answered, offer)

    def _answered(self, view: "OfferView") -> None:
        self._say(self._words(f"offers.was_{view.state.value}", family=view.label))
        self._read()

    def _run(self, work: Callable[..., Any], done: Callable[[Any], object], *args: Any, **named: Any) -> None:
        self._context.tasks.run(work, *args, done=done, failed=self._failed, owner=self, **named)

    def _failed(self, error: DeskError) -> None:
        self._say(self._context.wording.error(error).whole, tone="refuse-text")

    def _say(self, text: str, *, tone: str = "text2") -> None:
        self.said.setText(text)
        self.said.set_look(color=tone)
        self.said.setVisible(bool(text))
