"""The line between the cards and the list: search, states, slots, who lacks consent, and the names."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from resources.words import Words
from ui.models.registration_rows import AGE_GROUPS, MARKS, Shown
from ui.theme import Theme
from ui.widgets.base import fill, hbox
from ui.widgets.buttons import Button
from ui.widgets.choice import Seg, Select
from ui.widgets.fields import SearchField

if TYPE_CHECKING:
    from eventdesk.services.event_views import SlotView

STATES = ("", "confirmed", "waitlisted", "cancelled")
_LABELS = {"": "seg_all", "confirmed": "seg_confirmed", "waitlisted": "seg_waitlisted", "cancelled": "seg_cancelled"}

_SEARCH = 240
"""How much the search wants, in pixels."""


class FilterBar(QWidget):
    """``changed()``: other rows are to be seen, see :attr:`shown`; ``searched(text)``: a search has begun or ended."""

    changed = Signal()
    searched = Signal(str)

    def __init__(self, theme: Theme, words: Words, *, may_unmask: bool) -> None:
        super().__init__()
        self._words = words
        self.shown = Shown()
        self._unsigned, self._least = 0, theme.px(_SEARCH)
        self.search = SearchField(theme, words("registrations.search"), key="/")
        self.search.setAccessibleName(words("registrations.search"))
        self.search.setMinimumWidth(theme.px(130))
        self.search.setMaximumWidth(theme.px(300))
        self.search.searched.connect(self.searched)
        self.seg = Seg(theme, tuple((key, words(f"registrations.{_LABELS[key]}", n=0)) for key in STATES))
        self.seg.chosen.connect(lambda state: self._change(replace(self.shown, state=state)))
        self.slot = Select(theme, (("", words("registrations.all_slots")),))
        self.slot.setAccessibleName(words("registrations.col_slots"))
        self.slot.setMaximumWidth(theme.px(190))
        self.slot.chosen.connect(lambda slot: self._change(replace(self.shown, slot=slot)))
        self.consent = Button(theme, words("registrations.no_consent", n=0), icon="consent")
        self.consent.setCheckable(True)
        self.consent.toggled.connect(lambda on: self._change(replace(self.shown, no_consent=on)))
        self.band = Select(theme, (("", words("registrations.all_ages")),))
        self.band.setAccessibleName(words("registrations.ages"))
        self.band.setMaximumWidth(theme.px(120))
        ages = [(str(place), self._ages(first, last)) for place, (first, last) in enumerate(AGE_GROUPS)]
        self.band.set_options([("", words("registrations.all_ages")), *ages], current="")
        self.band.chosen.connect(lambda band: self._change(replace(self.shown, band=band)))
        self.mark = Select(theme, (("", words("registrations.all_marks")),))
        self.mark.setAccessibleName(words("registrations.col_marks"))
        self.mark.setMaximumWidth(theme.px(130))
        self.mark.chosen.connect(lambda mark: self._change(replace(self.shown, mark=mark)))
        self.mark.hide()
        self.names = Button(theme, icon="eye", tip=words("registrations.show_names"))
        self.names.setCheckable(True)
        self.names.toggled.connect(self._name_tip)
        if not may_unmask:
            self.names.set_reason(words("registrations.reveal_reason"))
        row = hbox(spacing=8)
        row.addWidget(self.search, 20)  # as much as it may have, before the gap at the end
        fill(row, self.seg, self.slot, self.band, self.consent, self.mark, None, self.names)
        self.setLayout(row)

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    def show_slots(self, slots: "Iterable[SlotView]") -> None:
        """Offer an event's slots."""
        options = [(slot.code, slot.title) for slot in slots]
        if self.shown.slot not in dict(options):
            self.shown = replace(self.shown, slot="")
        self.slot.set_options([("", self._words("registrations.all_slots")), *options], current=self.shown.slot)
        self.slot.setVisible(bool(options))

    def _ages(self, first: int, last: int | None) -> str:
        if last is None:
            return self._words("registrations.band_from", first=first)
        return self._words("registrations.band_span", first=first, last=last)

    def _show_marks(self, counts: Mapping[str, int]) -> None:
        """How many rows have each mark; what nobody has is not offered."""
        wanted = [
            (mark, self._words(f"registrations.filter_{mark}", n=counts[mark]))
            for mark in MARKS
            if counts[mark] or mark == self.shown.mark
        ]
        self.mark.set_options([("", self._words("registrations.all_marks")), *wanted], current=self.shown.mark)
        self.mark.setVisible(bool(wanted))

    def show_counts(self, states: Mapping[str, int], marks: Mapping[str, int]) -> None:
        """How many rows each state has, how many lack consent, and how many have each mark."""
        for key in STATES:
            self.seg.set_label(key, self._words(f"registrations.{_LABELS[key]}", n=states[key]))
        self._unsigned = marks["consent"]
        self.consent.setVisible(bool(marks["consent"]) or self.shown.no_consent)
        self._show_marks(marks)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room for the search comes first."""
        self._make_room()

    def _make_room(self) -> None:
        """Who lacks consent is a number beside its sign where words would leave too little to type into."""
        whole = self._words("registrations.no_consent", n=self._unsigned)
        self.consent.set_text(whole)
        row = self.layout()
        assert row is not None, "it has had one since it was made"
        others = row.sizeHint().width() - self.search.sizeHint().width()
        if self.consent.isVisibleTo(self) and self.width() - others < self._least:
            self.consent.set_text(str(self._unsigned))
        self.consent.setToolTip(whole)
        self.consent.setAccessibleName(whole)

    def set_found(self, families: frozenset[str] | None) -> None:
        """Keep to what a search found; None ends it."""
        self._change(replace(self.shown, families=families))

    def show_everything(self) -> None:
        """Take all filters away."""
        self.search.clear()
        self.seg.set_current("")
        self.slot.set_current("")
        self.band.set_current("")
        self.mark.set_current("")
        self._tick(no_consent=False)
        self._change(Shown())

    def forget_slot(self) -> None:
        """Another event is shown: its slots are others, and nothing was searched for in it."""
        self.search.clear()
        self.shown = Shown(self.shown.state)

    def restore(
        self, state: str, slot: str, search: str, *, no_consent: bool = False, band: str = "",
        mark: str = "",
    ) -> None:  # fmt: skip
        """Take up what was chosen before, or what another page sent here for."""
        state = state if state in STATES else ""
        self.seg.set_current(state)
        self._tick(no_consent=no_consent)
        self.band.set_current(band)
        self._change(replace(self.shown, state=state, slot=slot, no_consent=no_consent, band=band, mark=mark))
        if search:
            self.search.setText(search)

    def _tick(self, *, no_consent: bool) -> None:
        self.consent.blockSignals(True)
        self.consent.setChecked(no_consent)
        self.consent.blockSignals(False)

    def _change(self, shown: Shown) -> None:
        self.shown = shown
        self.changed.emit()

    def _name_tip(self, on: bool) -> None:
        self.names.set_tip(self._words("registrations.hide_names" if on else "registrations.show_names"))
