"""The families that a search finds, and beside them everything about the one that is chosen."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QStackedLayout

from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.models.people import children_line, guardian_name
from ui.pages.base import PageContext
from ui.pages.families_panel import FamilyPanel
from ui.pages.families_verbs import FamilyVerbs
from ui.pages.partners_parts import Part
from ui.pages.registrations_bulk import purpose_for
from ui.theme import Type
from ui.widgets.base import Label, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, Column, NameCell, TextCell
from ui.widgets.fields import SearchField
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.family_views import FamilyHit, FamilyView

MOST = 100
"""Families that one search lists; who wants more types one more letter."""


class FamilyList(Part):
    """Search as one types; the newest answer wins."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._asked = 0
        self._families: tuple[int, int] | None = None
        self._these: tuple[str, tuple[str, ...]] | None = None
        self._asked_for = False  # the family on the card was asked for, whatever the list holds
        self._build()
        self.verbs = FamilyVerbs(self, self.panel)
        for key, verb in (("E", self.verbs.edit), ("G", self.verbs.tag), ("F", self.verbs.follow_up)):
            QShortcut(QKeySequence(key), self, partial(self._if_shown, verb))

    @property
    def summary(self) -> str:
        """How many the desk knows."""
        if self._families is None:
            return ""
        families, people = self._families
        words = self.words
        return words("families.subtitle", families=words("registrations.families", n=families),
                     people=words("registrations.persons", n=people))  # fmt: skip

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.search = SearchField(theme, words("families.search"), key="/")
        self.search.setAccessibleName(words("families.search"))
        self.search.searched.connect(self._search)
        self.search.returnPressed.connect(self._to_list)
        self.more = Label(theme, "", Type.COMPACT, color="text2")
        self.more.hide()
        self.all = Button(theme, words("families.show_search"), kind=Kind.LINK)
        self.all.clicked.connect(self._forget_these)
        self.all.hide()
        line = hbox(spacing=12)
        line.addWidget(self.search, 1)
        line.addWidget(self.more)
        line.addWidget(self.all)
        self.tools.setLayout(line)
        self.table: DataTable[FamilyHit] = DataTable(
            theme, self._columns(), key=lambda hit: hit.family, name=words("families.title")
        )  # fmt: skip
        self.table.selected.connect(self._selected)
        self.table.opened.connect(lambda hit: self._open(hit.family))
        self.table.search_wanted.connect(self.to_search)
        self.invite = EmptyState(theme, "search", words("families.invite"), words("families.invite_hint"), dashed=True)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.invite)
        self._stack.addWidget(self.table)
        self.panel = FamilyPanel(self.context)
        self.panel.whole_wanted.connect(self._show_whole)
        self.panel.event_wanted.connect(lambda code: self.context.navigate("registrations", event=code))
        self.panel.message_wanted.connect(self._write_to)
        left = vbox(spacing=14)
        left.addLayout(self._stack, 1)
        row = hbox(spacing=16)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        self.setLayout(row)

    def _columns(self) -> "list[Column[FamilyHit]]":
        words, wording = self.words, self.wording

        def guardian(hit: "FamilyHit") -> Cell:
            return NameCell(guardian_name([p for p in hit.people if not p.role.is_child], wording))

        def phone(hit: "FamilyHit") -> Cell:
            return TextCell(next((p.phone for p in hit.people if p.phone), ""), tone="text2")

        return [
            Column("guardian", words("registrations.col_contact"), guardian, 134, 1),
            Column("children", words("registrations.col_children"), lambda hit: children_line(hit.children, wording), 150, 3),
            Column("phone", words("registrations.col_phone"), phone, 124),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The card gives way a little where it is narrow."""
        self.panel.setFixedWidth(self.theme.px(416 if self.width() >= 1050 else 350))

    # -- reading

    def read(self) -> None:
        """Count again, search again, and show the family again."""
        self.tasks.run(self.desk.families.count, done=self._counted, owner=self)
        # Who was put right may not match what was searched for any more; the card stays all the same.
        self._asked_for = bool(self.current)
        if self._these is not None:
            self.show_these(*self._these)
        elif self.search.text().strip():
            self._ask(self.search.text())
        if self.current:
            self._open(self.current)

    def _counted(self, counted: tuple[int, int]) -> None:
        self._families = counted
        if not counted[0]:
            self.invite.set(self.words("families.none"), self.words("families.none_hint"))
        else:
            self.invite.set(self.words("families.invite"), self.words("families.invite_hint"))
        self.header_changed.emit()

    def _search(self, text: str) -> None:
        self._asked_for = False
        self._ask(text)

    def _ask(self, text: str) -> None:
        self._asked += 1
        self._these = None
        self.all.hide()
        if not text.strip():
            self._found(self._asked, "", ())
            return
        done = partial(self._found, self._asked, text.strip())
        self.tasks.run(self.desk.families.search, text, limit=MOST, done=done, owner=self)

    def show_these(self, title: str, families: tuple[str, ...]) -> None:
        """The families behind a figure, whatever is searched for."""
        self._asked += 1
        self._these = (title, families)
        self._asked_for = False
        done = partial(self._show_named, self._asked, title)
        self.tasks.run(self.desk.families.named, families, done=done, owner=self)

    def _show_named(self, asked: int, title: str, hits: "tuple[FamilyHit, ...]") -> None:
        if asked != self._asked:
            return
        self._list(hits)
        self._stack.setCurrentIndex(1)
        self.more.setText(self.words("families.behind", title=title, families=self.words("registrations.families", n=len(hits))))
        self.more.show()
        self.all.show()
        self._to_list()

    def _forget_these(self) -> None:
        self._search(self.search.text())
        self.to_search()

    def _found(self, asked: int, text: str, hits: "tuple[FamilyHit, ...]") -> None:
        if asked != self._asked:  # a newer question is on its way
            return
        words = self.words
        if text:
            self.table.set_empty(EmptyState(self.theme, "search", words("families.no_match", text=text),
                                            words("families.no_match_hint")))  # fmt: skip
        self._stack.setCurrentIndex(1 if text else 0)
        capped = len(hits) >= MOST
        self.more.setText(words("families.first_of", n=MOST) if capped else words("families.found", n=len(hits)))
        self.more.setVisible(bool(text))
        self._list(hits)

    def _list(self, hits: "tuple[FamilyHit, ...]") -> None:
        self.table.set_rows(hits)
        if self._asked_for:
            return
        if not hits:
            self._close()
        elif not any(hit.family == self.current for hit in hits):
            self.table.select(hits[0].family)

    # -- one family

    def open_family(self, family: str) -> None:
        """Show a family; where the list doesn't hold it, the list gives way: a row that is lit belongs to the card."""
        if any(hit.family == family for hit in self.table.rows):
            self.table.select(family)
        else:
            self._asked += 1
            self._these = None
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
            self.search.update()
            self.table.set_rows(())
            self._stack.setCurrentIndex(0)
            self.more.hide()
            self.all.hide()
        self._asked_for = True
        self._open(family)

    def _selected(self, hit: "FamilyHit | None") -> None:
        if hit is not None and hit.family != self.current:
            self._asked_for = False
            self._open(hit.family)

    def _open(self, family: str, *, whole: bool = False) -> None:
        self.current = family
        self.tasks.run(
            self.desk.families.show, family, unmasked=whole, done=partial(self._show, family, whole=whole), failed=self._gone,
            owner=self,
        )  # fmt: skip

    def _show(self, asked: str, family: "FamilyView", *, whole: bool) -> None:
        if asked == self.current:
            self.current = family.id
            self.panel.show_family(family, whole=whole)

    def _show_whole(self, on: bool) -> None:
        if self.current:
            self._open(self.current, whole=on)

    def _write_to(self, code: str, state: RegistrationState) -> None:
        if self.current:
            purpose = purpose_for({state})
            self.context.navigate("messages", event=code, tab="write", purpose=purpose.value, families=[self.current])

    def _gone(self, error: DeskError) -> None:
        self._close()

    def _close(self) -> None:
        self.current = ""
        self.panel.show_nobody()

    def let_go(self) -> None:
        """The family on the card is no more."""
        self._asked_for = False
        self._close()

    def _if_shown(self, verb: object) -> None:
        if self.panel.showing and callable(verb) and self.desk.actor.may(Right.REGISTRATIONS):
            verb()

    def saved(self, dialog: QDialog) -> None:
        """What a form changed is shown; the desk's answer says which pages it concerns."""
        if self.current and dialog.result():
            self._open(self.current)

    # -- coming and going

    def to_search(self) -> None:
        """Put the focus where a search is typed."""
        self.search.setFocus()
        self.search.selectAll()

    def to_front(self) -> None:
        """Typing searches at once."""
        if self._these is None:
            self.to_search()

    def _to_list(self) -> None:
        if self.table.rows:
            self.table.setFocus()

    def cover(self) -> None:
        """Names and numbers aren't left open."""
        if self.panel.whole.isChecked() and self.current:
            self._open(self.current)
