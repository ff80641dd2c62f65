"""The sections of a report that somebody can choose and put in an order, and a document that has only those.

A revision always has all figures: its hash names it, whatever files are made of it. A template says what its files show.
What it leaves out is in none of them, the JSON included; each of them names the revision's hash, and the JSON its own as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from eventdesk.errors import InvalidInput
from eventdesk.reports.document import Extract, ReportDocument

T = TypeVar("T")


@dataclass(frozen=True)
class Section:
    """What belongs to a section: figures whose key begins with one of ``figures``, tables, charts and numbers at the top by their
    keys, and the parts of the payload that are ``payload``."""

    key: str
    figures: tuple[str, ...]
    tables: tuple[str, ...]
    charts: tuple[str, ...]
    highlights: tuple[str, ...] = ()
    payload: tuple[str, ...] = ()


_SECTIONS: Mapping[str, tuple[Section, ...]] = {
    "event": (
        # The first one has every figure that no other claims.
        Section(
            "attendance", ("",), ("people", "arrivals", "occupancy", "age_bands", "slots", "no_shows", "incidents"),
            ("arrivals", "occupancy", "age_bands", "slots", "stations"), ("persons", "rate", "rate_so_far"), ("attendance",),
        ),
        Section(
            "satisfaction", ("satisfaction.",), ("questions", "answers", "slot_answers"), ("distribution",), ("content",),
            ("satisfaction",),
        ),
        Section("volunteers", ("volunteers.",), (), (), ("volunteers",), ("volunteers",)),
        Section("money", ("money.",), (), (), ("cost",), ("money",)),
        Section("partners", ("partners.",), ("partners",), (), (), ("partners",)),
        Section("follow_ups", ("follow_ups.",), ("follow_ups",), (), (), ("follow_ups",)),
        Section("comparison", ("compare.",), ("earlier",), ("compared",), (), ("earlier",)),
    ),
    "attendance": (
        Section("heads", ("",), ("people",), ("stations",),
                ("rate", "rate_so_far", "persons", "families", "no_shows", "still_expected", "walk_ins"), ("attendance",)),
        Section("arrivals", ("peak_5min", "t50", "t90", "occupancy_max", "entries_so_far"), ("arrivals", "occupancy"),
                ("arrivals", "occupancy")),
        Section("ages", ("age_band.",), ("age_bands",), ("age_bands",)),
        Section("slots", ("slot.",), ("slots",), ("slots",)),
        Section("lists", ("incidents",), ("no_shows", "incidents"), ()),
    ),
}  # fmt: skip


def sections_of(kind: str) -> tuple[str, ...]:
    """The keys of a kind's sections in their order; none where it is always whole."""
    return tuple(section.key for section in _SECTIONS.get(kind, ()))


def check_sections(kind: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The sections that are wanted, each once, all where none is named; :class:`InvalidInput` ``unknown_section``."""
    known = sections_of(kind)
    unknown = [key for key in wanted if key not in known]
    if unknown:
        raise InvalidInput("unknown_section", field="sections", section=unknown[0], known=", ".join(known))
    return tuple(dict.fromkeys(wanted)) or known


def extract(document: ReportDocument, wanted: Sequence[str]) -> ReportDocument:
    """The document with these sections alone, in this order; itself where they are all of them in their own order."""
    wanted = check_sections(document.kind, wanted)
    if wanted == sections_of(document.kind):
        return document
    of = {section.key: section for section in _SECTIONS[document.kind]}
    chosen = [of[key] for key in wanted]
    owners = [_owner(document.kind, figure.key) for figure in document.figures]
    figures = [figure for key in wanted for figure, owner in zip(document.figures, owners, strict=True) if owner == key]
    layout, kept = document.layout, {figure.key for figure in figures}
    tables = [key for one in chosen for key in one.tables]
    charts = [key for one in chosen for key in one.charts]
    numbers = [key for one in chosen for key in one.highlights]
    return replace(
        document,
        figures=tuple(figures),
        tables=_picked(document.tables, [one.key for one in document.tables], tables),
        charts=_picked(document.charts, [one.key for one in document.charts], charts),
        layout=replace(
            layout,
            highlights=_picked(layout.highlights, [one.key for one in layout.highlights], numbers),
            main=tuple(key for key in layout.main if key in kept),
            listings=_picked(layout.listings, [one.table for one in layout.listings], tables),
        ),
        sections={key: document.sections[key] for one in chosen for key in one.payload if key in document.sections},
        extract=Extract(wanted, document.sha256),
    )


def _owner(kind: str, key: str) -> str:
    """The section of a figure: the one with the longest beginning that fits."""
    fitting = [(len(begin), section.key) for section in _SECTIONS[kind] for begin in section.figures if key.startswith(begin)]
    return max(fitting)[1]


def _picked(items: Sequence[T], keys: Sequence[str], wanted: Iterable[str]) -> tuple[T, ...]:
    of = dict(zip(keys, items, strict=True))
    return tuple(of[key] for key in wanted if key in of)
