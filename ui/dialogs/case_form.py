"""A case: what it is about, who takes it on, by when, what was replied; and the answers behind it, without who gave them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCompleter, QWidget

from eventdesk.errors import InvalidInput
from ui.dialogs.family_forms import FamilyDialogForm, lines, typed_day
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, scrolled, vbox
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.case_views import CaseAnswers, CaseView
    from eventdesk.services.family_views import FamilyHit

KINDS = ("low_score", "complaint", "suggestion", "praise")
NOBODY = ""
TALLEST = 124
"""Height of the answers behind a case, beyond which they scroll."""


class CaseForm(FamilyDialogForm):
    """A new case, or one to work on. Settling it takes what came of it."""

    def __init__(
        self, context: PageContext, event: str, owners: Sequence[str], *, due: date | None = None, one: "CaseView | None" = None,
        settle: bool = False, parent: QWidget,
    ) -> None:  # fmt: skip
        words = context.words
        title = words("cases.new" if one is None else "cases.settle" if settle else "cases.open_one")
        super().__init__(context, title, parent=parent)
        self._event, self._one, self._settle = event, one, settle
        optional, theme = words("common.optional"), self.theme
        self.text = lines("" if one is None else one.text, theme.px(72))
        self.text.setReadOnly(one is not None)
        text = FieldFrame(theme, words("cases.text"), self.text)
        kinds = [(kind, words(f"cases.kind_{kind}")) for kind in KINDS]
        self.kind = Select(theme, kinds, current="complaint" if one is None else one.kind.value)
        self.owner = Field(theme, words("cases.owner"), text="" if one is None else one.owner, optional=optional)
        self.owner.edit.setCompleter(QCompleter(list(owners), self.owner))
        day = due if one is None else one.due
        self.due = Field(theme, words("cases.due"), text=day.isoformat() if day else "", optional=optional)
        self.family = Select(theme, self._families(()), current=NOBODY if one is None or not one.family else one.family)
        self.search = Field(theme, words("cases.search"), optional=optional, placeholder=words("cases.search_hint"))
        self.search.changed.connect(self._look_for)
        self.reply = lines("" if one is None else one.reply, theme.px(64))
        self.result_ = lines("" if one is None else one.result, theme.px(64))
        self._behind, self.said = QWidget(), vbox(spacing=2)
        self._behind.setLayout(self.said)
        self.behind = scrolled(self._behind)
        self.behind.setFixedHeight(0)
        # The first gets the keys: of a new case what it is about, of one to work on who takes it on.
        self.fields = ({"text": text} if one is None else {}) | {"owner": self.owner, "due": self.due}
        if one is not None and not one.response:
            self.fields["text"] = text
        # Where there are answers behind it, what it says stands among them.
        rows: list[object] = [self.behind if one is not None and one.response else text]
        rows.append(self._pair(FieldFrame(theme, words("cases.kind"), self.kind), self.due))
        rows.append(self._pair(self.owner, FieldFrame(theme, words("cases.family"), self.family)))
        rows.append(self.search)
        if one is not None:
            rows += [FieldFrame(theme, words("cases.reply"), self.reply), FieldFrame(theme, words("cases.result"), self.result_)]
        self.finish(*rows)
        if settle:
            self.verb.set_text(words("cases.done"))
            self.result_.setFocus()
        if one is not None and one.response is not None:
            answers = partial(context.desk.cases.answers, one.id, language=words.language)
            context.tasks.run(answers, done=self._show_answers, owner=self)

    def _families(self, hits: "Sequence[FamilyHit]") -> list[tuple[str, str]]:
        found = [(NOBODY, self.words("cases.no_family"))]
        if self._one is not None and self._one.family:
            found.append((self._one.family, self._one.label))
        found += [(hit.family, (hit.guardian.name if hit.guardian else None) or "\u2013") for hit in hits]
        return list(dict(found).items())

    def _look_for(self, text: str) -> None:
        if len(text.strip()) > 1:
            self.context.tasks.run(self.context.desk.families.search, text.strip(), limit=6, done=self._found, owner=self)

    def _found(self, hits: "tuple[FamilyHit, ...]") -> None:
        chosen = hits[0].family if hits else self.family.current
        self.family.set_options(self._families(hits), current=chosen)

    def _show_answers(self, found: "CaseAnswers | None") -> None:
        if found is None:
            return
        words, context = self.words, self.context
        head = words("cases.behind", source=words(f"cases.source_{found.source.value}"), day=context.wording.day_short(found.day))
        self.said.addWidget(Label(self.theme, head, Type.COMPACT, color="muted", wrap=True))
        for one in found.answers:
            value = one.value
            said = (
                words("cases.yes" if value else "cases.no") if isinstance(value, bool)
                else words("common.list_sep").join(value) if isinstance(value, list)
                else words("cases.out_of", value=value, most=one.out_of) if one.out_of else str(value)
            )  # fmt: skip
            line = words("cases.answer", question=one.question, value=said)
            self.said.addWidget(Label(self.theme, line, Type.COMPACT, color="text2", wrap=True))
        # A comment of any length is read here, and leaves the fields below on the screen.
        wide = max(self.behind.viewport().width(), 1)
        wanted = sum(label.heightForWidth(wide) + self.said.spacing() for label in self._behind.findChildren(Label))
        self.behind.setFixedHeight(min(wanted, self.theme.px(TALLEST)))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """A new case, or what was changed of one."""
        from eventdesk.services.case_views import CaseKind

        desk, due, kind = self.context.desk, typed_day(self.due.text(), "due"), CaseKind(self.kind.current)
        family = self.family.current or None
        if self._one is None:
            if not self.text.toPlainText().strip():
                raise InvalidInput("case_text_missing", field="text")
            # ``owner`` is a word of tasks as well, so it is given beforehand.
            add = partial(desk.cases.add, owner=self.owner.text())
            return add, {"event_code": self._event, "text": self.text.toPlainText(), "kind": kind, "due": due, "family": family}
        one, settle, result = self._one, self._settle, self.result_.toPlainText()
        change = partial(
            desk.cases.change, one.id, revision=one.revision, kind=kind, owner=self.owner.text(), due=due, no_due=due is None,
            reply=self.reply.toPlainText(), result=result, family=family, no_family=family is None,
        )  # fmt: skip

        def both() -> Any:
            made = change()
            return desk.cases.done(one.id, result=result) if settle else made

        return both, {}
