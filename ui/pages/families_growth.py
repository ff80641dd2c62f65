"""How the circle of families grows in a year: four figures, each with the families behind it, and where they are from."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from ui.pages.base import PageContext
from ui.pages.partners_parts import Part
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.cells import Cell, Column, TextCell
from ui.widgets.choice import Seg
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.domain.growth import Figure, Group
    from eventdesk.domain.growth import Growth as Figures

KINDS = ("new", "returning", "lapsed", "silent")
GROUPS = ("band", "district", "source")


class GrowthCard(Card):
    """One figure: how many, of how many, and what that means."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=16, spacing=4)
        self._name = Elided(theme, kind=Type.COMPACT, color="text2")
        self._value = Label(theme, kind=Type.PAGE, bold=True)
        self._share = Elided(theme, kind=Type.COMPACT, color="text2")
        self._meaning = Elided(theme, kind=Type.CAPTION, color="muted")
        self.see = Button(theme, kind=Kind.LINK, size=Size.SMALL)
        row = hbox(spacing=8)
        row.addWidget(self._value)
        row.addStretch(1)
        row.addWidget(self.see, 0, Qt.AlignmentFlag.AlignBottom)
        fill(self.body, self._name, row, self._share, self._meaning)

    def set(self, name: str, value: str, share: str, meaning: str, see: str) -> None:
        """Change what it says."""
        self._name.setText(name)
        self._value.setText(value)
        self._share.setText(share)
        self._meaning.setText(meaning)
        self.see.set_text(see)
        self.see.setAccessibleDescription(name)
        self.setAccessibleName(f"{name} {value} {share}")


class Growth(Part):
    """``families_wanted(title, ids)`` asks for the families behind a figure."""

    families_wanted = Signal(str, object)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        theme, words = self.theme, self.words
        self.year = context.desk.clock.now().astimezone(context.desk.zone).year
        self._found: Figures | None = None
        self._label = Label(theme, str(self.year), bold=True)
        self.before = icon_button(theme, "left", words("families.year_before"), size=Size.SMALL)
        self.after = icon_button(theme, "right", words("families.year_after"), size=Size.SMALL)
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.by = Seg(theme, tuple((key, words(f"families.by_{key}")) for key in GROUPS))
        self.by.chosen.connect(lambda _: self._show_groups())
        tools = hbox(spacing=8)
        fill(tools, None, self.before, self._label, self.after)
        self.tools.setLayout(tools)
        for key, by in (("[", -1), ("]", 1)):
            turn = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            turn.activated.connect(lambda by=by: self._turn(by))
        self.cards = {kind: GrowthCard(theme) for kind in KINDS}
        row = hbox(spacing=16)
        for kind, card in self.cards.items():
            row.addWidget(card, 1)
            card.see.clicked.connect(lambda _=False, kind=kind: self._see(kind))
        heading = hbox(spacing=12)
        fill(heading, Label(theme, words("families.growth_groups"), bold=True), None, self.by)
        empty = EmptyState(theme, "chart", words("families.growth_none"), words("families.growth_none_hint"))
        self.table: DataTable[Group] = DataTable(
            theme, self._columns(), key=lambda group: group.key, empty=empty, name=words("families.growth_groups")
        )
        self.table.opened.connect(self._see_group)
        column = vbox(spacing=14)
        fill(column, row, heading)
        column.addWidget(self.table, 1)
        self.setLayout(column)

    def _columns(self) -> "list[Column[Group]]":
        words, right = self.words, Qt.AlignmentFlag.AlignRight

        def counted(place: int) -> "Column[Group]":
            def cell(group: "Group") -> Cell:
                figure = group.figures[place]
                share = "" if figure.value is None else f" \u00b7 {figure.value:.0%}"
                return TextCell(f"{figure.numerator}{share}", tone="text" if figure.numerator else "muted")

            return Column(
                KINDS[place], words(f"families.growth_{KINDS[place]}"), cell, 130, 1, align=right,
                sort=lambda group: group.figures[place].numerator,
            )  # fmt: skip

        return [
            Column("group", words("families.col_group"), lambda group: TextCell(self._group_name(group.key), bold=True), 180, 2),
            Column("families", words("families.col_families"), lambda group: str(group.families), 100, 1, align=right,
                   sort=lambda group: group.families),
            counted(0), counted(1), counted(2),
        ]  # fmt: skip

    def _group_name(self, key: str) -> str:
        words, by = self.words, self.by.current
        if not key:
            return words("families.not_known")
        if by == "source":
            return words(f"families.source_{key}")
        if by == "band":
            low, _, high = key.rstrip("+").partition("-")
            if key.endswith("+"):
                return words("families.band_from", low=low)
            return words("families.band_one", low=low, n=int(low)) if low == high else words("families.band", low=low, high=high)
        return key

    @property
    def summary(self) -> str:
        """How many came."""
        return "" if self._found is None else self.words("families.came_in_year", year=self.year, n=self._found.came)

    def _turn(self, by: int) -> None:
        self.year += by
        self._label.setText(str(self.year))
        self.read()

    def read(self) -> None:
        """Ask the desk again."""
        self.tasks.run(self.desk.growth.of_year, self.year, done=self._show, owner=self)

    def _show(self, found: "Figures") -> None:
        if found.first.year != self.year:
            return
        self._found = found
        for kind in KINDS:
            figure = self._figure(kind)
            share = "" if figure.value is None else f"{figure.value:.0%} \u00b7 "
            line = self.words("families.of_families", part=figure.numerator, n=figure.of)
            self.cards[kind].set(
                self.words(f"families.growth_{kind}"), str(figure.numerator), share + line,
                self.words(f"families.meaning_{kind}"), self.words("families.see_them"),
            )  # fmt: skip
            self.cards[kind].see.setVisible(bool(figure.numerator))
        self._show_groups()
        self.header_changed.emit()

    def _figure(self, kind: str) -> "Figure":
        assert self._found is not None
        return next(one for one in (*self._found.figures, self._found.silent) if one.key == kind)

    def _show_groups(self) -> None:
        if self._found is not None:
            self.table.set_rows(self._found.groups[self.by.current])

    def _see(self, kind: str) -> None:
        if self._found is not None:
            title = f"{self.year} {self.words(f'families.growth_{kind}')}"
            self.families_wanted.emit(title, self._figure(kind).families)

    def _see_group(self, group: "Group") -> None:
        families = tuple(family for figure in group.figures for family in figure.families)
        self.families_wanted.emit(f"{self.year} {self._group_name(group.key)}", families)

    def to_front(self) -> None:
        """Keys go to the table."""
        self.table.setFocus()
