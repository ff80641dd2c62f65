"""A desk with two years of events: families that come once, again and after long, events of few, answers, costs and partners."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.family import Role
from eventdesk.domain.money import LineKind, Side
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from resources.words import Words
from tests.conftest import SAMPLES, ZONE
from tests.desks import create_desk, lay, made_once

EVENTS = (
    # code, when, families by number, how many of the first of them come
    ("OLD1", datetime(2025, 3, 8, 9, tzinfo=ZONE), range(12), 10),
    ("OLD2", datetime(2025, 6, 14, 9, tzinfo=ZONE), range(4, 16), 9),
    ("SPRING", datetime(2026, 3, 7, 9, tzinfo=ZONE), range(18), 15),
    ("FEW", datetime(2026, 5, 9, 9, tzinfo=ZONE), range(20, 23), 2),
    ("SUMMER", datetime(2026, 7, 4, 9, tzinfo=ZONE), range(6, 24), 16),
    ("AUTUMN", datetime(2026, 9, 12, 9, tzinfo=ZONE), range(10, 26), 14),
)  # fmt: skip
"""Families 0 to 25; a family has an adult and, if its number is even, a child."""
AFTER = datetime(2026, 10, 1, 9, tzinfo=ZONE)


def opened(folder: Path, clock: SetClock | None = None) -> Desk:
    """The desk, open after the last event."""
    lay(_made(), folder)
    return open_desk(folder, clock=clock or SetClock(AFTER))


def phone(number: int) -> str:
    """The phone of a family: by it it is known again."""
    return f"138{number:08d}"


@cache
def _made() -> bytes:
    return made_once(_make)


def _make(folder: Path) -> None:
    clock = SetClock(EVENTS[0][1] - timedelta(days=9))
    with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=clock) as desk:
        for code, start, families, come in EVENTS:
            clock.at = start - timedelta(days=7)
            desk.events.add(title=f"活动{code}", start=start, end=start + timedelta(hours=3), code=code)
            booked = [_book(desk, code, number) for number in families]
            clock.at = start - timedelta(minutes=10)
            for id in booked[:come]:
                desk.checkins.scan(code, Scan(registration=id))
        clock.at = AFTER
        for code in ("OLD2", "SPRING", "AUTUMN"):
            desk.feedback_imports.run(code, SAMPLES / "feedback_public.csv")
        desk.budgets.add("SPRING", side=Side.COST, kind=LineKind.MATERIAL, title="纸", planned_fen=30_000, actual_fen=27_050)
        partner = desk.partners.add(name="青禾书店")
        desk.partners.pledge(partner.id, event="SUMMER", title="绘本", pledged_fen=50_000, in_kind=True)


def _book(desk: Desk, code: str, number: int) -> str:
    people = [BookedPerson(Role.GUARDIAN, f"家长{number}", phone=phone(number), phone_type="mobile")]
    children = number % 2 == 0
    if children:
        people.append(BookedPerson(Role.CHILD, f"孩子{number}"))
    return desk.registrations.add(code, people=people, adults=1, children=int(children), consent_method="paper").id


WORDS = {language: Words(language) for language in ("zh", "en")}
