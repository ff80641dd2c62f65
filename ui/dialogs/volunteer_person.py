"""Who a volunteer is: name, ways to reach them, what they can do, whether a proof was seen, with whom they work."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import Right
from eventdesk.domain.volunteer import Vetting
from ui.dialogs.family_forms import typed_day
from ui.dialogs.volunteer_form import VolunteerForm, caption, framed, lines
from ui.models.volunteer_form import read_skills, skills_text
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, CheckBox, Size, icon_button
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.errors import DeskError
    from eventdesk.services.volunteer_views import VolunteerView

_MASK = "*"
DAY = "2026-10-17"


class VolunteerPersonForm(VolunteerForm):
    """A new volunteer, or one that is put right. A masked phone that nobody touches stays as it is. ``family`` is the one
    with the same phone, where the volunteer has none. ``made`` is the volunteer."""

    def __init__(
        self, context: PageContext, person: "VolunteerView | None", *, skills: Sequence[str] = (), family: str | None = None,
        parent: QWidget,
    ) -> None:  # fmt: skip
        words = context.words
        super().__init__(context, words("volunteers.person_new" if person is None else "volunteers.person_edit"), parent=parent)
        self._person = person
        optional = words("common.optional")
        shown: dict[str, str] = {}
        if person is not None:
            shown = {"name": person.name, "phone": person.phone, "email": person.email, "wechat": person.wechat,
                     "birthdate": f"{person.birthdate or ''}", "vetting_until": f"{person.vetting_until or ''}",
                     "note": person.note}  # fmt: skip
        self._shown = shown
        for key in ("name", "phone", "email", "wechat", "birthdate", "vetting_until", "note"):
            day = DAY if key in ("birthdate", "vetting_until") else ""
            self.fields[key] = Field(
                self.theme, words(f"volunteers.field_{key}"), text=shown.get(key, ""), placeholder=day,
                optional="" if key in ("name", "vetting_until") else optional,
                hint=words("volunteers.birthdate_hint") if key == "birthdate" else "",
            )  # fmt: skip
        comma = words("common.list_comma")
        self._skills = skills_text(person.skills, comma) if person is not None else ""
        self.skills = lines(self._skills, self.theme.px(76))
        known = words("volunteers.skills_known", skills=words("common.list_sep").join(skills[:8])) if skills else ""
        self.fields["skills"] = framed(self, "person_skills", self.skills, hint=f"{words('volunteers.skills_hint')} {known}".strip())
        kinds = [(one.value, words(f"volunteers.vetting_{one.value}")) for one in Vetting]
        self.vetting = Select(self.theme, kinds, current=(person.vetting if person else Vetting.NONE).value)
        self.vetting.chosen.connect(self._show_until)
        f = self.fields
        self._proposed = family
        self.family = CheckBox(self.theme, words("volunteers.family_same_phone"))
        self.family.setVisible(family is not None)
        self.finish(
            self._pair(f["name"], f["phone"]), self._pair(f["email"], f["wechat"]), f["skills"],
            self._pair(FieldFrame(self.theme, words("volunteers.field_vetting"), self.vetting), f["vetting_until"]),
            self._pair(f["birthdate"], f["note"]), *((self.family,) if family is not None else ()),
        )  # fmt: skip
        self._show_until(self.vetting.current)

    def _show_until(self, kind: str) -> None:
        self.fields["vetting_until"].setEnabled(kind == Vetting.DATED.value)

    def _text(self, key: str) -> str:
        field = self.fields[key]
        assert isinstance(field, Field)
        return field.text()

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """What differs from what was read; of a new volunteer everything."""
        values: dict[str, Any] = {}
        for key in ("name", "phone", "email", "wechat", "note", "birthdate"):
            text = self._text(key)
            if self._person is None or text != self._shown[key]:
                values[key] = typed_day(text, key) if key == "birthdate" else text
        kind = Vetting(self.vetting.current)
        until = typed_day(self._text("vetting_until"), "vetting_until") if kind is Vetting.DATED else None
        if self._person is None or (kind, until) != (self._person.vetting, self._person.vetting_until):
            values |= {"vetting": kind, "vetting_until": until}
        if self._person is None or self.skills.toPlainText() != self._skills:
            values["skills"] = read_skills(self.skills.toPlainText())
        if self._proposed is not None and self.family.isChecked():
            values["family"] = self._proposed
        people = self.context.desk.volunteers
        if self._person is None:
            return partial(people.add, **values), {}
        return partial(people.change, self._person.id, revision=self._person.revision, **values), {}


class PairsDialog(Dialog):
    """With whom somebody works, and with whom not. Every change is written at once."""

    def __init__(self, context: PageContext, person: "VolunteerView", others: "Sequence[VolunteerView]", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("volunteers.pairs_title", name=person.name), parent=parent, width=480)
        self._context, self._words, self._person = context, words, person
        self._names = {one.id: one.name for one in others if one.id != person.id}
        self._list = vbox(spacing=6)
        kinds = (("apart", words("volunteers.pair_apart")), ("together", words("volunteers.pair_together")))
        self.kind = Select(self.theme, kinds, current="apart")
        people = sorted(self._names.items(), key=lambda pair: pair[1])
        self.who = Select(self.theme, people, placeholder=words("volunteers.pair_who"))
        self.add = Button(self.theme, words("volunteers.pair_add"), icon="plus")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add)
        row = hbox(spacing=8)
        row.addWidget(self.kind, 1)
        row.addWidget(self.who, 1)
        row.addWidget(self.add)
        self._trouble = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self._trouble.hide()
        fill(self.content, self._list, row, self._trouble)
        if not context.desk.actor.may(Right.VOLUNTEERS):
            self.add.set_reason(words("volunteers.no_right"))
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        self._show(person)

    def _show(self, person: "VolunteerView") -> None:
        self._person = person
        clear(self._list)
        pairs = [(id, "apart") for id in person.apart] + [(id, "together") for id in person.together]
        for id, kind in pairs:
            row = hbox(spacing=8)
            text = self._words(f"volunteers.pair_{kind}_with", name=self._names.get(id, ""))
            row.addWidget(Label(self.theme, text), 1)
            drop = icon_button(self.theme, "x", self._words("volunteers.pair_drop", name=self._names.get(id, "")), size=Size.SMALL)
            drop.clicked.connect(partial(self._set, id, None))
            row.addWidget(drop)
            self._list.addLayout(row)
        if not pairs:
            self._list.addWidget(Label(self.theme, self._words("volunteers.pairs_none"), color="text2"))

    def _add(self) -> None:
        if self.who.current:
            self._set(self.who.current, self.kind.current)

    def _set(self, other: str, kind: str | None, _: bool = False) -> None:
        self._trouble.hide()
        pair = self._context.desk.volunteers.pair
        self._context.tasks.run(pair, self._person.id, other, kind, done=self._show, failed=self._failed, owner=self)

    def _failed(self, error: "DeskError") -> None:
        self._trouble.setText(self._context.wording.error(error).whole)
        self._trouble.show()


class EraseForm(VolunteerForm):
    """Somebody is to be forgotten; hours and counts stay."""

    def __init__(self, context: PageContext, person: "VolunteerView", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("volunteers.erase_title", name=person.name), parent=parent)
        self._person = person
        self.reason = Field(self.theme, words("volunteers.erase_reason"), placeholder=words("volunteers.erase_example"))
        self.fields = {"reason": self.reason}
        self.finish(caption(self, words("volunteers.erase_text")), self.reason)
        self.verb.set_text(words("volunteers.erase"))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The erasure."""
        return partial(self.context.desk.volunteers.erase, self._person.id, reason=self.reason.text()), {}
