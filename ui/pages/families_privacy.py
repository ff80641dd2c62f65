"""What a family agrees to and takes back, and the erasing of a family: the acts of the card about its data."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from eventdesk.domain.consent import Purpose
from eventdesk.errors import DeskError
from ui.dialogs.choose import Choose
from ui.dialogs.consent import ConsentDialog
from ui.dialogs.erase_family import EraseFamily
from ui.models.people import guardian_name
from ui.widgets.dialog import ask

if TYPE_CHECKING:
    from eventdesk.services.consents import ConsentState
    from eventdesk.services.family_views import ConsentView, FamilyView
    from eventdesk.services.privacy import Erased
    from ui.pages.families_list import FamilyList

METHODS = ("screen", "paper")


class FamilyPrivacy:
    """Takes consents down, takes them back, and erases; a change is shown as soon as the desk has it."""

    def __init__(self, page: "FamilyList") -> None:
        self._page, self._context, self._words = page, page.context, page.words
        self._desk, self._tasks = page.context.desk, page.context.tasks

    def consent(self, family: str) -> None:
        """What a guardian agrees to, signed on the screen or taken over from paper."""
        words = self._words
        dialog = Choose(
            self._page.theme, words, words("families.take_consent"), text=words("families.take_consent_text"),
            options=[(method, words(f"families.consent_{method}")) for method in METHODS], parent=self._page.window(),
        )  # fmt: skip
        dialog.picked.connect(partial(self._read, family))
        self._open(dialog)

    def _read(self, family: str, method: str) -> None:
        self._tasks.run(self._desk.consents.wording, self._words, done=partial(self._sign, family, method), owner=self._page)

    def _sign(self, family: str, method: str, wording: tuple[str, str]) -> None:
        version, text = wording
        dialog = ConsentDialog(
            self._page.theme, self._words, text=text, version=version, paper=method == "paper", parent=self._page.window()
        )

        def failed(error: DeskError) -> None:
            dialog.show_trouble(self._context.wording.error(error).whole)

        def done(_: object) -> None:
            dialog.accept()
            self._context.toast(self._words("families.consent_kept"))

        def give(granted: dict[Purpose, bool], picture: bytes) -> None:
            self._tasks.run(
                self._desk.consents.give, family, granted, method=method, signature=picture or None, done=done, failed=failed,
                owner=dialog,
            )  # fmt: skip

        dialog.submitted.connect(give)
        self._open(dialog)

    def withdraw(self, family: str, consent: "ConsentView") -> None:
        """Take one consent back, once it is clear what follows."""
        words, purpose = self._words, Purpose(consent.purpose)
        sure = ask(
            self._page.theme, self._page.window(), question=words(f"families.withdraw_{purpose.value}"),
            consequence=words(f"families.withdraw_{purpose.value}_text"), verb=words("families.withdraw_verb"),
            safe=words("common.cancel"),
        )  # fmt: skip
        if sure:
            self._tasks.run(self._desk.consents.withdraw, family, purpose, done=self._withdrawn, owner=self._page)

    def _withdrawn(self, state: "ConsentState") -> None:
        words, gone = self._words, state.forgotten
        said = [words("families.withdrawn")]
        if gone.notes or gone.answers or gone.texts:
            said.append(words("privacy.forgotten_texts", notes=gone.notes, answers=gone.answers, texts=gone.texts))
        if gone.left:
            said.append(words("privacy.texts_left", n=gone.left))
        self._context.toast("\n".join(said))

    def erase(self, family: "FamilyView") -> None:
        """Ask for a reason, then erase."""
        guardians = [person for person in family.people if not person.role.is_child]
        name = guardian_name(guardians, self._context.wording)
        dialog = EraseFamily(self._context, family.id, name, parent=self._page.window())
        dialog.accepted.connect(lambda: self._erased(dialog.made))
        self._open(dialog)

    def _erased(self, done: "Erased") -> None:
        self._page.let_go()
        self._context.toast(self._words("families.erased", people=done.people, n=len(done.cancelled)))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
