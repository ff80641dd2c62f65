"""Every figure of every kind of report opens: to a definition, to what it was counted from, and to records or to why there are none."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

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
from eventdesk.services.report_views import CountedRecord
from resources.words import LANGUAGES, Words
from tests.services.duty_ground import at, staffed
from tests.services.year_ground import opened

_APART = ("low", "high", "difference", "target", "content_target", "mean_target")
"""Parts of a key that are ends of an interval, differences and targets: shares, but of nothing."""
_NO_ONE_RATIO = ("goal.effect.value", "goal.retention.value")
SUBJECTS = {
    "attendance": ("AUTUMN",), "satisfaction": ("AUTUMN", "OLD1"), "event": ("AUTUMN", "SPRING", "FEW", "FAIR"),
    "volunteers": ("FAIR",),
    "year": ("2026", "2025"), "families": ("2026", "2025"), "audit": ("2026",),
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


def documents(ground: Ground) -> Iterator[tuple[Desk, ReportDocument]]:
    for kind, subjects in SUBJECTS.items():
        for subject in subjects:
            desk = ground.desk(subject)
            yield desk, desk.reports.look(subject, kind).document


def test_every_kind_is_looked_at() -> None:
    assert set(SUBJECTS) == set(KINDS)


def test_every_figure_says_what_it_is_and_a_share_of_what(ground: Ground) -> None:
    for _, document in documents(ground):
        for figure in document.figures:
            for language in LANGUAGES:
                words = Words(language)
                assert define(figure, words) and call(figure, words), figure.key
            if figure.kind is ValueKind.RATE and figure.value is not None and not _apart(figure):
                assert figure.numerator is not None and figure.denominator, (document.kind, figure.key)


def test_every_figure_opens_to_records_or_says_why_not(ground: Ground) -> None:
    words = [Words(language) for language in LANGUAGES]
    opened_to, closed = set(), set()
    for desk, document in documents(ground):
        subject, kind = document.masthead.subject, document.kind
        for figure in document.figures:
            behind = desk.reports.behind(subject, figure.key, kind)
            if behind is not None:
                opened_to.add((kind, figure.key.partition(".")[0]))
                continue
            why = desk.reports.why_closed(figure.key, kind)
            assert why not in (Closed.UNKNOWN, Closed.RIGHT), (kind, figure.key)
            assert all(said(f"report_behind.closed_{why.value}") for said in words)
            closed.add((kind, why))
    assert {(kind, first) for kind, first in opened_to if kind == "event"} >= {
        ("event", first) for first in ("attended", "money", "volunteers", "partners", "follow_ups", "compare", "satisfaction")
    }
    assert {kind for kind, _ in opened_to} == set(KINDS)
    assert ("families", Closed.UNNAMED) not in closed and not [kind for kind, _ in closed if kind == "families"]


def test_what_is_opened_adds_up_to_the_figure(ground: Ground) -> None:
    """Of shifts, amounts and events the parts of the records add up to the numerator and the denominator."""
    added = 0
    for desk, document in documents(ground):
        for figure in document.figures:
            behind = desk.reports.behind(document.masthead.subject, figure.key, document.kind)
            records = [one for one in behind or () if isinstance(one, CountedRecord)]
            if figure.kind is not ValueKind.RATE or not records or any(one.numerator is None for one in records) or _apart(figure):
                continue
            if document.kind in ("volunteers", "year") or figure.key.startswith(("volunteers.", "partners.", "follow_ups.")):
                if figure.key.startswith(("goal.participation", "last_year.")):
                    continue
                assert sum(one.numerator or 0 for one in records) == figure.numerator, (document.kind, figure.key)
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
