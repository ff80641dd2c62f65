"""Every figure of every kind of report opens: to a definition, to what it was counted from, and to records or to why there are none."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.duty import MarkKind
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.right import OperatorRole
from eventdesk.reports.document import Figure, ReportDocument, ValueKind
from eventdesk.reports.exporters.rows import call, define
from eventdesk.services.report_reasons import Closed
from eventdesk.services.report_sources import KINDS
from eventdesk.services.report_views import Counted, CountedRecord
from resources.words import LANGUAGES, Words
from tests.services.duty_ground import at, staffed
from tests.services.year_ground import opened

_APART = ("low", "high", "difference", "target", "content_target", "mean_target")
"""Parts of a key that are ends of an interval, differences and targets: shares, but of nothing."""
_NO_ONE_RATIO = ("goal.effect.value", "goal.retention.value")
SUBJECTS = {
    "attendance": ("AUTUMN",), "satisfaction": ("AUTUMN",), "event": ("AUTUMN", "FAIR"), "volunteers": ("FAIR",), "year": ("2026",),
    "families": ("2026",), "audit": ("2026",),
}  # fmt: skip


class Ground:
    """Two desks: one with two years of events, one with an event of volunteers."""

    def __init__(self, years: Desk, fair: Desk) -> None:
        self.years, self.fair = years, fair

    def desk(self, subject: str) -> Desk:
        return self.fair if subject == "FAIR" else self.years


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("records")
    with ExitStack() as stack:
        years = stack.enter_context(opened(folder / "years"))
        clock = SetClock(at(9))
        fair = stack.enter_context(staffed(folder / "fair", clock))
        fair.duty.mark("FAIR", "VOL001", MarkKind.IN, at=at(9))
        fair.budgets.add("FAIR", side=Side.COST, kind=LineKind.MATERIAL, title="纸", planned_fen=30_000, actual_fen=27_050)
        clock.at = at(13)
        yield Ground(years, fair)


@dataclass(frozen=True)
class Opened:
    """A figure of a report, what it opened to, and why not where it did not."""

    document: ReportDocument
    figure: Figure
    behind: Counted | None
    why: Closed


@pytest.fixture(scope="module")
def walked(ground: Ground) -> tuple[Opened, ...]:
    """Every figure of every kind, opened once."""
    found = []
    for kind, subjects in SUBJECTS.items():
        for subject in subjects:
            desk = ground.desk(subject)
            document = desk.reports.look(subject, kind).document
            for figure in document.figures:
                behind = desk.reports.behind(subject, figure.key, kind)
                found.append(Opened(document, figure, behind, desk.reports.why_closed(figure.key, kind)))
    return tuple(found)


def test_every_kind_is_looked_at() -> None:
    assert set(SUBJECTS) == set(KINDS)


def test_every_figure_says_what_it_is_and_a_share_of_what(walked: tuple[Opened, ...]) -> None:
    speaking = [Words(language) for language in LANGUAGES]
    for one in walked:
        figure = one.figure
        for words in speaking:
            assert define(figure, words) and call(figure, words), figure.key
        if figure.kind is ValueKind.RATE and figure.value is not None and not _apart(figure):
            assert figure.numerator is not None and figure.denominator, (one.document.kind, figure.key)


def test_every_figure_opens_to_records_or_says_why_not(walked: tuple[Opened, ...]) -> None:
    words = [Words(language) for language in LANGUAGES]
    opened_to, closed = set(), set()
    for one in walked:
        kind = one.document.kind
        if one.behind is not None:
            opened_to.add((kind, one.figure.key.partition(".")[0]))
            continue
        assert one.why not in (Closed.UNKNOWN, Closed.RIGHT), (kind, one.figure.key)
        assert all(said(f"report_behind.closed_{one.why.value}") for said in words)
        closed.add((kind, one.why))
    assert {(kind, first) for kind, first in opened_to if kind == "event"} >= {
        ("event", first) for first in ("attended", "money", "volunteers", "partners", "follow_ups", "compare", "satisfaction")
    }
    assert {kind for kind, _ in opened_to} == set(KINDS)
    assert ("families", Closed.UNNAMED) not in closed and not [kind for kind, _ in closed if kind == "families"]


def test_what_is_opened_adds_up_to_the_figure(walked: tuple[Opened, ...]) -> None:
    """Of shifts, amounts and events the parts of the records add up to the numerator and the denominator."""
    added = 0
    for one in walked:
        figure, kind = one.figure, one.document.kind
        records = [record for record in one.behind or () if isinstance(record, CountedRecord)]
        if figure.kind is not ValueKind.RATE or not records or any(record.numerator is None for record in records) or _apart(figure):
            continue
        sums = kind in ("volunteers", "year") or figure.key.startswith(("volunteers.", "partners.", "follow_ups."))
        if sums and not figure.key.startswith(("goal.participation", "last_year.")):
            assert sum(record.numerator or 0 for record in records) == figure.numerator, (kind, figure.key)
            added += 1
    assert added > 5


def test_a_reader_is_told_that_records_need_a_right(ground: Ground) -> None:
    desk = ground.years
    owner = desk.house.actor
    desk.house.actor = replace(owner, role=OperatorRole.READER)
    try:
        for kind, key in (("families", "came"), ("audit", "families"), ("year", "retention"), ("event", "follow_ups.cases")):
            assert desk.reports.behind("2026" if kind != "event" else "AUTUMN", key, kind) is None
            assert desk.reports.why_closed(key, kind) is Closed.RIGHT
    finally:
        desk.house.actor = owner


def test_what_nobody_ever_heard_of_is_said_to_be_so(ground: Ground) -> None:
    """The test above could not fail if every key had a reason."""
    for kind in KINDS:
        assert ground.years.reports.why_closed("something.else", kind) is Closed.UNKNOWN


def _apart(figure: Figure) -> bool:
    return figure.key.rpartition(".")[2] in _APART or figure.key in _NO_ONE_RATIO
