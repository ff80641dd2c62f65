"""The list of people to call as a file: masked unless asked for, and nothing in it that a spreadsheet would run."""

import csv
from pathlib import Path

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.domain.right import Actor, OperatorRole
from eventdesk.errors import NotAllowed, StoreProblem
from eventdesk.services.booking import BookedPerson
from resources.words import Words

ZH = Words("zh")


@pytest.fixture
def cancelled(fair: Desk) -> Desk:
    """Two families of an event that is cancelled; one was told."""
    for number, name in enumerate(("=HYPERLINK(1)", "家长二"), 1):
        people = [BookedPerson(Role.GUARDIAN, name, phone=f"1380000000{number}", phone_type="mobile"),
                  BookedPerson(Role.CHILD, f"孩子{number}")]  # fmt: skip
        fair.registrations.add("FAIR", people=people, consent_method="paper")
    fair.events.cancel("FAIR", reason="台风")
    fair.calls.done(fair.calls.list("FAIR")[1].id)
    return fair


def read(file: Path) -> list[list[str]]:
    return list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))


def audited(desk: Desk) -> int:
    with desk.house.store.reading() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE type = 'audit.unmasked'")
        return int(found.scalar_one())


def test_names_are_masked_unless_asked_for_and_that_is_audited(cancelled: Desk, tmp_path: Path) -> None:
    made = cancelled.calls.export("FAIR", tmp_path / "calls.csv", ZH)
    head, first, second = read(made.file)
    assert (made.families, head[:3]) == (2, ["家长", "电话", "要通知什么"])
    assert "*" in first[1] and "13800000001" not in first[1]
    assert (first[2], first[3], first[5]) == ("活动取消了", "已确认", "")
    assert second[5] != ""
    assert audited(cancelled) == 0
    cancelled.calls.export("FAIR", tmp_path / "calls.csv", ZH, unmasked=True)
    assert read(made.file)[1][1] == "13800000001"
    assert audited(cancelled) == 1


def test_a_name_that_looks_like_a_formula_is_quoted(cancelled: Desk, tmp_path: Path) -> None:
    cancelled.calls.export("FAIR", tmp_path / "calls.csv", ZH, unmasked=True)
    assert read(tmp_path / "calls.csv")[1][0] == "'=HYPERLINK(1)"


def test_whoever_may_not_look_may_not_export(cancelled: Desk, tmp_path: Path) -> None:
    house = cancelled.house
    for role in (OperatorRole.DOOR, OperatorRole.PLANNER):
        house.actor = Actor(house.actor.operator, role, house.actor.station, house.actor.station_name)
        with pytest.raises(NotAllowed):
            cancelled.calls.export("FAIR", tmp_path / "no.csv", ZH, unmasked=True)
    assert not (tmp_path / "no.csv").exists()


def test_a_file_that_cannot_be_written_is_named(cancelled: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreProblem) as raised:
        cancelled.calls.export("FAIR", tmp_path / "file" / "calls.csv", ZH)
    assert (raised.value.code, raised.value.details) == ("calls_not_written", {"file": "calls.csv"})
