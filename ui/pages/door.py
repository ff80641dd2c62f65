"""The door: scan or search, tick who is here, let them in. One glance gives the verdict, one key does the usual thing."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from eventdesk.errors import DeskError
from ui.models.door import Card, Origin, choose_event
from ui.models.door_flow import DoorFlow
from ui.models.door_view import DoorWords
from ui.pages.base import Page, PageContext, State
from ui.pages.door_devices import DoorDevices
from ui.pages.door_face import DoorFace
from ui.pages.door_keys import DoorKeys
from ui.pages.door_lists import DoorLists
from ui.pages.door_search import DoorFinder
from ui.pages.door_volunteer import VolunteerDoor
from ui.pages.door_ways import DoorWays
from ui.scanner.sources import Devices, SystemDevices
from ui.widgets.base import vbox
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.domain.right import Actor
    from eventdesk.services.door_views import DoorView, ScanResult
    from eventdesk.services.event_views import EventView

ENTER_GUARD = 0.4
"""Seconds after a scan in which Enter does nothing: it may be the scanner's."""


class DoorPage(Page):
    """The page of check-in. ``devices`` makes the cameras; a test gives its own."""

    nouns = frozenset({"checkins", "registrations", "events", "families", "stations"})

    def __init__(self, context: PageContext, *, devices: Callable[[], Devices] = SystemDevices) -> None:
        super().__init__(context)
        self.say_words = DoorWords(self.words, self.wording, self.desk.zone)
        self.flow = DoorFlow(self.desk, self.tasks, self)
        self.view: DoorView | None = None
        self._wanted = context.settings().event
        self._events: tuple[EventView, ...] = ()
        self._held: list[tuple[str, Origin]] = []
        self._reopen = ""
        self._walk_in_wanted = False
        self._enter_from = 0.0
        self.face = face = DoorFace(self.theme, self.words, self.say_words)
        self.bar, self.search, self.left, self.right = face.bar, face.search, face.left, face.right
        self.idle, self.card, self.refused, self.foot = face.idle, face.card, face.refused, face.foot
        column = vbox()
        column.addWidget(face)
        self.setLayout(column)
        self.devices = DoorDevices(context, self.left.camera, devices)
        self.ways = DoorWays(context, self.flow, self.say_words, self)
        self.finder = DoorFinder(context, self.search, self.idle, self.flow, self.say_words)
        self.door_keys = DoorKeys(self)
        self.lists = DoorLists(self.desk, self.tasks, self.flow, self)
        self.volunteers = VolunteerDoor(self)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show_time)
        self._wire()
        self.bar.set_muted(self.devices.sounds.muted)
        self._show_time()
        self._show_footer()
        station = context.settings().station
        if station:
            self.ways.sit_at(station)
        else:
            self.bar.station.set_text(self.desk.actor.station_name)

    # -- what the window asks

    def title(self) -> str:
        """The word of the rail."""
        return self.words("door.nav")

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The sheet of keys."""
        return self.door_keys.sheet()

    def shown(self) -> None:
        """Listen, and invite."""
        self.lists.in_front = True
        self.devices.begin(self.window())
        self._tick.start()
        self._show_time()
        if self.flow.card is None:
            self.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def hidden(self) -> None:
        """Let go of camera and scanner."""
        self.lists.in_front = False
        self.devices.end()
        self._tick.stop()

    def refresh(self) -> None:
        """Read the lists again, soon: an admission and the next scan come first."""
        if self.view is None:
            self.tasks.run(self.desk.events.list, done=self._take_events)
        else:
            self.lists.soon()

    def undo(self) -> None:
        """Take the last admission of this door back."""
        entries = self.view.recent if self.view is not None else ()
        here = self.desk.actor.station_name
        last = next((entry for entry in entries if not entry.voided and entry.station == here), None)
        if last is not None:
            self.take_back(last.journal)

    def state(self) -> dict[str, Any]:
        """The event, and the family whose card is open."""
        card = self.flow.card
        return {"event": self.flow.event_code, "registration": card.result.registration if card is not None else ""}

    def restore(self, state: State) -> None:
        """Another event, or a card that was open."""
        event = str(state.get("event") or "")
        if event and event != self.flow.event_code:
            self.open_event(event)
        self._reopen = str(state.get("registration") or "")
        self._walk_in_wanted = bool(state.get("walk_in"))
        if self.view is not None:
            self._take_up()

    # -- the event

    def open_event(self, code: str) -> None:
        """Be the door of this event from now on, on this computer."""
        self._wanted = code
        self.flow.close()
        self.flow.event_code, self.view = "", None
        if self.context.settings().event != code:
            self.context.save(event=code)
        self.refresh()

    def _take_events(self, events: "tuple[EventView, ...]") -> None:
        self._events = events
        chosen, candidates = choose_event(events, self._wanted, self.desk.clock.now(), self.desk.zone)
        if chosen is not None:
            self.flow.event_code = chosen.code
            self.lists.now()
        else:
            self._show_no_event(candidates)

    def ask_event(self) -> None:
        """Let a person say which event."""
        self.ways.choose_event(tuple(e for e in self._events if e.state.value != "cancelled"), self.flow.event_code)

    def _show_no_event(self, candidates: "tuple[EventView, ...]") -> None:
        words, several = self.words, bool(candidates)
        self.face.show_no_event(
            words("door.which_event") if several else words("door.no_event"),
            words("door.which_event_line") if several else words("door.no_event_line"),
            can_choose=several,
        )
        self.bar.set_event(words("door.nav"), "")

    # -- the lists

    def _show_view(self, view: "DoorView") -> None:
        self.view = self.ways.view = view
        zone = self.desk.zone
        when = self.wording.span(view.event.start.astimezone(zone), view.event.end.astimezone(zone))
        self.bar.set_event(view.event.title, when)
        self.face.show_event()
        self.left.show_view(view)
        self.right.show_view(view, self.say_words, self.desk.actor.station_name)
        self.idle.show_view(view)
        self.finder.labels = {entry.registration or "": entry.label for entry in view.recent}
        self.finder.labels |= {family.registration: family.label for family in view.waiting}
        if self.ways.log is not None:
            self.ways.log.show_rows(view.recent)
        self._take_up()

    def _take_up(self) -> None:
        """What whoever came here wanted, now that the event is known: a family's card, or a walk-in."""
        registration, self._reopen = self._reopen, ""
        if registration:
            self.flow.open(registration, Origin.LIST)
        wanted, self._walk_in_wanted = self._walk_in_wanted, False
        if wanted:
            self.ways.walk_in()

    def _missed(self) -> None:
        self._stale = True

    # -- scans and cards

    def take_scan(self, text: str, origin: Origin) -> None:
        """A code was read. While a dialog is open it waits: nothing is lost, nothing happens unseen."""
        self.devices.uncover()
        if QApplication.activeModalWidget() is not None:
            self._held.append((text, origin))
            self.say(self.words("door.scan_held"), tone=Tone.INFO)
            return
        self.flow.scan(text, origin)

    def _take_held(self) -> None:
        if QApplication.activeModalWidget() is None:
            held, self._held = self._held, []
            for text, origin in held:
                self.flow.scan(text, origin)
            if self.flow.card is None:
                self.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._focus_card()

    def _open(self, card: Card, fresh: bool) -> None:
        """Show a card, or what changed on it."""
        words, say = self.words, self.say_words
        if fresh:
            if card.origin.scanned:
                self.hold_enter()
            self.finder.reset()
            self.devices.sound(card.result.verdict)
        self.search.set_text(
            say.family(card.result.family_label) if card.result.registration else words("door.no_family")
        )
        self.search.show_source(words(f"door.from_{card.origin.value}"))
        line = say.banner_line(card, self.view)
        if card.refused:
            self.refused.show_refusal(
                line=line, hint="" if card.result.phone_tail and card.inside else say.hint(card.result.code, card.result, self.view),
                history=say.timeline(card, self.desk.clock.now(), self.desk.actor.station_name),
                choices=self.ways.choices(card), tail=card.result.phone_tail,
            )  # fmt: skip
        else:
            ask = self.view.event.rules.ask_consent if self.view is not None else True
            members, reasons = say.members(card, ask_consent=ask), say.reasons(card, self.view)
            self.card.show_card(card, say, line=line, members=members, reasons=reasons)
        self.face.show_middle(card)
        self._show_footer()
        if fresh or self.search.edit.hasFocus():
            self._focus_card()
        if fresh and card.origin is Origin.WALK_IN and card.ready:
            self.flow.admit()

    def redraw(self) -> None:
        """What was ticked or settled on the open card changed."""
        if self.flow.card is not None:
            self._open(self.flow.card, False)

    def admit(self) -> None:
        """Let in who is ticked, unless Enter may still be the scanner's."""
        if time.monotonic() >= self._enter_from:
            self.flow.admit()

    def hold_enter(self) -> None:
        """A code was read: Enter right after it is the scanner's."""
        self._enter_from = time.monotonic() + ENTER_GUARD

    def _focus_card(self) -> None:
        panel = self.refused if self.flow.card is not None and self.flow.card.refused else self.card
        panel.focus_first()

    def _rest(self) -> None:
        """No card is open: the next family."""
        self.finder.reset()
        self.idle.show_invitation()
        self._to_search()

    def _to_search(self) -> None:
        self.face.show_middle(None)
        self._show_footer()
        self.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _admitted(self, card: Card, result: "ScanResult") -> None:
        words = self.words
        name = self.say_words.family_in(result.family_label)
        again = result.admitted == 0
        key = "door.admitted_again" if again else "door.admitted"
        sentence = words(key, family=name, n=len(result.admit) if again else result.admitted)
        limit = (self.view.event.rules.hard_limit or self.view.event.rules.soft_limit or 0) if self.view else 0
        self.left.show_inside(result.inside, limit)
        journal = result.journal or ""
        self.say(sentence, undo=lambda: self.take_back(journal))
        if self.flow.card is None:
            self.finder.reset()
            self.idle.show_admitted(sentence, result.pickup_code, words("door.word_admitted"))
            self._to_search()

    def take_back(self, journal: str) -> None:
        """Undo an admission."""
        self.flow.undo(journal, reason=self.words("door.undo_reason"))

    def _undone(self, result: "ScanResult") -> None:
        if result.volunteer is not None:
            self.say(self.words("duty.door_undone", name=result.volunteer.name))
        else:
            self.say(self.words("door.undone", family=self.say_words.family_in(result.family_label)))
        if self.flow.card is None:
            self.idle.show_invitation()
        self.flow.look_again()

    def _failed(self, error: DeskError) -> None:
        self.say(self.wording.error(error).whole, tone=Tone.WARN)

    # -- looks

    def cover(self, covered: bool) -> None:
        """Names are hidden while nobody is there."""
        if not covered:  # the key that uncovers must not confirm what nobody saw
            self.hold_enter()
        self.face.cover(covered, self.flow.card)

    def _seated(self, actor: "Actor") -> None:
        self.bar.station.set_text(actor.station_name)
        self.refresh()

    def _show_time(self) -> None:
        now = self.desk.clock.now().astimezone(self.desk.zone)
        if self.bar.clock.text() != self.wording.time(now):
            self.bar.clock.setText(self.wording.time(now))

    def _show_footer(self) -> None:
        self.foot.set_keys(self.door_keys.footer())

    # -- making it

    def _wire(self) -> None:
        bar, flow, card, ways = self.bar, self.flow, self.card, self.ways
        bar.leave_wanted.connect(lambda: self.context.navigate())
        bar.event_wanted.connect(self.ask_event)
        bar.station_wanted.connect(ways.choose_station)
        bar.local_wanted.connect(lambda: self.say(self.words("door.local_tip"), tone=Tone.INFO))
        bar.mute_wanted.connect(self.devices.toggle_mute)
        bar.language_wanted.connect(self._switch_language)
        self.devices.muted.connect(bar.set_muted)
        self.devices.scanned.connect(self.take_scan)
        self.devices.garbled.connect(lambda: self.say(self.words("door.garbled"), tone=Tone.WARN))
        self.devices.away.connect(self.cover)
        self.lists.read.connect(self._show_view)
        self.lists.missed.connect(self._missed)
        flow.opened.connect(self._open)
        flow.closed.connect(self._rest)
        flow.admitted.connect(self._admitted)
        flow.undone.connect(self._undone)
        flow.failed.connect(self._failed)
        flow.busy.connect(lambda busy: card.set_busy(self.words("door.saving") if busy else ""))
        flow.parked.connect(self._show_parked)
        self.face.parked.clicked.connect(flow.recall)
        self.face.choose_event.clicked.connect(self.ask_event)
        self.face.plan.clicked.connect(lambda: self.context.navigate("events"))
        card.toggled.connect(self.door_keys.toggle)
        card.all_wanted.connect(self.door_keys.tick_all)
        card.admit_wanted.connect(self.admit)
        card.settle_wanted.connect(ways.settle)
        card.later_wanted.connect(ways.later)
        self.refused.chosen.connect(self.door_keys.choose)
        self.idle.opened.connect(self.finder.pick)
        self.idle.left.connect(lambda: self.search.edit.setFocus(Qt.FocusReason.OtherFocusReason))
        self.idle.walk_in_wanted.connect(lambda: self.door_keys.press("F8"))
        self.finder.looking.connect(self._make_room_for_hits)
        self.right.undo_wanted.connect(self.take_back)
        self.right.log_wanted.connect(ways.show_log)
        ways.settled.connect(self.redraw)
        ways.seated.connect(self._seated)
        ways.event_chosen.connect(self.open_event)
        ways.say.connect(lambda sentence, tone: self.say(sentence, tone=tone))
        ways.ended.connect(lambda: QTimer.singleShot(0, self, self._take_held))
        self.foot.pressed.connect(self.door_keys.press)

    def _make_room_for_hits(self) -> None:
        if self.flow.card is not None:
            text = self.search.text()
            self.flow.put_aside()
            self.search.set_text(text)
        self.face.show_middle(None)

    def _show_parked(self, families: int) -> None:
        self.face.show_parked(families)
        self._show_footer()

    def _switch_language(self) -> None:
        self.context.save(language="en" if self.words.language == "zh" else "zh")

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the widget with the focus had no use for."""
        if not self.door_keys.pressed(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting H go hides the answer."""
        if event.key() == Qt.Key.Key_H and not event.isAutoRepeat():
            self.refused.answer.reveal(False)
        super().keyReleaseEvent(event)
