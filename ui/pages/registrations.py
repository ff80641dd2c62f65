"""The registrations of an event: who comes, where there is room, and what is to be done about it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.list_files import ListFiles
from ui.dialogs.new_registration import NewRegistration
from ui.dialogs.offers import OffersDialog
from ui.dialogs.prices import Prices
from ui.dialogs.questions import Questions
from ui.dialogs.registration_card import RegistrationCard
from ui.models.registration_rows import MARKS, RegistrationRow, columns, ground, sift
from ui.pages import registrations_work as work
from ui.pages.base import Page, PageContext, State
from ui.pages.registrations_bulk import BulkVerbs
from ui.pages.registrations_cards import CardStrip
from ui.pages.registrations_filters import FilterBar
from ui.widgets.base import fill, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.elevation import Menu
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState, ErrorCard, Loading
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.overview import Overview


class RegistrationsPage(Page):
    """The list of one event, with search, filters, ticks and the card of each registration."""

    nouns = frozenset({"registrations", "events", "families", "checkins"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._events: tuple[EventView, ...] = ()
        self.overview: Overview | None = None
        self.list_rows: tuple[RegistrationRow, ...] = ()
        self._marks: Mapping[str, int] = dict.fromkeys(("consent", *MARKS), 0)
        self.queue: dict[str, int] = {}
        self._asked = 0
        self._unmasked = self._asks = False
        self.event_code = context.settings().event
        self._chooser: Select | None = None
        self._build()
        for key, slot in (("N", self.new), ("/", self._to_search)):
            QShortcut(QKeySequence(key), self, slot)

    # -- what the page says of itself

    def title(self) -> str:
        """The noun."""
        return self.words("registrations.title")

    def subtitle(self) -> str:
        """The event with its figures."""
        if self.overview is None:
            return ""
        confirmed = [row.view for row in self.list_rows if row.view.state is RegistrationState.CONFIRMED]
        persons = sum(view.persons for view in confirmed)
        families = self.words("registrations.families", n=len(confirmed))
        return self.words("registrations.subtitle", families=families, persons=self.words("registrations.persons", n=persons))

    def header_actions(self) -> list[QWidget]:
        """Which event, and ways to get registrations in and tickets out."""
        words, theme = self.words, self.theme
        self._chooser = Select(theme, placeholder=words("registrations.no_event"))
        self._chooser.setAccessibleName(words("registrations.event"))
        self._chooser.setFixedWidth(theme.px(216))
        self._chooser.chosen.connect(self._choose_event)
        self._fill_chooser()
        self._more_button = Button(theme, icon="dots", tip=words("registrations.more"))
        self._more_button.clicked.connect(self.open_menu)
        self._tickets_button = Button(theme, words("registrations.tickets"), icon="qr")
        self._tickets_button.clicked.connect(lambda: self.verbs.make_tickets())
        self._import_button = Button(theme, words("registrations.import"), icon="import")
        self._import_button.clicked.connect(self.open_import)
        self._new_button = Button(theme, words("registrations.new"), kind=Kind.PRIMARY, icon="plus", key="N")
        self._new_button.clicked.connect(self.new)
        self._reason_buttons()
        return [self._chooser, self._more_button, self._tickets_button, self._import_button, self._new_button]

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("N", words("registrations.key_new")), ("/", words("registrations.key_search")),
            ("Space", words("registrations.key_tick")), ("Ctrl+A", words("registrations.key_all")),
            ("Enter", words("registrations.key_open")), ("Ctrl+E", words("registrations.key_edit")),
        )  # fmt: skip

    # -- making it

    def _build(self) -> None:
        words, theme = self.words, self.theme
        self.cards = CardStrip(theme, self.wording, self.desk.zone)
        self.filters = FilterBar(theme, words, may_unmask=self.desk.actor.may(Right.UNMASK))
        self.filters.changed.connect(self._show)
        self.filters.searched.connect(self._search)
        self.filters.names.toggled.connect(self._show_names)
        self.table: DataTable[RegistrationRow] = DataTable(
            theme, columns(self.wording, self.desk.zone), key=lambda row: row.id, state=ground, checkable=True,
            name=words("registrations.title"),
        )  # fmt: skip
        self.table.opened.connect(self.open)
        self.table.ticked.connect(lambda: self.verbs.show())
        self.table.search_wanted.connect(self._to_search)
        self.verbs: BulkVerbs = BulkVerbs(self)
        self.bulk = self.verbs.bar
        self.loading = Loading(theme, self.table, words=words("common.loading"), cancel=words("common.cancel"), rows=9)
        listing = vbox(spacing=14)
        fill(listing, self.cards, self.filters)
        listing.addWidget(self.loading, 1)
        holder = QWidget()
        holder.setLayout(listing)
        self._stack = QStackedLayout()
        self._stack.addWidget(holder)
        column = vbox(24, 20, 24, 20)
        column.addLayout(self._stack)
        self.setLayout(column)

    # -- reading

    def refresh(self) -> None:
        """Ask for the events and the list."""
        self.loading.start()
        self.tasks.run(work.load, self.desk, self.event_code, self._unmasked, self.wording, done=self._loaded,
                       failed=self._failed, ended=self.loading.stop)  # fmt: skip

    def _loaded(self, loaded: work.Loaded) -> None:
        self._events, self.overview = loaded.events, loaded.overview
        self._asks = loaded.asks
        if loaded.overview is None:
            self.list_rows = ()
            self._show_instead(self._no_events())
        else:
            event = loaded.overview.event
            self.event_code = event.code
            self.list_rows, self._marks = loaded.rows, loaded.marks
            self.queue = {row.id: place for place, row in enumerate(loaded.rows)}
            self.cards.set(loaded.overview)
            self.filters.show_slots(event.bookable)
            if not self.list_rows:
                self._show_instead(self._nobody())
            else:
                self._show_instead(None)
        self._fill_chooser()
        self._reason_buttons()
        self._show()
        self.header_changed()
        if self.filters.text:
            self._search(self.filters.text)

    def _failed(self, error: DeskError) -> None:
        sentence = self.wording.error(error)
        again = Button(self.theme, self.words("common.retry"))
        again.clicked.connect(self.make_stale)
        self._show_instead(ErrorCard(self.theme, sentence.what, sentence.hint, actions=(again,)))

    def _show_instead(self, widget: QWidget | None) -> None:
        """Show something else than the list, or (None) the list."""
        while self._stack.count() > 1:
            if (old := self._stack.widget(1)) is not None:
                self._stack.removeWidget(old)
                old.hide()
                old.deleteLater()
        if widget is not None:
            holder, column = QWidget(), vbox()
            fill(column, widget, None) if isinstance(widget, ErrorCard) else column.addWidget(widget)
            holder.setLayout(column)
            self._stack.addWidget(holder)
            self._stack.setCurrentIndex(1)

    def _no_events(self) -> EmptyState:
        words = self.words
        go = Button(self.theme, words("registrations.to_events"), kind=Kind.PRIMARY)
        go.clicked.connect(lambda: self.context.navigate("events"))
        return EmptyState(self.theme, "cal", words("registrations.no_events"), words("registrations.no_events_hint"),
                          actions=(go,), dashed=True)  # fmt: skip

    def _nobody(self) -> EmptyState:
        words = self.words
        bring = Button(self.theme, words("registrations.import"), kind=Kind.PRIMARY)
        bring.clicked.connect(self.open_import)
        add = Button(self.theme, words("registrations.new"))
        add.clicked.connect(self.new)
        return EmptyState(self.theme, "list", words("registrations.nobody"), words("registrations.nobody_hint"),
                          actions=(bring, add), dashed=True)  # fmt: skip

    # -- showing

    def _show(self) -> None:
        states, rows = sift(self.list_rows, self.filters.shown)
        self.filters.show_counts(states, self._marks)
        self.table.set_empty(self._no_match())
        self.table.set_rows(rows)
        self.verbs.show()

    def _no_match(self) -> EmptyState:
        words, text = self.words, self.filters.text
        fact = words("registrations.no_match", text=text) if text else words("registrations.none_here")
        everything = Button(self.theme, words("registrations.show_all"))
        everything.clicked.connect(self._show_everything)
        return EmptyState(self.theme, "search", fact, words("registrations.no_match_hint"), actions=(everything,))

    def _show_everything(self) -> None:
        self.filters.show_everything()
        self.table.setFocus()

    def _search(self, text: str) -> None:
        self._asked += 1
        if not text.strip() or self.overview is None:
            self._found(self._asked, None)
            return
        self.tasks.run(work.find, self.desk, text, self.event_code, done=partial(self._found, self._asked), owner=self)

    def _found(self, asked: int, families: frozenset[str] | None) -> None:
        if asked == self._asked:  # the newest answer wins
            self.filters.set_found(families)

    def _show_names(self, on: bool) -> None:
        self._unmasked = on
        self.refresh()

    def _to_search(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    # -- verbs

    def open(self, row: RegistrationRow) -> None:
        """Show a registration in full."""
        if self.overview is None:
            return
        card = RegistrationCard(self.context, row, self.overview.event, parent=self, asks=self._asks)
        verbs = {"cancel": self.verbs.cancel, "restore": self.verbs.restore, "promote": self.verbs.promote}
        card.wanted.connect(lambda verb: verbs[verb]((row.id,)))
        card.finished.connect(card.deleteLater)
        card.open()

    def new(self) -> None:
        """Register a family by hand."""
        if self.overview is None or not self.desk.actor.may(Right.REGISTRATIONS):
            return
        form = NewRegistration(self.context, self.overview.event, parent=self)
        form.accepted.connect(lambda: self._registered(form))
        form.finished.connect(form.deleteLater)
        form.open()

    def _registered(self, form: NewRegistration) -> None:
        made = form.made
        if made is None:
            return
        waits = made.state is RegistrationState.WAITLISTED
        key = "registrations.registered_waiting" if waits else "registrations.registered"
        self.say(self.words(key), undo=partial(self.verbs.cancel, (made.id,)), tone=Tone.WARN if waits else Tone.OK)

    def open_import(self) -> None:
        """Go to the import of this event."""
        self.context.navigate("import", event=self.event_code)

    # -- the menu

    def open_menu(self) -> None:
        """What is asked for less often: lists as files, questions, prices."""
        if self.overview is None:
            return
        menu = Menu(self.theme, self)
        code, title = self.overview.event.code, self.overview.event.title
        slot = self.filters.shown.slot
        entries: tuple[tuple[str, Callable[[], Dialog], bool], ...] = (
            ("export", lambda: ListFiles(self.context, code, slot=slot, parent=self), self.desk.actor.may(Right.EXPORT)),
            ("offers", lambda: OffersDialog(self.context, code, title, parent=self), True),
            ("questions", lambda: Questions(self.context, code, parent=self), True),
            ("prices", lambda: Prices(self.context, code, parent=self), True),
        )
        for key, make, may in entries:
            action = menu.addAction(self.words(f"registrations.{key}"))
            action.setData(key)
            action.setEnabled(may)
            action.triggered.connect(partial(self._open_dialog, make))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup_at(self._more_button.mapToGlobal(self._more_button.rect().bottomLeft()))

    def _open_dialog(self, make: Callable[[], Dialog], _: bool = False) -> None:
        dialog = make()
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # -- which event

    def _fill_chooser(self) -> None:
        if self._chooser is not None:
            self._chooser.set_options([(event.code, event.title) for event in self._events], current=self.event_code)
            self._chooser.setVisible(bool(self._events))

    def _reason_buttons(self) -> None:
        if self._chooser is None:
            return
        words, actor = self.words, self.desk.actor
        missing = "" if self.overview is not None else words("registrations.no_event")
        none = missing or ("" if self.list_rows or self.overview is None else words("registrations.nobody"))
        no_right = words("registrations.change_reason")
        self._tickets_button.set_reason(none or ("" if actor.may(Right.EXPORT) else no_right))
        self._import_button.set_reason(missing or ("" if actor.may(Right.IMPORT) else no_right))
        self._new_button.set_reason(missing or ("" if actor.may(Right.REGISTRATIONS) else no_right))

    def _choose_event(self, code: str) -> None:
        self.event_code = code
        self.context.save(event=code)
        self.filters.forget_slot()
        self.table.model.check_all(False)
        self.refresh()

    # -- coming and going

    def shown(self) -> None:
        """Arrows and ticks work at once."""
        self.table.setFocus()

    def hidden(self) -> None:
        """Names aren't left open; the header deletes its buttons with the page that is left."""
        self.filters.names.setChecked(False)
        self._chooser = None

    def state(self) -> dict[str, Any]:
        """Event, filters and search."""
        shown = self.filters.shown
        return {
            "event": self.event_code, "state": shown.state, "slot": shown.slot, "search": self.filters.text,
            "no_consent": shown.no_consent, "band": shown.band, "mark": shown.mark,
        }  # fmt: skip

    def restore(self, state: State) -> None:
        """Take them up again."""
        if state.get("event") and state["event"] != self.event_code:
            self.event_code = str(state["event"])
            self.make_stale()
        if {"state", "no_consent", "allergies", "mark"} & set(state):
            self.filters.restore(
                str(state.get("state", "")), str(state.get("slot", "")), str(state.get("search", "")),
                no_consent=bool(state.get("no_consent")), band=str(state.get("band", "")),
                mark="allergies" if state.get("allergies") else str(state.get("mark", "")),
            )  # fmt: skip
