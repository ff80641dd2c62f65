"""The middle of the builder: a survey's name and state, its questions, and what a change means for answers that are there."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from eventdesk.domain.feedback import QuestionKind, SurveyQuestion, SurveyState
from eventdesk.errors import InvalidInput
from ui.pages.base import PageContext
from ui.pages.feedback_surveys_cards import COPY, DOWN, DROP, UP, QuestionCard
from ui.pages.feedback_surveys_list import STATE_TONES
from ui.pages.feedback_surveys_question import QuestionForm
from ui.widgets.base import Card, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.chips import AlertStrip, Chip
from ui.widgets.choice import Select
from ui.widgets.fields import LineEdit
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from ui.models.survey import SurveySession

_MARGIN = 12

TEMPLATE, DUPLICATE, REMOVE, PRINT = "template", "duplicate", "remove", "print"


class SurveyEditor(Card):
    """``edited``: the session says something else; ``save_wanted``, ``state_wanted(state)``, ``wanted(what)`` for its verbs, and
    ``load_wanted`` / ``over_wanted`` where somebody else changed the survey meanwhile."""

    edited = Signal()
    save_wanted = Signal()
    state_wanted = Signal(str)
    wanted = Signal(str)
    load_wanted = Signal()
    over_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(18, 14, 10, 12), spacing=10)
        self.context, self.words = context, context.words
        self.session: SurveySession | None = None
        self._may = False
        self._clashed = False
        self.cards: dict[str, QuestionCard] = {}
        self.form = QuestionForm(context.theme, context.words)
        self.form.edited.connect(self._put)
        self._make_head()
        self._column = vbox(0, 2, 8, 2, spacing=8)
        inner = QWidget()
        inner.setLayout(self._column)
        self._column.addStretch(1)
        self._area = scrolled(inner)
        self.body.addLayout(self._head)
        strip = hbox(0, 0, 8, 0)
        strip.addWidget(self.note)
        self.body.addLayout(strip)
        self.body.addLayout(self._clash)
        self.body.addWidget(self._area, 1)
        self.body.addLayout(self._foot())

    # -- how it is made

    def _make_head(self) -> None:
        theme, words = self.theme, self.words
        self.name = LineEdit(theme, placeholder=words("survey_page.name"))
        self.name.setAccessibleName(words("survey_page.name"))
        self.name.setMaxLength(80)
        self.name.textEdited.connect(self._rename)
        self.chip = Chip(theme, "", Tone.NEUTRAL)
        self.state = Button(theme, "", size=Size.DESK)
        self.state.clicked.connect(self._switch)
        self.save = Button(theme, words("common.save"), kind=Kind.PRIMARY, key="Ctrl+S")
        self.save.clicked.connect(self.save_wanted)
        self.back = icon_button(theme, "undo", words("survey_page.undo"))
        self.back.clicked.connect(self.undo)
        self._head = hbox(0, 0, 8, 0, spacing=8)
        self._head.addWidget(self.name, 1)
        fill(self._head, self.chip, self.back, self.state, self.save)
        self.note = AlertStrip(theme, tone=Tone.INFO)
        self.load = Button(theme, words("survey_page.load"), size=Size.SMALL)
        self.load.clicked.connect(self.load_wanted)
        self.over = Button(theme, words("survey_page.over"), size=Size.SMALL)
        self.over.clicked.connect(self.over_wanted)
        self._clash = hbox(0, 0, 8, 0, spacing=8)
        fill(self._clash, None, self.load, self.over)

    def _foot(self) -> QHBoxLayout:
        theme, words = self.theme, self.words
        kinds = [(one.value, words(f"survey_page.kind_{one.value}")) for one in QuestionKind]
        self.kind = Select(theme, kinds, current=QuestionKind.RATING.value)
        self.kind.setAccessibleName(words("survey_page.kind"))
        self.add = Button(theme, words("survey_page.add"), icon="plus", key="Ctrl+\u21b5")
        self.add.clicked.connect(self.add_question)
        self.verbs: dict[str, Button] = {}
        row = hbox(0, 0, 8, 0, spacing=6)
        fill(row, self.kind, self.add, None)
        for what, icon in ((PRINT, "printer"), (TEMPLATE, "star"), (DUPLICATE, "file"), (REMOVE, "trash")):
            button = icon_button(theme, icon, words(f"survey_page.verb_{what}"))
            button.clicked.connect(partial(self.wanted.emit, what))
            self.verbs[what] = button
            row.addWidget(button)
        return row

    # -- what it shows

    def show_session(self, session: "SurveySession", *, may: bool) -> None:
        """Show a survey as it is being built."""
        if session is not self.session:
            self._clashed = False
        self.session, self._may = session, may
        self.show_all()

    def show_clash(self, clashed: bool) -> None:
        """Somebody else saved the survey meanwhile, or that is settled."""
        self._clashed = clashed
        self._show_head()

    def show_all(self) -> None:
        """Show the session again, whatever changed in it."""
        session = self.session
        if session is None:
            return
        questions, problems = session.sheet.questions, session.problems
        for key in [key for key in self.cards if all(one.key != key for one in questions)]:
            self._drop_card(key)
        for place, question in enumerate(questions):
            card = self.cards.get(question.key) or self._make_card(question)
            if self._column.indexOf(card) != place:
                self._column.removeWidget(card)
                self._column.insertWidget(place, card)
            card.show_question(session, place, problems.get(question.key, ""), may=self._may)
        self._show_form()
        self._show_head()

    def _make_card(self, question: SurveyQuestion) -> QuestionCard:
        card = QuestionCard(self.context, question.key)
        card.opened.connect(self.open)
        card.acted.connect(self.act)
        self.cards[question.key] = card
        return card

    def _drop_card(self, key: str) -> None:
        card = self.cards.pop(key)
        if self.form.parentWidget() is card:
            self.form.hide()
            self.form.setParent(self)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _show_form(self) -> None:
        session = self.session
        question = session.question if session is not None else None
        if session is None or question is None:
            self.form.hide()
            return
        self.form.show_question(question, session.sheet.questions[: session.place], session.used)
        self.form.setEnabled(self._may)
        self.cards[question.key].hold(self.form)

    def _show_head(self) -> None:
        session, words = self.session, self.words
        if session is None:
            return
        base, problems = session.base, session.problems
        if self.name.text() != session.sheet.name:
            self.name.setText(session.sheet.name)
        self.name.setReadOnly(not self._may)
        self.chip.setVisible(base.event is not None)
        self.chip.set(words(f"survey_page.state_{base.state.value}"), STATE_TONES[base.state])
        opens = base.state is not SurveyState.OPEN
        self.state.setVisible(base.event is not None)
        self.state.set_text(words("survey_page.open_it" if opens else "survey_page.close_it"))
        right = "" if self._may else words("survey_page.no_right")
        self.state.set_reason(right or (words("survey_page.save_first") if session.dirty else ""))
        nothing = "" if session.dirty else words("survey_page.nothing_to_save")
        self.save.set_reason(right or nothing or (words("survey_page.mend_first", n=len(problems)) if problems else ""))
        self.back.setEnabled(self._may and session.can_undo)
        self.add.set_reason(right)
        self.verbs[PRINT].set_reason("" if base.event is not None else words("survey_page.no_print"))
        for what in (TEMPLATE, DUPLICATE):
            self.verbs[what].set_reason(right)
        self.verbs[REMOVE].set_reason(right or (words("survey_page.answered_stays", n=base.responses) if base.responses else ""))
        self._show_note()

    def _show_note(self) -> None:
        """One strip: what is most urgent to know."""
        session, words = self.session, self.words
        assert session is not None, "it is shown with a session"
        whole = session.problems.get("")
        for button in (self.load, self.over):
            button.setVisible(self._clashed)
        if self._clashed:
            self.note.set(words("survey_page.clash"), words("survey_page.clash_line"), tone=Tone.WARN)
        elif whole:
            self.note.set("", self.context.wording.error(InvalidInput(whole)).whole, tone=Tone.REFUSE)
        elif session.base.answered:
            fact = words("survey_page.answered", n=session.base.responses)
            key = "survey_page.will_be_next" if session.next_version else "survey_page.would_be_next"
            self.note.set(fact, words(key, n=session.base.number + 1), tone=Tone.WARN if session.next_version else Tone.INFO)
        self.note.setVisible(bool(self._clashed or whole or session.base.answered))

    # -- what the person does

    def _changed(self) -> None:
        self.show_all()
        self.edited.emit()

    def _rename(self, name: str) -> None:
        if self.session is not None:
            self.session.rename(name)
            self._changed()

    def _put(self, question: SurveyQuestion, merge: str) -> None:
        if self.session is not None and self._may:
            self.session.put(question, merge=merge)
            self._changed()

    def _switch(self) -> None:
        if self.session is not None:
            opens = self.session.base.state is not SurveyState.OPEN
            self.state_wanted.emit((SurveyState.OPEN if opens else SurveyState.CLOSED).value)

    def open(self, key: str) -> None:
        """Open a question's form."""
        if self.session is not None and key in self.cards:
            if self.session.chosen != key:
                self.session.chosen = key
                self.show_all()
            self.see(self.form)

    def see(self, widget: QWidget) -> None:
        """Scroll to a widget, once it has its place."""
        QTimer.singleShot(30, widget, lambda: self._scroll_to(widget))

    def _scroll_to(self, widget: QWidget) -> None:
        """The whole of it where it fits, else from its upper edge on."""
        content = self._area.widget()
        if content is None:
            return
        top = widget.mapTo(content, widget.rect().topLeft()).y()
        bar, room = self._area.verticalScrollBar(), self._area.viewport().height()
        if top + widget.height() + _MARGIN > bar.value() + room:
            bar.setValue(top + widget.height() + _MARGIN - room)
        if top - _MARGIN < bar.value():
            bar.setValue(top - _MARGIN)

    def add_question(self) -> None:
        """A new question of the kind that is chosen, after the one that is open."""
        if self.session is not None and self._may:
            self.session.add(QuestionKind(self.kind.current))
            self._changed()
            self.form.start()
            self.see(self.cards[self.session.chosen])

    def act(self, key: str, what: str) -> None:
        """One of a question's verbs."""
        session = self.session
        if session is None or not self._may or key not in self.cards:
            return
        if what in (UP, DOWN):
            session.move(key, -1 if what == UP else 1)
        elif what == COPY:
            session.duplicate(key)
        elif what == DROP:
            session.remove(key)
        self._changed()
        left = self.cards.get(session.chosen if what == DROP else key)
        if left is not None and what != COPY:
            left.setFocus(Qt.FocusReason.OtherFocusReason)
            self.see(left)
        if what == COPY:
            self.form.start()

    def act_on_open(self, what: str) -> None:
        """A verb on the question that is open, by key."""
        if self.session is not None and self.session.question is not None:
            self.act(self.session.chosen, what)

    def step(self, by: int) -> None:
        """Open the neighbour of the question that is open."""
        if self.session is not None and self.cards:
            questions = self.session.sheet.questions
            to = questions[max(0, min(self.session.place + by, len(questions) - 1))].key
            self.open(to)
            self.cards[to].setFocus(Qt.FocusReason.OtherFocusReason)

    def undo(self) -> bool:
        """One step back; False where there is none."""
        done = self.session is not None and self.session.undo()
        if done:
            self._changed()
        return done

    def redo(self) -> None:
        """The step that was undone."""
        if self.session is not None and self.session.redo():
            self._changed()
