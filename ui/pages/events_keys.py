"""The keys of the events, for the sheet: what can be pressed depends on how they are looked at."""

from resources.words import Words
from ui.pages.events_header import LIST, WEEK, YEAR
from ui.pages.events_list import KEYS

EDITOR = "editor"
"""An event is open."""

IMPORT = "Ctrl+I"

_Keys = tuple[tuple[str, str], ...]


def keys_of(words: Words, mode: str, *, planned: _Keys) -> _Keys:
    """Keys and what they do; ``planned`` are the planner's own, for the week."""
    modes = ("Ctrl+1\N{EN DASH}4", words("events_plan.key_modes"))
    import_, new = (IMPORT, words("calendar_import.key")), ("N", words("events.new"))
    ways = tuple((key, words(f"events.to_{page}")) for page, key in KEYS.items())
    if mode == EDITOR:
        return (("Ctrl+S", words("events.save")), ("Del", words("events.key_remove_slot")), ("Esc", words("events.all")))
    if mode == LIST:
        return (("Enter", words("events.key_open")), new, ("/", words("common.search")), *ways, modes, import_)
    if mode == WEEK:
        return (*planned, modes)
    if mode == YEAR:
        return (
            ("\N{LEFTWARDS ARROW} \N{RIGHTWARDS ARROW} \N{UPWARDS ARROW} \N{DOWNWARDS ARROW}", words("events_plan.key_year_arrows")),
            ("Enter", words("events_plan.key_year_month")), ("PgUp PgDn", words("events_plan.key_years")),
            ("T", words("events_plan.today")), new, modes, import_,
        )  # fmt: skip
    return (
        ("Enter", words("events_plan.key_plan")), ("E", words("events_plan.key_edit")), new,
        ("T", words("events_plan.today")), ("PgUp PgDn", words("events_plan.key_months")),
        ("Space", words("events_plan.key_next")), ("Ctrl+X Ctrl+V", words("events_plan.key_move")),
        ("Ctrl+C Ctrl+V", words("events_plan.key_copy")), *ways, modes, import_,
    )  # fmt: skip
