"""Pictures of syncing: the page as it is without a hub, and the invitation that is asked for."""

from typing import TYPE_CHECKING, cast

from ui.screenshot_stage import Stage, State
from ui.screenshots_families import close_dialogs

if TYPE_CHECKING:
    from ui.pages.sync import SyncPage


def _ask(stage: Stage) -> None:
    cast("SyncPage", stage.page()).connect_hub()


SYNC_STATES = (State("sync", "sync"), State("sync-enrol", "sync", _ask, close_dialogs))
