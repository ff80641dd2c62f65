"""What the segments of partners and money share."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.pages.base import PageContext
from ui.theme import Theme, Type
from ui.widgets.base import Elided, Label, hbox, vbox


class Part(QWidget):
    """One segment. ``tools`` stands beside the segments above it; ``current`` is the id of what is chosen."""

    header_changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context, self.desk, self.tasks = context, context.desk, context.tasks
        self.theme, self.words, self.wording = context.theme, context.words, context.wording
        self.tools = QWidget()
        self.current = ""

    @property
    def summary(self) -> str:
        """What the header says of it."""
        return ""

    def read(self) -> None:
        """Ask the desk again."""

    def to_front(self) -> None:
        """Put the focus where typing should go."""

    def to_search(self) -> None:
        """Put the focus where a search is typed, if there is one."""

    def new(self) -> None:
        """A new one of what it shows, where there is such."""


class MoneyFigure(QWidget):
    """A label, an amount, and a line that explains it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._label = Elided(theme, kind=Type.COMPACT, color="text2")
        self._amount = Label(theme, kind=Type.PAGE, bold=True)
        self._line = Elided(theme, kind=Type.COMPACT, color="text2")
        row = hbox()
        row.addWidget(self._amount, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        column = vbox()
        column.addWidget(self._label)
        column.addLayout(row)
        column.addWidget(self._line)
        self.setLayout(column)

    def set(self, label: str, amount: str, line: str, *, loss: bool = False) -> None:
        """Change what it says."""
        self._label.setText(label)
        self._amount.setText(amount)
        self._amount.set_look(color="refuse-text" if loss else "text")
        self._line.setText(line)
        self.setAccessibleName(f"{label} {amount} {line}")

    @property
    def amount(self) -> str:
        """The amount as it is shown."""
        return self._amount.text()
