"""The pages of the window: one file each, one line each below, in the order of the rail."""

from ui.pages.base import PageSpec

PAGES: tuple[PageSpec, ...] = ()
"""Alt+1 opens the first. A factory imports its page when it is first opened, so that the window shows at once."""
