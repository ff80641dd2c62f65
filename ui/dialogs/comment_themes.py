"""What a comment is about, as a person says: any of the themes."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from eventdesk.domain.themes import Theme
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, fill
from ui.widgets.buttons import CheckBox, Kind
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from eventdesk.services.themes import ThemedComment


class CommentThemes(Dialog):
    """Accepted with :attr:`chosen`."""

    def __init__(self, context: PageContext, one: "ThemedComment", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("feedback_page.themes_of"), parent=parent, width=620)
        self.boxes: dict[Theme, CheckBox] = {}
        grid = QGridLayout()
        for place, theme in enumerate(Theme):
            box = CheckBox(context.theme, words(f"themes.{theme.value}"), checked=theme in one.themes)
            self.boxes[theme] = box
            grid.addWidget(box, place // 3, place % 3)
        quote = Label(context.theme, words("feedback_page.quote", text=one.text), Type.BODY, color="text2", wrap=True)
        fill(self.content, quote, grid)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.go = self.add_button(words("common.save"), kind=Kind.PRIMARY, icon="check")
        self.go.clicked.connect(self.accept)

    @property
    def chosen(self) -> frozenset[Theme]:
        """What is ticked."""
        return frozenset(theme for theme, box in self.boxes.items() if box.isChecked())
