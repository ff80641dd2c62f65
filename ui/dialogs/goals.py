"""The goals of a year, to change."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from eventdesk.domain.season import BANDS, GoalKey
from eventdesk.domain.season_typed import most, shown, typed
from resources.words import Words
from ui.theme import Theme
from ui.widgets.buttons import Kind
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field


class GoalsDialog(Dialog):
    """``wanted`` carries the goals that were changed."""

    wanted = Signal(object)

    def __init__(
        self, theme: Theme, words: Words, *, year: int, targets: Mapping[GoalKey, int], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, words("season.goals_title", year=year), parent=parent, width=560)
        self._words, self._targets = words, dict(targets)
        self.fields: dict[GoalKey, Field] = {}
        for key, value in targets.items():
            more = {"n": len(BANDS)} if key is GoalKey.BANDS else {}
            field = self.fields[key] = Field(theme, words(f"season.goal_{key.value}_field", **more), text=shown(key, value))
            field.submitted.connect(self._take)
        self._lay_out()
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.verb = self.add_button(words("season.goals_save"), kind=Kind.PRIMARY, key="Enter")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self._take)
        next(iter(self.fields.values())).edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        """Two beside each other: seven in a column are higher than a small screen with large letters."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(self.content.spacing())
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        self.content.addLayout(grid)

    def _take(self) -> None:
        if not self.isVisible():  # answered by this very key
            return
        changed: dict[GoalKey, int] = {}
        for key, field in self.fields.items():
            value = typed(key, field.text())
            if value is None:
                wrong = "season.goal_wrong_mean" if key is GoalKey.MEAN else "season.goal_wrong"
                field.set_error(self._words(wrong, most=most(key)))
                field.edit.setFocus()
                return
            if value != self._targets[key]:
                changed[key] = value
        self.accept()
        self.wanted.emit(changed)
