"""Two families side by side: whose value is taken, who is whom, what becomes of two registrations; then one verb."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from eventdesk.domain.merging import Side, Twice
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.models.people import child_name
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Elided, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Kind, Size
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from eventdesk.services.family_views import PersonView
    from eventdesk.services.merge_views import MergeField, MergePair, MergePreview, MergeResult

Pair = tuple[str, str]
_LABELS = 116
"""How wide the names of fields stand, in pixels: all grids of the dialog keep their columns below each other."""


@dataclass(frozen=True)
class Step:
    """Something to look at before two families are one: its key, and the buttons that decide it."""

    key: str
    widgets: "tuple[QAbstractButton, ...]"


class MergeDialog(Dialog):
    """``merged`` carries what the desk answered."""

    merged = Signal(object)

    def __init__(self, context: PageContext, kept: str, gone: str, *, parent: QWidget) -> None:
        super().__init__(context.theme, context.words("families.merge_title"), parent=parent, width=780)
        self._context, self._words = context, context.words
        self._kept, self._gone = kept, gone
        self._preview: MergePreview | None = None
        self._choices: dict[str, Side] = {}
        self._apart: set[str] = set()
        self._pairs: tuple[Pair, ...] = ()
        self._steps: list[Step] = []
        self._seen: set[str] = set()
        words = self._words
        tip = words("families.show_whole_hint")
        self.whole = Button(self.theme, words("families.show_whole"), size=Size.SMALL, icon="eye", tip=tip)
        self.whole.setCheckable(True)
        self.whole.setAutoDefault(False)
        if not context.desk.actor.may(Right.UNMASK):
            self.whole.set_reason(words("registrations.reveal_reason"))
        self.whole.clicked.connect(self._read)
        self.swap = Button(self.theme, words("families.merge_swap"), size=Size.SMALL, icon="sync")
        self.swap.setAutoDefault(False)
        self.swap.clicked.connect(self._swap)
        top = hbox(spacing=8)
        top.addWidget(Label(self.theme, words("families.merge_text"), Type.COMPACT, color="text2", wrap=True), 1)
        fill(top, self.swap, self.whole)
        self._column = vbox(0, 0, 12, 0, spacing=10)
        inside = QWidget()
        inside.setLayout(self._column)
        self._area = area = scrolled(inside)
        area.setMinimumHeight(self.theme.px(400))
        self._left = Label(self.theme, "", Type.COMPACT, color="warn-text", wrap=True)
        self._trouble = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self._trouble.hide()
        self.content.addLayout(top)
        self.content.addWidget(area, 1)
        self.content.addWidget(self._left)
        self.content.addWidget(self._trouble)
        cancel = self.add_button(words("common.cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.verb = self.add_button(words("families.merge_verb"), kind=Kind.PRIMARY, icon="check", key="Enter")
        self.verb.clicked.connect(self._merge)
        self._read()

    # -- reading

    def _read(self) -> None:
        self._context.tasks.run(
            self._context.desk.merges.preview, self._kept, self._gone, unmasked=self.whole.isChecked(), done=self._show,
            failed=self._fail, owner=self,
        )  # fmt: skip

    def _swap(self) -> None:
        self._kept, self._gone = self._gone, self._kept
        self._choices.clear()
        self._apart.clear()
        self._seen.clear()
        self._read()

    def _show(self, seen: "MergePreview") -> None:
        self._preview = seen
        self._pairs = tuple((pair.kept.id, pair.gone.id) for pair in seen.pairs)
        words = self._words
        self.whole.set_text(words("families.hide_whole" if self.whole.isChecked() else "families.show_whole"))
        clear(self._column)
        self._steps = []
        grid = self._grid()
        for column, (side, family) in enumerate(((Side.KEPT, seen.kept), (Side.GONE, seen.gone)), start=1):
            newer = words("families.newer") if seen.newer is side else ""
            heading = words(f"families.side_{side.value}")
            box = vbox(spacing=0)
            fill(box, Label(self.theme, heading, bold=True))
            facts = [words("families.n_events", n=len(family.history)), newer]
            line = words("common.list_comma").join(filter(None, facts))
            fill(box, Elided(self.theme, line, Type.COMPACT, color="text2"))
            grid.addLayout(box, 0, column)
        self._column.addLayout(grid)
        self._fields(tuple(one for one in seen.fields if one.kept or one.gone))
        order = {person.id: place for place, person in enumerate(seen.kept.people)}
        for pair in sorted(seen.pairs, key=lambda pair: order[pair.kept.id]):
            self._pair(pair)
        self._others(seen)
        self._column.addStretch(1)
        self._column.activate()
        self._next()

    # -- one difference after the other

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes what is chosen of a difference and goes to the next; only behind the last one it merges."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        if event.isAutoRepeat():
            return
        here = next((step for step in self._steps if focus in step.widgets), None)
        if here is not None:
            self._seen.add(here.key)
            self._next()
        elif focus is self.verb and not self._open():
            self.verb.click()
        elif isinstance(focus, Button) and focus is not self.verb:
            focus.click()
        else:
            self._next()

    def _open(self) -> "list[Step]":
        """The differences that nobody has looked at; those between two people who are not one are none."""
        return [step for step in self._steps if step.key not in self._seen and step.key.partition(".")[0] not in self._apart]

    def _next(self) -> None:
        """Go to the first difference that nobody has looked at, or to the verb."""
        left = self._open()
        self._count()
        if not left:
            self.verb.setFocus(Qt.FocusReason.TabFocusReason)
            return
        widgets = left[0].widgets
        target = next((one for one in widgets if one.isChecked()), widgets[0])
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(target, 0, self.theme.px(48))

    def _count(self) -> None:
        left = len(self._open())
        self._left.setText(self._words("families.merge_left", n=left) if left else self._words("families.merge_all_seen"))
        self._left.set_look(color="warn-text" if left else "muted")
        self._left.setVisible(bool(self._steps))

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(12))
        grid.setVerticalSpacing(self.theme.px(6))
        grid.setColumnMinimumWidth(0, self.theme.px(_LABELS))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setContentsMargins(0, 0, 0, 0)
        return grid

    # -- what is chosen between

    def _pair(self, pair: "MergePair") -> None:
        name = self._name(pair.kept)
        row = hbox(spacing=8)
        same = CheckBox(self.theme, self._words("families.same_person"), checked=pair.kept.id not in self._apart)
        fill(row, Label(self.theme, name, bold=True), None, same)
        self._column.addWidget(Rule(self.theme))
        self._column.addLayout(row)
        holder = QWidget()
        column = vbox(spacing=6)
        holder.setLayout(column)
        self._column.addWidget(holder)
        both = Label(self.theme, self._words("families.both_stay"), Type.COMPACT, color="muted")
        self._column.addWidget(both)
        first = len(self._steps)
        self._fields(pair.fields, into=column)

        def part(on: bool) -> None:
            (self._apart.discard if on else self._apart.add)(pair.kept.id)
            holder.setVisible(on)
            both.setVisible(not on)
            self._count()

        same.toggled.connect(part)
        part(same.isChecked())
        if len(self._steps) > first:
            self._steps.insert(first, Step(f"same {pair.kept.id}", (same,)))

    def _name(self, person: "PersonView") -> str:
        if person.role.is_child:
            return child_name(person, self._context.wording)
        return person.name or self._words("registrations.unnamed_guardian")

    def _fields(self, fields: "tuple[MergeField, ...]", into: "QVBoxLayout | None" = None) -> None:
        if not fields:
            return
        grid = self._grid()
        for place, one in enumerate(fields):
            name = self._words(f"families.field_{one.name}")
            grid.addWidget(self._caption(name), place, 0)
            kept, gone = self._said(one.name, one.kept), self._said(one.name, one.gone)
            if one.differs:
                self._choice(grid, place, one.key, name, kept, gone, one.winner, both=one.name == "notes")
                continue
            for column, value in ((1, kept), (2, gone)):
                grid.addWidget(Elided(self.theme, value or "\u2013", Type.COMPACT, color="text" if value else "muted"), place, column)
        (into or self._column).addLayout(grid)

    def _caption(self, name: str) -> Elided:
        made = Elided(self.theme, name, Type.COMPACT, color="text2")
        made.setFixedWidth(self.theme.px(_LABELS))
        return made

    def _said(self, field: str, value: str) -> str:
        """What is kept as a code, in words."""
        if not value or field not in ("sex", "relation"):
            return value
        return self._words(f"registrations.{field}_{value.lower()}")

    def _choice(
        self, grid: QGridLayout, place: int, key: str, name: str, kept: str, gone: str, winner: Side, *, both: bool = False
    ) -> None:
        group = QButtonGroup(self)
        made: list[Button] = []
        chosen = self._choices.get(key, winner)
        sides = [(1, Side.KEPT, kept), (2, Side.GONE, gone)]
        for column, side, value in sides:
            button = Button(self.theme, _short(value), size=Size.SMALL, tip=value)
            button.setAutoDefault(False)
            button.setCheckable(True)
            button.setChecked(chosen is side)
            button.set_icon("check" if chosen is side else "")
            button.setAccessibleName(f"{name}: {value}")
            button.toggled.connect(partial(self._take, button, key, side))
            group.addButton(button)
            made.append(button)
            grid.addWidget(button, place, column)
        if both:
            last = Button(self.theme, self._words("families.both_values"), size=Size.SMALL)
            last.setAutoDefault(False)
            last.setCheckable(True)
            last.setChecked(chosen is Side.BOTH)
            last.set_icon("check" if chosen is Side.BOTH else "")
            last.toggled.connect(partial(self._take, last, key, Side.BOTH))
            group.addButton(last)
            made.append(last)
            grid.addWidget(last, place, 3)
        for one in made:
            one.clicked.connect(partial(self._look, key))
        self._steps.append(Step(key, tuple(made)))

    def _look(self, key: str, _: object = None) -> None:
        self._seen.add(key)
        self._count()

    def _take(self, button: Button, key: str, side: Side, on: bool) -> None:
        button.set_icon("check" if on else "")
        if on:
            self._choices[key] = side

    def _others(self, seen: "MergePreview") -> None:
        words, lines = self._words, []
        if seen.unmatched:
            names = words("common.list_comma").join(map(self._name, seen.unmatched))
            lines.append(words("families.joins", names=names))
        for one in seen.twice:
            key = "families.twice_cancel" if one.what is Twice.CANCEL else "families.twice_both"
            stays = words("families.of_kept" if self._belongs(one.stays, seen) else "families.of_gone")
            lines.append(words(key, title=one.title, stays=stays))
        if lines or seen.memberships:
            self._column.addWidget(Rule(self.theme))
        for line in lines:
            self._column.addWidget(Label(self.theme, line, Type.COMPACT, color="text2", wrap=True))
        if seen.memberships:
            grid = self._grid()
            for place, clash in enumerate(seen.memberships):
                name = words("families.membership")
                grid.addWidget(self._caption(name), place, 0)
                self._choice(grid, place, clash.key, name, clash.kept.name, clash.gone.name, clash.winner)
            self._column.addLayout(grid)

    @staticmethod
    def _belongs(registration: str, seen: "MergePreview") -> bool:
        return any(event.registration == registration for event in seen.kept.history)

    # -- doing it

    def _merge(self) -> None:
        if self._preview is None:
            return
        self._trouble.hide()
        pairs = [pair for pair in self._pairs if pair[0] not in self._apart]
        choices = {key: side for key, side in self._choices.items() if key.partition(".")[0] not in self._apart}
        self.verb.set_busy(self._words("families.merging"))
        self._context.tasks.run(
            self._context.desk.merges.merge, self._kept, self._gone, choices=choices, pairs=pairs, done=self._done,
            failed=self._fail, ended=lambda: self.verb.set_busy(""), owner=self,
        )  # fmt: skip

    def _done(self, result: "MergeResult") -> None:
        self.merged.emit(result)
        self.accept()

    def _fail(self, error: DeskError) -> None:
        self._trouble.setText(self._context.wording.error(error).whole)
        self._trouble.show()


def _short(text: str, most: int = 28) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= most else text[: most - 1] + "\u2026"
