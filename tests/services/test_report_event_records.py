"""Figures of the event report open to the gifts and the cases that they count."""

from dataclasses import replace
from pathlib import Path

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.right import OperatorRole
from eventdesk.exchange.reader import read_text
from eventdesk.reports.document import Figure, ValueKind
from eventdesk.services.report_views import CountedPerson, CountedRecord
from tests.conftest import Register


@pytest.fixture
def given(fair: Desk) -> Desk:
    """``FAIR`` with gifts of two partners, one of whom gives another event something as well."""
    start = fair.events.show("FAIR").start
    fair.events.add(title="别的", start=start, end=start.replace(hour=20), code="OTHER")
    mill, shop = (fair.partners.add(name=name).id for name in ("面粉坊", "绘本屋"))
    fair.partners.pledge(mill, title="面粉", pledged_fen=20_000, received_fen=15_000, event="FAIR", in_kind=True)
    fair.partners.pledge(mill, title="赞助", pledged_fen=50_000, received_fen=50_000, event="FAIR")
    fair.partners.pledge(shop, title="绘本", pledged_fen=8_000, event="FAIR", in_kind=True)
    fair.partners.pledge(shop, title="别处", pledged_fen=70_000, event="OTHER", in_kind=True)
    return fair


def records(desk: Desk, key: str) -> tuple[CountedRecord, ...] | None:
    found = desk.reports.behind("FAIR", key, "event")
    return None if found is None else tuple(one for one in found if isinstance(one, CountedRecord))


def figures(desk: Desk, part: str) -> list[Figure]:
    found = [one for one in desk.reports.look("FAIR", "event").document.figures if one.key.startswith(f"{part}.")]
    assert found
    return found


def test_every_figure_of_partners_opens_to_what_it_adds_up(given: Desk) -> None:
    for figure in figures(given, "partners"):
        behind = records(given, figure.key)
        assert behind is not None, figure.key
        if figure.key == "partners.count":
            assert figure.value == len(behind) and [one.title for one in behind] == ["绘本屋", "面粉坊"]
            continue
        added = sum(one.numerator or 0 for one in behind)
        assert added == (figure.numerator if figure.kind is ValueKind.RATE else figure.value), figure.key
        assert figure.denominator is None or figure.denominator == sum(one.denominator or 0 for one in behind)
        assert {one.kind for one in behind} == {ValueKind.MONEY}
    promised = records(given, "partners.in_kind_promised_fen")
    assert promised is not None and [(one.title, one.numerator) for one in promised] == [
        ("绘本屋 · 绘本", 8_000), ("面粉坊 · 面粉", 20_000),
    ]  # fmt: skip
    assert records(given, "partners.anything_else") is None


def test_an_event_that_nobody_gave_anything_to_opens_to_nothing(fair: Desk) -> None:
    assert all(records(fair, figure.key) == () for figure in figures(fair, "partners"))


def test_every_figure_of_follow_ups_opens_to_its_cases(fair: Desk) -> None:
    first, *_ = [fair.cases.add("FAIR", text).id for text in ("电话 13800001234\n请回", "楼梯太滑", "谢谢")]
    fair.cases.done(first)
    found = {figure.key: (figure, records(fair, figure.key)) for figure in figures(fair, "follow_ups")}
    assert {key for key, (_, behind) in found.items() if behind is None} == set()
    for key in ("follow_ups.cases", "follow_ups.open"):
        figure, behind = found[key]
        assert behind is not None and figure.value == len(behind)
    figure, behind = found["follow_ups.done"]
    assert behind is not None
    assert figure.numerator == sum(one.numerator or 0 for one in behind) == 1
    assert figure.denominator == sum(one.denominator or 0 for one in behind) == 3
    titles = [one.title for one in behind]
    assert not any("13800001234" in title or "\n" in title for title in titles) and "楼梯太滑" in titles


def test_what_a_case_says_is_not_for_readers_of_reports(fair: Desk) -> None:
    fair.cases.add("FAIR", "楼梯太滑")
    owner = fair.house.actor
    fair.house.actor = replace(owner, role=OperatorRole.READER)
    assert figures(fair, "follow_ups") and records(fair, "follow_ups.cases") is None
    fair.house.actor = owner
    assert len(records(fair, "follow_ups.cases") or ()) == 1


def test_cases_of_too_few_answers_are_not_told(fair: Desk) -> None:
    lines = "".join(f"2026-11-28 13:0{n}:00,1380000000{n},{n % 2 + 1}\n" for n in range(4))
    fair.feedback_imports.run(
        "FAIR", Path("a.csv"), workbook=read_text(f"提交时间,手机号,总体满意度\n{lines}", name="a.csv")
    )
    fair.cases.add("FAIR", "楼梯太滑")
    assert records(fair, "follow_ups.cases") is None and records(fair, "follow_ups.open") is None


def test_figures_of_people_still_open_to_people(fair: Desk, register: Register) -> None:
    register(children=1)
    people = fair.reports.behind("FAIR", "registered.persons", "event")
    assert people is not None and len(people) == 2 and all(isinstance(one, CountedPerson) for one in people)
    assert fair.reports.behind("FAIR", "money.anything_else", "event") is None


def test_every_amount_opens_to_the_lines_that_it_adds_up(given: Desk) -> None:
    given.budgets.add("FAIR", side=Side.COST, kind=LineKind.MATERIAL, title="Paper", planned_fen=30_000, actual_fen=27_050)
    given.budgets.add("FAIR", side=Side.COST, kind=LineKind.CATERING, title="Buns", planned_fen=10_000)
    found = {figure.key: (figure, records(given, figure.key)) for figure in figures(given, "money")}
    for key, (figure, behind) in found.items():
        assert behind is not None, key
        if key == "money.open":
            assert [one.title for one in behind] == ["Buns"] and figure.value == 1
        elif key != "money.per_family_fen":
            assert sum(one.numerator or 0 for one in behind) == figure.value, key
            assert {one.kind for one in behind} == {ValueKind.MONEY}
    assert found["money.balance_fen"][0].value == 50_000 - 27_050
