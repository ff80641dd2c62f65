"""What a slot needs of the shared equipment: which things, and how many."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from eventdesk.domain.schedule import MOST
from eventdesk.domain.venue import Resource
from ui.pages.planner_words import PlannerWords
from ui.theme import Theme, Type
from ui.widgets.base import Elided, Label, Themed, clear, fill, hbox, vbox
from ui.widgets.buttons import Size, icon_button
from ui.widgets.choice import Select

Needs = tuple[tuple[str, int], ...]
"""Names, and how many of each, as a slot keeps them."""


class _Number(QSpinBox):
    """How many; tells of a typed number when it is complete. The wheel scrolls the panel, whatever is under it."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(1, MOST)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(8, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the panel."""
        event.ignore()


class ResourcesEdit(Themed, QWidget):
    """A line for each thing that is needed, and a list of the others to add. ``changed`` carries all needs after a change;
    who hears it shows them again with :meth:`show_needs`.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme, words: PlannerWords) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self._needs: Needs = ()
        self._there: dict[str, int] = {}
        self.numbers: dict[str, QSpinBox] = {}
        self.removers: dict[str, QWidget] = {}
        self._totals: dict[str, Label] = {}
        self._rows = vbox(spacing=6)
        self.add = Select(theme, placeholder=words("planner.resource_add"))
        self.add.setAccessibleName(words("planner.resource_add"))
        self.add.chosen.connect(self._add)
        self._none = Label(theme, words("planner.resource_none"), Type.COMPACT, color="muted", wrap=True)
        column = vbox(spacing=6)
        fill(column, Label(theme, words("planner.field_resources"), Type.COMPACT, color="text2"))
        fill(column, self._rows, self.add, self._none)
        self.setLayout(column)

    def show_needs(self, needs: Needs, there: Sequence[Resource]) -> None:
        """Show what a slot needs, and what there is; a thing that is no longer registered stays until it is taken out."""
        self._needs, self._there = needs, {resource.name: resource.quantity for resource in there}
        if list(self.numbers) != [name for name, _ in needs]:
            self._make_rows()
        for name, number in needs:
            with QSignalBlocker(self.numbers[name]):
                self.numbers[name].setValue(number)
            total = self._there.get(name, 0)
            self._totals[name].setText(self._words("planner.resource_of", n=total))
            self._totals[name].set_look(color="warn-text" if number > total else "muted")
        rest = [(name, name) for name in self._there if name not in self.numbers]
        self.add.set_options(rest)
        self.add.setVisible(bool(rest))
        self._none.setVisible(not self._there and not needs)

    def _make_rows(self) -> None:
        theme, words = self.theme, self._words
        clear(self._rows)
        self.numbers, self.removers, self._totals = {}, {}, {}
        for name, _ in self._needs:
            number = self.numbers[name] = _Number()
            number.setFixedWidth(theme.px(76))
            number.setAccessibleName(words("planner.resource_number", name=name))
            number.valueChanged.connect(partial(self._set, name))
            total = self._totals[name] = Label(theme, "", Type.COMPACT, color="muted")
            remover = icon_button(theme, "x", words("planner.resource_remove", name=name), size=Size.SMALL)
            remover.clicked.connect(partial(self._remove, name))
            self.removers[name] = remover
            row = hbox(spacing=8)
            row.addWidget(Elided(theme, name), 1)
            fill(row, number, total, remover)
            self._rows.addLayout(row)

    def _set(self, name: str, number: int) -> None:
        self.changed.emit(tuple((one, number if one == name else many) for one, many in self._needs))

    def _add(self, name: str) -> None:
        self.changed.emit((*self._needs, (name, 1)))
        if name in self.numbers:
            self.numbers[name].show()  # a layout shows it later, and nothing hidden takes the focus
            self.numbers[name].setFocus(Qt.FocusReason.OtherFocusReason)
            self.numbers[name].selectAll()

    def _remove(self, name: str, checked: bool = False) -> None:
        left = tuple(need for need in self._needs if need[0] != name)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)  # its own line goes
        self.changed.emit(left)
