"""Where an invitation goes in: typed, pasted, scanned, out of a file or a picture, or seen by the camera."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from eventdesk.errors import DeskError, InvalidInput
from resources.words import Words
from ui.dialogs.files import ask_file
from ui.hubs_nearby import Around, HubsNearby, hubs_around
from ui.scanner.camera import CameraScanner, State
from ui.scanner.sources import Devices, SystemDevices
from ui.tasks import Tasks
from ui.theme import Theme
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button
from ui.widgets.camera import CameraState, CameraView
from ui.widgets.fields import FieldFrame
from ui.wording import Wording

STICK = ".bundle"
_LINE_HEIGHT, _CAMERA_WIDTH = 84, 150
_SHOWN = {State.READY: CameraState.READY, State.READ: CameraState.READ, State.COVERED: CameraState.COVERED}


class InvitationField(QWidget):
    """``sticks``: a file that another computer wrote is taken as well, and is the source then until something is typed."""

    stick_chosen = Signal(object)

    def __init__(
        self, theme: Theme, words: Words, tasks: Tasks, *, sticks: bool = False, around: Around = hubs_around,
        devices: Callable[[], Devices] = SystemDevices,
    ) -> None:  # fmt: skip
        super().__init__()
        self._words, self._tasks, self._sticks = words, tasks, sticks
        self.stick: Path | None = None
        self.line = QPlainTextEdit()
        self.line.setTabChangesFocus(True)
        self.line.setFixedHeight(theme.px(_LINE_HEIGHT))
        self.line.textChanged.connect(self._typed)
        self.frame = FieldFrame(theme, words("joining.invitation"), self.line, hint=words("joining.invitation_hint"))
        self.open_file = Button(theme, words("joining.file_or_stick" if sticks else "joining.file"), icon="file")
        self.open_file.clicked.connect(self._ask)
        self.see = Button(theme, words("joining.camera"), icon="camera")
        self.see.clicked.connect(self.toggle_camera)
        self.look = Button(theme, words("joining.nearby"), icon="search")
        self.look.clicked.connect(self.look_around)
        self.found = HubsNearby(theme, words, around=around)
        self.view = CameraView(theme, name=words("joining.camera_name"))
        self.view.setFixedSize(theme.px(_CAMERA_WIDTH), theme.px(_LINE_HEIGHT))
        self.view.hide()
        self.camera = CameraScanner(devices=devices, parent=self)
        self.camera.frame.connect(self.view.set_frame)
        self.camera.state.connect(self._show_camera)
        self.camera.code.connect(self.seen)
        self._lay_out()

    def _lay_out(self) -> None:
        top, row, column = hbox(spacing=12), hbox(spacing=8), vbox(spacing=8)
        top.addWidget(self.frame, 1)
        top.addWidget(self.view)
        fill(row, self.open_file, self.see, self.look, None)
        column.addLayout(top)
        fill(column, row, self.found)
        self.setLayout(column)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        """The line as it stands there."""
        return self.line.toPlainText().strip()

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with it; the words stay."""
        self.frame.set_error(sentence)

    def hush(self) -> None:
        """The camera goes off, and the list of hubs: nobody looks any more."""
        self._look_no_more()
        self.camera.stop()
        self.view.hide()
        self.see.set_text(self._words("joining.camera"))

    # -- a file

    def _ask(self) -> None:
        kinds = "joining.kinds_or_stick" if self._sticks else "joining.kinds"
        ask_file(self, self.open_file.text(), self.take, kinds=self._words(kinds))

    def take(self, file: Path) -> None:
        """A file that somebody chose: an invitation, a picture of one, or a stick's."""
        if self._sticks and file.suffix == STICK:
            self.line.clear()
            self.stick = file
            self.frame.set_error("")
            self.frame.set_hint(self._words("joining.stick_chosen", file=file.name))
            self.stick_chosen.emit(file)
            return
        from eventdesk.joining import invitation_in

        self._tasks.outside(invitation_in, file, done=self.line.setPlainText, failed=self._refused, owner=self)

    def _refused(self, error: DeskError) -> None:
        self.set_error(Wording(self._words).error(error).whole)

    def _typed(self) -> None:
        if self.found.listening:
            self._mark_inviting()
        if self.text:
            self.stick = None
            self.frame.set_error("")
            self.frame.set_hint(self._words("joining.invitation_hint"))

    # -- the camera

    def toggle_camera(self) -> None:
        """On, and off again."""
        if self.view.isVisible():
            self.hush()
            return
        self.view.show()
        self.see.set_text(self._words("joining.camera_off"))
        self.camera.start()

    def _show_camera(self, state: State) -> None:
        reads = state in (State.READY, State.READ, State.STARTING)
        advice = "" if reads else self._words("joining.camera_advice")
        self.view.set_state(_SHOWN.get(state, CameraState.FAILED), self._words(f"door.camera_{state.value}"), advice)

    def seen(self, text: str) -> None:
        """A code that the camera read."""
        from eventdesk.sync.invitation import MARK

        if text.startswith(MARK):
            self.line.setPlainText(text)
            self.hush()
            self.line.setFocus()
        else:
            self.set_error(self._words("joining.another_code"))

    # -- hubs nearby

    def look_around(self) -> None:
        """Which hubs are on the network here, until somebody has seen enough; each of them still has to invite."""
        if self.found.listening:
            self._look_no_more()
            return
        self.look.set_text(self._words("joining.nearby_stop"))
        self._mark_inviting()
        self.found.begin()

    def _look_no_more(self) -> None:
        self.found.end()
        self.look.set_text(self._words("joining.nearby"))

    def _mark_inviting(self) -> None:
        from eventdesk.sync.invitation import read_invitation

        authority = ""
        with contextlib.suppress(InvalidInput):
            authority = read_invitation(self.text).ca_sha256
        self.found.set_authority(authority)
