"""Ways on at the door that need a word from a person: refusals, reasons, consent, walk-ins, the station, the log."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from eventdesk.domain.checkin import Code
from eventdesk.domain.family import Role
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.choose import Choose
from ui.dialogs.consent import ConsentDialog
from ui.dialogs.door_log import LogDialog
from ui.dialogs.walk_in import WalkIn, WalkInDialog
from ui.models.door import Card, Origin
from ui.models.door_flow import DoorFlow
from ui.models.door_view import DoorWords
from ui.pages.base import PageContext
from ui.pages.door_refused import Choice
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.domain.right import Actor
    from eventdesk.services.door_views import DoorView
    from eventdesk.services.event_views import EventView
    from eventdesk.services.family_views import RegistrationView

_REASONS = ("reentry", "agreed", "mistake")
_LATER = ("later_paper", "later_lead", "later_other")


class DoorWays(QObject):
    """Opens the dialogs and does what they ask for.

    ``say(sentence, tone)`` tells something; ``event_chosen(code)``, ``seated(actor)`` after a door was chosen;
    ``ended()`` after any dialog closed.
    """

    say = Signal(str, object)
    event_chosen = Signal(str)
    seated = Signal(object)
    settled = Signal()
    ended = Signal()

    def __init__(self, context: PageContext, flow: DoorFlow, words: DoorWords, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._flow, self._say_words, self._parent = context, flow, words, parent
        self.words, self._desk, self._tasks = context.words, context.desk, context.tasks
        self.view: DoorView | None = None
        self.log: LogDialog | None = None

    # -- refusals

    def choices(self, card: Card) -> tuple[Choice, ...]:
        """Ways on from a refusal, fitting its code."""
        code = card.result.code
        reentry = self._choice("reentry", "undo", "R", why_not=self._lacks_override())
        other = self._choice("other", "user", "N")
        allow = self._choice("allow", "okc", "O", why_not=self._lacks_override())
        some = self._choice("some", "people", "N")
        search, walk_in = self._choice("search", "search", "F2"), self._choice("walk_in", "plus", "F8")
        lead = self._choice("lead", "call", "F9", danger=True)
        close = self._choice("close", "x", "Esc")
        room = self._say_words.places_left(card, self.view)
        ways = {
            Code.ALREADY_IN: (reentry, other, lead, close),
            Code.WAITLISTED: (allow, lead, close),
            Code.CLOSED: (allow, lead, close),
            Code.FULL: (some, lead, close) if room else (lead, close),
            Code.UNKNOWN: (search, walk_in, close),
            Code.OTHER_EVENT: (search, walk_in, close),
            Code.CANCELLED: (walk_in, search, lead, close),
        }
        return ways.get(code, (search, lead, close))

    def choose(self, name: str) -> None:
        """Do what a choice stands for, as far as it is this one's business."""
        match name:
            case "reentry":
                self._flow.override(self.words("door.reason_reentry"))
            case "other":
                self._other_member()
            case "allow":
                self._ask_reason(self._flow.override, _REASONS[1:])
            case "some":
                self._flow.choose_members()
            case "lead":
                self.call_lead()
            case "close":
                self._flow.close()

    def call_lead(self) -> None:
        """The family waits aside while somebody fetches the lead."""
        card = self._flow.card
        if card is None:
            return
        if card.result.registration is None:
            self._flow.close()
            self.say.emit(self.words("door.lead_called"), Tone.INFO)
            return
        self._flow.put_aside()
        self.say.emit(self.words("door.lead_aside"), Tone.INFO)

    def _choice(self, name: str, icon: str, key: str, *, danger: bool = False, why_not: str = "") -> Choice:
        words = self.words
        title, line = words(f"door.choice_{name}"), words(f"door.choice_{name}_line")
        return Choice(name, icon, title, line, key, danger=danger, why_not=why_not)

    def _lacks_override(self) -> str:
        return "" if self._desk.actor.may(Right.OVERRIDE) else self.words("door.needs_lead")

    def _other_member(self) -> None:
        card = self._flow.card
        if card is None or card.result.registration is None:
            return
        known = {person.person for person in card.result.people}

        def found(view: "RegistrationView") -> None:
            others = frozenset(p.id for p in (*view.guardians, *view.children)) - known
            if not others:
                self.say.emit(self.words("door.no_other_member"), Tone.INFO)
                return
            self._flow.close()
            self._flow.open(view.id, Origin.LIST, members=others)

        self._tasks.run(self._desk.registrations.show, card.result.registration, done=found, owner=self)

    # -- things to settle

    def settle(self, code: Code) -> None:
        """Settle one reason: a consent is recorded, anything else is a person's decision with its name."""
        card = self._flow.card
        if card is None or code not in card.open_reasons:
            return
        if code is Code.NO_CONSENT and card.result.registration is not None:
            words = self.words
            dialog = Choose(
                self._context.theme, words, words("door.consent_title"),
                text=words("door.consent_text", notice=self._notice()),
                options=[(method, words(f"door.consent_{method}")) for method in ("screen", "paper")],
                parent=self._parent,
            )  # fmt: skip
            dialog.picked.connect(self._agree)
            self._open(dialog)
            return
        card.settled[code] = self.words(f"door.settled_{code.value}")
        self.settled.emit()

    def _agree(self, method: str) -> None:
        if method != "screen":
            self._flow.consent(method)
            return
        self._tasks.run(self._desk.consents.wording, self.words, done=self._sign, failed=self._flow.failed.emit, owner=self)

    def _sign(self, wording: tuple[str, str]) -> None:
        version, text = wording
        dialog = ConsentDialog(self._context.theme, self.words, text=text, version=version, parent=self._parent)

        def failed(error: DeskError) -> None:
            dialog.show_trouble(self._context.wording.error(error).whole)

        dialog.submitted.connect(
            lambda granted, picture: self._flow.signed(granted, picture, done=dialog.accept, failed=failed)
        )
        self._open(dialog)

    def later(self) -> None:
        """Let them in now and sort everything else out later, with a reason."""
        if self._flow.card is not None and self._flow.card.open_reasons:
            self._ask_reason(self._settle_all, _LATER)

    def _settle_all(self, reason: str) -> None:
        card = self._flow.card
        if card is not None:
            for code in card.open_reasons:
                card.settled[code] = reason
            self.settled.emit()

    def _ask_reason(self, then: Callable[[str], None], presets: tuple[str, ...]) -> None:
        words = self.words
        options = [(preset, words(f"door.reason_{preset}")) for preset in presets]
        dialog = Choose(
            self._context.theme, words, words("door.reason_title"), text=words("door.reason_text"), options=options,
            field=words("door.reason_other"), parent=self._parent,
        )  # fmt: skip
        dialog.picked.connect(lambda preset: then(dict(options)[preset]))
        dialog.typed.connect(then)
        self._open(dialog)

    # -- a family without a registration

    def walk_in(self, typed: str = "") -> None:
        """Register a family at the door and let it in at once."""
        if not self._flow.event_code:
            return
        words, view = self.words, self.view
        tail = typed if typed.isdigit() and len(typed) == 11 else ""
        dialog = WalkInDialog(
            self._context.theme, words, notice=self._notice(),
            ask_consent=view.event.rules.ask_consent if view is not None else True,
            full=self._fullness(), phone=tail, name="" if typed.isascii() else typed, parent=self._parent,
        )  # fmt: skip
        dialog.submitted.connect(lambda family: self._register(dialog, family))
        self._tasks.run(asked_later, self._desk, self._flow.event_code, done=dialog.tell_asked, owner=dialog)
        self._open(dialog)

    def _register(self, dialog: WalkInDialog, family: WalkIn) -> None:
        def done(result: tuple[str, bool]) -> None:
            registration, known = result
            dialog.accept()
            if known:
                self.say.emit(self.words("door.walk_in_known"), Tone.INFO)
            self._flow.open(registration, Origin.SEARCH if known else Origin.WALK_IN)

        def failed(error: DeskError) -> None:
            sentence = self._context.wording.error(error).whole
            dialog.show_trouble(sentence, phone=error.code == "bad_phone")

        self._tasks.run(
            register_walk_in, self._desk, self._flow.event_code, family, done=done, failed=failed, owner=dialog
        )

    def _fullness(self) -> str:
        view = self.view
        if view is None or view.event.capacity is None:
            return ""
        taken = {
            "persons": view.registered, "children": view.registered_children, "families": view.registered_families,
        }[view.event.capacity_unit.value]  # fmt: skip
        return self.words("door.walk_in_full", n=view.event.capacity) if taken >= view.event.capacity else ""

    # -- event, station, log

    def choose_event(self, events: "tuple[EventView, ...]", current: str) -> None:
        """Ask which event the door is for."""
        words, wording, zone = self.words, self._context.wording, self._desk.zone
        options = [
            (
                event.code,
                words("door.event_option", title=event.title, day=wording.day_short(event.start.astimezone(zone))),
            )
            for event in events
        ]
        dialog = Choose(
            self._context.theme, words, words("door.event_title"), options=options, current=current, parent=self._parent
        )
        dialog.picked.connect(self.event_chosen)
        self._open(dialog)

    def choose_station(self) -> None:
        """Ask which door this computer stands at; a new name makes a new door."""
        self._tasks.run(self._desk.operators.own_stations, done=self._offer_stations, owner=self)

    def _offer_stations(self, stations: tuple[str, ...]) -> None:
        words = self.words
        dialog = Choose(
            self._context.theme, words, words("door.station_title"), text=words("door.station_text"),
            options=[(name, name) for name in stations], current=self._desk.actor.station_name,
            field=words("door.station_new"), verb=words("door.station_verb"), parent=self._parent,
        )  # fmt: skip
        dialog.picked.connect(self.sit_at)
        dialog.typed.connect(self.sit_at)
        self._open(dialog)

    def sit_at(self, station: str) -> None:
        """Take the seat at a door, and keep it for next time."""

        def done(actor: "Actor") -> None:
            if self._context.settings().station != actor.station_name:
                self._context.save(station=actor.station_name)
            self.seated.emit(actor)

        self._tasks.run(self._desk.operators.sit_at, station, done=done, owner=self)

    def show_log(self) -> None:
        """Everything that happened lately."""
        if self.view is None:
            return
        self.log = LogDialog(self._context.theme, self.words, self._say_words, parent=self._parent)
        self.log.show_rows(self.view.recent)
        self.log.undo_wanted.connect(lambda journal: self._flow.undo(journal, reason=self.words("door.undo_reason")))
        self.log.finished.connect(lambda _: self._forget_log())
        self._open(self.log)

    def _forget_log(self) -> None:
        self.log = None

    def _notice(self) -> str:
        return str(self._desk.house.notice)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _: self.ended.emit())
        dialog.open()


def asked_later(desk: "Desk", event: str) -> int:
    """How many required questions an event asks that nobody asks at the door. Runs with the desk."""
    return sum(question.required for question in desk.questions.list(event).questions)


def register_walk_in(desk: "Desk", event: str, family: WalkIn) -> tuple[str, bool]:
    """Registers a family at the door: ``(registration, whether it had one already)``. Runs with the desk."""
    from eventdesk.services.booking import BookedPerson
    from eventdesk.services.people import phone_as_typed

    phone, kind = phone_as_typed(family.phone)
    known = next((hit.registration for hit in desk.families.search(phone, event=event) if hit.registration), None)
    if known is not None:
        return known, True
    people = [BookedPerson(role=Role.GUARDIAN, name=family.name, phone=phone, phone_type=kind)]
    people += [BookedPerson(role=Role.CHILD, name=name) for name in family.children_names]
    made = desk.registrations.add(
        event, people=people, adults=family.adults, children=family.children, at_door=True,
        consent_method="screen" if family.consent else None,
    )  # fmt: skip
    return made.id, False
