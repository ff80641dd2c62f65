"""What an event's families are told, read by a second person before it is released, and the posters made of it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout

from eventdesk.domain.announcement import AnnouncementState
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_folder
from ui.pages.base import PageContext
from ui.pages.event_more_parts import EventTab, FileWork, several_lines
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, fill, hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, ChipsCell, Column, TextCell
from ui.widgets.chips import AlertStrip, Chip
from ui.widgets.dialog import ask
from ui.widgets.fields import Field, FieldFrame
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from pathlib import Path

    from eventdesk.services.announcements import AnnouncementView

_LOOKS = {
    AnnouncementState.DRAFT: ("pencil", Tone.NEUTRAL), AnnouncementState.IN_REVIEW: ("eye", Tone.WARN),
    AnnouncementState.RELEASED: ("okc", Tone.OK),
}  # fmt: skip
_DRAFT, _REVIEW, _RELEASED = AnnouncementState.DRAFT, AnnouncementState.IN_REVIEW, AnnouncementState.RELEASED


class AnnounceTab(EventTab):
    """At the left every announcement of the event, at the right the one that is chosen, or the form of the next."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.shown: AnnouncementView | None = None
        self._found: tuple[AnnouncementView, ...] = ()
        self._wanted, self._new = 0, False
        self._typed_before: dict[str, Any] | None = None
        theme, words = self.theme, self.words
        self.table: DataTable[AnnouncementView] = DataTable(
            theme, self._columns(), key=lambda one: one.number, name=words("event_more.tab_announce")
        )
        self.table.selected.connect(self._selected)
        self.heading = Elided(theme, "", Type.LEAD, bold=True)
        self.chip, self.status = Chip(theme), Label(theme, "", Type.COMPACT, color="muted")
        self.note = AlertStrip(theme, tone=Tone.INFO, icon="info")
        self.head = Field(theme, words("event_more.field_title"), placeholder=words("event_more.field_title_example"))
        self.text = several_lines("", 0, words("event_more.field_text_example"))
        self.text_frame = FieldFrame(theme, words("event_more.field_text"), self.text)
        box = self.text_frame.layout()
        if isinstance(box, QBoxLayout):
            box.setStretchFactor(self.text, 100)  # the text takes what is left of the card
        self.link = Field(
            theme,
            words("event_more.field_link"),
            placeholder="https://",
            icon="link",
            hint=words("event_more.field_link_hint"),
        )
        self.remark = Field(
            theme, words("event_more.field_remark"), placeholder=words("event_more.field_remark_example")
        )
        self._make_buttons()
        self._lay_out()
        self._files = FileWork(context, self, failed=self._said)
        for changed in (self.head.changed, self.text.textChanged, self.link.changed):
            changed.connect(self._typed)

    def _make_buttons(self) -> None:
        theme, words = self.theme, self.words
        self.save = Button(theme, words("event_more.draft_save"), icon="check", key="Ctrl+S")
        self.submit = Button(theme, words("event_more.submit"), icon="send", kind=Kind.PRIMARY)
        self.release = Button(theme, words("event_more.release"), icon="check", kind=Kind.PRIMARY)
        self.back = Button(theme, words("event_more.send_back"), icon="undo")
        self.next = Button(theme, words("event_more.write_next"), icon="plus")
        self.poster = Button(theme, words("event_more.poster"), icon="printer", key="Ctrl+P")
        for button, do in (
            (self.save, self.key_save), (self.submit, self._submit), (self.release, self._release), (self.back, self._send_back),
            (self.next, self._write_next), (self.poster, self.key_print),
        ):  # fmt: skip
            button.clicked.connect(do)

    def _columns(self) -> "tuple[Column[AnnouncementView], ...]":
        words = self.words

        def number(one: "AnnouncementView") -> Cell:
            return TextCell(words("event_more.number", n=one.number), bold=True)

        def state(one: "AnnouncementView") -> Cell:
            icon, tone = _LOOKS[one.state]
            return ChipsCell((ChipLook(words(f"event_more.state_{one.state.value}"), icon, tone),))

        return (
            Column("number", words("event_more.col_number"), number, 84), Column("state", words("event_more.col_review"), state, 112),
            Column("author", words("event_more.col_author"), lambda one: TextCell(self._who(one.author), tone="text2"), 80, 1),
        )  # fmt: skip

    def _who(self, operator: str) -> str:
        return operator or self.words("event_more.nobody_named")

    def _lay_out(self) -> None:
        top = hbox(spacing=10)
        top.addWidget(self.heading, 1)
        fill(top, self.status, self.chip)
        card = Card(self.theme, padding=(20, 16, 20, 16), spacing=12)
        fill(card.body, top, self.note, self.head)
        card.body.addWidget(self.text_frame, 1)
        fill(card.body, self.link, self.remark)
        foot = hbox(spacing=8)
        fill(foot, self.poster, None, self.next, self.back, self.save, self.submit, self.release)
        fill(card.body, foot)
        self.table.setFixedWidth(self.theme.px(320))
        row = hbox(0, 0, 0, 20, spacing=16)
        row.addWidget(self.table)
        row.addWidget(card, 1)
        self.setLayout(row)

    # -- showing

    def open(self, event_code: str) -> None:
        """Show an event's announcements, the newest chosen."""
        if event_code != self.code:
            self.shown, self._wanted, self._new = None, 0, False
            self._fill(None)
        super().open(event_code)
        self._read()

    def _read(self) -> None:
        done = partial(self._show, self.code)
        self.context.tasks.run(
            self.context.desk.announcements.list, self.code, done=done, failed=self._failed, owner=self
        )

    def _show(self, code: str, found: "tuple[AnnouncementView, ...]") -> None:
        if code != self.code:
            return
        self._found = found
        self.table.set_rows(found)
        self.table.setVisible(bool(found))
        number = self._wanted or (self.shown.number if self.shown is not None else 0)
        self._wanted = 0
        chosen = next((one for one in found if one.number == number), found[0] if found else None)
        if self._new:
            self._arrange()
            return
        if chosen is not None:
            self.table.select(chosen.number)
        self._put(chosen)
        self._take_typed()

    def _put(self, one: "AnnouncementView | None") -> None:
        """Show one; what was typed into the same one and is not kept stays."""
        same = one is not None and self.shown is not None and one.id == self.shown.id
        typed = self.draft()
        self.shown = one
        stale = typed is None and self.draft() is not None
        if stale if same else (one is not None or typed is None):
            self._fill(one)
        self._arrange()

    def _fill(self, one: "AnnouncementView | None") -> None:
        for field in (self.head, self.link, self.remark, self.text_frame):
            field.set_error("")
        self.head.set_text(one.title if one is not None else "")
        self.link.set_text(one.link if one is not None else "")
        self.remark.set_text("")
        self.text.blockSignals(True)
        self.text.setPlainText(one.text if one is not None else "")
        self.text.blockSignals(False)
        self.status.setText("")

    def _selected(self, one: "AnnouncementView | None") -> None:
        if one is None or (self.shown is not None and one.id == self.shown.id and not self._new):
            return
        if not self.may_leave():
            if self.shown is not None:
                self.table.select(self.shown.number)
            return
        self._new, self.shown = False, one
        self._fill(one)
        self._arrange()

    def _arrange(self) -> None:
        """What can be done with the one that is shown."""
        one, words = (None if self._new else self.shown), self.words
        state = one.state if one is not None else _DRAFT
        icon, tone = _LOOKS[state]
        self.heading.setText(words("event_more.number", n=one.number) if one is not None else words("event_more.new"))
        self.chip.set(words(f"event_more.state_{state.value}"), tone, icon)
        fixed = state is _RELEASED
        for line in (self.head.edit, self.link.edit):
            line.setReadOnly(fixed)
            line.restyle()
        self.text.setReadOnly(fixed)
        self.save.setVisible(not fixed)
        self.submit.setVisible(state is _DRAFT)
        self.submit.set_reason("" if one is not None or self.draft() is not None else words("event_more.write_first"))
        reviews = state is _REVIEW and one is not None and not one.mine
        for widget in (self.release, self.back, self.remark):
            widget.setVisible(reviews)
        open_one = any(found.state is not _RELEASED for found in self._found)
        self.next.setVisible(fixed and not open_one)
        self.poster.set_reason("" if one is not None else words("event_more.poster_reason"))
        self._show_note(one, reviews=reviews)

    def _show_note(self, one: "AnnouncementView | None", *, reviews: bool) -> None:
        words, fact, detail, tone = self.words, "", "", Tone.INFO
        if one is not None and one.state is _DRAFT and one.remark:
            fact, detail, tone = words("event_more.returned", who=self._who(one.reviewer)), one.remark, Tone.WARN
        elif one is not None and one.state is _REVIEW:
            fact = words("event_more.review_yours" if reviews else "event_more.review_other")
            detail = words(
                "event_more.review_yours_hint" if reviews else "event_more.review_other_hint", who=self._who(one.author)
            )
        elif one is not None and one.state is _RELEASED and one.reviewed_at is not None:
            day = self.context.wording.day_short(one.reviewed_at.astimezone(self.context.desk.zone).date())
            fact, detail, tone = (
                words("event_more.released_by", who=self._who(one.reviewer), day=day),
                words("event_more.released_fixed"),
                Tone.OK,
            )
        self.note.set(fact, detail, tone=tone)
        self.note.setVisible(bool(fact))

    # -- typing

    def draft(self) -> dict[str, Any] | None:
        """What was typed and is not kept."""
        typed = {"title": self.head.text(), "text": self.text.toPlainText().strip(), "link": self.link.text()}
        one = None if self._new else self.shown
        kept = {"title": one.title, "text": one.text, "link": one.link} if one is not None else dict.fromkeys(typed, "")
        number = self.shown.number if self.shown is not None else 0
        return typed | {"new": self._new, "number": number} if typed != kept else None

    def set_draft(self, draft: dict[str, Any]) -> None:
        """Fill in what was typed before, as soon as the announcements are read."""
        self._typed_before, self._wanted = draft, int(draft["number"])

    def _take_typed(self) -> None:
        draft, self._typed_before = self._typed_before, None
        if draft is None:
            return
        self._new = bool(draft["new"])
        self.head.set_text(draft["title"])
        self.text.setPlainText(draft["text"])
        self.link.set_text(draft["link"])
        self._arrange()
        self._typed()

    def _typed(self, *_: object) -> None:
        self.text_frame.set_error("")
        self.status.setText(self.words("event_more.unsaved_draft") if self.draft() is not None else "")
        self.submit.set_reason(
            "" if self.shown is not None or self.draft() is not None else self.words("event_more.write_first")
        )

    def may_leave(self) -> bool:
        """Whether nothing is lost, or the person gives it up."""
        if self.draft() is None:
            return True
        words = self.words
        gives_up = ask(
            self.theme, self, question=words("event_more.leave"), consequence=words("event_more.leave_text"),
            verb=words("event_more.leave_do"), safe=words("event_more.leave_stay"),
        )  # fmt: skip
        if gives_up:
            self._new = False
            self._fill(self.shown)
        return gives_up

    # -- what the person does

    def _run(self, work: Any, *args: Any, button: Button, said: str = "", **values: Any) -> None:
        button.set_busy(self.words("common.working"))
        self.context.tasks.run(
            work, self.code, *args, **values, done=partial(self._done, said), failed=self._failed,
            ended=lambda: button.set_busy(""), owner=self,
        )  # fmt: skip

    def _done(self, said: str, one: "AnnouncementView") -> None:
        self._new, self._wanted, self.shown = False, one.number, one
        self._fill(one)
        self._arrange()
        if said:
            self.status.setText(said)
        self._read()

    def key_save(self) -> None:
        """Keep the draft."""
        if self.save.isHidden():
            return
        self._keep(self.save, self._values(), submits=False)

    def _submit(self) -> None:
        self._keep(self.submit, self._values(), submits=True)

    def _values(self) -> dict[str, str]:
        return {"title": self.head.text(), "text": self.text.toPlainText(), "link": self.link.text()}

    def _keep(self, button: Button, values: dict[str, str], *, submits: bool) -> None:
        desk, one, unkept = self.context.desk, (None if self._new else self.shown), self.draft() is not None

        def work(code: str) -> "AnnouncementView":
            kept = one
            if kept is None:
                kept = desk.announcements.write(code, title=values["title"], text=values["text"], link=values["link"])
            elif unkept:
                kept = desk.announcements.change(
                    code, kept.number, title=values["title"], text=values["text"], link=values["link"]
                )
            return desk.announcements.submit(code, kept.number) if submits else kept

        self._run(work, button=button, said="" if submits else self.words("event_more.saved"))

    def _release(self) -> None:
        if self.shown is not None:
            self._run(self.context.desk.announcements.release, self.shown.number, button=self.release)

    def _send_back(self) -> None:
        if self.shown is not None:
            self._run(
                self.context.desk.announcements.send_back,
                self.shown.number,
                remark=self.remark.text(),
                button=self.back,
            )

    def _write_next(self) -> None:
        """The next begins with the words of the one before."""
        one, self._new = self.shown, True
        self.head.set_text(one.title if one is not None else "")
        self._arrange()
        self.text.setPlainText("")
        self.head.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: DeskError) -> None:
        sentence = self.context.wording.error(error).whole
        fields: dict[str, FieldFrame] = {
            "title": self.head, "text": self.text_frame, "link": self.link, "remark": self.remark
        }  # fmt: skip
        field = fields.get(str(error.details.get("field")))
        if field is None:
            self._said(sentence)
        else:
            field.set_error(sentence)
            field.editor.setFocus()

    def _said(self, sentence: str) -> None:
        if sentence:
            self.note.set("", sentence, tone=Tone.REFUSE)
            self.note.show()
        else:
            self._arrange()

    def key_print(self) -> None:
        """Ask for a folder, and write the posters there."""
        one = None if self._new else self.shown
        if one is None:
            return
        code, number, desk, words = self.code, one.number, self.context.desk, self.words

        def work(folder: "Path") -> Any:
            return desk.announcements.poster(code, folder=folder, words=words, number=number)

        def said(made: Any) -> str:
            key = "poster_draft" if made.draft else "poster_made" if made.has_code else "poster_no_code"
            return words(f"event_more.{key}", n=len(made.files))

        ask_folder(
            self, words("event_more.poster_folder"), lambda folder: self._files.run(self.poster, folder, work, said)
        )
