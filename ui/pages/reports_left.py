"""The left of the page of reports: which kind and by which template, of which event or year, and where files go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from ui.dialogs.report_templates import TemplatesDialog
from ui.models.reports import KINDS_OF
from ui.pages.base import PageContext
from ui.pages.reports_list import EventList
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.choice import Seg, Select
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.report_templates import DueReport, TemplateView
    from eventdesk.services.report_views import MadeReport

WHOLE = ""
"""The key of no template: everything."""


class ReportsLeft(QWidget):
    """``kind_chosen`` and ``template_chosen`` carry what a person picked; ``templates_changed`` and ``made_due`` tell that there may
    be other templates, or further revisions."""

    kind_chosen = Signal(str)
    template_chosen = Signal(str)
    templates_changed = Signal()
    made_due = Signal()
    folder_wanted = Signal()

    def __init__(self, context: PageContext, kind: str) -> None:
        super().__init__()
        theme, words = context.theme, context.words
        self.context, self._words, self._kind = context, words, kind
        self.list = EventList(theme, name=words("reports.list_name"))
        self.abouts = Seg(theme, [(about, words(f"reports.about_{about}")) for about in KINDS_OF])
        self.abouts.setAccessibleName(words("reports.abouts_name"))
        self.abouts.chosen.connect(lambda about: self.kind_chosen.emit(KINDS_OF[about][0]))
        self.kinds = Select(theme)
        self.kinds.setAccessibleName(words("reports.kinds_name"))
        self.kinds.chosen.connect(self.kind_chosen)
        self.templates = Select(theme, [(WHOLE, words("reports.template_none"))], current=WHOLE)
        self.templates.setAccessibleName(words("reports.templates_name"))
        self.templates.chosen.connect(self.template_chosen)
        self.edit = icon_button(theme, "gear", words("reports.templates"), size=Size.SMALL)
        self.edit.clicked.connect(lambda: self.open_templates())
        by = hbox(spacing=4)
        by.addWidget(self.templates, 1)
        by.addWidget(self.edit)
        self._heading = Label(theme, "", Type.COMPACT, color="muted")
        heading = hbox(13, 0, 0, 0)
        fill(heading, self._heading)
        column = vbox(12, 14, 12, 10, spacing=6)
        fill(column, self.abouts, self.kinds)
        column.addLayout(by)
        column.addWidget(self._build_due(context))
        column.addLayout(heading)
        column.addWidget(self.list, 1)
        fill(column, Rule(theme), self._build_foot(context))
        self.setLayout(column)
        self.show_kind(kind)

    def _build_due(self, context: PageContext) -> QWidget:
        theme, words = context.theme, context.words
        self.due = Card(theme, padding=(12, 8, 8, 8), spacing=4)
        self._due_said = Label(theme, "", Type.COMPACT, color="warn-text", wrap=True)
        self.due_button = Button(theme, words("reports.due_make"), icon="sync", size=Size.SMALL)
        self.due_button.clicked.connect(lambda: self.make_due())
        fill(self.due.body, self._due_said, self.due_button)
        self.due.hide()
        return self.due

    def _build_foot(self, context: PageContext) -> QWidget:
        theme, words = context.theme, context.words
        self._folder = Elided(theme, kind=Type.COMPACT, color="text2")
        self._change = Button(theme, words("reports.folder_change"), kind=Kind.LINK, size=Size.SMALL)
        self._change.clicked.connect(self.folder_wanted)
        where = hbox(spacing=4)
        where.addWidget(self._folder, 1)
        where.addWidget(self._change)
        foot = vbox(13, 6, 4, 0, spacing=2)
        fill(foot, where, Label(theme, words("reports.offline_note"), Type.COMPACT, color="muted", wrap=True))
        holder = QWidget()
        holder.setLayout(foot)
        return holder

    def show_kind(self, kind: str) -> None:
        """Show a kind as chosen, among those about the same, without telling."""
        self._kind = kind
        about = next(about for about, kinds in KINDS_OF.items() if kind in kinds)
        self.abouts.set_current(about)
        self.kinds.set_options([(one, self._words(f"reports.kind_{one}")) for one in KINDS_OF[about]], current=kind)
        self._heading.setText(self._words(f"reports.subjects_{about}"))

    def show_templates(self, templates: "Sequence[TemplateView]", current: str) -> str:
        """Show the templates of the kind; the one that stays chosen, none where it is gone."""
        names = [one.name for one in templates]
        current = current if current in names else WHOLE
        options = [(WHOLE, self._words("reports.template_none")), *((name, name) for name in names)]
        self.templates.set_options(options, current=current)
        return current

    def show_due(self, due: "Sequence[DueReport]") -> None:
        """Say what closing an event should have made and did not."""
        self.due.setVisible(bool(due))
        if due:
            self._due_said.setText(self._words("reports.due", n=len(due), title=due[0].title))

    def open_templates(self) -> TemplatesDialog:
        """The list of templates, to add and change them."""
        dialog = TemplatesDialog(self.context, kind=self._kind, parent=self)
        dialog.finished.connect(self.templates_changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def make_due(self) -> None:
        """Make up for what closing an event did not make."""
        self.due_button.set_busy(self._words("common.working"))
        self.context.tasks.run(
            self.context.desk.report_templates.make_due, done=self._made, failed=self._failed,
            ended=lambda: self.due_button.set_busy(""), owner=self,
        )  # fmt: skip

    def _made(self, made: "tuple[MadeReport, ...]") -> None:
        self.context.toast(self._words("reports.due_made", n=len(made)))
        self.made_due.emit()

    def _failed(self, error: DeskError) -> None:
        self.context.toast(self.context.wording.error(error).whole, tone=Tone.WARN)

    def show_folder(self, name: str, path: str) -> None:
        """Where files go; without a name it isn't chosen yet."""
        self._folder.setText(self._words("reports.folder_to", folder=name) if name else self._words("reports.folder_none"))
        self._change.set_tip(path)
        self._change.setVisible(bool(name))
