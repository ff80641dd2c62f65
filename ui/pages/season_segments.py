"""The switch between today and the season, in the headers of both; light, as today is the first page to be shown."""

from ui.pages.base import PageContext
from ui.widgets.choice import Seg

TODAY, SEASON = "today", "season"


def segments(context: PageContext, current: str) -> Seg:
    """The switch between today and the season, for the headers of both."""
    words = context.words
    seg = Seg(context.theme, tuple((key, words(f"season_page.seg_{key}")) for key in (TODAY, SEASON)), current=current)
    seg.setAccessibleName(words("season_page.segments"))
    seg.chosen.connect(lambda key: key != current and context.navigate(key))
    return seg
