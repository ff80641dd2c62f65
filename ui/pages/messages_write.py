"""Writing to the families of an event: who gets it and who not, the text, and sending it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from eventdesk.domain.message import Channel, Purpose
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_folder
from ui.dialogs.mail_settings import AskPassword, MailSettings
from ui.pages.base import PageContext
from ui.pages.messages_chats import Chats
from ui.pages.messages_composer import GROUP, SEEN, Composer
from ui.pages.messages_outcome import became, left_out, went_out
from ui.pages.messages_recipients import Recipients
from ui.pages.messages_sending import Sending
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.chips import AlertStrip
from ui.widgets.choice import Seg, Select
from ui.widgets.dialog import Question
from ui.widgets.meters import CapacityBar
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.mailing import MailResult, MailSettingsView
    from eventdesk.services.message_people import Wording
    from eventdesk.services.message_views import PlanView, RecipientView, TemplateView


class Write(QWidget):
    """The recipients beside the text. What was typed for a purpose stays while the page is open."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context, self.words, self.theme, self.desk = context, context.words, context.theme, context.desk
        self.code = ""
        self._drafts: dict[tuple[str, str], tuple[str, str, str]] = {}
        self._plan: PlanView | None = None
        self._sending: Sending | None = None
        self._server_set = False
        self._asked = 0
        self._build()

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.purpose = Select(theme, [(one.value, words(f"messages.purpose_{one.value}")) for one in Purpose], current="reminder")
        self.purpose.setAccessibleName(words("messaging.purpose"))
        self.purpose.chosen.connect(self.choose)
        self.channel = Seg(theme, tuple((one.value, words(f"messages.channel_{one.value}")) for one in (Channel.EMAIL, Channel.WECHAT)))
        self.channel.chosen.connect(lambda key: self.read())
        self.tools = QWidget()
        self.tools.setLayout(fill(hbox(spacing=12), self.purpose, self.channel, None))
        self.recipients = Recipients(self.context)
        self.recipients.selected.connect(self._preview_if_seen)
        self.recipients.picked.connect(self._show_verbs)
        self.recipients.opt_out_wanted.connect(self._opt_out)
        self.composer = Composer(self.context)
        self.composer.changed.connect(self._typed)
        self.composer.preview_wanted.connect(self._preview)
        self.composer.keep.clicked.connect(self._keep)
        self.composer.reset.clicked.connect(self._reset)
        self.strip = AlertStrip(theme, tone=Tone.WARN)
        self.strip.hide()
        right = vbox(spacing=12)
        right.addWidget(self.composer, 1)
        fill(right, self._make_foot())
        row = hbox(spacing=16)
        row.addWidget(self.recipients, 11)
        row.addLayout(right, 10)
        column = vbox(spacing=12)
        fill(column, self.strip)
        column.addLayout(row, 1)
        self.setLayout(column)

    def _make_foot(self) -> QWidget:
        theme, words = self.theme, self.words
        self.test = Button(theme, words("messaging.test"), icon="file", tip=words("messaging.test_tip"))
        self.tickets = Button(theme, words("messaging.tickets"), icon="qr", tip=words("messaging.tickets_tip"))
        self.send = Button(theme, kind=Kind.PRIMARY, icon="send", key="Ctrl+Enter")
        self.copy = Button(theme, kind=Kind.PRIMARY, icon="check", key="Ctrl+Enter")
        self.test.clicked.connect(self._ask_folder)
        self.tickets.clicked.connect(self._ask_ticket_folder)
        self.send.clicked.connect(self.act)
        self.copy.clicked.connect(self.act)
        self.stop = Button(theme, words("common.cancel"), icon="x")
        self.stop.clicked.connect(lambda: self._sending.cancel() if self._sending is not None else None)
        self.progress = Label(theme, "", bold=True)
        self.bar = CapacityBar(theme, height=6)
        self.bar.setFixedWidth(theme.px(120))
        self.note = Label(theme, "", Type.COMPACT, color="muted", wrap=True)
        foot = QWidget()
        row = fill(hbox(spacing=8), self.note, self.progress, self.bar, self.stop, None)
        foot.setLayout(fill(row, self.test, self.tickets, self.send, self.copy))
        return foot

    # -- what is shown

    def open(self, code: str) -> None:
        """Show an event; what became of the last sending stays for it."""
        if code != self.code:
            self.strip.hide()
            if self.code and code:
                self.recipients.pick_all()
        self.code = code
        self.read()

    def pick(self, code: str, families: Sequence[str]) -> None:
        """Write to some families of an event alone; nobody: to all."""
        self.code = code  # who is ticked belongs to this event, whatever was shown before
        self.strip.hide()
        self.recipients.pick(families)

    def choose(self, purpose: str) -> None:
        """Show another purpose, with what was typed for it."""
        self.purpose.set_current(purpose)
        self.strip.hide()
        self.read()

    def read(self) -> None:
        """Ask for the recipients, the text and whether mail can go out."""
        self._show_verbs()
        if not self.code:
            self.recipients.show_plan(None)
            return
        self._asked += 1
        tasks, asked = self.context.tasks, self._asked
        tasks.run(self.desk.mailing.settings, done=self._know_settings, owner=self)
        if self._key in self._drafts:
            self.composer.set_texts(*self._drafts[self._key])
            self._read_plan()
        else:
            tasks.run(
                self.desk.messages.template, Purpose(self.purpose.current), self.words, done=partial(self._show_template, asked),
                failed=self._failed, owner=self,
            )  # fmt: skip

    @property
    def _key(self) -> tuple[str, str]:
        return (self.code, self.purpose.current)

    @property
    def _mail(self) -> bool:
        return self.channel.current == Channel.EMAIL.value

    def wording(self) -> "Wording":
        """What is typed."""
        from eventdesk.services.message_people import Wording

        subject, text, _ = self.composer.texts()
        return Wording(subject, text)

    def _know_settings(self, view: "MailSettingsView") -> None:
        self._server_set = view.server is not None
        self._show_verbs()

    def _show_template(self, asked: int, view: "TemplateView") -> None:
        if asked == self._asked:
            self.composer.show_template(view)
            self._read_plan()

    def _read_plan(self) -> None:
        self.context.tasks.run(
            self.desk.messages.plan, self.code, purpose=Purpose(self.purpose.current), channel=Channel(self.channel.current),
            wording=self.wording(), done=partial(self._show_plan, self._asked), failed=self._failed, owner=self,
        )  # fmt: skip

    def _show_plan(self, asked: int, plan: "PlanView") -> None:
        if asked != self._asked:
            return
        self._plan = plan
        self.recipients.show_plan(plan)
        if self.recipients.missing:
            purpose = self.words(f"messages.purpose_{self.purpose.current}")
            self.strip.set(self.words("messaging.not_of", n=self.recipients.missing, purpose=purpose), tone=Tone.WARN)
            self.strip.show()
        self._show_verbs()
        self._preview_if_seen()

    @property
    def ready(self) -> int:
        """How many families would get it now."""
        return len(self.recipients.ready()) if self._plan is not None else 0

    def _show_verbs(self) -> None:
        words, busy = self.words, self._sending is not None
        for widget in (self.progress, self.bar, self.stop):
            widget.setVisible(busy)
        self.composer.show_mail(self._mail)
        for button, mail in ((self.send, True), (self.test, True), (self.copy, False), (self.tickets, False)):
            button.setVisible(not busy and mail == self._mail)
        self.send.set_text(words("messaging.send", n=self.ready))
        group = self.composer.part == GROUP or (self.composer.part == SEEN and self.composer.of_group)
        self.copy.set_text(words("messaging.copy_group" if group else "messaging.copy_family"))
        none = "" if self.ready else words("messaging.nobody")
        right = "" if self.desk.actor.may(Right.EXPORT) else words("messaging.no_right")
        self.send.set_reason(right or none or ("" if self._server_set else words("messaging.no_server")))
        self.test.set_reason(right or none)
        self.tickets.set_reason(right or none)
        self.copy.set_reason(right or ("" if group and self.code else none))
        verb = self.send if self._mail else self.copy
        self.note.setText("" if verb.isEnabled() else verb.toolTip())
        self.note.setVisible(not busy and bool(self.note.text()))
        self.composer.keep.setVisible(self.desk.actor.may(Right.EVENTS) and self._key in self._drafts)

    def _typed(self) -> None:
        self._drafts[self._key] = self.composer.texts()
        self.composer.set_error("")
        self._show_verbs()

    def _failed(self, error: DeskError) -> None:
        sentence = self.context.wording.error(error).whole
        field = str(error.details.get("field", ""))
        if field in ("subject", "text"):
            self.composer.set_error(sentence, field=field)
        else:
            self.strip.set(sentence, tone=Tone.REFUSE)
            self.strip.show()

    def _preview_if_seen(self) -> None:
        self._show_verbs()
        if self.composer.part == SEEN:
            self._preview()

    def _preview(self) -> None:
        self._show_verbs()
        row = self.recipients.current
        from eventdesk.services.message_people import Wording

        group = self.composer.of_group
        self.context.tasks.run(
            self.desk.messages.preview, self.code, purpose=Purpose(self.purpose.current), words=self.words,
            wording=Wording("", self.composer.texts()[2]) if group else self.wording(), group=group,
            family=row.family if row is not None and not group else None, done=self.composer.show_preview, failed=self._failed,
            owner=self,
        )  # fmt: skip

    # -- the organisation's own texts

    def _keep(self) -> None:
        subject, text, group = self.composer.texts()
        self.context.tasks.run(
            self.desk.messages.keep_template, Purpose(self.purpose.current), self.words, subject=subject, text=text, group=group,
            done=self._kept, failed=self._failed, owner=self,
        )  # fmt: skip

    def _kept(self, view: "TemplateView") -> None:
        self._drafts.pop(self._key, None)
        self.composer.show_template(view)
        self._show_verbs()
        self.context.toast(self.words("messaging.kept" if view.own else "messaging.was_reset"))

    def _reset(self) -> None:
        self.context.tasks.run(
            self.desk.messages.keep_template, Purpose(self.purpose.current), self.words, subject="", text="", group="",
            done=self._kept, failed=self._failed, owner=self,
        )  # fmt: skip

    def _opt_out(self, row: "RecipientView") -> None:
        channel, messages = (Channel(self.channel.current),), self.desk.messages
        back = partial(self.context.tasks.run, messages.opt_in, row.family, channel, done=lambda view: self._read_plan(), owner=self)

        def done(view: object) -> None:
            self.context.toast(self.words("messaging.opted_out", family=row.label or row.nickname), undo=back)
            self._read_plan()

        self.context.tasks.run(messages.opt_out, row.family, channel, done=done, failed=self._failed, owner=self)

    # -- sending

    def act(self) -> None:
        """The verb of the channel: send, or copy."""
        button = self.send if self._mail else self.copy
        if not button.isEnabled() or self._sending is not None:
            return
        if self._mail:
            self._ask_to_send()
        elif self.composer.of_group:
            self._chats.copy_group()
        else:
            self._copy_family()

    def _ask_to_send(self) -> None:
        words = self.words
        left = left_out(self._plan, self.recipients.only, words)
        consequence = words("messaging.send_consequence")
        consequence = f"{consequence} {left}".rstrip()
        question = Question(
            self.theme, question=words("messaging.send_question", n=self.ready), consequence=consequence,
            verb=words("messaging.send", n=self.ready), safe=words("common.cancel"), danger=False, parent=self,
        )  # fmt: skip
        question.accepted.connect(self._send)
        question.open()

    def _send(self, password: str | None = None) -> None:
        self._start(partial(self.desk.mailing.connect, password=password), test=False, done=self._was_sent)

    def _ask_folder(self) -> None:
        ask_folder(self, self.words("messaging.test"), self._write_test)

    def _write_test(self, folder: Path) -> None:
        from eventdesk.services.mailing import Folder

        self._start(lambda: Folder(folder), test=True, done=partial(self._was_written, folder))

    def _start(self, way: Callable[[], Any], *, test: bool, done: "Callable[[MailResult], object]") -> None:
        prepare = partial(
            self.desk.mailing.prepare, self.code, purpose=Purpose(self.purpose.current), words=self.words, wording=self.wording(),
            test=test, only=self.recipients.only,
        )  # fmt: skip
        self.strip.hide()
        self._sending = Sending(self.context, self, way=way, prepare=prepare)
        self._sending.moved.connect(self._moved)
        self._sending.ended.connect(lambda result: self._over(partial(done, result)))
        self._sending.failed.connect(lambda error: self._over(partial(self._not_sent, error)))
        self.progress.setText(self.words("messaging.connecting"))
        self.bar.set(0, 1)
        self._show_verbs()
        self._sending.start()

    def _moved(self, done: int, total: int) -> None:
        self.progress.setText(self.words("messaging.sending", done=done, total=total))
        self.bar.set(done, max(total, 1))

    def _over(self, then: Callable[[], object]) -> None:
        if self._sending is not None:
            self._sending.deleteLater()
        self._sending = None
        self.read()
        then()

    def _not_sent(self, error: DeskError) -> None:
        if error.code == "mail_password_missing":
            AskPassword(self.context, lambda password: self._send(password), parent=self).open()
            return
        self._failed(error)

    def _was_sent(self, result: "MailResult") -> None:
        said = became(result, self.words, self.context.wording)
        if said is None:
            self.recipients.pick_all()
            self.context.toast(self.words("messaging.sent", n=went_out(result)))
            return
        fact, detail, tone = said
        self.strip.set(fact, detail, tone=tone)
        self.strip.show()

    def _was_written(self, folder: Path, result: "MailResult") -> None:
        from eventdesk.domain.message import Outcome

        self.context.toast(self.words("messaging.written", n=result.outcomes.get(Outcome.WRITTEN, 0), folder=folder.name))

    # -- chats

    @property
    def _chats(self) -> Chats:
        return Chats(
            self.context, self, code=self.code, purpose=Purpose(self.purpose.current), wording=self.wording(),
            group=self.composer.texts()[2], failed=self._failed,
        )  # fmt: skip

    def _copy_family(self) -> None:
        row = self.recipients.next_ready()
        if row is not None:
            self._chats.copy_family(row, self._read_plan)

    def _ask_ticket_folder(self) -> None:
        ask_folder(self, self.words("messaging.tickets"), self._write_tickets)

    def _write_tickets(self, folder: Path) -> None:
        self._chats.write_tickets(self.tickets, folder, self.recipients.ready())

    def open_settings(self) -> None:
        """The form of the mail server."""
        def show(view: "MailSettingsView") -> None:
            form = MailSettings(self.context, view, parent=self)
            form.accepted.connect(self.read)
            form.open()

        self.context.tasks.run(self.desk.mailing.settings, done=show, owner=self)
