"""What a copy of an event takes along: its prices, its own questions and its limits, and nothing of its families."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.capacity import Count, LimitKind
from eventdesk.domain.fee import PersonKind
from eventdesk.domain.question import QuestionKind
from eventdesk.store import tables as t
from tests.conftest import Register


@pytest.fixture
def whole(fair: Desk, register: Register) -> Desk:
    fair.memberships.add_level("金卡")
    fair.fees.set_prices("FAIR", {("", PersonKind.ADULT): 3000, ("金卡", PersonKind.CHILD): 0})
    fair.questions.add("FAIR", text="怎么来？", kind=QuestionKind.SINGLE, options=["自驾", "地铁"], required=True, key="way")
    fair.questions.add("FAIR", text="几辆推车", kind=QuestionKind.NUMBER)
    fair.places.add_limit("FAIR", kind=LimitKind.EVENT, unit=Count.FAMILIES, places=9, hard=True)
    fair.questions.answer(register().id, {"way": "地铁"})
    return fair


def taken(desk: Desk, event: str) -> object:
    """What an event asks and costs, without ids."""
    prices = [(row.level, row.adult, row.child, row.family) for row in desk.fees.prices(event).rows]
    questions = [
        (one.key, one.text, one.kind, one.options, one.required, one.position) for one in desk.questions.list(event).questions
    ]
    limits = [(one.kind, one.places, one.hard) for one in desk.places.show(event).bars if one.limit]
    return prices, questions, limits


def test_a_copy_asks_and_costs_what_its_original_does(whole: Desk) -> None:
    copy = whole.events.clone("FAIR", start=date(2026, 7, 1)).code
    assert taken(whole, copy) == taken(whole, "FAIR")
    mine, theirs = whole.questions.list(copy).questions, whole.questions.list("FAIR").questions
    assert {one.id for one in mine}.isdisjoint(one.id for one in theirs)
    assert ([one.answered for one in mine], theirs[0].answered) == ([0, 0], 1)
    whole.questions.remove(mine[0].id)
    whole.fees.set_price(copy, kind=PersonKind.ADULT, amount=1)
    assert (whole.fees.prices("FAIR").rows[0].adult, len(whole.questions.list("FAIR").questions)) == (3000, 2)


def test_a_series_and_an_event_from_a_template_do_too(whole: Desk) -> None:
    expected = taken(whole, "FAIR")
    for made in whole.events.repeat("FAIR", "FREQ=WEEKLY;COUNT=3"):
        assert taken(whole, made.code) == expected
    whole.events.plan("FAIR", template=True)
    start = datetime(2026, 9, 1, 9, 30, tzinfo=whole.zone)
    made = whole.events.add(title="秋", start=start, end=start + timedelta(hours=2), template="FAIR")
    assert taken(whole, made.code) == expected


def test_the_next_station_is_told_of_each_row(whole: Desk) -> None:
    before = _items(whole)
    whole.events.clone("FAIR", start=date(2026, 7, 1))
    assert _items(whole)[len(before) :].count("price") == 2
    assert _items(whole)[len(before) :].count("question") == 2


def _items(desk: Desk) -> list[str]:
    with desk.house.store.reading() as connection:
        return list(connection.execute(sa.select(t.outbox.c.type).order_by(t.outbox.c.device_seq)).scalars())
