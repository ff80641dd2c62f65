"""Prices, fees, payments and receipts of a real desk."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.fee import FeeState, PaymentKind, PersonKind
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import Conflict, DeskError, InvalidInput, NotAllowed
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.engine import IMMEDIATE
from resources.words import Words
from tests.conftest import Register

ZH = Words("zh")
ADULT, CHILD, FAMILY = ("", PersonKind.ADULT), ("", PersonKind.CHILD), ("", PersonKind.FAMILY)


@pytest.fixture
def priced(fair: Desk) -> Desk:
    fair.fees.set_prices("FAIR", {ADULT: 3000, CHILD: 5050})
    return fair


def paid_column(desk: Desk, registration: str) -> bool:
    with desk.house.store.reading() as connection:
        return bool(connection.execute(sa.select(t.registration.c.paid).where(t.registration.c.id == registration)).scalar_one())


def test_a_free_event_asks_for_nothing(fair: Desk, register: Register) -> None:
    view = register()
    assert (view.fee, view.stands.state, paid_column(fair, view.id)) == (None, FeeState.FREE, True)
    with pytest.raises(Conflict) as raised:
        fair.payments.pay(view.id, 100, method="cash")
    assert raised.value.code == "nothing_owed"


def test_a_fee_is_worked_out_when_a_registration_is_made_and_follows_its_party(priced: Desk, register: Register) -> None:
    view = register(children=2)
    assert (view.fee, paid_column(priced, view.id)) == (3000 + 2 * 5050, False)
    assert priced.edits.change(view.id, children=1).fee == 3000 + 5050


def test_prices_that_change_leave_fees_until_they_are_worked_out(priced: Desk, register: Register) -> None:
    view, gone = register(), register()
    priced.registrations.cancel(gone.id)
    assert priced.fees.set_price("FAIR", kind=PersonKind.FAMILY, amount=100).stale == 1
    assert priced.registrations.show(view.id).fee == 8050
    assert priced.fees.work_out("FAIR") == 1
    assert (priced.registrations.show(view.id).fee, priced.fees.prices("FAIR").stale) == (8150, 0)
    assert priced.registrations.show(gone.id).fee == 8050


@pytest.mark.parametrize(("since", "until", "fee"), [(0, 0, 3000), (-30, None, 3000), (-30, -1, 8050), (1, None, 8050)])
def test_members_pay_the_prices_of_their_level_on_the_day(
    priced: Desk, register: Register, since: int, until: int | None, fee: int
) -> None:
    """Days are counted from the event's; who is a member no more, or not yet, pays what others pay."""
    view = register()
    level = priced.memberships.add_level("金卡")
    day = priced.events.show("FAIR").start.astimezone(priced.zone).date()
    last = None if until is None else day + timedelta(days=until)
    priced.memberships.join(view.family, level.id, since=day + timedelta(days=since), until=last)
    priced.fees.set_price("FAIR", kind=PersonKind.CHILD, amount=0, level="金卡")
    priced.fees.work_out("FAIR")
    assert priced.registrations.show(view.id).fee == fee
    assert [row.name for row in priced.fees.prices("FAIR").rows] == ["", "金卡"]


def test_money_comes_in_parts_goes_back_and_is_not_asked_for(priced: Desk, register: Register) -> None:
    view = register()
    part = priced.payments.pay(view.id, 5000, method="cash")
    assert (part.stands.state, part.stands.owed, paid_column(priced, view.id)) == (FeeState.PART, 3050, False)
    assert priced.payments.waive(view.id, 50, note="找零").stands.owed == 3000
    whole = priced.payments.pay(view.id, method="wechat")
    assert (whole.stands.state, whole.stands.received, paid_column(priced, view.id)) == (FeeState.PAID, 8000, True)
    back = priced.payments.refund(view.id, 1000, method="cash")
    assert (back.stands.owed, paid_column(priced, view.id)) == (1000, False)
    for amount, verb in ((1001, priced.payments.pay), (7001, priced.payments.refund), (-1, priced.payments.pay)):
        with pytest.raises(DeskError):
            verb(view.id, amount, method="cash")
    with pytest.raises(InvalidInput):
        priced.payments.waive(view.id, note="  ")


def test_a_cancelled_family_gets_its_money_back_and_owes_again_once_restored(priced: Desk, register: Register) -> None:
    view = register()
    priced.payments.pay(view.id, method="cash")
    priced.registrations.cancel(view.id)
    assert priced.payments.show(view.id).stands.over == 8050
    priced.payments.refund(view.id, method="cash")
    assert priced.registrations.restore(view.id).stands.owed == 8050
    assert not paid_column(priced, view.id)


def test_a_mistake_is_taken_back_unless_something_stands_on_it(priced: Desk, register: Register, tmp_path: Path) -> None:
    view = register()
    entry = priced.payments.pay(view.id, method="cash").payments[0].id
    assert priced.payments.take_back(entry).stands.owed == 8050
    entry = priced.payments.pay(view.id, method="cash").payments[0].id
    given_back = priced.payments.refund(view.id, 8000, method="cash").payments
    refund = next(one.id for one in given_back if one.kind is PaymentKind.REFUNDED)
    with pytest.raises(Conflict) as raised:
        priced.payments.take_back(entry)
    assert raised.value.code == "refunded_already"
    priced.payments.take_back(refund)
    priced.payments.receipt(entry, tmp_path, ZH)
    with pytest.raises(Conflict) as raised:
        priced.payments.take_back(entry)
    assert raised.value.code == "has_receipt"


def test_receipts_run_without_gaps_and_keep_their_number(priced: Desk, register: Register, tmp_path: Path) -> None:
    entries = [priced.payments.pay(register().id, method="cash").payments[0].id for _ in range(3)]
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DeskError):
        priced.payments.receipt(entries[0], tmp_path / "file", ZH)
    numbers = [priced.payments.receipt(entry, tmp_path, ZH).number for entry in (*entries, entries[1])]
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003", "0002"]
    assert len({number[:-4] for number in numbers}) == 1 and numbers[0].startswith("2026-")
    file = tmp_path / f"receipt-{numbers[0]}.pdf"
    assert file.read_bytes().startswith(b"%PDF") and b"/Count 1" in file.read_bytes()
    waived = priced.payments.waive(register().id, note="志愿者").payments[0].id
    with pytest.raises(Conflict):
        priced.payments.receipt(waived, tmp_path, ZH)


def test_a_whole_name_on_a_receipt_needs_the_right(priced: Desk, register: Register, tmp_path: Path) -> None:
    entry = priced.payments.pay(register().id, method="cash").payments[0].id
    house, owner = priced.house, priced.actor
    house.actor = replace(owner, role=OperatorRole.PLANNER)
    with pytest.raises(NotAllowed):
        priced.payments.receipt(entry, tmp_path, ZH, unmasked=True)
    house.actor = owner
    assert priced.payments.receipt(entry, tmp_path, ZH).number.endswith("0001")


def test_totals_agree_with_the_budget_that_takes_them(priced: Desk, register: Register) -> None:
    first, second, third = register(), register(), register()
    priced.payments.pay(first.id, method="cash")
    priced.payments.pay(second.id, 1000, method="wechat")
    priced.payments.refund(second.id, 400, method="cash")
    priced.payments.waive(third.id, note="志愿者")
    priced.edits.wait(third.id)
    totals = priced.fees.totals("FAIR")
    assert (totals.stands.due, totals.received, totals.owed, totals.unpaid) == (16100, 8650, 7450, 1)
    assert (dict(totals.by_method), totals.in_budget) == ({"cash": 7650, "wechat": 1000}, None)
    assert sum(totals.by_method.values()) == totals.received
    view = priced.fees.into_budget("FAIR")
    assert [(line.kind, line.actual_fen) for line in view.lines] == [(LineKind.TICKETS, 8650)]
    priced.payments.pay(second.id, method="cash")
    assert len(priced.fees.into_budget("FAIR").lines) == 1
    assert priced.fees.totals("FAIR").in_budget == priced.fees.totals("FAIR").received == 16100
    priced.budgets.add("FAIR", side=Side.INCOME, kind=LineKind.TICKETS, title="现场票", planned_fen=0)
    with pytest.raises(Conflict):
        priced.fees.into_budget("FAIR")


def test_an_import_is_not_undone_under_money(priced: Desk, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("家长姓名,手机号,宝宝姓名\n林一,13800001111,林小\n周二,13800002222,周小\n", encoding="utf-8")
    batch = priced.imports.run("FAIR", file).batch
    assert batch is not None
    first = priced.registrations.list("FAIR")[0]
    assert first.fee == 8050
    priced.payments.pay(first.id, 100, method="cash")
    done = priced.imports.undo(batch)
    assert (done.removed, done.kept) == (1, 1)
    assert [one.kind for one in priced.payments.show(first.id).payments] == [PaymentKind.PAID]


def test_the_budget_shows_fees_beside_its_sums_and_counts_them_once(priced: Desk, register: Register) -> None:
    assert priced.budgets.of_event("FAIR").fees is None
    priced.payments.pay(register().id, method="cash")
    register()
    view = priced.budgets.of_event("FAIR")
    assert view.fees == priced.fees.totals("FAIR")
    assert view.fees is not None
    assert (view.fees.stands.due, view.fees.received, view.fees.owed, view.sums.income.actual) == (16100, 8050, 8050, 0)
    assert priced.fees.into_budget("FAIR").sums.income.actual == 8050
    assert priced.budgets.of_event("FAIR").sums.income.actual == 8050


def test_what_is_paid_meanwhile_is_in_the_budget_too(priced: Desk, register: Register) -> None:
    """What is added up and what is written are one step: a payment can't fall between them."""
    first, second = register(), register()
    priced.payments.pay(first.id, method="cash")
    engine = priced.house.store.engine.execution_options(**{IMMEDIATE: True})
    with engine.connect() as writer, writer.begin() as held:
        row = dict(writer.execute(sa.select(f.payment)).one()._mapping)
        writer.execute(f.payment.insert(), row | {"id": "late", "registration": second.id, "amount": 100})
        runner = threading.Thread(target=priced.fees.into_budget, args=("FAIR",))
        runner.start()
        runner.join(0.3)
        held.commit()
    runner.join(10)
    assert priced.fees.totals("FAIR").received == priced.fees.totals("FAIR").in_budget == 8150
