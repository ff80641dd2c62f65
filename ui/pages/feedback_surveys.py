"""The builder of surveys: an event's surveys and the templates, the questions of one of them, and how a family would see it.

What is being built is kept for each survey until it is saved; another survey or another event may be looked at meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.feedback import SurveyState
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from resources.words import Words
from ui.models.survey import SurveySession
from ui.pages.base import PageContext
from ui.pages.feedback_surveys_cards import COPY, DOWN, DROP, UP
from ui.pages.feedback_surveys_editor import DUPLICATE, PRINT, REMOVE, TEMPLATE, SurveyEditor
from ui.pages.feedback_surveys_list import ListRow, SurveyList
from ui.pages.feedback_surveys_preview import SurveyPreview
from ui.widgets.base import hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.dialog import ask
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.domain.feedback import Per
    from eventdesk.domain.survey_line import Subject
    from eventdesk.services.survey_views import RemovedSurvey, SurveyView
    from ui.dialogs.paper_entry import PaperEntryDialog
    from ui.dialogs.survey_new import NewSurvey


@dataclass(frozen=True)
class _Found:
    event: str
    title: str
    surveys: "tuple[SurveyView, ...]"
    templates: "tuple[SurveyView, ...]"
    subjects: "Mapping[Per, tuple[Subject, ...]]"


class FeedbackSurveys(QWidget):
    """The segment of surveys. Whoever mounts it hands on :meth:`may_leave`, :meth:`keys`, :meth:`undo`, :meth:`state` and
    :meth:`restore`; ``changed`` comes after something was written here."""

    changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context, self.words = context, context.words
        self.sessions: dict[str, SurveySession] = {}
        self._restored: dict[str, Mapping[str, Any]] = {}
        self._found = _Found("", "", (), (), {})
        self._event, self._wanted = "", ""
        self._enter: Button | None = None
        self._may = context.desk.actor.may(Right.EVENTS)
        self.list = SurveyList(context.theme, context.words)
        self.list.chosen.connect(self.choose)
        self.editor = SurveyEditor(context)
        self.preview = SurveyPreview(context.theme, context.words, self._words_of)
        self.preview.setFixedWidth(context.theme.px(330))
        first = Button(context.theme, self.words("survey_page.new"), kind=Kind.PRIMARY, icon="plus")
        first.clicked.connect(self.new)
        first.set_reason("" if self._may else self.words("survey_page.no_right"))
        self.empty = EmptyState(
            context.theme, "list", self.words("survey_page.none"), self.words("survey_page.none_line"), actions=(first,), dashed=True
        )  # fmt: skip
        both = hbox(spacing=12)
        both.addWidget(self.editor, 1)
        both.addWidget(self.preview)
        work = QWidget()
        work.setLayout(both)
        self._work = work
        self._stack = QStackedLayout()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(work)
        row = hbox(spacing=12)
        row.addWidget(self.list)
        row.addLayout(self._stack, 1)
        column = vbox()
        column.addLayout(row, 1)
        self.setLayout(column)
        self._connect()

    def _connect(self) -> None:
        editor = self.editor
        editor.edited.connect(self._edited)
        editor.save_wanted.connect(self.save)
        editor.state_wanted.connect(self._set_state)
        editor.wanted.connect(self._do)
        editor.load_wanted.connect(self._load)
        editor.over_wanted.connect(self._save_over)
        keys = (
            ("N", self.new), ("E", self.enter_paper), ("Ctrl+S", self.save), ("Ctrl+Return", editor.add_question),
            ("Ctrl+D", partial(editor.act_on_open, COPY)), ("Ctrl+Up", partial(editor.act_on_open, UP)),
            ("Ctrl+Down", partial(editor.act_on_open, DOWN)), ("Ctrl+Del", partial(editor.act_on_open, DROP)),
            ("PgDown", partial(editor.step, 1)), ("PgUp", partial(editor.step, -1)), ("Ctrl+Y", editor.redo),
        )  # fmt: skip
        for key, slot in keys:
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    def _words_of(self, language: str) -> Words:
        return self.words if language == self.words.language else Words(language)

    # -- what it says of itself

    def header_actions(self) -> list[QWidget]:
        """Fresh buttons for the header."""
        words = self.words
        enter = Button(self.context.theme, words("survey_page.enter"), icon="keyb", key="E")
        enter.clicked.connect(self.enter_paper)
        new = Button(self.context.theme, words("survey_page.new"), kind=Kind.PRIMARY, icon="plus", key="N")
        new.clicked.connect(self.new)
        new.set_reason("" if self._may else words("survey_page.no_right"))
        self._enter = enter
        self._show_reason()
        return [enter, new]

    def _show_reason(self) -> None:
        """Why no paper form can be typed in now, at the header's button."""
        if self._enter is not None and isValid(self._enter):
            session, words = self.session, self.words
            template = session is None or session.base.event is None
            right = "" if self.context.desk.actor.may(Right.IMPORT) else words("survey_page.no_right")
            self._enter.set_reason(right or (words("survey_page.choose_first") if template else ""))

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("N", words("survey_page.new")), ("E", words("survey_page.enter")), ("Ctrl+S", words("common.save")),
            ("Ctrl+Enter", words("survey_page.add")), ("Ctrl+D", words("survey_page.copy")),
            ("Ctrl+\u2191 \u2193", words("survey_page.key_move")), ("Ctrl+Del", words("survey_page.drop")),
            ("PgUp PgDn", words("survey_page.key_step")),
        )  # fmt: skip

    @property
    def session(self) -> SurveySession | None:
        """The survey that is open."""
        return self.editor.session if self._stack.currentWidget() is self._work else None

    def may_leave(self) -> bool:
        """Whether nothing is lost, or the person gives it up."""
        unsaved = [one for one in self.sessions.values() if one.dirty]
        if not unsaved:
            return True
        words = self.words
        names = words("common.list_sep").join(one.sheet.name or words("survey_page.no_name") for one in unsaved)
        gives_up = ask(
            self.context.theme, self, question=words("survey_page.leave", n=len(unsaved)),
            consequence=words("survey_page.leave_line", names=names), verb=words("survey_page.leave_do"),
            safe=words("survey_page.leave_stay"),
        )  # fmt: skip
        if gives_up:
            self.sessions.clear()
            self.editor.session = None
            self._show_list()
            self.choose(self._wanted)
        return gives_up

    def undo(self) -> None:
        """Ctrl+Z while no toast offers to undo."""
        self.editor.undo()

    def state(self) -> dict[str, Any]:
        """What the person had chosen, and what is not saved yet: plain values."""
        drafts = {id: one.plain() for id, one in self.sessions.items() if one.dirty}
        return {"survey": self._wanted, "drafts": {**self._restored, **drafts}}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up a state from :meth:`state`, as soon as the surveys are read."""
        self._wanted = str(state.get("survey") or self._wanted)
        drafts = state.get("drafts")
        if isinstance(drafts, Mapping):
            self._restored |= {str(id): kept for id, kept in drafts.items() if isinstance(kept, Mapping)}

    # -- reading and showing

    def show_event(self, code: str) -> None:
        """Show an event's surveys; the same one again reads them anew. What is not saved stays."""
        self._event = code
        desk = self.context.desk

        def read() -> _Found:
            title = desk.events.show(code).title
            return _Found(code, title, desk.surveys.list(code), desk.surveys.list(), desk.surveys.subjects(code))

        self.context.tasks.run(read, done=self._show, failed=self._failed, owner=self)

    def _failed(self, error: DeskError) -> None:
        self.context.toast(self.context.wording.error(error).whole)

    def _show(self, found: _Found) -> None:
        if found.event != self._event:
            return  # another event was chosen meanwhile
        self._found = found
        for one in self._all():
            session = self.sessions.get(one.id)
            if session is not None and session.base.revision == one.revision:
                session.base = one  # steps back stay; more may have answered
            elif session is None or not session.dirty:
                chosen = session.chosen if session is not None else ""
                self.sessions[one.id] = fresh = SurveySession(one)
                fresh.chosen = chosen if any(question.key == chosen for question in one.questions) else fresh.chosen
            kept = self._restored.pop(one.id, None)
            if kept is not None:
                self.sessions[one.id].take(kept)
        gone = [id for id, one in self.sessions.items() if not one.dirty and all(id != found.id for found in self._all())]
        for id in gone:
            del self.sessions[id]
        self.choose(self._wanted)

    def _all(self) -> "tuple[SurveyView, ...]":
        return (*self._found.surveys, *self._found.templates)

    def _show_list(self) -> None:
        def rows(found: "tuple[SurveyView, ...]") -> list[ListRow]:
            return [ListRow(one, one.id in self.sessions and self.sessions[one.id].dirty) for one in found]

        self.list.show_rows(rows(self._found.surveys), rows(self._found.templates), self._wanted)

    def choose(self, survey: str) -> None:
        """Open a survey; the event's last one where that is none of them."""
        found = next((one for one in self._all() if one.id == survey), None)
        found = found or next(iter(reversed(self._found.surveys)), None)
        self._wanted = found.id if found is not None else ""
        self._show_list()
        if found is None:
            self._stack.setCurrentWidget(self.empty)
        else:
            session = self.sessions.setdefault(found.id, SurveySession(found))
            self._stack.setCurrentWidget(self._work)
            self.editor.show_session(session, may=self._may)
            self._show_preview()
        self._show_reason()

    def _show_preview(self) -> None:
        session = self.session
        if session is not None:
            event = session.base.event is not None
            self.preview.show_survey(
                session.sheet.name, self._found.title if event else "", session.sheet.questions,
                self._found.subjects if event else {},
            )  # fmt: skip

    def _edited(self) -> None:
        self._show_preview()
        shown = {row.row.survey.id: row.row.unsaved for row in self.list.rows}
        if any(shown.get(id, one.dirty) != one.dirty for id, one in self.sessions.items()):
            self._show_list()

    # -- writing

    def save(self) -> None:
        """Save what is open."""
        if self.session is not None and not self.editor.save.isEnabled() and self.session.dirty and self.session.problems:
            # A key must not be silent: go to the first question that is wrong.
            self.editor.open(next(iter(self.session.problems)))
        elif self.session is not None and self.editor.save.isEnabled():
            self._save(self.session, revision=self.session.base.revision)

    def _save_over(self) -> None:
        if self.session is not None:
            self._save(self.session, revision=None)

    def _save(self, session: SurveySession, *, revision: int | None) -> None:
        sheet, before = session.sheet, session.base
        self.editor.save.set_busy(self.words("common.working"))
        self.context.tasks.run(
            self.context.desk.surveys.change, before.id, revision=revision, name=sheet.name, questions=sheet.questions,
            done=partial(self._saved, session, before), failed=self._not_saved, ended=lambda: self.editor.save.set_busy(""), owner=self,
        )  # fmt: skip

    def _saved(self, session: SurveySession, before: "SurveyView", now: "SurveyView") -> None:
        session.saved(now)
        self.editor.show_clash(False)
        next_one = now.number > before.number
        said = self.words("survey_page.saved_next", n=now.number) if next_one else self.words("survey_page.saved")
        self.context.toast(said)
        self._again()

    def _not_saved(self, error: DeskError) -> None:
        if error.code == "survey_changed":
            self.editor.show_clash(True)
        else:
            self._failed(error)

    def _load(self) -> None:
        """Give up what was built here, for what somebody else saved."""
        if self.session is not None:
            self.sessions.pop(self.session.base.id, None)
            self.editor.session = None
            self._again()

    def _again(self) -> None:
        self.changed.emit()
        self.editor.show_all()
        self.show_event(self._event)

    def _set_state(self, state: str) -> None:
        session = self.session
        if session is not None:
            self._write_state(session.base.id, SurveyState(state), back=session.base.state)

    def _write_state(self, survey: str, state: SurveyState, *, back: SurveyState | None) -> None:
        def done(_: object) -> None:
            undo = None if back is None else lambda: self._write_state(survey, back, back=None)
            self.context.toast(self.words(f"survey_page.now_{state.value}"), undo=undo)
            self._again()

        self.context.tasks.run(self.context.desk.surveys.change, survey, state=state, done=done, failed=self._failed, owner=self)

    def _do(self, what: str) -> None:
        session = self.session
        if session is None:
            return
        if what == PRINT:
            self.print()
        elif what == REMOVE:
            self.context.tasks.run(
                self.context.desk.surveys.remove, session.base.id, done=self._removed, failed=self._failed, owner=self
            )
        elif session.problems:
            self.context.toast(self.words("survey_page.mend_first", n=len(session.problems)))
        elif what in (TEMPLATE, DUPLICATE):
            # With what is not saved yet: it is what the person sees.
            event = self._event if what == DUPLICATE else None
            name = self.words("survey_page.copy_of", name=session.sheet.name) if what == DUPLICATE else session.sheet.name
            self.context.tasks.run(
                self.context.desk.surveys.add, name, session.sheet.questions, event=event,
                done=partial(self._made, f"survey_page.made_{what}"), failed=self._failed, owner=self,
            )  # fmt: skip

    def _removed(self, removed: "RemovedSurvey") -> None:
        self.sessions.pop(str(removed.survey["id"]), None)
        self.editor.session = None
        name = str(removed.survey["name"])
        self.context.toast(self.words("survey_page.removed", name=name), undo=partial(self._put_back, removed))
        self._again()

    def _put_back(self, removed: "RemovedSurvey") -> None:
        self._wanted = str(removed.survey["id"])
        self.context.tasks.run(
            self.context.desk.surveys.put_back, removed, done=lambda _: self._again(), failed=self._failed, owner=self
        )

    def _made(self, key: str, made: "SurveyView") -> None:
        self._wanted = made.id
        self.context.toast(self.words(key, name=made.name), undo=partial(self._take_back, made.id))
        self._again()

    def _take_back(self, survey: str) -> None:
        self.sessions.pop(survey, None)
        self.context.tasks.run(
            self.context.desk.surveys.remove, survey, done=lambda _: self._again(), failed=self._failed, owner=self
        )

    # -- dialogs

    def new(self) -> "NewSurvey | None":
        """Ask what a new survey begins with."""
        from ui.dialogs.survey_new import NewSurvey

        if not self._event or not self._may:
            return None
        dialog = NewSurvey(self.context, self._event, parent=self)
        dialog.made.connect(partial(self._made, "survey_page.made"))
        dialog.open()
        return dialog

    def print(self) -> None:
        """Ask for the languages of the paper form, and where to write it."""
        from ui.dialogs.survey_form import SurveyFormDialog

        session = self.session
        if session is not None and session.base.event is not None:
            SurveyFormDialog(self.context, session.base, unsaved=session.dirty, parent=self).open()

    def enter_paper(self) -> "PaperEntryDialog | None":
        """Type paper forms in."""
        from ui.dialogs.paper_entry import PaperEntryDialog

        session = self.session
        if session is None or session.base.event is None or not self.context.desk.actor.may(Right.IMPORT):
            return None
        dialog = PaperEntryDialog(self.context, session.base, parent=self)
        dialog.finished.connect(lambda _: self._again())
        dialog.open()
        return dialog
