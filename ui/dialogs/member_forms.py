"""The forms of members: a family's membership, new or changed."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from eventdesk.errors import InvalidInput
from ui.dialogs.family_forms import FamilyDialogForm, lines, typed_day
from ui.pages.base import PageContext
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.family_views import LevelView, MembershipView

_NEW = "+"


class MembershipForm(FamilyDialogForm):
    """A family becomes a member; where there is no level yet, or a new one is wanted, it is made on the way."""

    def __init__(self, context: PageContext, family: str, levels: "Sequence[LevelView]", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("families.add_membership"), parent=parent)
        self._family = family
        options = [(level.id, level.name) for level in levels] + [(_NEW, words("families.new_level"))]
        self.level = Select(self.theme, options, current=options[0][0])
        self.level.chosen.connect(self._chosen)
        optional, example = words("common.optional"), words("families.day_example")
        self.name = Field(self.theme, words("families.field_level_name"))
        self.benefits = lines("", self.theme.px(64))
        self._benefits = FieldFrame(self.theme, words("families.field_benefits"), self.benefits, optional=optional)
        today = context.desk.clock.now().astimezone(context.desk.zone).date().isoformat()
        self.since = Field(self.theme, words("families.field_since"), text=today, placeholder=example)
        self.until = Field(self.theme, words("families.field_until"), placeholder=example, optional=optional)
        self.fields = {"since": self.since, "until": self.until, "name": self.name}
        self._kept_benefits = {level.id: level.benefits for level in levels}
        self._level = FieldFrame(self.theme, words("families.field_level"), self.level)
        self.finish(self._level, self.name, self._benefits, self._pair(self.since, self.until))
        self._chosen(self.level.current)

    def _chosen(self, key: str) -> None:
        self.name.setVisible(key == _NEW)
        self._benefits.setVisible(key == _NEW)
        self._level.set_hint(self._kept_benefits.get(key, ""))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The membership, and the level where it is new."""
        values = {
            "family": self._family, "since": typed_day(self.since.text(), "since"), "until": typed_day(self.until.text(), "until"),
        }  # fmt: skip
        members = self.context.desk.memberships
        if self.level.current != _NEW:
            return members.join, values | {"level": self.level.current}
        name, benefits = self.name.text(), self.benefits.toPlainText()

        def join_new(**given: Any) -> Any:
            return members.join(level=members.add_level(name, benefits=benefits).id, **given)

        return join_new, values


class MembershipChangeForm(FamilyDialogForm):
    """A membership gets another level or other days. ``removal`` is the verb that takes it away."""

    def __init__(self, context: PageContext, held: "MembershipView", levels: "Sequence[LevelView]", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("families.edit_membership"), parent=parent)
        self._held = held
        self.level = Select(self.theme, [(level.id, level.name) for level in levels], current=held.level)
        example = words("families.day_example")
        until = "" if held.until is None else held.until.isoformat()
        self.since = Field(self.theme, words("families.field_since"), text=held.since.isoformat(), placeholder=example)
        self.until = Field(
            self.theme, words("families.field_until"), text=until, placeholder=example, optional=words("common.optional")
        )
        self.fields = {"since": self.since, "until": self.until}
        self.finish(FieldFrame(self.theme, words("families.field_level"), self.level), self._pair(self.since, self.until))
        self.removal = self.offer_removal(words("families.remove_membership"))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The membership as it is from now on."""
        since = typed_day(self.since.text(), "since")
        if since is None:
            raise InvalidInput("bad_day", field="since")
        until = typed_day(self.until.text(), "until")
        return self.context.desk.memberships.change, {
            "membership": self._held.id, "revision": self._held.revision, "level": self.level.current, "since": since,
            "until": until, "open_end": until is None,
        }  # fmt: skip
