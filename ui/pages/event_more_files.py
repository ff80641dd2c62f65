"""An event's plan on paper, as a workbook out and in, and as a calendar."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from ui.dialogs.files import ask_file
from ui.pages.base import PageContext
from ui.pages.event_more_parts import EventTab, FileWork
from ui.pages.event_more_sheet import SheetPreview
from ui.theme import Type
from ui.widgets.base import Card, Label, Rule, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.domain.plan_changes import PlanChanges
    from eventdesk.services.schedules import ScheduleView


class FilesTab(EventTab):
    """At the left what can be written, at the right what a workbook that came back would change."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        words, theme = self.words, self.theme
        self.team = self._button("write_pdf", "printer")
        self.public = self._button("write_pdf", "printer")
        self.sheet = self._button("write_sheet", "export")
        self.read = self._button("read_sheet", "import")
        self.ics = self._button("write_ics", "cal")
        self.error = AlertStrip(theme, tone=Tone.REFUSE, icon="octagon")
        self.error.hide()
        self.preview = SheetPreview(context)
        self.preview.taken.connect(self._take)
        self._files = FileWork(context, self, failed=self._say)
        card = Card(theme, padding=(20, 16, 20, 12), spacing=0)
        fill(card.body, Label(theme, words("event_more.files"), Type.LEAD, bold=True), 6)
        for number, (key, buttons) in enumerate(
            (
                ("public", (self.public,)), ("team", (self.team,)), ("sheet", (self.sheet, self.read)), ("ics", (self.ics,)),
            )
        ):  # fmt: skip
            if number:
                card.body.addWidget(Rule(theme))
            card.body.addWidget(self._row(key, buttons))
        left = vbox(0, 0, 0, 20, spacing=12)
        fill(left, card, self.error, None)
        content = QWidget()
        content.setLayout(left)
        row, right = hbox(spacing=16), vbox(0, 0, 0, 20)
        row.addWidget(scrolled(content), 1)
        right.addWidget(self.preview)
        row.addLayout(right, 1)
        self.setLayout(row)
        for button, do in (
            (self.team, partial(self._plan, public=False)), (self.public, partial(self._plan, public=True)),
            (self.sheet, self._write_sheet), (self.read, self._ask_sheet), (self.ics, self._write_ics),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, do=do: do())

    def _button(self, key: str, icon: str) -> Button:
        return Button(self.theme, self.words(f"event_more.{key}"), icon=icon, size=Size.SMALL)

    def _row(self, key: str, buttons: tuple[Button, ...]) -> QWidget:
        holder, row, text = QWidget(), hbox(0, 10, 0, 10, spacing=12), vbox(spacing=1)
        name = self.words(f"event_more.file_{key}")
        hint = Label(self.theme, self.words(f"event_more.file_{key}_hint"), Type.COMPACT, color="muted", wrap=True)
        fill(text, Label(self.theme, name), hint)
        row.addLayout(text, 1)
        for button in buttons:
            button.setAccessibleDescription(name)
            row.addWidget(button)
        holder.setLayout(row)
        return holder

    def open(self, event_code: str) -> None:
        """Another event: what was read for the one before is not for it."""
        if event_code != self.code:
            self.preview.forget()
            self._say("")
        super().open(event_code)

    def _say(self, sentence: str) -> None:
        self.error.set("", sentence, tone=Tone.REFUSE)
        self.error.setVisible(bool(sentence))

    # -- out

    def key_print(self) -> None:
        """The plan that families may have."""
        self._plan(public=True)

    def _plan(self, *, public: bool) -> None:
        code, plans, words = self.code, self.context.desk.plans, self.words
        button, name = (self.public, f"{code}-plan.pdf") if public else (self.team, f"{code}-plan-team.pdf")
        self._files.ask(
            button, name, "pdf", lambda file: plans.day_plan(code, file, words, public=public),
            lambda made: words("event_more.plan_written", n=made.pages, file=made.file.name),
        )  # fmt: skip

    def _write_sheet(self) -> None:
        code, plans, words = self.code, self.context.desk.plans, self.words
        self._files.ask(
            self.sheet, f"{code}-plan.xlsx", "xlsx", lambda file: plans.sheet(code, file, words),
            lambda file: words("event_more.written", file=file.name),
        )  # fmt: skip

    def _write_ics(self) -> None:
        code, calendars, words = self.code, self.context.desk.calendars, self.words
        self._files.ask(
            self.ics, f"{code}.ics", "ics", lambda file: calendars.export(code, file),
            lambda made: words("event_more.written", file=made.file.name),
        )  # fmt: skip

    # -- in

    def _ask_sheet(self) -> None:
        words = self.words
        ask_file(
            self, words("event_more.read_sheet"), self.read_file,
            kinds=words("event_more.kinds", kind=words("event_more.workbook"), pattern="*.xlsx *.xls *.ods"),
        )  # fmt: skip

    def read_file(self, file: Path) -> None:
        """Read a workbook, and show what it would change."""
        self._say("")
        self.read.set_busy(self.words("event_more.reading"))
        self.context.tasks.run(
            self.context.desk.plans.read_sheet, self.code, file, done=partial(self._read, self.code, file.name),
            failed=self._not_read, ended=lambda: self.read.set_busy(""), owner=self,
        )  # fmt: skip

    def _read(self, code: str, name: str, changes: "PlanChanges") -> None:
        if code == self.code:
            self.preview.show_changes(name, changes)

    def _not_read(self, error: DeskError) -> None:
        self.preview.forget()
        self._say(self.context.wording.error(error).whole)

    def _take(self, changes: "PlanChanges") -> None:
        self.context.tasks.run(
            self.context.desk.plans.take_sheet, self.code, changes, done=partial(self._taken, changes), failed=self._not_taken,
            owner=self,
        )  # fmt: skip

    def _taken(self, changes: "PlanChanges", view: "ScheduleView") -> None:
        self.preview.forget()
        n = len(changes.added) + len(changes.changed) + len(changes.removed)
        back = partial(self._put_back, view, changes)
        self.context.toast(self.words("event_more.sheet_taken", n=n), undo=back)

    def _put_back(self, view: "ScheduleView", changes: "PlanChanges") -> None:
        """What the sheet changed is as before; slots that somebody went on from since are not, and it is said."""
        self.context.tasks.run(
            self.context.desk.schedules.save, view.event.code, changes.base, base=view.schedule, failed=self._not_taken, owner=self
        )

    def _not_taken(self, error: DeskError) -> None:
        self._say(self.context.wording.error(error).whole)
