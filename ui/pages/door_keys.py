"""The keys of the door: which there are in which state, and what they do."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from eventdesk.domain.checkin import Code
from ui.models.door_view import REASON_KEYS
from ui.pages.door_idle import focus_list
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from ui.pages.door import DoorPage

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NAMED = {Qt.Key.Key_Escape: "Esc", Qt.Key.Key_Down: "↓"}


class DoorKeys(QObject):
    """Letters and digits work while no text has the focus; function keys always."""

    def __init__(self, page: "DoorPage") -> None:
        super().__init__(page)
        self._page = page

    # -- what is shown of them

    def footer(self) -> tuple[tuple[str, str], ...]:
        """The keys of the state the door is in."""
        page, words = self._page, self._page.words
        card = page.flow.card
        parked = (("F3", words("door.key_parked")),) if page.flow.aside else ()
        if card is None:
            return (
                ("F2", words("door.key_search")), ("↓", words("door.key_missing")), ("Ctrl+Z", words("door.key_undo")),
                ("F8", words("door.key_walk_in")), ("F4", words("door.key_log")), ("F10", words("door.key_mute")), *parked,
            )  # fmt: skip
        if card.refused:
            choices = ((c.key, words(f"door.key_{c.name}")) for c in page.refused.choices if not c.why_not)
            return (*choices, *parked)
        settle = tuple(
            (REASON_KEYS[code], words(f"door.key_settle_{code.value}"))
            for code in card.open_reasons
            if code in REASON_KEYS
        )
        later = (("L", words("door.key_later")),) if settle else ()
        return (
            *settle, *later, ("1–9", words("door.key_tick")), ("A", words("door.key_all")),
            ("Enter", words("door.key_admit")), ("Esc", words("door.key_give_up")), ("F2", words("door.key_search")),
            ("F9", words("door.key_lead")), *parked,
        )  # fmt: skip

    def sheet(self) -> tuple[tuple[str, str], ...]:
        """All keys, for the sheet of F1."""
        words = self._page.words
        keys = (
            ("F2", "search"), ("↓", "missing"), ("F3", "parked"), ("F4", "log"), ("F7", "ime"), ("F8", "walk_in"),
            ("F9", "lead"), ("F10", "mute"), ("F11", "full"), ("1–9", "tick"), ("A", "all"), ("Enter", "admit"),
            ("S", "settle_no_consent"), ("L", "later"), ("R", "reentry"), ("N", "other"), ("H", "hold"),
            ("Esc", "give_up"),
        )  # fmt: skip
        return tuple((key, words(f"door.key_{name}")) for key, name in keys)

    # -- what they do

    def pressed(self, event: QKeyEvent) -> bool:
        """A key that reached the page; whether it was of use."""
        page, key = self._page, event.key()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if not plain:
            return False
        if key in _ENTER:
            if not event.isAutoRepeat():
                self._enter()
            return True
        if Qt.Key.Key_F1 < key <= Qt.Key.Key_F10:
            return self.press(QKeySequence(key).toString())
        if key in _NAMED:
            return self.press(_NAMED[Qt.Key(key)])
        text = event.text().upper()
        if not text or page.search.edit.hasFocus() or page.flow.card is None:
            return False
        if text == "H" and page.flow.card.refused:
            page.refused.answer.reveal(True)
            return True
        return not event.isAutoRepeat() and self._letter(text)

    def press(self, key: str) -> bool:
        """Do what a key stands for now; the footer's clicks come here too."""
        page = self._page
        simple = {
            "F2": self._search, "F3": page.flow.recall, "F4": page.ways.show_log, "F7": self._input_method,
            "F8": self._walk_in, "F9": page.ways.call_lead, "F10": page.devices.toggle_mute, "Esc": self._escape,
            "↓": self._down, "Ctrl+Z": page.undo, "F1": page.context.shortcut_sheet, "Enter": self._enter,
        }  # fmt: skip
        if key in simple:
            simple[key]()
            return True
        return self._letter(key)

    def choose(self, name: str) -> None:
        """A way on from a refusal."""
        if name == "search":
            self._page.flow.close()
        elif name == "walk_in":
            self._page.flow.close()
            self._page.ways.walk_in()
        else:
            self._page.ways.choose(name)

    def toggle(self, person: str) -> None:
        """Tick or untick somebody; limits are asked about again."""
        flow = self._page.flow
        if flow.card is not None and not flow.writing:
            flow.card.toggle(person)
            self._page.redraw()
            if Code.OVER_SOFT_LIMIT in flow.card.result.reasons:
                flow.look_again(ticked_only=True)

    def tick_all(self) -> None:
        """Tick everybody who is not inside."""
        flow = self._page.flow
        if flow.card is not None and not flow.writing:
            flow.card.tick_expected()
            self._page.redraw()

    def _letter(self, text: str) -> bool:
        page, card = self._page, self._page.flow.card
        if card is None or page.flow.writing:
            return False
        if card.refused:
            choice = page.refused.choice_of(text)
            if choice is not None:
                self.choose(choice.name)
            return choice is not None
        if text.isdigit() and 0 < int(text) <= len(card.people):
            self.toggle(card.people[int(text) - 1].person)
            return True
        code = next((code for code in card.open_reasons if REASON_KEYS.get(code) == text), None)
        if code is not None:
            page.ways.settle(code)
        elif text == "A":
            self.tick_all()
        elif text == "L":
            page.ways.later()
        else:
            return False
        return True

    def _enter(self) -> None:
        page = self._page
        if page.search.edit.hasFocus() and (page.flow.card is None or page.search.edit.isModified()):
            page.finder.submit()
        elif page.flow.card is not None and not page.flow.card.refused:
            page.admit()

    def _escape(self) -> None:
        page = self._page
        if page.flow.card is not None:
            page.flow.close()
        else:
            page.finder.reset()
            page.idle.show_invitation()
            self._search()

    def _search(self) -> None:
        edit = self._page.search.edit
        edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        edit.selectAll()

    def _down(self) -> None:
        page = self._page
        if page.flow.card is None and not focus_list(page.idle.found.list):
            focus_list(page.idle.waiting)

    def _input_method(self) -> None:
        page = self._page
        page.finder.set_input_method(on=True)
        self._search()
        page.search.show_source(page.words("door.ime_on"), Tone.INFO)

    def _walk_in(self) -> None:
        page = self._page
        typed = page.search.text() if page.flow.card is None else ""
        page.ways.walk_in(typed)
