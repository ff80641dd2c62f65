"""Whom to invite to an event, from a desk: who is proposed in which order and why, who is not, and the list as a file."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind
from eventdesk.domain.invitation import LeftOut, Why
from eventdesk.domain.message import Channel, Purpose
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import NotAllowed
from eventdesk.services.checkins import Scan
from eventdesk.store import tables as t
from resources.words import Words
from tests.conftest import ZONE
from tests.services.message_ground import PLAIN, enrol, set_email, set_family

ZH = Words("zh")
WALK = datetime(2026, 12, 12, 10, 0, tzinfo=ZONE)


@pytest.fixture
def walk(fair: Desk) -> Desk:
    """``WALK``: an outdoor event in two weeks for children from one to five, in 青禾区; nobody registered yet."""
    fair.venues.put("森林公园", address="青禾区林荫路 1 号")
    fair.events.add(
        title="冬日森林徒步", start=WALK, end=WALK + timedelta(hours=2), code="WALK", venue="森林公园", band=AgeBand(12, 71)
    )
    fair.events.plan("WALK", kind=EventKind.OUTDOOR)
    return fair


def came(desk: Desk, number: int, *, born: date | None = date(2023, 5, 1), nickname: str | None = None) -> str:
    """A family of the fair that was let in."""
    made = enrol(desk, number, born=born, nickname=nickname)
    assert desk.checkins.scan("FAIR", Scan(registration=made.id, at=desk.clock.now() + timedelta(minutes=30))).journal
    return made.family


def test_families_are_ranked_by_what_speaks_for_them(walk: Desk, clock: SetClock) -> None:
    best, liked, new = came(walk, 1), enrol(walk, 2, born=date(2022, 1, 1)).family, enrol(walk, 3, born=date(2022, 1, 1)).family
    unknown = enrol(walk, 4).family
    set_family(walk, best, district="青禾区", interests=("徒步",))
    set_family(walk, liked, district="城东区", interests=("户外活动", "手工"))
    clock.at = WALK - timedelta(days=5)
    found = walk.invitations.rank("WALK")
    assert [row.family for row in found.rows] == [best, liked, new, unknown]
    assert [row.score for row in found.rows] == [90, 65, 50, 20]
    assert [[reason.why for reason in row.reasons] for row in found.rows] == [
        [Why.AGE, Why.RETURNING, Why.INTEREST, Why.DISTRICT], [Why.AGE, Why.INTEREST, Why.NEW], [Why.AGE, Why.NEW],
        [Why.AGE_UNKNOWN, Why.NEW],
    ]  # fmt: skip
    first = found.rows[0]
    assert (first.last_visit, first.district, found.fitting) == (date(2026, 11, 28), "青禾区", 4)
    assert first.guardian is not None
    assert (first.guardian.name, first.guardian.phone) == ("家**", "139****0001")
    assert first.children[0].age_months == 43


def test_who_came_last_is_first_among_equals_and_the_limit_keeps_the_best(walk: Desk) -> None:
    families = [enrol(walk, number, born=date(2023, 1, 1)).family for number in range(1, 8)]
    set_family(walk, families[4], interests=("露营",))
    found = walk.invitations.rank("WALK", limit=3)
    assert (len(found.rows), found.fitting, found.rows[0].family) == (3, 7, families[4])
    everybody = walk.invitations.rank("WALK", limit=100)
    assert found.rows == everybody.rows[:3]


def test_who_is_left_out_is_said_with_the_reason(walk: Desk) -> None:
    fits = enrol(walk, 1, born=date(2023, 1, 1))
    coming = enrol(walk, 2, born=date(2023, 1, 1), event="WALK")
    walk.registrations.cancel(enrol(walk, 3, born=date(2023, 1, 1), event="WALK").id)
    walk.messages.opt_out(enrol(walk, 4, born=date(2023, 1, 1)).family, (Channel.PHONE,))
    too_old = enrol(walk, 5, born=date(2015, 1, 1))
    found = walk.invitations.rank("WALK")
    assert [row.family for row in found.rows] == [fits.family]
    assert found.left_out == {LeftOut.REGISTERED: 1, LeftOut.CANCELLED: 1, LeftOut.OPTED_OUT: 1, LeftOut.AGE: 1}
    set_email(walk, fits.family, None)
    by_mail = walk.invitations.rank("WALK", channel=Channel.EMAIL)
    assert by_mail.left_out[LeftOut.NO_ADDRESS] == 1
    assert LeftOut.OPTED_OUT not in by_mail.left_out
    assert {coming.family, too_old.family}.isdisjoint(row.family for row in by_mail.rows)


def test_an_undone_visit_was_none(walk: Desk, clock: SetClock) -> None:
    made = enrol(walk, 1, born=date(2023, 1, 1))
    scanned = walk.checkins.scan("FAIR", Scan(registration=made.id, at=clock.at + timedelta(minutes=30)))
    assert scanned.journal
    walk.checkins.undo("FAIR", scanned.journal, reason="点错了")
    assert walk.invitations.rank("WALK").rows[0].last_visit is None


def test_an_invited_family_is_marked_and_not_written_to_twice(walk: Desk) -> None:
    first, second = (enrol(walk, number, born=date(2023, 1, 1)).family for number in (1, 2))
    top = walk.invitations.rank("WALK").rows[0].family
    walk.messages.copied("WALK", [top], purpose=Purpose.INVITATION, wording=PLAIN)
    (other,) = {first, second} - {top}
    assert {row.family: row.invited for row in walk.invitations.rank("WALK").rows} == {top: True, other: False}
    plan = walk.messages.plan("WALK", purpose=Purpose.INVITATION, channel=Channel.WECHAT, limit=1)
    assert sorted(one.standing.value for one in plan.recipients) == ["reached", "ready"]


def test_whole_names_need_the_right_and_are_audited(walk: Desk) -> None:
    enrol(walk, 1, born=date(2023, 1, 1))
    walk.operators.add("策划", OperatorRole.PLANNER)
    assert (walk.invitations.rank("WALK", unmasked=True).rows[0].guardian or None) is not None
    with walk.house.store.reading() as connection:
        last = connection.execute(sa.select(t.audit).order_by(t.audit.c.seq.desc()).limit(1)).one()
    assert (last.action, "家长" in last.details) == ("unmasked", False)
    walk.operators.begin_as("策划")
    with pytest.raises(NotAllowed):
        walk.invitations.rank("WALK", unmasked=True)
    assert walk.invitations.rank("WALK").rows


def test_the_call_list_runs_nothing_and_names_nobody_unasked(walk: Desk, tmp_path: Path) -> None:
    family = enrol(walk, 1, born=date(2023, 1, 1), nickname="=1+2").family
    set_family(walk, family, district="@cmd", interests=("徒步",))
    walk.invitations.export("WALK", tmp_path / "calls.csv", ZH)
    data = (tmp_path / "calls.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    heading, row = csv.reader(data.decode("utf-8-sig").splitlines())
    told = dict(zip(heading, row, strict=False))
    assert (told["家长"], told["电话"], told["孩子"], told["区域"]) == ("家**", "139****0001", "'=1+2", "'@cmd")
    assert told["为什么"] == "年龄合适（3岁11个月）、喜欢“徒步”、还没来过"
    walk.invitations.export("WALK", tmp_path / "calls.xlsx", ZH, unmasked=True)
    sheet = load_workbook(tmp_path / "calls.xlsx").active
    assert sheet is not None
    cells = [cell for cell in sheet[2] if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert {"家长1", "13900000001", "=1+2", "@cmd"} <= {cell.value for cell in cells}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "@")))
