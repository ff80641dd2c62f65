"""All families that the desk knows: one search box, and a card of the one that is chosen."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedLayout

from eventdesk.errors import DeskError
from ui.models.people import children_line, guardian_name
from ui.pages.base import Page, PageContext, State
from ui.pages.families_panel import FamilyPanel
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.cells import Cell, Column, NameCell, TextCell
from ui.widgets.fields import SearchField
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.family_views import FamilyHit, FamilyView

MOST = 100
"""Families that one search lists; who wants more types one more letter."""


class FamiliesPage(Page):
    """Search as one types; the newest answer wins."""

    nouns = frozenset({"families", "registrations", "checkins"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._asked = self._shown_asked = 0
        self._families: tuple[int, int] | None = None
        self._current = ""
        self._build()
        QShortcut(QKeySequence("/"), self, self._to_search)

    # -- what the page says of itself

    def title(self) -> str:
        """The noun."""
        return self.words("families.title")

    def subtitle(self) -> str:
        """How many the desk knows."""
        if self._families is None:
            return ""
        families, people = self._families
        words = self.words
        return words("families.subtitle", families=words("registrations.families", n=families),
                     people=words("registrations.persons", n=people))  # fmt: skip

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        return (("/", self.words("registrations.key_search")), ("\u2191 \u2193", self.words("families.key_move")))

    # -- making it

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.search = SearchField(theme, words("families.search"), key="/")
        self.search.setAccessibleName(words("families.search"))
        self.search.searched.connect(self._search)
        self.search.returnPressed.connect(self._to_list)
        self.more = Label(theme, "", Type.COMPACT, color="text2")
        self.more.hide()
        line = hbox(spacing=12)
        line.addWidget(self.search, 1)
        fill(line, self.more)
        self.table: DataTable[FamilyHit] = DataTable(
            theme, self._columns(), key=lambda hit: hit.family, name=words("families.title")
        )  # fmt: skip
        self.table.selected.connect(self._selected)
        self.table.opened.connect(lambda hit: self._open(hit.family))
        self.table.search_wanted.connect(self._to_search)
        self.invite = EmptyState(theme, "search", words("families.invite"), words("families.invite_hint"), dashed=True)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.invite)
        self._stack.addWidget(self.table)
        self.panel = FamilyPanel(self.context)
        self.panel.whole_wanted.connect(self._show_whole)
        self.panel.event_wanted.connect(lambda code: self.context.navigate("registrations", event=code))
        left = vbox(spacing=14)
        left.addLayout(line)
        left.addLayout(self._stack, 1)
        row = hbox(24, 20, 24, 20, spacing=16)
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
        self.panel.setFixedWidth(self.theme.px(400 if self.width() >= 1100 else 340))

    # -- reading

    def refresh(self) -> None:
        """Count again, search again, and show the family again."""
        self.tasks.run(self.desk.families.count, done=self._counted)
        if self.search.text().strip():
            self._search(self.search.text())
        if self._current:
            self._open(self._current)

    def _counted(self, counted: tuple[int, int]) -> None:
        self._families = counted
        if not counted[0]:
            self.invite.set(self.words("families.none"), self.words("families.none_hint"))
        else:
            self.invite.set(self.words("families.invite"), self.words("families.invite_hint"))
        self.header_changed()

    def _search(self, text: str) -> None:
        self._asked += 1
        if not text.strip():
            self._found(self._asked, "", ())
            return
        done = partial(self._found, self._asked, text.strip())
        self.tasks.run(self.desk.families.search, text, limit=MOST, done=done, owner=self)

    def _found(self, asked: int, text: str, hits: "tuple[FamilyHit, ...]") -> None:
        if asked != self._asked:  # a newer question is on its way
            return
        words = self.words
        if text:
            self.table.set_empty(EmptyState(self.theme, "search", words("families.no_match", text=text),
                                            words("families.no_match_hint")))  # fmt: skip
        self.table.set_rows(hits)
        self._stack.setCurrentIndex(1 if text else 0)
        capped = len(hits) >= MOST
        self.more.setText(words("families.first_of", n=MOST) if capped else words("families.found", n=len(hits)))
        self.more.setVisible(bool(text))
        if not hits:
            self._close()
        elif not any(hit.family == self._current for hit in hits):
            self.table.select(hits[0].family)

    # -- one family

    def _selected(self, hit: "FamilyHit | None") -> None:
        if hit is not None and hit.family != self._current:
            self._open(hit.family)

    def _open(self, family: str, *, whole: bool = False) -> None:
        self._current = family
        self.tasks.run(
            self.desk.families.show, family, unmasked=whole, done=partial(self._show, whole=whole), failed=self._gone, owner=self
        )  # fmt: skip

    def _show(self, family: "FamilyView", *, whole: bool) -> None:
        if family.id == self._current:
            self.panel.show_family(family, whole=whole)

    def _show_whole(self, on: bool) -> None:
        if self._current:
            self._open(self._current, whole=on)

    def _gone(self, error: DeskError) -> None:
        self._close()

    def _close(self) -> None:
        self._current = ""
        self.panel.show_nobody()

    # -- coming and going

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _to_list(self) -> None:
        if self.table.rows:
            self.table.setFocus()

    def shown(self) -> None:
        """Typing searches at once."""
        self._to_search()

    def hidden(self) -> None:
        """Names and numbers aren't left open."""
        if self.panel.whole.isChecked() and self._current:
            self._open(self._current)

    def state(self) -> dict[str, Any]:
        """What is searched for, and who is shown."""
        return {"search": self.search.text(), "family": self._current}

    def restore(self, state: State) -> None:
        """Take it up again; ``family`` may come from another page."""
        if "search" in state:
            self.search.setText(str(state["search"]))
        if state.get("family"):
            self._open(str(state["family"]))
