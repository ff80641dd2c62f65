"""The levels of members: named, described, taken away; what was done last can be undone as long as the dialog is open."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from ui.dialogs.family_forms import FamilyDialogForm, lines
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Elided, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.family_views import LevelView
    from eventdesk.services.rows import Removed

_HIGHEST = 320
"""How high the list gets before it scrolls, in pixels."""


class LevelForm(FamilyDialogForm):
    """A new level, or one to change."""

    def __init__(self, context: PageContext, level: "LevelView | None" = None, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("families.edit_level" if level else "families.add_level"), parent=parent)
        self._level = level
        self.name = Field(self.theme, words("families.field_level_name"), text=level.name if level else "")
        self.benefits = lines(level.benefits if level else "", self.theme.px(84))
        self.fields = {"name": self.name}
        optional = words("common.optional")
        self.finish(self.name, FieldFrame(self.theme, words("families.field_benefits"), self.benefits, optional=optional))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The level's name and benefits."""
        values: dict[str, Any] = {"name": self.name.text(), "benefits": self.benefits.toPlainText()}
        if self._level is None:
            return self.context.desk.memberships.add_level, values
        return self.context.desk.memberships.change_level, values | {"level": self._level.id, "revision": self._level.revision}


class LevelsDialog(Dialog):
    """All levels with what they give and how many families are of each."""

    def __init__(self, context: PageContext, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("families.levels"), parent=parent, width=560)
        self._context, self._words = context, words
        self.levels: tuple[LevelView, ...] = ()
        self._undo: Callable[[], object] | None = None
        self._rows = vbox(0, 0, 8, 0, spacing=8)
        inside = QWidget()
        inside.setLayout(self._rows)
        self._area = scrolled(inside)
        self._said = Label(self.theme, "", Type.COMPACT, color="text2", wrap=True)
        self.undo_button = Button(self.theme, words("common.undo"), kind=Kind.LINK, size=Size.SMALL, key="Ctrl+Z")
        self.undo_button.setAutoDefault(False)
        self.undo_button.clicked.connect(self.undo)
        foot = hbox(spacing=8)
        foot.addWidget(self._said, 1)
        foot.addWidget(self.undo_button)
        self.content.addWidget(self._area)
        self.content.addLayout(foot)
        self.add = self.add_button(words("families.add_level"), icon="plus")
        self.add.clicked.connect(partial(self._form, None))
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo)
        self._say("")
        self._read()

    # -- what there is

    def _read(self) -> None:
        self._context.tasks.run(self._context.desk.memberships.levels, done=self._show, failed=self._failed, owner=self)

    def _show(self, levels: "Sequence[LevelView]") -> None:
        self.levels = tuple(levels)
        clear(self._rows)
        if not levels:
            self._rows.addWidget(Label(self.theme, self._words("families.levels_none"), color="text2"))
        for place, level in enumerate(levels):
            if place:
                self._rows.addWidget(Rule(self.theme))
            self._rows.addLayout(self._row(level))
        self._rows.addStretch(1)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """As high as the levels are; Qt counts nothing of a row before it is shown."""
        rows = self._rows
        high = rows.totalHeightForWidth(self._area.viewport().width()) if rows.hasHeightForWidth() else rows.sizeHint().height()
        self._area.setFixedHeight(min(high + 4, self.theme.px(_HIGHEST)))
        self.adjustSize()

    def _row(self, level: "LevelView") -> Any:
        words, row, both = self._words, hbox(spacing=8), vbox(spacing=0)
        fill(both, Elided(self.theme, level.name, bold=True))
        if level.benefits:
            both.addWidget(Label(self.theme, level.benefits, Type.COMPACT, color="text2", wrap=True))
        row.addLayout(both, 1)
        row.addWidget(Label(self.theme, words("families.found", n=level.families), Type.COMPACT, color="text2"))
        for icon, verb, act in (("pencil", "edit_level", self._form), ("trash", "remove_level", self._remove)):
            button = icon_button(self.theme, icon, words(f"families.{verb}_of", name=level.name), size=Size.SMALL)
            button.setObjectName(verb)
            button.setAutoDefault(False)
            button.clicked.connect(partial(act, level))
            row.addWidget(button)
        return row

    # -- what is done

    def _form(self, level: "LevelView | None", _: object = None) -> None:
        form = LevelForm(self._context, level, parent=self)
        form.finished.connect(form.deleteLater)
        form.accepted.connect(lambda: self._saved(level, form.made))
        form.open()

    def _saved(self, before: "LevelView | None", made: "LevelView") -> None:
        members = self._context.desk.memberships
        if before is None:
            self._say(self._words("families.level_added", name=made.name), partial(members.remove_level, made.id))
        elif (before.name, before.benefits) != (made.name, made.benefits):
            back = partial(
                members.change_level, made.id, revision=made.revision, name=before.name, benefits=before.benefits
            )
            self._say(self._words("families.level_changed", name=made.name), back)
        self._read()

    def _remove(self, level: "LevelView", _: object = None) -> None:
        members = self._context.desk.memberships

        def done(removed: "Removed") -> None:
            self._say(self._words("families.level_removed", name=level.name), partial(members.put_back_level, removed))
            self._read()

        self._context.tasks.run(members.remove_level, level.id, done=done, failed=self._failed, owner=self)

    def undo(self) -> None:
        """Take back what was done last."""
        back, self._undo = self._undo, None
        if back is not None:
            self._context.tasks.run(back, done=self._undone, failed=self._failed, owner=self)

    def _undone(self, _: object) -> None:
        self._say("")
        self._read()

    def _failed(self, error: DeskError) -> None:
        self._say(self._context.wording.error(error).whole, tone="refuse-text")

    def _say(self, text: str, undo: Callable[[], object] | None = None, *, tone: str = "text2") -> None:
        self._undo = undo
        self._said.setText(text)
        self._said.set_look(color=tone)
        self._said.setVisible(bool(text))
        self.undo_button.setVisible(undo is not None)
