"""The line between the cards and the list: search, states, slots, who lacks consent, and the names."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from resources.words import Words
from ui.models.registration_rows import Shown
from ui.theme import Theme
from ui.widgets.base import fill, hbox
from ui.widgets.buttons import Button
from ui.widgets.choice import Seg, Select
from ui.widgets.fields import SearchField

if TYPE_CHECKING:
    from eventdesk.services.event_views import SlotView

STATES = ("", "confirmed", "waitlisted", "cancelled")
_LABELS = {"": "seg_all", "confirmed": "seg_confirmed", "waitlisted": "seg_waitlisted", "cancelled": "seg_cancelled"}


class FilterBar(QWidget):
    """``changed()``: other rows are to be seen, see :attr:`shown`; ``searched(text)``: a search has begun or ended."""

    changed = Signal()
    searched = Signal(str)

    def __init__(self, theme: Theme, words: Words, *, may_unmask: bool) -> None:
        super().__init__()
        self._words = words
        self.shown = Shown()
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
        self.names = Button(theme, icon="eye", tip=words("registrations.show_names"))
        self.names.setCheckable(True)
        self.names.toggled.connect(self._name_tip)
        if not may_unmask:
            self.names.set_reason(words("registrations.reveal_reason"))
        row = hbox(spacing=8)
        row.addWidget(self.search, 20)  # as much as it may have, before the gap at the end
        self.allergies = Button(theme, words("registrations.with_allergies", n=0), icon="allergy")
        self.allergies.setCheckable(True)
        self.allergies.toggled.connect(lambda on: self._change(replace(self.shown, allergies=on)))
        fill(row, self.seg, self.slot, self.consent, self.allergies, None, self.names)
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

    def show_counts(self, states: Mapping[str, int], missing: int, allergic: int) -> None:
        """How many rows each state has, how many lack consent, and how many have a child with an allergy."""
        for key in STATES:
            self.seg.set_label(key, self._words(f"registrations.{_LABELS[key]}", n=states[key]))
        self.consent.set_text(self._words("registrations.no_consent", n=missing))
        self.consent.setVisible(bool(missing) or self.shown.no_consent)
        self.allergies.set_text(self._words("registrations.with_allergies", n=allergic))
        self.allergies.setVisible(bool(allergic) or self.shown.allergies)

    def set_found(self, families: frozenset[str] | None) -> None:
        """Keep to what a search found; None ends it."""
        self._change(replace(self.shown, families=families))

    def show_everything(self) -> None:
        """Take all filters away."""
        self.search.clear()
        self.seg.set_current("")
        self.slot.set_current("")
        self._tick(no_consent=False, allergies=False)
        self._change(Shown())

    def forget_slot(self) -> None:
        """Another event is shown: its slots are others, and nothing was searched for in it."""
        self.search.clear()
        self.shown = Shown(self.shown.state)

    def restore(self, state: str, slot: str, search: str, *, no_consent: bool = False, allergies: bool = False) -> None:
        """Take up what was chosen before, or what another page sent here for."""
        state = state if state in STATES else ""
        self.seg.set_current(state)
        self._tick(no_consent=no_consent, allergies=allergies)
        self._change(replace(self.shown, state=state, slot=slot, no_consent=no_consent, allergies=allergies))
        if search:
            self.search.setText(search)

    def _tick(self, *, no_consent: bool, allergies: bool) -> None:
        for button, on in ((self.consent, no_consent), (self.allergies, allergies)):
            button.blockSignals(True)
            button.setChecked(on)
            button.blockSignals(False)

    def _change(self, shown: Shown) -> None:
        self.shown = shown
        self.changed.emit()

    def _name_tip(self, on: bool) -> None:
        self.names.set_tip(self._words("registrations.hide_names" if on else "registrations.show_names"))
