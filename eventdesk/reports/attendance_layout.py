"""What the attendance report puts first."""

from collections.abc import Sequence

from eventdesk.reports.document import Figure, Highlight, Layout, Listing, Phrase, Value, ValueKind

MAIN_FIGURES = (
    "registered.persons",
    "attended.persons",
    "attended.adults",
    "attended.children",
    "attended.families",
    "attendance_rate",
    "no_show_rate",
    "walk_in_share",
    "peak_5min.at",
    "peak_5min.persons",
    "t50",
    "t90",
    "inside",
)
"""Those that a head office asks for first."""


def layout(figures: Sequence[Figure], *, over: bool) -> Layout:
    """The five numbers at the top, and the lists that are printed."""
    listings = (Listing("no_shows", (22, 22, 10, 10, 36)), Listing("incidents", (18, 28, 30, 24)))
    return Layout(highlights(figures, over=over), MAIN_FIGURES, listings)


def highlights(figures: Sequence[Figure], *, over: bool) -> tuple[Highlight, ...]:
    """The five numbers that a head office asks for first, each with what it is part of. Until the event is over nobody stayed away:
    ``rate_so_far`` and ``still_expected`` stand in for ``rate`` and ``no_shows``."""
    of = {figure.key: figure for figure in figures}

    def count(label: str, key: str, **note: Value) -> Highlight:
        return Highlight(label, of[key].value, ValueKind.COUNT, Phrase(f"kpi_{label}_note", tuple(note.items())))

    def value(key: str) -> Value:
        return of[key].value

    rate = of["attendance_rate"]
    came = Phrase("kpi_rate_note", (("numerator", rate.numerator), ("denominator", rate.denominator)))
    return (
        Highlight("rate" if over else "rate_so_far", rate.value, ValueKind.RATE, came),
        count("persons", "attended.persons", adults=value("attended.adults"), children=value("attended.children")),
        count("families", "attended.families", registered=value("registered.families")),
        count("no_shows" if over else "still_expected", "no_shows.persons", share=_share(value("no_show_rate"))),
        count("walk_ins", "walk_ins.persons", share=_share(value("walk_in_share"))),
    )


def _share(value: Value) -> Value:
    return "–" if value is None else value
