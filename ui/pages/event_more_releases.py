"""The versions of the schedule that families were told, and what changed from one to the next."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventdesk.domain.schedule import SlotChange
from ui.pages.base import PageContext
from ui.pages.event_more_parts import ChangeWords, EventTab
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.cells import Cell, ChipsCell, Column, TextCell
from ui.widgets.chips import AlertStrip
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.schedules import Release, ScheduleView

    Read = tuple[ScheduleView, tuple[Release, ...]]


@dataclass(frozen=True)
class _Version:
    """A line of the list: a release, or what is not released yet (number 0)."""

    number: int
    release: "Release | None"
    changed: tuple[SlotChange, ...]


class ReleasesTab(EventTab):
    """The newest first; above them what families do not know yet."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._says = ChangeWords(context.wording, context.desk.zone)
        theme, words = self.theme, self.words
        self.plan = Button(theme, words("event_more.to_plan"), size=Size.SMALL, trailing="right")
        self.plan.clicked.connect(lambda: context.navigate("events", plan=self.code))
        self.strip = AlertStrip(theme, tone=Tone.WARN, icon="clock", action=self.plan)
        empty = EmptyState(theme, "list", words("event_more.releases_none"), words("event_more.releases_none_hint"))
        self.table: DataTable[_Version] = DataTable(
            theme,
            self._columns(),
            key=lambda version: version.number,
            name=words("event_more.tab_releases"),
            empty=empty,
        )
        self.table.selected.connect(self._selected)
        same = EmptyState(theme, "okc", words("event_more.no_change"), words("event_more.no_change_hint"))
        self.changes: DataTable[SlotChange] = DataTable(
            theme, self._change_columns(), key=self._key, name=words("event_more.what_changed"), empty=same, frame=False
        )
        self._title = Elided(theme, "", bold=True)
        self._said = Label(theme, "", Type.COMPACT, color="text2")
        card = Card(theme, padding=(1, 1, 1, 8), spacing=0)
        head = hbox(16, 12, 16, 10, spacing=12)
        head.addWidget(self._title, 1)
        fill(head, self._said)
        fill(card.body, head, Rule(theme))
        card.body.addWidget(self.changes, 1)
        row = hbox(spacing=16)
        row.addWidget(self.table, 6)
        row.addWidget(card, 7)
        column = vbox(0, 0, 0, 20, spacing=12)
        fill(column, self.strip)
        column.addLayout(row, 1)
        self.setLayout(column)

    def _columns(self) -> tuple[Column[_Version], ...]:
        words = self.words

        def number(version: _Version) -> Cell:
            if version.release is None:
                return TextCell(words("event_more.not_released"), bold=True, tone="warn-text", icon="clock")
            return TextCell(words("event_more.version", n=version.number), bold=True)

        def at(version: _Version) -> Cell:
            if version.release is None:
                return ""
            local = version.release.at.astimezone(self.context.desk.zone)
            wording = self.context.wording
            return TextCell(f"{wording.day_short(local.date())} {wording.time(local)}", tone="text2")

        def who(version: _Version) -> Cell:
            return TextCell(self._who(version), tone="text2")

        return (
            Column("number", words("event_more.col_version"), number, 120, 1),
            Column("at", words("event_more.col_when"), at, 128, 1),
            Column("who", words("event_more.col_who"), who, 64, 1),
            Column("n", words("event_more.col_changes"), lambda version: str(len(version.changed)), 84),
        )

    def _who(self, version: _Version) -> str:
        if version.release is None:
            return ""
        return version.release.operator or self.words("event_more.nobody_named")

    def _change_columns(self) -> tuple[Column[SlotChange], ...]:
        words = self.words

        def kind(change: SlotChange) -> Cell:
            text, icon, tone = self._says.kind(change)
            return ChipsCell((ChipLook(text, icon, tone),))

        def detail(change: SlotChange) -> Cell:
            return TextCell(self._says.detail(change), tone="text2")

        return (
            Column("kind", words("event_more.col_change"), kind, 116),
            Column(
                "title",
                words("event_more.col_slot"),
                lambda change: TextCell(self._says.title(change), bold=True),
                110,
                2,
            ),
            Column("detail", words("event_more.col_detail"), detail, 160, 5),
        )

    @staticmethod
    def _key(change: SlotChange) -> str:
        slot = change.after or change.before
        return slot.id if slot is not None else ""

    def open(self, event_code: str) -> None:
        """Show an event's versions."""
        super().open(event_code)
        self.context.tasks.run(self._read, event_code, done=self._show, owner=self)

    def _read(self, code: str) -> "Read":
        return self.context.desk.schedules.load(code), self.context.desk.schedules.releases(code)

    def _show(self, read: "Read") -> None:
        view, releases = read
        if view.event.code != self.code:
            return
        versions = [_Version(release.number, release, release.changed) for release in releases]
        words = self.words
        if releases and view.unreleased:
            versions.insert(0, _Version(0, None, view.unreleased))
            self.strip.set(
                words("event_more.unreleased", n=len(view.unreleased)),
                words("event_more.unreleased_hint"),
                tone=Tone.WARN,
            )
        elif releases:
            self.strip.set(words("event_more.all_released"), "", tone=Tone.OK)
        self.strip.setVisible(bool(releases))
        self.table.set_rows(versions)
        if versions and self.table.current is None:
            self.table.select(versions[0].number)
        self._selected(self.table.current)

    def _selected(self, version: _Version | None) -> None:
        words = self.words
        if version is None:
            self._title.setText(words("event_more.what_changed"))
            self.changes.set_rows(())
            return
        if version.release is None:
            self._title.setText(words("event_more.changed_since"))
        else:
            name = words("event_more.version", n=version.number)
            first = version.number == 1
            self._title.setText(words("event_more.changed_first" if first else "event_more.changed_in", version=name))
        slots = words("event_more.slots_n", n=len(version.release.slots)) if version.release is not None else ""
        self._said.setText(slots)
        self.changes.set_rows(version.changed)
