"""Reports: check how an event went, open any figure to the people behind it, and save the report as files."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from eventdesk.errors import DeskError
from eventdesk.reports.document import Figure
from eventdesk.reports.phrases import named, word
from resources.words import Words
from ui.models.reports import KINDS, ReportText, listed, read_report
from ui.pages.base import Page, PageContext, State
from ui.pages.reports_export import ReportExport
from ui.pages.reports_left import WHOLE, ReportsLeft
from ui.pages.reports_paper import Paper
from ui.pages.reports_sent import ReportSent
from ui.pages.reports_tables import FigureDialog, FiguresTab, ListTab
from ui.tasks import Task
from ui.theme import Type
from ui.widgets.base import Elided, Rule, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.choice import Seg
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState, ErrorCard, Loading

if TYPE_CHECKING:
    from eventdesk.services.report_templates import TemplateView
    from eventdesk.services.report_views import Reported, ReportLook

TABS = {
    "attendance": ("overview", "figures", "no_shows", "incidents"),
    "satisfaction": ("overview", "figures", "questions", "slot_answers"),
    "event": ("overview", "figures", "partners", "earlier"),
    "volunteers": ("overview", "figures", "roles", "shifts"),
    "year": ("overview", "figures", "goals", "year_events"),
    "families": ("overview", "figures", "circle_quarters", "circle_ages"),
    "audit": ("overview", "figures", "audit_findings", "audit_consents"),
}
"""The parts of each kind of report."""
_WAIT = 120  # milliseconds that a row stays chosen before its report is read: arrow keys pass many


class ReportsPage(Page):
    """The page; its parts are in ``reports_*.py``."""

    nouns = frozenset({"events", "registrations", "checkins", "reports"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._code, self._kind, self._tab = "", KINDS[0], "overview"
        self._events: dict[str, Reported] = {}
        self._look: ReportLook | None = None
        self._reading: Task | None = None
        self.export = ReportExport(context)
        self.export.folder_changed.connect(self._show_folder)
        self._settled = QTimer(self, singleShot=True, interval=_WAIT)
        self._settled.timeout.connect(self._read)
        row = hbox()
        row.addWidget(self._build_left())
        row.addWidget(Rule(self.theme, vertical=True))
        row.addWidget(self._build_right(), 1)
        self.setLayout(row)
        for keys, format in (("Ctrl+P", "pdf"), ("Ctrl+E", "xlsx")):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda format=format: self.export.start(format))

    # -- what the window asks

    def title(self) -> str:
        """Reports."""
        return self.words("reports.title")

    def subtitle(self) -> str:
        """The event, and whether what is shown was made."""
        look = self._look
        if look is None:
            return ""
        title, last = named(look.document.masthead.title, self.words), look.last
        if look.draft or last is None:
            return self.words("reports.subtitle_draft", title=title)
        return self.words("reports.subtitle_made", title=title, revision=last.number)

    def header_actions(self) -> list[QWidget]:
        """The formats."""
        return self.export.buttons()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Files and the list."""
        words = self.words
        return (
            ("Ctrl+P", words("reports.key_pdf")),
            ("Ctrl+E", words("reports.key_xlsx")),
            ("↑ ↓", words("reports.key_list")),
            ("Enter", words("reports.see_people")), ("H", words("hand_in.key")),
        )

    def shown(self) -> None:
        """Choose an event with the arrow keys."""
        self.list.setFocus()

    def hidden(self) -> None:
        """The header deletes its buttons."""
        self.export.let_go()

    def state(self) -> dict[str, Any]:
        """Event, kind of report and part."""
        return {"event": self._code, "kind": self._kind, "tab": self._tab}

    def restore(self, state: State) -> None:
        """``event`` is a code or an id."""
        wanted = str(state.get("event", ""))
        if wanted and wanted != self._code:
            self._code = self._by_id().get(wanted, wanted)
            self.list.choose(self._code)
            self._settled.start()
        if state.get("kind") in TABS:
            self.choose_kind(str(state["kind"]))
        if state.get("tab") in TABS[self._kind]:
            self._show_tab(str(state["tab"]))

    def refresh(self) -> None:
        """Which events there are; then the report of the one that is chosen."""
        self.tasks.run(self.desk.reports.subjects, self._kind, done=self._show_events)
        self.tasks.run(self.desk.report_templates.list, self._kind, done=self._show_templates)
        self.tasks.run(self.desk.report_templates.due, done=self.left.show_due)

    # -- making it

    def _build_left(self) -> QWidget:
        self.left = ReportsLeft(self.context, self._kind)
        self.list, self.kinds = self.left.list, self.left.kinds
        self.list.picked.connect(self._pick)
        self.left.kind_chosen.connect(self.choose_kind)
        self.left.template_chosen.connect(self.choose_template)
        self.left.made_due.connect(self.refresh)
        self.left.templates_changed.connect(self.refresh)
        self.left.folder_wanted.connect(self.export.change_folder)
        return self.left

    def _build_right(self) -> QWidget:
        theme, words = self.theme, self.words
        self.paper = Paper(theme, self.tasks, words)
        self.figures = FiguresTab(theme, words)
        self.figures.opened.connect(self.open_figure)
        self.lists: dict[str, ListTab] = {}
        self._parts = QStackedWidget()
        self.overview = scrolled(self.paper)
        for part in (self.overview, self.figures):
            self._parts.addWidget(part)
        self._segs: dict[str, Seg] = {}
        self._record = Elided(theme, kind=Type.CAPTION, color="muted")
        self._record.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._copy = Button(
            theme, words("common.copy"), kind=Kind.LINK, size=Size.SMALL, tip=words("reports.copy_hash")
        )
        self._copy.clicked.connect(self.copy_hash)
        self._top = top = hbox(spacing=8)
        top.addWidget(self._record, 1)
        top.addWidget(self._copy)
        column = vbox(spacing=10)
        column.addLayout(top)
        self.sent = ReportSent(self.context)
        column.addWidget(self.sent)
        column.addWidget(self.export)
        column.addWidget(self._parts, 1)
        report = QWidget()
        report.setLayout(column)
        return self._build_states(report)

    def _build_states(self, report: QWidget) -> QWidget:
        theme, words = self.theme, self.words
        self._door = Button(theme, words("reports.go_door"), kind=Kind.PRIMARY, icon="scan")
        self._door.clicked.connect(lambda: self.context.navigate("door"))
        self.answers = Button(theme, words("reports.go_feedback"), kind=Kind.PRIMARY, icon="smile")
        self.answers.clicked.connect(lambda: self.context.navigate("feedback", event=self._code))
        self.empty = EmptyState(theme, "chart", "", actions=(self._door, self.answers))
        again = Button(theme, words("common.retry"), icon="sync")
        again.clicked.connect(self._read)
        self.error = ErrorCard(theme, "", actions=(again,))
        failed = QWidget()
        failed.setLayout(fill(vbox(), self.error, None))
        self._states = QStackedWidget()
        for widget in (report, self.empty, failed):
            self._states.addWidget(widget)
        self._report, self._failed = report, failed
        self._states.setCurrentWidget(self.empty)
        self.loading = Loading(
            theme, self._states, words=words("reports.loading"), cancel=words("common.cancel"), rows=8
        )
        self.loading.cancelled.connect(self._give_up)
        holder = QWidget()
        column = vbox(20, 12, 20, 16)
        column.addWidget(self.loading)
        holder.setLayout(column)
        return holder

    # -- events

    def _show_events(self, events: "tuple[Reported, ...]") -> None:
        self._events = {event.subject: event for event in events}
        if self._code not in self._events:
            came = next((event.subject for event in events if event.came), "")
            self._code = self._by_id().get(self._code) or came or next(iter(self._events), "")
        rows = [listed(event, self.wording, self.desk.zone) for event in events]
        self.list.show_rows(rows, self._code)
        self._fit_left()
        self._show_folder()
        if self._code:
            self._read()
        else:
            self._show_empty(self.words("reports.no_events"), self.words("reports.no_events_detail"))
            self.export.set_report("", "", self._kind)

    def _by_id(self) -> dict[str, str]:
        """The codes of events by their ids; other pages name an event by its id."""
        return {of.id: code for code, of in self._events.items()}

    def choose_kind(self, kind: str) -> None:
        """Show another report of the event."""
        if kind == self._kind:
            return
        self._kind = kind
        self.left.show_kind(kind)
        self.choose_template(WHOLE)
        self._show_tab("overview")
        for of, tabs in self._segs.items():
            tabs.setVisible(of == kind)
        self.refresh()

    def _show_templates(self, templates: "tuple[TemplateView, ...]") -> None:
        self.export.template = self.left.show_templates(templates, self.export.template)

    def choose_template(self, name: str) -> None:
        """Files are written by this template from now on; the page shows everything either way."""
        self.export.template = name
        self.left.templates.set_current(name)

    @property
    def tabs(self) -> Seg:
        """The parts of the report that is shown; made when a kind is first chosen, as most never are."""
        made = self._segs.get(self._kind)
        if made is None:
            made = Seg(self.theme, [(tab, self._tab_label(tab, 0)) for tab in TABS[self._kind]])
            made.setAccessibleName(self.words("reports.tabs_name"))
            made.chosen.connect(self._show_tab)
            self._segs[self._kind] = made
            self._top.insertWidget(0, made)
        return made

    def _list(self, tab: str) -> ListTab:
        made = self.lists.get(tab)
        if made is None:
            made = self.lists[tab] = ListTab(self.theme, self.words, tab, icon="okc")
            self._parts.addWidget(made)
        return made

    def _pick(self, code: str) -> None:
        self._code = code
        self.export.set_report(code, named(self._events[code].title, self.words), self._kind)
        self._settled.start()

    def _read(self) -> None:
        if self._code not in self._events:
            return
        if self._reading is not None:
            self._reading.cancel()
        event = self._events[self._code]
        self.export.set_report(self._code, named(event.title, self.words), self._kind)
        self.loading.start()
        self._reading = self.tasks.run(
            read_report,
            self.desk.reports,
            self._code,
            self._kind,
            Words(self.words.language),
            done=self._show_text,
            failed=self._show_error,
            ended=self._read_ended,
        )

    def _read_ended(self) -> None:
        if not self._reading or not self._reading.cancelled or self._reading.state.value == "cancelled":
            self.loading.stop()

    def _give_up(self) -> None:
        if self._reading is not None:
            self._reading.cancel()

    # -- the report

    @property
    def report_shown(self) -> bool:
        """Whether a report is shown, and not that there is none."""
        return self._states.currentWidget() is self._report

    def _show_text(self, text: ReportText) -> None:
        look = text.look
        document = look.document
        if (document.masthead.subject, document.kind) != (self._code, self._kind):
            return
        self._look = look
        self.header_changed()
        event = self._events[self._code]
        if self._kind == "satisfaction":
            if not document.figure("responses").value:
                self._show_empty(self.words("reports.no_answers"), self.words("reports.no_answers_detail"), feedback=True)
                return
        elif self._kind == "attendance" and not event.came and not document.figure("attended.persons").value:
            registered = event.registered
            detail = self.words("reports.nobody_came_detail", registered=registered) if registered else ""
            detail = detail or self.words("reports.nobody_registered_detail")
            self._show_empty(self.words("reports.nobody_came"), detail, door=bool(registered))
            return
        self._fill(text)
        self._show_record(look)
        self._states.setCurrentWidget(self._report)

    def _fill(self, text: ReportText) -> None:
        document = text.look.document
        self.paper.show_report(document)
        self.figures.show_rows(text.figures)
        for key in TABS[document.kind][2:]:
            if key not in text.lists:
                continue
            table, rows = document.table(key), text.lists.get(key, ())
            self._list(key).show_rows(table, rows)
            self.tabs.set_label(key, self._tab_label(table.name, len(rows)))

    def _tab_label(self, name: str, rows: int) -> str:
        if self.words.has(f"reports.tab_{name}"):
            return self.words(f"reports.tab_{name}", n=rows)
        return self.words("reports.tab_table", table=word(f"table_{name}", self.words), n=rows)

    def _show_record(self, look: "ReportLook") -> None:
        document, words, chip = look.document, self.words, self.paper.chip
        if look.last is None:
            chip.set(words("reports.chip_draft"), Tone.NEUTRAL, "pencil")
        elif look.draft:
            chip.set(words("reports.chip_changed", revision=look.last.number), Tone.WARN, "pencil")
        else:
            chip.set(words("reports.chip_made", revision=look.last.number), Tone.OK, "okc")
        made = not look.draft
        position = document.journal_position.partition(":")[0]
        # The hash of a draft would be counted here and now; that of a revision is known.
        record = "record" if document.layout.source == "journal" else f"record_{document.layout.source}"
        text = words(f"reports.{record}", digest=document.sha256[:16], position=position) if made else ""
        self._record.setText(text)
        self._copy.setVisible(made)
        self.sent.show_look(look)

    def _show_empty(self, fact: str, detail: str, *, door: bool = False, feedback: bool = False) -> None:
        self.empty.set(fact, detail)
        self._door.setVisible(door)
        self.answers.setVisible(feedback)
        self._states.setCurrentWidget(self.empty)

    def _show_error(self, error: DeskError) -> None:
        sentence = self.wording.error(error)
        self.error.set(sentence.what, sentence.hint)
        self._states.setCurrentWidget(self._failed)

    def _show_tab(self, tab: str) -> None:
        self._tab = tab
        self.tabs.set_current(tab)
        part = {"overview": self.overview, "figures": self.figures}.get(tab) or self._list(tab)
        self._parts.setCurrentWidget(part)

    def open_figure(self, figure: Figure) -> None:
        """Open a figure to what it is made of."""
        if self._look is None:
            return
        FigureDialog(self.context, self._look.document, figure, parent=self).open()

    def open_figure_of(self, key: str) -> None:
        """Open the figure of this key, of the report that is shown."""
        if self._look is not None:
            self.open_figure(self._look.document.figure(key))

    def copy_hash(self) -> None:
        """Put the whole hash on the clipboard."""
        if self._look is not None:
            QGuiApplication.clipboard().setText(self._look.document.sha256)
            self.say(self.words("reports.hash_copied"))

    # -- sizes

    def _show_folder(self) -> None:
        folder = self.export.folder
        self.left.show_folder(folder.name if folder else "", str(folder or ""))

    def _fit_left(self) -> None:
        most = max(self.theme.px(216), round(self.width() * 0.26))
        self.left.setFixedWidth(min(max(self.theme.px(256), self.list.widest() + 64), most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list gives way where the window is small."""
        super().resizeEvent(event)
        self._fit_left()
