"""What a report says it is about: an event as it always did, to the byte; a year or a day by its own name."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from eventdesk.reports.document import About, Masthead, Phrase, canonical
from eventdesk.reports.phrases import named, when
from eventdesk.reports.satisfaction import build
from resources.words import Words
from tests.reports import test_satisfaction
from tests.reports.made import ZONE

_ZONE = ZoneInfo(ZONE)
KEPT = (
    (test_satisfaction.LONG, "ad93b4bcbd87fc18de864b6a7b76b92dc2dc5402bf9e2725d04c7306966d2a5a"),
    (
        test_satisfaction.facts(
            test_satisfaction.rated("q", "总体", 20, 15, 5), slots=tuple(test_satisfaction.slot(n, f"场{n}") for n in range(5))
        ),
        "072c074897a12cc5cd3fa702136bf5a90a065838a06f21c2c977f823f9e8209c",
    ),
)
"""Facts, and the hash of the revision that is made of them. Whoever changes it makes every report that was made look changed."""


@pytest.mark.parametrize(("facts", "sha256"), KEPT, ids=("long", "short"))
def test_a_revision_that_was_made_is_still_the_same_bytes(facts: test_satisfaction.SatisfactionFacts, sha256: str) -> None:
    assert build(facts).sha256 == sha256


def test_an_event_is_written_as_it_was() -> None:
    start = datetime(2026, 11, 21, 9, 30, tzinfo=_ZONE)
    head = Masthead("小禾苗亲子社", "FALL", "落叶运动会", "青禾社区中心", start, start.replace(hour=12))
    assert canonical(head.payload()).decode() == (
        '{"event":{"code":"FALL","end":"2026-11-21T12:30:00+08:00","organisation":"小禾苗亲子社",'
        '"start":"2026-11-21T09:30:00+08:00","title":"落叶运动会","venue":"青禾社区中心"}}'
    )


def test_a_year_and_a_day_say_what_they_are_about() -> None:
    year = Masthead(
        "小禾苗亲子社", "2026", Phrase("about_year", (("year", 2026),)), "",
        datetime(2026, 1, 1, tzinfo=_ZONE), datetime(2027, 1, 1, tzinfo=_ZONE), About.YEAR,
    )  # fmt: skip
    assert year.payload()["about"] == {
        "kind": "year", "organisation": "小禾苗亲子社", "subject": "2026",
        "start": "2026-01-01T00:00:00+08:00", "end": "2027-01-01T00:00:00+08:00",
    }  # fmt: skip
    words = Words("zh")
    assert named(year.title, words) == "2026 年"
    assert when(year, words).startswith("2026") and "12月31日" in when(year, words)
    ends = datetime(2026, 12, 1, tzinfo=_ZONE)
    day = Masthead("小禾苗亲子社", "2026-11-30", "小禾苗亲子社", "", year.starts, ends, About.ORGANISATION)
    assert "11月30日" in when(day, words)
