"""Partners, budgets and checklists: what is written is what is shown, every figure from its lines."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.event import EventKind
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.partner import PartnerKind
from eventdesk.domain.right import Actor, OperatorRole
from eventdesk.errors import Conflict, DeskError, InvalidInput, NotAllowed, NotFound
from eventdesk.services.checkins import Scan
from eventdesk.services.typed import fen_of
from eventdesk.store import tables as t
from tests.conftest import ZONE, Register

YUAN = 100


def partner(desk: Desk, name: str = "青禾社区中心", **more: object) -> str:
    return desk.partners.add(name=name, kind=PartnerKind.VENUE, **more).id  # type: ignore[arg-type]


def code_of(error: pytest.ExceptionInfo[DeskError]) -> str:
    return error.value.code


# -- partners


def test_a_partner_is_kept_and_its_phone_masked(desk: Desk) -> None:
    made = desk.partners.add(
        name=" 青禾 ", kind=PartnerKind.SPONSOR, contact="李经理", phone="138 0000 1234", notes="面谈过"
    )
    assert (made.name, made.kind, made.contact, made.phone) == ("青禾", PartnerKind.SPONSOR, "李经理", "138****1234")
    assert made.changes == {"partners"}
    assert desk.partners.show(made.id, unmasked=True).phone == "13800001234"
    assert desk.partners.change(made.id, contact="王经理").phone == "138****1234"
    assert desk.partners.show(made.id, unmasked=True).phone == "13800001234"
    assert desk.partners.change(made.id, phone="").phone == ""
    with desk.house.store.reading() as connection:
        actions = connection.execute(sa.select(t.audit.c.action)).scalars().all()
    assert actions.count("unmasked") == 2


def test_a_name_is_taken_once(desk: Desk) -> None:
    first = partner(desk)
    second = partner(desk, "书店")
    with pytest.raises(Conflict) as error:
        partner(desk)
    assert code_of(error) == "partner_exists"
    with pytest.raises(Conflict):
        desk.partners.change(second, name="青禾社区中心")
    assert desk.partners.change(first, name="青禾社区中心").name == "青禾社区中心"


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"name": " "}, "name_missing"), ({"phone": "12"}, "bad_phone"), ({"phone": "abc"}, "bad_phone")],
)
def test_what_no_partner_has_is_refused(desk: Desk, fields: dict[str, str], code: str) -> None:
    id = partner(desk)
    with pytest.raises(InvalidInput) as error:
        desk.partners.change(id, **fields)
    assert code_of(error) == code
    with pytest.raises(InvalidInput):
        desk.partners.add(**({"name": "x"} | fields))  # type: ignore[arg-type]


def test_who_pledged_stays_and_others_can_go_and_come_back(fair: Desk) -> None:
    id = partner(fair, phone="13800001234")
    gift = fair.partners.pledge(id, title="场地", pledged_fen=500, event="FAIR", in_kind=True).contributions[0].id
    with pytest.raises(Conflict) as error:
        fair.partners.remove(id)
    assert code_of(error) == "partner_in_use"
    gone = fair.partners.remove_pledge(gift)
    assert gone.changes == {"partners", "budgets", "events"}
    removed = fair.partners.remove(id)
    assert "1234" not in repr(removed)
    assert fair.partners.list() == ()
    with pytest.raises(NotFound):
        fair.partners.put_pledge_back(gone)
    fair.partners.put_back(removed)
    fair.partners.put_back(removed)
    back = fair.partners.put_pledge_back(gone)
    assert fair.partners.show(id, unmasked=True).phone == "13800001234"
    assert [one.id for one in back.contributions] == [gift]


def test_a_name_that_was_taken_meanwhile_can_not_come_back(desk: Desk) -> None:
    removed = desk.partners.remove(partner(desk))
    partner(desk)
    with pytest.raises(Conflict):
        desk.partners.put_back(removed)


def test_money_and_kind_are_counted_apart(fair: Desk) -> None:
    id = partner(fair)
    fair.partners.pledge(id, title="赞助", pledged_fen=2000, received_fen=500, event="FAIR")
    fair.partners.pledge(id, title="年度赞助", pledged_fen=900)
    view = fair.partners.pledge(id, title="水", pledged_fen=70, event="FAIR", in_kind=True)
    assert (view.money.pledged, view.money.received, view.in_kind.pledged, view.events) == (2900, 500, 70, 1)
    (listed,) = fair.partners.list()
    assert (listed.money, listed.in_kind, listed.events, listed.contributions) == (view.money, view.in_kind, 1, ())
    assert {one.title for one in fair.partners.of_event("FAIR")} == {"赞助", "水"}
    gift = next(one for one in view.contributions if one.title == "年度赞助")
    moved = fair.partners.change_pledge(gift.id, event="FAIR", received_fen=900)
    assert moved.money.received == 1400
    assert len(fair.partners.of_event("FAIR")) == 3
    assert fair.partners.change_pledge(gift.id, event=None).events == 1
    for wrong in ({"pledged_fen": -1}, {"received_fen": 10**12}, {"title": " "}):
        with pytest.raises(InvalidInput):
            fair.partners.change_pledge(gift.id, **wrong)


def test_money_is_not_for_the_door(fair: Desk) -> None:
    actor = fair.house.actor
    fair.house.actor = Actor(actor.operator, OperatorRole.DOOR, actor.station, actor.station_name)
    for ask in (fair.partners.list, lambda: fair.budgets.of_event("FAIR"), lambda: fair.budgets.of_year(2026)):
        with pytest.raises(NotAllowed):
            ask()
    for write in (
        lambda: partner(fair), lambda: fair.proposals.add(title="x"), lambda: fair.checklists.add("FAIR", title="x", due_days=0),
        lambda: fair.budgets.add("FAIR", side=Side.COST, kind=LineKind.PRINT, title="x", planned_fen=1),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            write()
    fair.house.actor = Actor(actor.operator, OperatorRole.READER, actor.station, actor.station_name)
    assert fair.partners.list() == ()
    with pytest.raises(NotAllowed):
        partner(fair)


# -- budgets


def test_every_figure_is_the_sum_of_its_lines(fair: Desk) -> None:
    add = fair.budgets.add
    add("FAIR", side=Side.COST, kind=LineKind.VENUE, title="场租", planned_fen=300000, actual_fen=280050)
    add("FAIR", side=Side.COST, kind=LineKind.CATERING, title="点心", planned_fen=50000)
    add("FAIR", side=Side.INCOME, kind=LineKind.TICKETS, title="门票", planned_fen=200000, actual_fen=150000)
    id = partner(fair)
    fair.partners.pledge(id, title="赞助", pledged_fen=100000, received_fen=60000, event="FAIR")
    fair.partners.pledge(id, title="饮料", pledged_fen=9900, event="FAIR", in_kind=True)
    view = fair.budgets.of_event("FAIR")
    assert [(line.title, line.partner) for line in view.lines] == [
        ("赞助", "青禾社区中心"), ("门票", ""), ("场租", ""), ("点心", ""),
    ]  # fmt: skip
    assert (view.sums.income.planned, view.sums.income.actual) == (300000, 210000)
    assert (view.sums.cost.planned, view.sums.cost.actual, view.sums.cost.open) == (350000, 280050, 1)
    assert (view.sums.planned_balance, view.sums.actual_balance) == (-50000, -70050)
    assert [one.title for one in view.in_kind] == ["饮料"]
    assert (view.per_family.cost, view.per_family.families, view.per_family.fen) == (280050, 0, None)


def test_the_cost_of_a_family_counts_families_as_attendance_does(fair: Desk, register: Register) -> None:
    first, second, _ = register(), register(children=2), register()
    for made in (first, second):
        fair.checkins.scan("FAIR", Scan(text=made.ticket))
    fair.budgets.add("FAIR", side=Side.COST, kind=LineKind.MATERIAL, title="x", planned_fen=1, actual_fen=1001)
    view = fair.budgets.of_event("FAIR")
    assert view.per_family.families == fair.attendance.show("FAIR").totals.attended.families == 2
    assert (view.per_family.cost, view.per_family.fen) == (1001, 501)


def test_a_year_adds_up_its_events(fair: Desk, register: Register) -> None:
    start = datetime(2026, 12, 31, 23, 30, tzinfo=ZONE)
    fair.events.add(title="跨年", start=start, end=start + timedelta(hours=2), code="EVE")
    fair.events.add(title="元旦", start=start + timedelta(hours=1), end=start + timedelta(hours=2), code="NEW")
    fair.events.add(title="样板", start=start, end=start + timedelta(hours=2), code="TPL")
    fair.events.plan("TPL", template=True)
    for code in ("FAIR", "EVE", "NEW", "TPL"):
        fair.budgets.add(code, side=Side.COST, kind=LineKind.PRINT, title="海报", planned_fen=100, actual_fen=90)
    fair.checkins.scan("FAIR", Scan(text=register().ticket))
    fair.partners.pledge(partner(fair), title="年度赞助", pledged_fen=900)
    year = fair.budgets.of_year(2026)
    assert [view.code for view in year.events] == ["FAIR", "EVE"]
    assert (year.sums.cost.planned, year.sums.cost.actual, year.sums.income.lines) == (200, 180, 0)
    assert (year.per_family.cost, year.per_family.families) == (90, 1)
    assert [one.title for one in year.general] == ["年度赞助"]
    assert [view.code for view in fair.budgets.of_year(2027).events] == ["NEW"]
    with pytest.raises(InvalidInput):
        fair.budgets.of_year(1066)


def test_a_line_is_changed_removed_and_put_back(fair: Desk) -> None:
    made = fair.budgets.add("FAIR", side=Side.COST, kind=LineKind.PRINT, title="海报", planned_fen=100)
    line = made.lines[0]
    assert made.changes == {"budgets"}
    fair.budgets.add("FAIR", side=Side.COST, kind=LineKind.PRINT, title="传单", planned_fen=1)
    changed = fair.budgets.change(line.id, actual_fen=120, kind=LineKind.OTHER)
    assert (changed.lines[0].actual_fen, changed.lines[0].kind) == (120, LineKind.OTHER)
    assert fair.budgets.change(line.id, actual_fen=None).lines[0].actual_fen is None
    removed = fair.budgets.remove(line.id)
    assert [one.title for one in fair.budgets.of_event("FAIR").lines] == ["传单"]
    assert [one.title for one in fair.budgets.put_back(removed).lines] == ["海报", "传单"]
    with pytest.raises(InvalidInput) as error:
        fair.budgets.change(line.id, kind=LineKind.TICKETS)
    assert code_of(error) == "bad_line_kind"
    fair.budgets.change(line.id, side=Side.INCOME, kind=LineKind.TICKETS)
    for wrong in ({"planned_fen": -1}, {"title": ""}, {"actual_fen": 10**12}):
        with pytest.raises(InvalidInput):
            fair.budgets.change(line.id, **wrong)
    with pytest.raises(NotFound):
        fair.budgets.change("nothing", title="x")


def test_amounts_are_typed_as_people_do() -> None:
    assert fen_of("￥1,234.5", field="planned") == 123450
    with pytest.raises(InvalidInput) as error:
        fen_of("about 5", field="planned")
    assert error.value.details == {"field": "planned"}


# -- checklists


def titles(desk: Desk) -> list[str]:
    return [task.title for task in desk.checklists.show("FAIR").tasks]


def test_tasks_have_real_days_and_stand_in_their_order(fair: Desk) -> None:
    fair.checklists.add("FAIR", title="布置", due_days=0, owner=" 小王 ")
    fair.checklists.add("FAIR", title="报备", due_days=-30)
    view = fair.checklists.add("FAIR", title="总结", due=date(2026, 12, 5))
    assert [(task.title, task.due, task.due_days) for task in view.tasks] == [
        ("报备", date(2026, 10, 29), -30), ("布置", date(2026, 11, 28), 0), ("总结", date(2026, 12, 5), 7),
    ]  # fmt: skip
    assert [task.overdue for task in view.tasks] == [True, False, False]
    assert (view.overdue, view.done, view.tasks[1].owner) == (1, 0, "小王")
    done = fair.checklists.done(view.tasks[0].id)
    assert [task.title for task in done.tasks] == ["布置", "总结", "报备"]
    assert (done.overdue, done.done) == (0, 1)
    assert fair.checklists.done(view.tasks[0].id, done=False).overdue == 1


def test_tasks_move_with_their_event(fair: Desk) -> None:
    fair.checklists.add("FAIR", title="报备", due_days=-30)
    event = fair.events.show("FAIR")
    later = timedelta(days=10)
    fair.events.change(
        "FAIR", title=event.title, start=event.start + later, end=event.end + later, venue="", capacity=None,
        capacity_unit=event.capacity_unit, band=None,
    )  # fmt: skip
    assert fair.checklists.show("FAIR").tasks[0].due == date(2026, 11, 8)


def test_the_day_is_that_of_the_organisation(desk: Desk, clock: SetClock) -> None:
    start = datetime(2026, 12, 1, 0, 30, tzinfo=ZONE)
    desk.events.add(title="x", start=start, end=start + timedelta(hours=1), code="EARLY")
    assert desk.checklists.add("EARLY", title="x", due_days=0).tasks[0].due == date(2026, 12, 1)


def test_tasks_are_moved_and_come_back_where_they_were(fair: Desk) -> None:
    for title in "abcd":
        fair.checklists.add("FAIR", title=title, due_days=1)
    ids = {task.title: task.id for task in fair.checklists.show("FAIR").tasks}
    fair.checklists.move(ids["d"], to=1)
    assert titles(fair) == ["a", "d", "b", "c"]
    fair.checklists.move(ids["a"], to=99)
    assert titles(fair) == ["d", "b", "c", "a"]
    fair.checklists.move(ids["a"], to=-5)
    assert titles(fair) == ["a", "d", "b", "c"]
    removed = fair.checklists.remove(ids["d"])
    assert titles(fair) == ["a", "b", "c"]
    assert [task.title for task in fair.checklists.put_back(removed).tasks] == ["a", "d", "b", "c"]
    assert fair.checklists.change(ids["b"], title="B", due=date(2026, 11, 30)).tasks[2].due_days == 2


def test_the_usual_list_is_added_once(fair: Desk) -> None:
    fair.events.plan("FAIR", kind=EventKind.OUTDOOR)
    offered = fair.checklists.offered("FAIR")
    assert "weather" in {task.key for task in offered}
    fair.checklists.add("FAIR", title="mine", due_days=-8)
    tasks = [(task.key, task.due_days) for task in offered]
    view = fair.checklists.add_all("FAIR", tasks)
    assert len(view.tasks) == len(offered) + 1
    again = fair.checklists.add_all("FAIR", tasks)
    assert [task.id for task in again.tasks] == [task.id for task in view.tasks]
    by_position = sorted(view.tasks, key=lambda task: task.position)
    assert [task.position for task in by_position] == list(range(1, len(by_position) + 1))
    assert [task.due_days for task in by_position] == sorted(task.due_days for task in by_position)


@pytest.mark.parametrize("wrong", [{"title": ""}, {"due_days": 800}, {"due": date(2031, 1, 1)}])
def test_what_no_task_has_is_refused(fair: Desk, wrong: dict[str, object]) -> None:
    id = fair.checklists.add("FAIR", title="x", due_days=1).tasks[0].id
    with pytest.raises(InvalidInput):
        fair.checklists.change(id, **wrong)
    with pytest.raises(InvalidInput):
        fair.checklists.add("FAIR", title="x")
    with pytest.raises(NotFound):
        fair.checklists.done("nothing")


def test_nothing_is_put_back_into_an_event_that_is_no_more(desk: Desk) -> None:
    start = datetime(2026, 12, 12, 9, 30, tzinfo=desk.zone)
    desk.events.add(title="x", start=start, end=start + timedelta(hours=2), code="X")
    line = desk.budgets.add("X", side=Side.COST, kind=LineKind.PRINT, title="海报", planned_fen=100).lines[0]
    task = desk.checklists.add("X", title="海报", due_days=-1).tasks[0]
    gift = desk.partners.pledge(partner(desk), title="赞助", pledged_fen=100, event="X").contributions[0]
    put_back = (
        partial(desk.budgets.put_back, desk.budgets.remove(line.id)),
        partial(desk.checklists.put_back, desk.checklists.remove(task.id)),
        partial(desk.partners.put_pledge_back, desk.partners.remove_pledge(gift.id)),
    )
    desk.events.remove("X")
    for again in put_back:
        with pytest.raises(NotFound, match="event_removed"):
            again()


def test_who_ticks_a_task_off_twice_does_not_change_when_it_was(fair: Desk, clock: SetClock) -> None:
    task = fair.checklists.add("FAIR", title="海报", due_days=-1).tasks[0]
    first = fair.checklists.done(task.id).tasks[0].done_at
    clock.at += timedelta(hours=1)
    assert first is not None and fair.checklists.done(task.id).tasks[0].done_at == first
