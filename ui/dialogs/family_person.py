"""The forms of a family's people: somebody is put right, and somebody joins."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from eventdesk.domain.family import Relation, Role, Sex
from ui.dialogs.family_forms import FamilyDialogForm, typed_day
from ui.pages.base import PageContext
from ui.widgets.base import vbox
from ui.widgets.choice import Seg, Select
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.family_profile import PersonForm as PersonValues
    from eventdesk.services.family_views import PersonView

_MASKED = ("name", "phone", "phone2", "wechat", "email")


class _PersonFields(FamilyDialogForm):
    """The fields of a person, filled with ``values``; what is not among these may be written without being seen."""

    def __init__(
        self, context: PageContext, title: str, values: Mapping[str, Any] | None, shown: Mapping[str, str | None], *, parent: QWidget
    ) -> None:
        super().__init__(context, title, parent=parent)
        self._values, self._shown = values, shown
        self._selects: dict[str, Select] = {}

    def _of_child(self) -> list[object]:
        words = self.words
        sexes = [(one.value, words(f"registrations.sex_{one.value.lower()}")) for one in Sex]
        born = self._line("birthdate", placeholder=words("families.day_example"))
        return [self._pair(self._choice("sex", sexes), born), self._line("allergies"), self._line("needs")]

    def _of_adult(self) -> list[object]:
        relations = [(one.value, self.words(f"registrations.relation_{one.value}")) for one in Relation]
        return [
            self._pair(self._choice("relation", relations), self._line("wechat")),
            self._pair(self._line("phone"), self._line("phone2")), self._line("email"),
        ]  # fmt: skip

    def _line(self, name: str, *, placeholder: str = "") -> Field:
        words = self.words
        unseen = self._values is not None and name not in self._values
        value = (self._values or {}).get(name)
        made = Field(
            self.theme, words(f"families.field_{name}"), text="" if value is None else str(value),
            placeholder=(self._shown.get(name) or "") if unseen else placeholder,
            hint=words("families.kept_if_empty") if unseen and self._shown.get(name) else "",
        )  # fmt: skip
        self.fields[name] = made
        return made

    def _choice(self, name: str, options: "list[tuple[str, str]]") -> FieldFrame:
        current = str((self._values or {}).get(name) or "")
        select = Select(self.theme, [("", self.words("families.not_known")), *options], current=current)
        self._selects[name] = select
        return FieldFrame(self.theme, self.words(f"families.field_{name}"), select)

    def _typed(self, name: str, text: str) -> Any:
        return typed_day(text, "birthdate") if name == "birthdate" else text


class PersonForm(_PersonFields):
    """Somebody to be put right. Who may not see names and phones finds them masked and empty: what stays empty stays as it
    is, what is typed is written. ``removal`` is the verb that takes them out of the family."""

    def __init__(self, context: PageContext, form: "PersonValues", person: "PersonView", *, parent: QWidget) -> None:
        words, child = context.words, form.role.is_child
        shown = {name: getattr(person, name) for name in _MASKED}
        super().__init__(context, words(f"families.edit_{'child' if child else 'adult'}_title"), form.values, shown, parent=parent)
        self._form, self._seen = form, form.values
        rows: list[object] = [self._pair(self._line("name"), self._line("nickname"))]
        self.finish(*rows, *(self._of_child() if child else self._of_adult()))
        self.removal = self.offer_removal(words("families.remove_person"))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """What differs from what was read."""
        values: dict[str, Any] = {}
        for name, field in self.fields.items():
            assert isinstance(field, Field)
            text = field.text()
            if name not in self._seen:
                values |= {name: text} if text else {}
            elif text != str(self._seen[name] or ""):
                values[name] = self._typed(name, text)
        values |= {name: select.current for name, select in self._selects.items() if select.current != (self._seen[name] or "")}
        return self.context.desk.profiles.change_person, values | {"person": self._form.person, "stamp": self._form.stamp}


class NewPersonForm(_PersonFields):
    """Somebody joins the family: a guardian, a child, or another adult."""

    def __init__(self, context: PageContext, family: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("families.add_person"), None, {}, parent=parent)
        self._family = family
        roles = (Role.CHILD, Role.GUARDIAN, Role.ADULT)
        options = tuple((role.value, words(f"families.role_{role.value}")) for role in roles)
        self.role = Seg(self.theme, options, current=Role.CHILD.value)
        self.role.chosen.connect(self._chosen)
        names = self._pair(self._line("name"), self._line("nickname"))
        self._child, self._adult = self._holder(self._of_child()), self._holder(self._of_adult())
        self.finish(self.role, names, self._child, self._adult)
        self._chosen(self.role.current)

    def _holder(self, rows: list[object]) -> QWidget:
        holder, column = QWidget(), vbox(spacing=16)
        for row in rows:
            column.addWidget(row) if isinstance(row, QWidget) else column.addLayout(row)  # type: ignore[arg-type]  # a layout
        holder.setLayout(column)
        return holder

    def _chosen(self, role: str) -> None:
        self._child.setVisible(Role(role).is_child)
        self._adult.setVisible(not Role(role).is_child)

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """What was typed and can be seen."""
        values: dict[str, Any] = {"family": self._family}
        for name, field in self.fields.items():
            assert isinstance(field, Field)
            if field.isVisibleTo(self) and field.text():
                values[name] = self._typed(name, field.text())
        values |= {name: select.current for name, select in self._selects.items() if select.isVisibleTo(self) and select.current}
        return self.context.desk.family_people.add, values | {"role": Role(self.role.current)}
