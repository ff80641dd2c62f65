"""A registration's fee and what was paid of it: take a payment, give back, ask for nothing, print a receipt."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from eventdesk.domain.fee import FeeState, PaymentKind
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError, InvalidInput
from ui.dialogs.files import ask_folder
from ui.models.money import amount, bare, typed_fen
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.chips import Chip
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.payments import AccountView, MadeReceipt, PaymentView

METHODS = ("wechat", "alipay", "cash", "transfer", "card", "other")
TONES = {
    FeeState.FREE: Tone.NEUTRAL, FeeState.UNPAID: Tone.WARN, FeeState.PART: Tone.WARN, FeeState.PAID: Tone.OK,
    FeeState.WAIVED: Tone.INFO,
}  # fmt: skip
_DONE = {PaymentKind.PAID: "paid_done", PaymentKind.REFUNDED: "refunded_done", PaymentKind.WAIVED: "waived_done"}
_VERBS = ((PaymentKind.PAID, "pay"), (PaymentKind.REFUNDED, "refund"), (PaymentKind.WAIVED, "waive"))


class MoneyPart(QWidget):
    """The account, its entries and a small form for the next one."""

    def __init__(self, context: PageContext, registration: str) -> None:
        super().__init__()
        self._context, self._words, self._id = context, context.words, registration
        self._kind = PaymentKind.PAID
        self.view: AccountView | None = None
        theme, words = context.theme, self._words
        self._top = hbox(spacing=10)
        self._entries = vbox(0, 0, 12, 0, spacing=2)
        inside = QWidget()
        inside.setLayout(self._entries)
        self.note = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.note.hide()
        self.form = self._make_form()
        self.form.hide()
        self.verbs: dict[PaymentKind, Button] = {}
        foot = hbox(spacing=8)
        foot.addStretch(1)
        for kind, key in _VERBS:
            button = Button(theme, words(f"fees.{key}"), kind=Kind.PRIMARY if kind is PaymentKind.PAID else Kind.PLAIN,
                            size=Size.SMALL)  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._open, kind))
            self.verbs[kind] = button
            foot.addWidget(button)
        whole = vbox(spacing=10)
        whole.addLayout(self._top)
        whole.addWidget(scrolled(inside), 1)
        fill(whole, self.note, self.form)
        whole.addLayout(foot)
        self.setLayout(whole)

    def load(self) -> None:
        """Ask the desk."""
        self._context.tasks.run(self._context.desk.payments.show, self._id, done=self.show_account, failed=self._failed)

    # -- showing

    def show_account(self, view: "AccountView") -> None:
        """The fee, how it stands, and every entry."""
        self.view = view
        words, theme, stands = self._words, self._context.theme, view.stands
        clear(self._top)
        fee = words("fees.fee_none") if view.fee is None else amount(words, view.fee)
        fill(self._top, Label(theme, words("fees.fee"), Type.COMPACT, color="muted"), Label(theme, fee, Type.LEAD, bold=True),
             Chip(theme, words(f"fees.state_{stands.state.value}"), TONES[stands.state]))  # fmt: skip
        rest = words("fees.over", amount=amount(words, stands.over)) if stands.over else ""
        if stands.owed:
            rest = words("fees.owes", amount=amount(words, stands.owed))
        fill(self._top, None, Label(theme, rest, Type.COMPACT, bold=True, color="warn-text"))
        clear(self._entries)
        for entry in view.payments:
            self._entries.addWidget(self._entry(entry))
        if not view.payments and view.fee:
            self._entries.addWidget(Label(theme, words("fees.no_entries"), Type.COMPACT, color="muted"))
        self._entries.addStretch(1)
        self._reasons()

    def _reasons(self) -> None:
        assert self.view is not None
        stands, words = self.view.stands, self._words
        may = self._context.desk.actor.may(Right.REGISTRATIONS)
        for kind, button in self.verbs.items():
            can = stands.received if kind is PaymentKind.REFUNDED else stands.owed
            button.set_reason("" if may else words("registrations.change_reason"))
            button.setVisible(bool(can))

    def _entry(self, entry: "PaymentView") -> QWidget:
        theme, words = self._context.theme, self._words
        card, line, both = Card(theme, padding=(10, 4, 4, 4), radius=8), hbox(spacing=6), vbox(spacing=0)
        line_ = words("fees.entry_line", kind=words(f"fees.entry_{entry.kind.value}"), amount=amount(words, entry.amount))
        moment = self._context.wording.date_time(entry.at.astimezone(self._context.desk.zone))
        method = words(f"fees.method_{entry.method}") if entry.method else ""
        sub = words("common.list_comma").join(part for part in (moment, method, entry.note, entry.operator) if part)
        fill(both, Label(theme, line_, Type.COMPACT, bold=True), Elided(theme, sub, Type.CAPTION, color="muted"))
        line.addLayout(both, 1)
        if entry.receipt:
            line.addWidget(Label(theme, entry.receipt, Type.CAPTION, color="text2"))
        if entry.kind is PaymentKind.PAID:
            receipt = Button(theme, words("fees.receipt"), size=Size.SMALL, icon="file")
            receipt.setAutoDefault(False)
            receipt.set_reason("" if self._context.desk.actor.may(Right.EXPORT) else words("registrations.change_reason"))
            receipt.clicked.connect(lambda: self._ask_receipt(entry))
            line.addWidget(receipt)
        if not entry.receipt:
            back = icon_button(theme, "undo", words("fees.take_back"), size=Size.SMALL)
            back.setAutoDefault(False)
            back.setEnabled(self._context.desk.actor.may(Right.REGISTRATIONS))
            back.clicked.connect(lambda: self._take_back(entry.id))
            line.addWidget(back)
        card.body.addLayout(line)
        return card

    # -- the form

    def _make_form(self) -> Card:
        theme, words = self._context.theme, self._words
        card = Card(theme, padding=12, spacing=8, fill="sunken")
        self.amount = Field(theme, words("fees.field_amount"))
        self.method = Select(theme, [(key, words(f"fees.method_{key}")) for key in METHODS], current="wechat")
        self._method = FieldFrame(theme, words("fees.field_method"), self.method)
        self.reason = Field(theme, words("fees.field_note"), optional=words("common.optional"))
        self.why = Field(theme, words("fees.field_reason"))
        self.keep = Button(theme, "", kind=Kind.PRIMARY, icon="check")
        drop = Button(theme, words("common.cancel"))
        for button in (self.keep, drop):
            button.setAutoDefault(False)
        self.keep.clicked.connect(self.submit)
        drop.clicked.connect(self.form_away)
        for field in (self.amount, self.reason, self.why):
            field.submitted.connect(self.submit)
        row, foot = hbox(spacing=10), hbox(spacing=8)
        for widget, share in ((self.amount, 2), (self._method, 2), (self.reason, 3), (self.why, 4)):
            row.addWidget(widget, share, Qt.AlignmentFlag.AlignTop)
        fill(foot, None, drop, self.keep)
        fill(card.body, row, foot)
        return card

    def _open(self, kind: PaymentKind) -> None:
        if self.view is None:
            return
        self._kind = kind
        stands, waived = self.view.stands, kind is PaymentKind.WAIVED
        top = stands.over or stands.received if kind is PaymentKind.REFUNDED else stands.owed
        self.note.hide()
        for field in (self.amount, self.reason, self.why):
            field.set_error("")
        self.amount.set_text(bare(top).replace(",", ""))
        self.reason.set_text("")
        self.why.set_text("")
        self._method.setVisible(not waived)
        self.reason.setVisible(not waived)
        self.why.setVisible(waived)
        self.keep.set_text(self._words(f"fees.{dict(_VERBS)[kind]}"))
        self.form.show()
        for button in self.verbs.values():
            button.hide()
        first = self.why if waived else self.amount
        first.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        first.edit.selectAll()

    def form_away(self) -> None:
        """Nothing is to be entered after all."""
        self.form.hide()
        self._reasons()

    def submit(self) -> None:
        """Write the entry; what can't be taken is said at its field."""
        if not self.form.isVisible():
            return
        try:
            fen = typed_fen(self.amount.text(), field="amount")
        except InvalidInput as error:
            self._failed(error)
            return
        payments = self._context.desk.payments
        work: Callable[..., AccountView] = partial(payments.waive, note=self.why.text())
        if self._kind is not PaymentKind.WAIVED:
            verb = payments.pay if self._kind is PaymentKind.PAID else payments.refund
            work = partial(verb, method=self.method.current, note=self.reason.text())
        self.keep.set_busy(self._words("common.working"))
        self._context.tasks.run(
            work, self._id, fen, done=partial(self._done, fen), failed=self._failed, ended=lambda: self.keep.set_busy(""),
            owner=self,
        )  # fmt: skip

    def _done(self, fen: int, view: "AccountView") -> None:
        self.form.hide()
        self.show_account(view)
        self._context.toast(self._words(f"fees.{_DONE[self._kind]}", amount=amount(self._words, fen)))

    def _take_back(self, entry: str) -> None:
        self._context.tasks.run(self._context.desk.payments.take_back, entry, done=self._taken, failed=self._failed)

    def _taken(self, view: "AccountView") -> None:
        self.show_account(view)
        self._context.toast(self._words("fees.taken_back"))

    def _ask_receipt(self, entry: "PaymentView") -> None:
        ask_folder(self, self._words("fees.receipt_folder"), partial(self._print, entry))

    def _print(self, entry: "PaymentView", folder: object) -> None:
        unmasked = self._context.desk.actor.may(Right.UNMASK)
        self._context.tasks.run(
            self._context.desk.payments.receipt, entry.id, folder, self._words, unmasked=unmasked, done=self._printed,
            failed=self._failed,
        )  # fmt: skip

    def _printed(self, made: "MadeReceipt") -> None:
        self._context.toast(self._words("fees.receipt_made", number=made.number))
        self.load()

    def _failed(self, error: DeskError) -> None:
        sentence = self._context.wording.error(error).whole
        fields = {"amount": self.amount, "note": self.why if self._kind is PaymentKind.WAIVED else self.reason}
        known = fields.get(str(error.details.get("field")))
        if error.code in ("more_than_owed", "more_than_received"):
            known = self.amount
        if known is not None and self.form.isVisible():
            known.set_error(sentence)
            known.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.note.setText(sentence)
        self.note.show()
