"""How far this desk is with the hub, in rows, and what stands in the way with what to do about it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QFormLayout

from eventdesk.errors import DeskError
from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, fill
from ui.widgets.chips import AlertStrip
from ui.widgets.paint import Tone
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.sync.station import SyncStatus

_COUNTS = ("quarantined", "rejected", "waiting", "unread")


class StateCard(Card):
    """Rows that say nothing are left out."""

    def __init__(self, theme: Theme, words: Words, wording: Wording) -> None:
        super().__init__(theme, padding=20, spacing=12)
        self._words, self._wording = words, wording
        self.heading = Label(theme, words("sync_page.hub_none"), Type.LEAD, bold=True, wrap=True)
        self.trouble = AlertStrip(theme)
        self.trouble.hide()
        self.rows: dict[str, Label] = {}
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(24)
        self._form.setVerticalSpacing(6)
        for name in ("last", "pending", "oldest", *_COUNTS, "devices", "fingerprint"):
            value = Label(theme, "", wrap=True)
            self.rows[name] = value
            self._form.addRow(Label(theme, words(f"sync_page.row_{name}"), color="text2"), value)
        fill(self.body, self.heading, self.trouble, self._form)

    def show_status(self, status: "SyncStatus", *, now: datetime, zone: ZoneInfo) -> None:
        """Say it, as it is at ``now``."""
        words, wording = self._words, self._wording
        self.heading.setText(words("sync_page.hub_none") if status.hub is None else words("sync_page.hub", url=status.hub))
        last = ""
        if status.last_success is not None:
            moment = wording.date_time(status.last_success.astimezone(zone))
            last = words("sync_page.last_at", at=moment, age=wording.ago(now - status.last_success))
        elif status.hub is not None:
            last = words("sync_page.never")
        oldest = status.oldest_pending_seconds
        texts = {
            "last": last,
            "pending": words("sync_page.items", n=status.pending) if status.hub or status.devices else "",
            "oldest": "" if oldest is None or not status.hub else wording.ago(timedelta(seconds=oldest)),
            "devices": words("sync_page.computers", n=status.devices) if status.devices else "",
            "fingerprint": status.fingerprint,
        }
        for name in _COUNTS:
            count = getattr(status, name)
            texts[name] = words(f"sync_page.said_{name}", n=count) if count else ""
        for name, text in texts.items():
            self.rows[name].setText(text)
            self._form.setRowVisible(self.rows[name], bool(text))
        self._show_trouble(status)

    def _show_trouble(self, status: "SyncStatus") -> None:
        self.trouble.setVisible(bool(status.problem))
        if status.problem:
            sentence = self._wording.error(DeskError(status.problem, status="", seconds=0))
            mild = status.problem in ("hub_offline", "hub_busy")
            self.trouble.set(sentence.what, sentence.hint, tone=Tone.INFO if mild else Tone.REFUSE)
