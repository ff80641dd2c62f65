"""What a page is, and what it is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from eventdesk.settings import Settings
from resources.words import Words
from ui.changes import Changes
from ui.tasks import Tasks
from ui.theme import Theme
from ui.widgets.paint import Tone
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.desk import Desk  # SQLAlchemy comes with it; the window is painted before that
    from ui.sync_runner import SyncRunner
    from ui.venue_keeper import VenueKeeper

State = Mapping[str, Any]


@dataclass(frozen=True)
class PageContext:
    """Everything that a page works with.

    ``desk`` may only be used on the writer thread: ``tasks.run(desk.events.list, …)``. ``navigate(key, **state)`` goes
    to another page and restores the state there. ``toast(sentence, undo=…, action=(verb, …))`` says what was done. ``save(**changes)``
    changes settings of this computer; read them from ``settings()``. ``shortcut_sheet()`` opens F1's sheet.
    """

    desk: "Desk"
    tasks: Tasks
    words: Words
    wording: Wording
    theme: Theme
    changes: Changes
    navigate: Callable[..., bool]
    toast: Callable[..., None]
    settings: Callable[[], Settings]
    save: Callable[..., None]
    shortcut_sheet: Callable[[], None]
    rounds: "SyncRunner | None" = None
    """The rounds with the hub; None where there is no window to make them."""
    venue: "VenueKeeper | None" = None
    """This laptop's own hub, likewise."""


class Page(QWidget):
    """The base of all pages.

    Build the widgets in ``__init__``; ask for data in :meth:`refresh`, which is called when the page is shown for the
    first time and when it is seen after something in :attr:`nouns` changed. A page is thrown away and built again
    when the language changes: :meth:`state` and :meth:`restore` carry over what the person had chosen.
    """

    nouns: frozenset[str] = frozenset()
    """What the page shows; a change of any of these makes it stale. Empty: every change does."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.desk, self.tasks, self.words = context.desk, context.tasks, context.words
        self.wording, self.theme = context.wording, context.theme
        self._stale = True
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh_if_seen)
        self._title_changed: Callable[[], None] = lambda: None
        context.changes.changed.connect(self._changed)

    # -- what a page says of itself

    def title(self) -> str:
        """The title in the header."""
        return ""

    def subtitle(self) -> str:
        """What stands beside the title, muted."""
        return ""

    def header_actions(self) -> list[QWidget]:
        """Buttons at the header's right; made once, the header owns them."""
        return []

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The page's keys for the shortcut sheet: (key, what it does)."""
        return ()

    # -- what happens to it

    def shown(self) -> None:
        """The page has come to the front; put the focus where typing should go."""

    def hidden(self) -> None:
        """Another page came to the front; let go of cameras."""

    def refresh(self) -> None:
        """Ask for the data again."""

    def full_screen(self) -> bool:
        """F11: whether the page has a screen of its own for it, which it opens now; the window's own way otherwise."""
        return False

    def undo(self) -> None:
        """Ctrl+Z while no toast offers to undo."""

    def keep_clear(self) -> int:
        """How many pixels at its foot a message must not cover."""
        return 0

    def may_leave(self) -> bool:
        """Whether the person may go elsewhere now; a page that says no explains why."""
        return True

    def state(self) -> dict[str, Any]:
        """What the person had chosen: plain values."""
        return {}

    def restore(self, state: State) -> None:
        """Take up a state from :meth:`state` or from whoever navigated here; unknown keys are ignored."""

    # -- what it can use

    def header_changed(self) -> None:
        """Title or subtitle say something else now."""
        self._title_changed()

    def say(self, sentence: str, *, undo: Callable[[], object] | None = None, tone: Tone = Tone.OK) -> None:
        """Say in a toast what was done."""
        self.context.toast(sentence, undo=undo, tone=tone)

    def make_stale(self) -> None:
        """Refresh now if seen, otherwise when seen next."""
        self._stale = True
        self._soon.start()

    # -- the window's side

    def come_to_front(self) -> None:
        """Called by the window after it put the page to the front."""
        self._refresh_if_seen()
        self.shown()

    def on_header_changed(self, listener: Callable[[], None]) -> None:
        """The header listens."""
        self._title_changed = listener

    def _changed(self, nouns: frozenset[str]) -> None:
        if not self.nouns or self.nouns & nouns:
            self.make_stale()

    def _refresh_if_seen(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.refresh()


@dataclass(frozen=True)
class PageSpec:
    """One line of the registry ``PAGES``.

    ``section`` groups the rail: a rule is drawn where it changes. ``full_screen`` pages cover rail and header.
    ``in_rail`` is false for pages that are only navigated to, and for settings, which has its own entry at the foot;
    ``under`` is the entry that is lit while such a page is shown.
    """

    key: str
    icon: str
    title_key: str
    factory: Callable[[PageContext], Page]
    section: int = 0
    full_screen: bool = False
    in_rail: bool = True
    under: str = ""
