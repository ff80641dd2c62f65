"""Templates of reports: which sections, in which order, language, formats, a logo, and whether a closed event makes them."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.domain.event import EventKind
from eventdesk.errors import DeskError, InvalidInput
from ui.dialogs.files import ask_file
from ui.dialogs.partner_forms import Form
from ui.models.reports import KINDS, KINDS_OF
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Elided, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Kind, Size, icon_button
from ui.widgets.choice import Seg, Select
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.report_templates import TemplateView
    from eventdesk.services.rows import Removed

_HIGHEST = 490
"""How high a form gets before it scrolls, in pixels."""
FORMATS = ("pdf", "xlsx", "csv", "json")


class TemplateForm(Form):
    """A new template, or one to change; its kind stays what it is."""

    def __init__(
        self, context: PageContext, *, kind: str, template: "TemplateView | None" = None, sections: Sequence[str], parent: QWidget
    ) -> None:
        words = context.words
        super().__init__(context, words("reports.template_edit" if template else "reports.template_new"), parent=parent)
        theme, self._kind, self._template = self.theme, kind, template
        self.name = Field(theme, words("reports.template_name"), text=template.name if template else "")
        self.fields = {"name": self.name}
        chosen = template.sections if template else tuple(sections)
        self._order = [*chosen, *(key for key in sections if key not in chosen)]
        self.sections = {key: CheckBox(theme, words(f"reports.section_{key}"), checked=key in chosen) for key in sections}
        self._rows = vbox(spacing=2)
        self._lay_sections()
        language = template.language if template else words.language
        self.language = Seg(theme, [(key, words(f"reports.language_{key}")) for key in ("zh", "en", "both")], current=language)
        formats = template.formats if template else ("pdf", "xlsx")
        self.formats = {key: CheckBox(theme, words(f"reports.export_{key}"), checked=key in formats) for key in FORMATS}
        after = template.after_kinds if template else ()
        self.after = {one: CheckBox(theme, words(f"season.kind_{one.value}"), checked=one in after) for one in EventKind}
        self._logo: bytes | None = template.logo if template else None
        self._logo_given = False
        rows: list[object] = [FieldFrame(theme, words("reports.template_kind"), Label(theme, words(f"reports.kind_{kind}"))), self.name]
        if sections:
            holder = QWidget()
            holder.setLayout(self._rows)
            rows.append(FieldFrame(theme, words("reports.template_sections"), holder))
        rows += [
            FieldFrame(theme, words("reports.template_language"), self.language),
            FieldFrame(theme, words("reports.template_formats"), _beside(tuple(self.formats.values()))),
            FieldFrame(theme, words("reports.template_logo"), self._build_logo()),
        ]
        if kind in KINDS_OF["event"]:
            rows.append(FieldFrame(theme, words("reports.template_after"), _beside(tuple(self.after.values()), across=4)))
        inside = QWidget()
        inside.setLayout(fill(vbox(2, 0, 10, 0, spacing=12), *rows))  # type: ignore[arg-type]  # widgets
        area = scrolled(inside)
        # Its verbs stay in sight on a screen of 768 pixels; what is above them scrolls.
        area.setFixedHeight(min(inside.sizeHint().height() + 4, theme.px(_HIGHEST)))
        self.finish(area)

    def _lay_sections(self) -> None:
        for box in self.sections.values():
            box.setParent(None)
        clear(self._rows)
        for place, key in enumerate(self._order):
            row = hbox(spacing=4)
            row.addWidget(self.sections[key], 1)
            for icon, step in (("up", -1), ("down", 1)):
                label = self.words(f"reports.section_{icon}", name=self.sections[key].text())
                button = icon_button(self.theme, icon, label, size=Size.SMALL)
                button.setAutoDefault(False)
                button.setEnabled(0 <= place + step < len(self._order))
                button.clicked.connect(partial(self.move_section, key, step))
                row.addWidget(button)
            self._rows.addLayout(row)

    def move_section(self, key: str, step: int, _: object = None) -> None:
        """Move a section one place towards the beginning (-1) or the end (1)."""
        place = self._order.index(key)
        other = min(max(place + step, 0), len(self._order) - 1)
        self._order[place], self._order[other] = self._order[other], self._order[place]
        self._lay_sections()

    def _build_logo(self) -> QWidget:
        row = hbox(spacing=8)
        self.logo_said = Label(self.theme, "", Type.COMPACT, color="text2")
        pick = Button(self.theme, self.words("reports.logo_pick"), size=Size.SMALL)
        kinds = "PNG, JPEG (*.png *.jpg *.jpeg)"
        pick.clicked.connect(lambda: ask_file(self, self.words("reports.logo_pick"), self.take_logo, kinds=kinds))
        self.drop_logo = Button(self.theme, self.words("reports.logo_drop"), kind=Kind.LINK, size=Size.SMALL)
        self.drop_logo.clicked.connect(lambda: self._set_logo(None, ""))
        for button in (pick, self.drop_logo):
            button.setAutoDefault(False)
        row.addWidget(self.logo_said, 1)
        row.addWidget(pick)
        row.addWidget(self.drop_logo)
        holder = QWidget()
        holder.setLayout(row)
        self._show_logo(self.words("reports.logo_kept") if self._logo else "")
        return holder

    def take_logo(self, file: Path) -> None:
        """Take a picture; whether it can be one is said when the template is kept."""
        try:
            # A little over what is allowed is enough to be refused for its size.
            with file.open("rb") as opened:
                self._set_logo(opened.read(1_100_000), file.name)
        except OSError:
            self._failed(InvalidInput("bad_logo", field="logo"))

    def _set_logo(self, logo: bytes | None, name: str) -> None:
        self._logo, self._logo_given = logo, True
        self._show_logo(name)

    def _show_logo(self, name: str) -> None:
        self.logo_said.setText(name or self.words("reports.logo_none"))
        self.drop_logo.setVisible(self._logo is not None)

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The template as it was set; at least one section and one format."""
        sections = [key for key in self._order if self.sections[key].isChecked()]
        if self.sections and not sections:
            raise InvalidInput("report_sections_missing", field="sections")
        values: dict[str, Any] = {
            "sections": sections, "language": self.language.current,
            "formats": [key for key, box in self.formats.items() if box.isChecked()],
            "after_kinds": [one for one, box in self.after.items() if box.isChecked()],
        }  # fmt: skip
        if self._logo_given:
            values["logo"] = self._logo
        templates = self.context.desk.report_templates
        if self._template is None:
            return templates.add, values | {"name": self.name.text(), "kind": self._kind}
        return templates.change, values | {
            "name": self._template.name, "new_name": self.name.text(), "revision": self._template.revision,
        }  # fmt: skip


class TemplatesDialog(Dialog):
    """All templates; what was done last can be undone as long as the dialog is open."""

    def __init__(self, context: PageContext, *, kind: str, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("reports.templates"), parent=parent, width=600)
        self._context, self._words = context, words
        self.templates: tuple[TemplateView, ...] = ()
        self._undo: Callable[[], object] | None = None
        self.kind = Select(self.theme, [(one, words(f"reports.kind_{one}")) for one in KINDS], current=kind)
        self.kind.setAccessibleName(words("reports.template_kind"))
        self._rows = vbox(spacing=8)
        self._said = Label(self.theme, "", Type.COMPACT, color="text2", wrap=True)
        self.undo_button = Button(self.theme, words("common.undo"), kind=Kind.LINK, size=Size.SMALL, key="Ctrl+Z")
        self.undo_button.setAutoDefault(False)
        self.undo_button.clicked.connect(self.undo)
        foot = hbox(spacing=8)
        foot.addWidget(self._said, 1)
        foot.addWidget(self.undo_button)
        self.add = Button(self.theme, words("reports.template_new"), icon="plus", size=Size.SMALL)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(lambda: self.open_form(None))
        new = hbox(spacing=8)
        new.addWidget(self.kind, 1)
        new.addWidget(self.add)
        for part in (self._rows, Rule(self.theme), new, foot):
            fill(self.content, part)
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo)
        self._say("")
        self._read()

    def _read(self) -> None:
        self._context.tasks.run(self._context.desk.report_templates.list, done=self._show, failed=self._failed, owner=self)

    def _show(self, templates: "Sequence[TemplateView]") -> None:
        self.templates = tuple(templates)
        clear(self._rows)
        if not templates:
            self._rows.addWidget(Label(self.theme, self._words("reports.templates_none"), color="text2", wrap=True))
        for template in templates:
            self._rows.addLayout(self._row(template))
        self.adjustSize()

    def _row(self, template: "TemplateView") -> Any:
        words, row, both = self._words, hbox(spacing=8), vbox(spacing=0)
        parts = [words(f"reports.kind_{template.kind}"), words(f"reports.language_{template.language}")]
        parts.append(" ".join(template.formats).upper())
        if template.after_kinds:
            kinds = words("common.list_sep").join(words(f"season.kind_{one.value}") for one in template.after_kinds)
            parts.append(words("reports.template_after_short", kinds=kinds))
        line = Elided(self.theme, " · ".join(parts), kind=Type.COMPACT, color="text2")
        fill(both, Elided(self.theme, template.name, bold=True), line)
        row.addLayout(both, 1)
        for icon, verb, act in (("pencil", "template_edit_of", self.open_form), ("trash", "template_remove_of", self.remove)):
            button = icon_button(self.theme, icon, words(f"reports.{verb}", name=template.name), size=Size.SMALL)
            button.setAutoDefault(False)
            button.clicked.connect(partial(act, template))
            row.addWidget(button)
        return row

    def open_form(self, template: "TemplateView | None", _: object = None) -> "TemplateForm":
        """Open the form of a template, or of a new one."""
        from eventdesk.reports.parts import sections_of

        kind = template.kind if template else self.kind.current
        form = TemplateForm(self._context, kind=kind, template=template, sections=sections_of(kind), parent=self)
        form.finished.connect(form.deleteLater)
        form.accepted.connect(lambda: self._saved(template, form.made))
        form.open()
        return form

    def _saved(self, before: "TemplateView | None", made: "TemplateView") -> None:
        templates = self._context.desk.report_templates
        if before is None:
            self._say(self._words("reports.template_added", name=made.name), partial(templates.remove, made.name))
        else:
            back = partial(
                templates.change, made.name, new_name=before.name, revision=made.revision, sections=before.sections,
                language=before.language, formats=before.formats, logo=before.logo, after_kinds=before.after_kinds,
            )  # fmt: skip
            self._say(self._words("reports.template_changed", name=made.name), back if made != before else None)
        self._read()

    def remove(self, template: "TemplateView", _: object = None) -> None:
        """Take a template away."""
        templates = self._context.desk.report_templates

        def done(removed: "Removed") -> None:
            self._say(self._words("reports.template_removed", name=template.name), partial(templates.put_back, removed))
            self._read()

        self._context.tasks.run(templates.remove, template.name, done=done, failed=self._failed, owner=self)

    def undo(self) -> None:
        """Take back what was done last."""
        back, self._undo = self._undo, None
        if back is not None:
            self._context.tasks.run(back, done=self._undone, failed=self._failed, owner=self)

    def _undone(self, _: object) -> None:
        self._say("")
        self._read()

    def _failed(self, error: DeskError) -> None:
        self._say(self._context.wording.error(error).whole, tone="refuse-text")

    def _say(self, text: str, undo: Callable[[], object] | None = None, *, tone: str = "text2") -> None:
        self._undo = undo
        self._said.setText(text)
        self._said.set_look(color=tone)
        self._said.setVisible(bool(text))
        self.undo_button.setVisible(undo is not None)


def _beside(boxes: Sequence[CheckBox], *, across: int = 4) -> QWidget:
    rows = vbox(spacing=4)
    for first in range(0, len(boxes), across):
        row = hbox(spacing=16)
        fill(row, *boxes[first : first + across])
        row.addStretch(1)
        rows.addLayout(row)
    holder = QWidget()
    holder.setLayout(rows)
    return holder
