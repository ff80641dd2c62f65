"""Connecting this desk to a hub, or a hub to the one above it: by the line of an invitation, however that comes here."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from eventdesk.errors import DeskError
from resources.words import Words
from ui.hubs_nearby import Around, hubs_around
from ui.invitation_field import InvitationField
from ui.joining_words import why_not_joined
from ui.scanner.sources import Devices, SystemDevices
from ui.tasks import Tasks
from ui.theme import Theme
from ui.widgets.base import Label, fill
from ui.widgets.buttons import Kind
from ui.widgets.dialog import Dialog


class EnrolDialog(Dialog):
    """``submitted`` carries the line. Stays open until it is accepted or there is an error; what was typed stays. Closed meanwhile it
    leaves the connecting to end by itself: the page tells how. ``about``: what its own words begin with in the catalogues."""

    submitted = Signal(str)

    def __init__(
        self, theme: Theme, words: Words, tasks: Tasks, *, parent: QWidget | None = None, around: Around = hubs_around,
        devices: Callable[[], Devices] = SystemDevices, about: str = "sync_page.enrol",
    ) -> None:  # fmt: skip
        super().__init__(theme, words(f"{about}_title"), parent=parent, width=620)
        self._words = words
        self.invitation = InvitationField(theme, words, tasks, around=around, devices=devices)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.hide()
        fill(self.content, Label(theme, words(f"{about}_text"), color="text2", wrap=True), self.invitation, self.bar)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.verb = self.add_button(words(f"{about}_verb"), kind=Kind.PRIMARY, icon="link")
        self.verb.clicked.connect(self.submit)
        self.finished.connect(self.invitation.hush)
        self.invitation.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Hand on the line."""
        if not self.invitation.text:
            self.invitation.set_error(self._words("joining.missing"))
            self.invitation.line.setFocus()
        elif self.verb.isEnabled():
            self.invitation.set_error("")
            self.invitation.hush()
            self.verb.set_busy(self._words("sync_page.enrolling"))
            self.bar.show()
            self.submitted.emit(self.invitation.text)

    def refuse(self, error: DeskError) -> None:
        """Say why not."""
        self.verb.set_busy("")
        self.bar.hide()
        self.invitation.set_error(why_not_joined(self._words, error).whole)
        self.invitation.line.setFocus()
