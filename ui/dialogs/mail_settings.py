"""Where mail goes out: the server's settings, and the password asked for where none is kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox
from ui.widgets.buttons import Kind
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.mailing import MailSettingsView

_PORTS = {"tls": "465", "starttls": "587", "none": "25"}
_PLACES = {
    "bad_mail_host": "host", "bad_mail_port": "port", "bad_mail_sender": "sender", "password_in_the_open": "security",
    "no_keyring": "password",
}  # fmt: skip


class MailSettings(Dialog):
    """The form of the server. The password is typed and never shown; left empty it stays as it is."""

    def __init__(self, context: PageContext, view: "MailSettingsView", *, parent: QWidget) -> None:
        words, theme = context.words, context.theme
        super().__init__(theme, words("messaging.settings_title"), parent=parent, width=540)
        self.context, self.words = context, words
        server = view.server
        optional = words("common.optional")
        self.host = Field(theme, words("messaging.host"), text=server.host if server else "", placeholder="smtp.example.org")
        self.port = Field(theme, words("messaging.port"), text=str(server.port) if server else _PORTS["tls"])
        kinds = [(key, words(f"messaging.security_{key}")) for key in _PORTS]
        self.security = Select(theme, kinds, current=server.security.value if server else "tls")
        self.security.chosen.connect(self._usual_port)
        self.user = Field(theme, words("messaging.user"), text=server.user if server else "", optional=optional)
        kept = words("messaging.password_kept") if view.has_password else ""
        hint = words(f"messaging.password_in_{view.keeps}")
        self.password = Field(theme, words("messaging.password"), placeholder=kept, optional=optional, hint=hint)
        self.password.edit.setEchoMode(QLineEdit.EchoMode.Password)
        own = server.sender if server else ""
        self.sender_address = Field(theme, words("messaging.sender"), text=own, placeholder="hello@example.org")
        self.sender_name = Field(
            theme, words("messaging.sender_name"), text=server.sender_name if server else "", optional=optional
        )
        closed = FieldFrame(theme, words("messaging.security"), self.security)
        self.fields: dict[str, FieldFrame] = {
            "host": self.host, "port": self.port, "sender": self.sender_address, "security": closed, "password": self.password,
        }  # fmt: skip
        self._trouble = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self._trouble.hide()
        fill(
            self.content, self._row((self.host, 3), (closed, 2), (self.port, 1)), self._row((self.user, 1), (self.password, 1)),
            self._row((self.sender_address, 1), (self.sender_name, 1)), self._trouble,
        )  # fmt: skip
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.verb = self.add_button(words("common.save"), kind=Kind.PRIMARY, icon="check", key="Enter")
        self.verb.clicked.connect(self.submit)
        for field in (self.host, self.port, self.user, self.password, self.sender_address, self.sender_name):
            field.submitted.connect(self.submit)
        self.host.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, *fields: tuple[QWidget, int]) -> Any:
        row = hbox(spacing=12)
        for field, stretch in fields:
            row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
        return row

    def _usual_port(self, key: str) -> None:
        if self.port.text() in _PORTS.values():
            self.port.set_text(_PORTS[key])

    def submit(self) -> None:
        """Hand over what was typed; what can't be is said where it stands."""
        from eventdesk.services.mailing import server_of

        for field in self.fields.values():
            field.set_error("")
        port = self.port.text().strip()
        server = server_of({
            "host": self.host.text().strip(), "port": int(port) if port.isdecimal() and port.isascii() else 0,
            "security": self.security.current, "user": self.user.text().strip(), "sender": self.sender_address.text().strip(),
            "sender_name": self.sender_name.text().strip(),
        })  # fmt: skip
        self.verb.set_busy(self.words("messaging.saving"))
        self.context.tasks.run(
            self.context.desk.mailing.set_server, server, password=self.password.text() or None, done=lambda view: self.accept(),
            failed=self._failed, ended=lambda: self.verb.set_busy(""), owner=self,
        )  # fmt: skip

    def _failed(self, error: DeskError) -> None:
        sentence = self.context.wording.error(error).whole
        field = self.fields.get(_PLACES.get(error.code, ""))
        if field is None:
            self._trouble.setText(sentence)
            self._trouble.show()
            return
        field.set_error(sentence)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)


class AskPassword(Dialog):
    """The password for this once; it is kept nowhere."""

    def __init__(self, context: PageContext, given: Callable[[str], object], *, parent: QWidget) -> None:
        words, theme = context.words, context.theme
        super().__init__(theme, words("messaging.ask_password"), parent=parent, width=380)
        self._given = given
        self.password = Field(theme, words("messaging.password"), hint=words("messaging.password_once"))
        self.password.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.submitted.connect(self._take)
        fill(self.content, self.password)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.add_button(words("messaging.go_on"), kind=Kind.PRIMARY, key="Enter").clicked.connect(self._take)
        self.password.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        if self.password.text():
            self.accept()
            self._given(self.password.text())
