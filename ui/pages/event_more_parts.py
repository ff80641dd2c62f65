"""What the tabs of an event share: what a tab is, writing a file and saying so, what became of a slot in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from eventdesk.domain.schedule import ChangeKind, PlannedSlot, SlotChange
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_save
from ui.pages.base import PageContext
from ui.widgets.buttons import Button
from ui.widgets.paint import Tone
from ui.wording import Wording


class EventTab(QWidget):
    """A tab of one event. ``code`` is the event that is shown, ``title`` what it is called."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context, self.words, self.theme = context, context.words, context.theme
        self.code = self.title = ""

    def open(self, event_code: str) -> None:
        """Show an event; again to read it anew."""
        self.code = event_code

    def may_leave(self) -> bool:
        """Whether nothing that was typed is lost."""
        return True

    def leave(self) -> None:
        """Something else is shown now: what can be kept is kept, what is secret is covered."""

    def key_save(self) -> None:
        """Ctrl+S."""

    def key_print(self) -> None:
        """Ctrl+P."""

    def draft(self) -> dict[str, Any] | None:
        """What was typed and is not kept; None for nothing."""
        return None

    def set_draft(self, draft: dict[str, Any]) -> None:
        """Fill in what was typed before."""


class FileWork:
    """Asks where to, writes there off the GUI thread, and says what was written with a way to its folder."""

    def __init__(self, context: PageContext, owner: QWidget, *, failed: Callable[[str], object]) -> None:
        self._context, self._owner, self._failed = context, owner, failed

    def ask(
        self, button: Button, name: str, kinds: str, work: Callable[[Path], Any], said: Callable[[Any], str]
    ) -> None:  # fmt: skip
        """Ask for the file; ``said`` makes the sentence of what the work answered."""
        words = self._context.words
        ask_save(
            self._owner, button.text(), name, lambda file: self.run(button, file, work, said),
            kinds=words("event_more.kinds", kind=kinds.upper(), pattern=f"*.{kinds}"),
        )  # fmt: skip

    def run(self, button: Button, place: Path, work: Callable[[Path], Any], said: Callable[[Any], str]) -> None:
        """Write to a file, or into a folder, that was chosen."""
        folder = place if place.is_dir() else place.parent
        self._failed("")
        button.set_busy(self._context.words("event_more.writing"))

        def done(made: Any) -> None:
            action = (self._context.words("event_more.open_folder"), lambda: self._open(folder))
            self._context.toast(said(made), action=action)

        self._context.tasks.run(
            work, place, done=done, failed=self._not_done, ended=lambda: button.set_busy(""), owner=self._owner
        )

    def _not_done(self, error: DeskError) -> None:
        self._failed(self._context.wording.error(error).whole)

    def _open(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._context.toast(self._context.words("event_more.folder_not_opened", folder=str(folder)), tone=Tone.WARN)


def several_lines(text: str, lines: int, placeholder: str = "") -> QPlainTextEdit:
    """An editor that Tab leaves, so many lines high; with 0 it takes the room there is, four lines at least."""
    edit = QPlainTextEdit(text)
    edit.setPlaceholderText(placeholder)
    edit.setTabChangesFocus(True)
    high = edit.fontMetrics().lineSpacing() * (lines or 4) + 22
    edit.setFixedHeight(high) if lines else edit.setMinimumHeight(high)
    return edit


class ChangeWords:
    """What became of a slot between two versions, as families would be told."""

    def __init__(self, wording: Wording, zone: ZoneInfo) -> None:
        self._wording, self._words, self._zone = wording, wording.words, zone

    def kind(self, change: SlotChange) -> tuple[str, str, Tone]:
        """Word, icon and tone of what became of it."""
        icon, tone = {
            ChangeKind.ADDED: ("plus", Tone.OK), ChangeKind.REMOVED: ("x", Tone.REFUSE), ChangeKind.MOVED: ("clock", Tone.WARN),
            ChangeKind.ROOM: ("door", Tone.WARN), ChangeKind.CHANGED: ("pencil", Tone.INFO),
        }[change.kind]  # fmt: skip
        return self._words(f"conflicts.change_{change.kind.value}"), icon, tone

    def title(self, change: SlotChange) -> str:
        """What the slot is called now, or was."""
        slot = change.after or change.before
        return slot.title if slot is not None else ""

    def detail(self, change: SlotChange) -> str:
        """From what to what."""
        before, after = change.before, change.after
        if before is None or after is None:
            slot = after or before
            return self._place(slot) if slot is not None else ""
        parts = [
            self._words("event_more.from_to", before=was or self._words("event_more.open"), after=now or self._words("event_more.open"))
            for was, now in (
                self._hours(before, after), (before.room, after.room), (before.title, after.title),
                (before.leader, after.leader), (self._band(before), self._band(after)), (before.code, after.code),
            )
            if was != now
        ]  # fmt: skip
        return self._words("event_more.part_sep").join(parts)

    def _place(self, slot: PlannedSlot) -> str:
        parts = (self._when(slot), slot.room, slot.leader)
        return self._words("event_more.part_sep").join(part for part in parts if part)

    def _when(self, slot: PlannedSlot) -> str:
        if slot.start is None or slot.end is None:
            return self._words("event_more.no_time")
        return self._wording.span(slot.start.astimezone(self._zone), slot.end.astimezone(self._zone))

    def _hours(self, before: PlannedSlot, after: PlannedSlot) -> tuple[str, str]:
        """When both are on one day, the hours alone."""
        starts = [slot.start.astimezone(self._zone) for slot in (before, after) if slot.start is not None]
        ends = [slot.end.astimezone(self._zone) for slot in (before, after) if slot.end is not None]
        if len(starts) == len(ends) == 2 and len({moment.date() for moment in (*starts, *ends)}) == 1:
            clock = self._wording.time
            said = [
                self._words("events.times", start=clock(a), end=clock(b)) for a, b in zip(starts, ends, strict=True)
            ]
            return said[0], said[1]
        return self._when(before), self._when(after)

    def _band(self, slot: PlannedSlot) -> str:
        if slot.band is None:
            return self._words("planner.all_ages")
        age = self._wording.age
        return self._words("event_more.ages", low=age(slot.band.min_months), high=age(slot.band.max_months))
