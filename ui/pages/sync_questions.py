"""What the page of syncing asks before it does it."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from ui.pages.base import Page
from ui.widgets.dialog import Question


def asked(
    page: Page, question: str, consequence: str, verb: str, accepted: Callable[[], object], *, danger: bool = False,
    refused: Callable[[], object] | None = None, first: tuple[str, Callable[[], object]] | None = None,
) -> Question:  # fmt: skip
    """A question over the page, open. ``first`` is a verb that may be wanted before, and closes it."""
    made = Question(
        page.theme, question=question, consequence=consequence, verb=verb, safe=page.words("common.cancel"), danger=danger,
        parent=page.window(),
    )  # fmt: skip
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if first is not None:
        words, act = first
        button = made.add_button(words)
        button.clicked.connect(made.close)
        button.clicked.connect(act)
    made.accepted.connect(accepted)
    if refused is not None:
        made.rejected.connect(refused)
    made.open()
    return made
