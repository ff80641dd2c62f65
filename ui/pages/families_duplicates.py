"""Families that may be one: why, and the way to compare and merge them, or to say that they are two."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from eventdesk.domain.right import Right
from ui.dialogs.family_merge import MergeDialog
from ui.models.people import children_line, guardian_name
from ui.pages.base import PageContext
from ui.pages.partners_parts import Part
from ui.theme import Type
from ui.widgets.base import Elided, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, ChipsCell, Column, TextCell
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.duplicates import Dismissed, DuplicateView
    from eventdesk.services.family_views import PersonView
    from eventdesk.services.merge_views import MergeResult, UnmergeResult

SURE = 80
"""From this score on two families are very likely one."""


class Duplicates(Part):
    """``family_wanted`` carries the id of a family to show."""

    family_wanted = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        words = self.words
        self._count: int | None = None
        self.line = Elided(self.theme, words("families.duplicates_line"), Type.COMPACT, color="text2")
        self.apart = Button(self.theme, words("families.not_one"), icon="x", key="Del")
        self.compare = Button(self.theme, words("families.compare"), kind=Kind.PRIMARY, icon="people", key="Enter")
        self.apart.clicked.connect(self._dismiss)
        self.compare.clicked.connect(lambda: self._compare(self.table.current))
        tools = hbox(spacing=12)
        tools.addWidget(self.line, 1)
        fill(tools, self.apart, self.compare)
        self.tools.setLayout(tools)
        empty = EmptyState(self.theme, "okc", words("families.duplicates_none"), words("families.duplicates_none_hint"))
        self.table: DataTable[DuplicateView] = DataTable(
            self.theme, self._columns(), key=lambda one: f"{one.first} {one.second}", empty=empty,
            name=words("families.seg_duplicates"),
        )  # fmt: skip
        self.table.opened.connect(self._compare)
        self.table.selected.connect(lambda _: self._say())
        key = QShortcut(QKeySequence("Delete"), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self._dismiss)
        column = vbox()
        column.addWidget(self.table, 1)
        self.setLayout(column)

    def _columns(self) -> "list[Column[DuplicateView]]":
        words = self.words

        def score(one: "DuplicateView") -> Cell:
            tone = Tone.WARN if one.score >= SURE else Tone.NEUTRAL
            return ChipsCell((ChipLook(str(one.score), tone=tone, tip=words("families.score_tip")),))

        def why(one: "DuplicateView") -> Cell:
            return TextCell(words("common.list_comma").join(words(f"families.reason_{reason.value}") for reason in one.reasons))

        return [
            Column("score", words("families.col_score"), score, 84, sort=lambda one: one.score),
            Column("first", words("families.col_first"), lambda one: self._family(one.first_people), 190, 2),
            Column("second", words("families.col_second"), lambda one: self._family(one.second_people), 190, 2),
            Column("why", words("families.col_why"), why, 220, 3),
        ]

    def _family(self, people: "tuple[PersonView, ...]") -> Cell:
        guardians = [person for person in people if not person.role.is_child]
        name = guardian_name(guardians, self.wording)
        phone = next((person.phone for person in guardians if person.phone), "")
        children = children_line([person for person in people if person.role.is_child], self.wording)
        tail = " \u00b7 ".join(part for part in (phone, children) if part)
        return TextCell(name, bold=True, tail=tail)

    @property
    def summary(self) -> str:
        """How many pairs there are to look at."""
        return "" if self._count is None else self.words("families.pairs", n=self._count)

    def read(self) -> None:
        """Ask the desk again."""
        self.tasks.run(self.desk.duplicates.list, done=self._show, owner=self)

    def _show(self, found: "tuple[DuplicateView, ...]") -> None:
        self._count = len(found)
        self.table.set_rows(found)
        if found and self.table.current is None:
            self.table.select(f"{found[0].first} {found[0].second}")
        self._say()
        self.header_changed.emit()

    def _say(self) -> None:
        may, chosen = self.desk.actor.may(Right.REGISTRATIONS), self.table.current is not None
        reason = "" if may and chosen else self.words("families.choose_pair" if may else "registrations.change_reason")
        self.apart.set_reason(reason)
        self.compare.set_reason("" if chosen else self.words("families.choose_pair"))

    # -- the two verbs

    def _dismiss(self) -> None:
        one, verbs = self.table.current, self.desk.duplicates
        if one is None or not self.desk.actor.may(Right.REGISTRATIONS):
            return

        def said(done: "Dismissed") -> None:
            self.context.toast(
                self.words("families.said_apart"),
                undo=lambda: self.tasks.run(verbs.propose_again, done.first, done.second, owner=self),
            )

        self.tasks.run(verbs.dismiss, one.first, one.second, done=said, owner=self)

    def _compare(self, one: "DuplicateView | None") -> None:
        if one is None:
            return
        dialog = MergeDialog(self.context, one.first, one.second, parent=self.window())
        dialog.merged.connect(self._merged)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _merged(self, result: "MergeResult") -> None:
        words, verbs = self.words, self.desk.merges

        def taken_back(back: "UnmergeResult") -> None:
            key = "families.unmerged_left" if back.left else "families.unmerged"
            self.context.toast(words(key, n=len(back.left)))

        key = "families.merged_cancelled" if result.cancelled else "families.merged_done"
        self.context.toast(
            words(key, n=len(result.cancelled)),
            undo=lambda: self.tasks.run(verbs.unmerge, result.id, done=taken_back, owner=self),
        )

    def to_front(self) -> None:
        """Keys go to the list."""
        self.table.setFocus()
