"""Who acts at the desk: the menu that hands the seat over, and the forms behind it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from eventdesk.domain.right import Actor, OperatorRole, Right
from eventdesk.errors import DeskError
from resources.words import Words
from ui.dialogs.operator_form import OperatorForm
from ui.shell import Shell
from ui.widgets.elevation import REACH, Menu
from ui.widgets.paint import Tone
from ui.widgets.seat_button import SeatButton
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.operators import OperatorView
    from ui.main_window import MainWindow

KEY = "Ctrl+Shift+O"


class Seat(QObject):
    """Knows who acts; :meth:`open` offers to change it, with the keyboard too: arrows and Enter choose, Esc leaves it.

    A role that may not add operators is not offered to. Everything that is refused is said as any refusal is.
    """

    def __init__(self, shell: Shell, window: "MainWindow") -> None:
        super().__init__(window)
        self._shell, self._window = shell, window
        self._desk: Desk | None = None
        self._all: tuple[OperatorView, ...] = ()
        self.menu: Menu | None = None
        self.form: OperatorForm | None = None
        self.button = SeatButton(shell.theme)
        self.button.hide()
        self.button.clicked.connect(self.open)
        shell.changes.changed.connect(self._changed)

    @property
    def _words(self) -> Words:
        return self._window.words

    @property
    def acting(self) -> "OperatorView | None":
        """Who acts; None before it is known."""
        return next((one for one in self._all if one.acting), None)

    def begin(self, desk: "Desk") -> None:
        """Another desk was opened."""
        self._desk, self._all = desk, ()
        self._read()

    def retranslate(self) -> None:
        """Say it in the language that is spoken now."""
        one = self.acting
        self.button.setVisible(one is not None)
        if one is not None:
            name = self._name(one)
            self.button.set(name, self._words("operators.tip", name=name, role=self._role(one), keys=KEY))

    def open(self) -> None:
        """Offer everybody who may act."""
        if self._desk is not None:
            self._shell.tasks.run(self._desk.operators.list, done=self._offer, failed=self._refused, owner=self)

    def act_as(self, who: str) -> None:
        """Hand the seat over, to an id."""
        before = self.acting
        if self._desk is not None and (before is None or before.id != who):
            was = before.id if before is not None else ""
            done = partial(self._seated, was)
            self._shell.tasks.run(self._desk.operators.act_as, who, done=done, failed=self._refused, owner=self)

    # -- reading

    def _changed(self, nouns: frozenset[str]) -> None:
        if "operators" in nouns:
            self._read()

    def _read(self) -> None:
        if self._desk is not None:
            self._shell.tasks.run(self._desk.operators.list, done=self._know, failed=self._refused, owner=self)

    def _know(self, all_: "tuple[OperatorView, ...]") -> None:
        self._all = all_
        self.retranslate()

    def _name(self, one: "OperatorView") -> str:
        return one.name or self._role(one)

    def _role(self, one: "OperatorView") -> str:
        return self._words(f"operators.role_{one.role.value}")

    # -- the menu

    def _offer(self, all_: "tuple[OperatorView, ...]") -> None:
        self._know(all_)
        words, menu = self._words, Menu(self._shell.theme, self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first = None
        for one in all_:
            if not one.active:
                continue
            name, role = self._name(one), self._role(one)
            entry = menu.addAction(words("operators.entry", name=name, role=role) if one.name else name)
            entry.setCheckable(True)
            entry.setChecked(one.acting)
            entry.triggered.connect(partial(self._chosen, one.id))
            first = entry if one.acting else first
        if self._desk is not None and self._desk.actor.may(Right.OPERATORS):
            menu.addSeparator()
            menu.addAction(words("operators.add")).triggered.connect(self.ask_add)
            menu.addAction(words("operators.rename")).triggered.connect(self.ask_rename)
        self.menu = menu
        menu.popup_at(self._corner(menu))
        if first is not None:
            menu.setActiveAction(first)

    def _chosen(self, who: str, on: bool = True) -> None:
        self.act_as(who)

    def _corner(self, menu: Menu) -> QPoint:
        """Under the button, at its right end; in the window's corner where a page covers the header."""
        width = menu.sizeHint().width() - 2 * REACH
        anchor: QWidget = self.button if self.button.isVisible() else self._window
        low = anchor.height() + 4 if anchor is self.button else 64
        return anchor.mapToGlobal(QPoint(anchor.width() - width - (0 if anchor is self.button else 24), low))

    def _seated(self, before: str, actor: Actor) -> None:
        self._shell.changes.announce({"operators"})
        one = next((one for one in self._all if one.id == actor.operator), None)
        name = self._name(one) if one is not None else ""
        sentence = self._words("operators.acts", name=name, role=self._words(f"operators.role_{actor.role.value}"))
        self._window.say(sentence, undo=partial(self.act_as, before) if before else None)

    # -- the forms

    def ask_add(self) -> None:
        """Ask for a name and a role."""
        self._ask(OperatorForm(self._shell.theme, self._words, parent=self._window), self._add)

    def ask_rename(self) -> None:
        """Ask for another name of whoever acts."""
        one = self.acting
        if one is not None:
            form = OperatorForm(self._shell.theme, self._words, name=one.name, parent=self._window)
            self._ask(form, partial(self._rename, one.id))

    def _ask(self, form: OperatorForm, take: Callable[..., None]) -> None:
        self.form = form
        form.wanted.connect(take)
        form.open()

    def _add(self, name: str, role: OperatorRole) -> None:
        if self._desk is not None:
            self._shell.tasks.run(self._desk.operators.add, name, role, done=self._added, failed=self._wrong, owner=self)

    def _added(self, one: "OperatorView") -> None:
        self._close_form()
        act = partial(self.act_as, one.id)
        sentence = self._words("operators.added", name=one.name)
        self._window.say(sentence, action=(self._words("operators.let_act", name=one.name), act))

    def _rename(self, who: str, name: str, role: None) -> None:
        if self._desk is not None:
            rename = self._desk.operators.rename
            self._shell.tasks.run(rename, who, name, done=self._renamed, failed=self._wrong, owner=self)

    def _renamed(self, one: "OperatorView") -> None:
        self._close_form()
        self._window.say(self._words("operators.renamed", name=one.name))

    def _close_form(self) -> None:
        if self.form is not None and isValid(self.form):
            self.form.accept()
        self.form = None

    def _wrong(self, error: DeskError) -> None:
        sentence = Wording(self._words).error(error).whole
        if self.form is not None and isValid(self.form) and self.form.isVisible():
            self.form.say_wrong(sentence)
        else:
            self._refused(error)

    def _refused(self, error: DeskError) -> None:
        self._window.say(Wording(self._words).error(error).whole, tone=Tone.WARN)
