"""Texts for chats, where a person pastes what the desk wrote: one for the group, one for each family, and tickets."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from eventdesk.domain.message import Purpose
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.widgets.buttons import Button

if TYPE_CHECKING:
    from eventdesk.services.message_people import Wording
    from eventdesk.services.message_views import RecipientView, TextsView


class Chats:
    """What is copied for one event and purpose. ``owner`` is the widget that is told."""

    def __init__(
        self, context: PageContext, owner: QObject, *, code: str, purpose: Purpose, wording: "Wording", group: str,
        failed: Callable[[DeskError], object],
    ) -> None:  # fmt: skip
        self._context, self._owner, self._code, self._purpose = context, owner, code, purpose
        self._wording, self._group, self._failed = wording, group, failed

    def _texts(self, done: "Callable[[TextsView], object]", *, only: tuple[str, ...]) -> None:
        self._context.tasks.run(
            self._context.desk.messages.texts, self._code, purpose=self._purpose, words=self._context.words, wording=self._wording,
            group=self._group, only=only, done=done, failed=self._failed, owner=self._owner,
        )  # fmt: skip

    def copy_group(self) -> None:
        """Copy the text for everybody."""

        def done(found: "TextsView") -> None:
            QGuiApplication.clipboard().setText(found.group)
            self._context.toast(self._context.words("messaging.copied_group"))

        self._texts(done, only=())

    def copy_family(self, row: "RecipientView", told: Callable[[], object]) -> None:
        """Copy a family's text and note that it was told; ``told`` when it is noted."""

        def noted(view: object) -> None:
            self._context.toast(self._context.words("messaging.copied", family=row.label or row.nickname))
            told()

        def done(found: "TextsView") -> None:
            for view in found.families:
                QGuiApplication.clipboard().setText(view.text)
                self._context.tasks.run(
                    self._context.desk.messages.copied, self._code, [row.family], purpose=self._purpose, wording=self._wording,
                    done=noted, failed=self._failed, owner=self._owner,
                )  # fmt: skip

        self._texts(done, only=(row.family,))

    def write_tickets(self, button: Button, folder: Path, rows: "Iterable[RecipientView]") -> None:
        """Put the tickets of families into a folder named by the event's code."""
        words = self._context.words
        only = {row.registration for row in rows if row.registration}
        button.set_busy(words("messaging.writing"))
        self._context.tasks.run(
            self._context.desk.tickets.write, self._code, folder=folder / self._code, pdf=False, png=True, csv=False, words=words,
            only=only, done=lambda made: self._context.toast(words("messaging.tickets_written", n=made.count, folder=self._code)),
            failed=self._failed, ended=lambda: button.set_busy(""), owner=self._owner,
        )  # fmt: skip
