"""Where a message is written: subject and text with fields, the text for a group, and what one family would get."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QStackedLayout, QWidget

from eventdesk.domain.message import FAMILY_FIELDS, GROUP_FIELDS
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.choice import Seg
from ui.widgets.fields import Field, set_invalid

if TYPE_CHECKING:
    from eventdesk.services.message_views import TemplateView, TextView

LETTER, GROUP, SEEN = "letter", "group", "seen"
_FIELDS = {LETTER: (*FAMILY_FIELDS, *GROUP_FIELDS), GROUP: GROUP_FIELDS, SEEN: ()}


class Composer(Card):
    """``changed``: a text is another; ``preview_wanted``: the preview came to the front, for a family or for the group."""

    changed = Signal()
    preview_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(16, 12, 16, 12), spacing=10)
        self.context, self.words = context, context.words
        self._of_group, self._mail = False, True
        self._build()

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.seg = Seg(theme, tuple((key, words(f"messaging.seg_{key}")) for key in (LETTER, GROUP, SEEN)))
        self.seg.chosen.connect(self._to)
        quiet = partial(Button, theme, kind=Kind.QUIET, size=Size.SMALL)
        self.keep = quiet(words("messaging.keep"), icon="check", tip=words("messaging.keep_tip"))
        self.reset = quiet(words("messaging.reset"), icon="undo", tip=words("messaging.reset_tip"))
        self.subject = Field(theme, "", placeholder=words("messaging.subject"))
        self.subject.edit.setAccessibleName(words("messaging.subject"))
        self.subject.changed.connect(lambda text: self.changed.emit())
        self.text, self.group = (self._sheet(words(f"messaging.seg_{key}")) for key in (LETTER, GROUP))
        self._stack = QStackedLayout()
        letter = vbox(spacing=8)
        fill(letter, self.subject)
        letter.addWidget(self.text, 1)
        holder = QWidget()
        holder.setLayout(letter)
        for part in (holder, self.group, self._make_preview()):
            self._stack.addWidget(part)
        self.error = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.error.hide()
        self._chips = hbox(spacing=4)
        chips = QWidget()
        chips.setLayout(self._chips)
        self.chips = chips
        fill(self.body, fill(hbox(spacing=8), self.seg, None, self.reset, self.keep))
        self.body.addLayout(self._stack, 1)
        fill(self.body, self.error, self.chips)
        self._to(LETTER)

    def _sheet(self, name: str) -> QPlainTextEdit:
        sheet = QPlainTextEdit()
        sheet.setAccessibleName(name)
        sheet.setTabChangesFocus(True)
        sheet.textChanged.connect(self.changed)
        return sheet

    def _make_preview(self) -> QWidget:
        theme = self.theme
        self.to = Label(theme, "", Type.COMPACT, color="muted", wrap=True)
        self.seen_subject = Label(theme, "", bold=True, wrap=True)
        self.seen_text = Label(theme, "", wrap=True)
        self.seen_text.setTextFormat(Qt.TextFormat.PlainText)
        self.seen_subject.setTextFormat(Qt.TextFormat.PlainText)
        self.ticket = Label(theme, self.words("messaging.with_ticket"), Type.COMPACT, color="accent-text")
        column = vbox(2, 4, 8, 4, spacing=8)
        fill(column, self.to, self.seen_subject, Rule(theme), self.seen_text, self.ticket, None)
        page = QWidget()
        page.setLayout(column)
        return scrolled(page)

    # -- what it holds

    @property
    def part(self) -> str:
        """What is in front: the letter, the group's text, or the preview."""
        return self.seg.current

    @property
    def of_group(self) -> bool:
        """Whether the preview is of the group's text: it was in front last."""
        return self._of_group

    def show_template(self, view: "TemplateView") -> None:
        """Put a purpose's texts there."""
        self.set_texts(view.subject, view.text, view.group)
        self.reset.setVisible(view.own)

    def set_texts(self, subject: str, text: str, group: str) -> None:
        """Put texts there without telling."""
        for widget in (self.subject.edit, self.text, self.group):
            widget.blockSignals(True)
        self.subject.set_text(subject)
        self.text.setPlainText(text)
        self.group.setPlainText(group)
        for widget in (self.subject.edit, self.text, self.group):
            widget.blockSignals(False)
        self.set_error("")

    def texts(self) -> tuple[str, str, str]:
        """Subject, text, the group's text."""
        return (self.subject.text(), self.text.toPlainText(), self.group.toPlainText())

    def show_mail(self, on: bool) -> None:
        """A chat has no subject."""
        self._mail = on
        self.subject.setVisible(on)

    def show_preview(self, view: "TextView") -> None:
        """What a family, or everybody, would get."""
        words = self.words
        to = words("common.list_sep").join(filter(None, (view.label, view.address)))
        nobody = words("messaging.to_group" if self._of_group else "messaging.to_nobody")
        self.to.setText(words("messaging.to", to=to) if to else nobody)
        self.seen_subject.setText(view.subject)
        self.seen_subject.setVisible(bool(view.subject) and self._mail)
        self.seen_text.setText(view.text)
        self.ticket.setVisible(view.ticket)
        self.set_error("")

    def set_error(self, sentence: str, *, field: str = "") -> None:
        """Say what is wrong with a text."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        set_invalid(self.subject.edit, field == "subject")
        set_invalid(self.group if self._of_group else self.text, bool(sentence) and field == "text")
        if sentence:
            self.seen_text.setText("")

    # -- what the person does

    def _to(self, part: str) -> None:
        self.seg.set_current(part)
        self._stack.setCurrentIndex((LETTER, GROUP, SEEN).index(part))
        if part != SEEN:
            self._of_group = part == GROUP
        clear(self._chips)
        if part != SEEN:
            self._chips.addWidget(Label(self.theme, self.words("messaging.insert_field"), Type.COMPACT, color="muted"))
        for name in _FIELDS[part][:8]:
            label = self.words(f"messaging.field_{name}")
            chip = Button(self.theme, label, size=Size.SMALL, kind=Kind.QUIET, tip=self.words("messaging.insert", name=f"{{{name}}}"))
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.clicked.connect(partial(self.insert, name))
            self._chips.addWidget(chip)
        self._chips.addStretch(1)
        self.chips.setVisible(part != SEEN)
        if part == SEEN:
            self.preview_wanted.emit()

    def turn(self) -> None:
        """To the preview and back."""
        self._to(SEEN if self.part != SEEN else GROUP if self._of_group else LETTER)

    def insert(self, name: str) -> None:
        """Put a field where the person types."""
        if self.part == LETTER and self.subject.edit.hasFocus():
            self.subject.edit.insert(f"{{{name}}}")
            return
        sheet = self.group if self.part == GROUP else self.text
        sheet.insertPlainText(f"{{{name}}}")
        sheet.setFocus(Qt.FocusReason.OtherFocusReason)
