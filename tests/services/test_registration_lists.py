"""Lists as files: typed, safe, masked unless the right is used, and audited."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.domain.fee import PersonKind
from eventdesk.domain.question import QuestionKind
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import InvalidInput, NotAllowed, NotFound, StoreProblem
from eventdesk.services.booking import BookedPerson
from resources.words import Words

ZH = Words("zh")
NAMES = ("曾小满", "=HYPERLINK(1)", "单可", "阿依")


@pytest.fixture
def listed(fair: Desk) -> Desk:
    fair.events.add_slot("FAIR", title="拓印", code="S1", capacity=6)
    fair.fees.set_prices("FAIR", {("", PersonKind.ADULT): 3050})
    fair.questions.add("FAIR", text="说明", kind=QuestionKind.TEXT)
    for number, name in enumerate(NAMES):
        people = [BookedPerson(Role.GUARDIAN, name, phone=f"1380000000{number}", phone_type="mobile"),
                  BookedPerson(Role.CHILD, f"孩子{number}")]  # fmt: skip
        made = fair.registrations.add("FAIR", people=people, slots=["S1"], consent_method="paper", notes="+1 找 13812341234")
        fair.questions.answer(made.id, {"q1": "@电话 13812341234"})
    return fair


def exports(desk: Desk) -> int:
    with desk.house.store.reading() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM audit WHERE action = 'registrations.exported'")
        return int(found.scalar_one())


def test_csv_and_workbook_hold_the_same_and_nothing_that_runs(listed: Desk, tmp_path: Path) -> None:
    made = listed.lists.export("FAIR", tmp_path, ZH, formats=("xlsx", "csv"), unmasked=True)
    assert (made.count, [file.name for file in made.files]) == (4, ["FAIR-registrations.xlsx", "FAIR-registrations.csv"])
    data = made.files[1].read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [row["家长"] for row in rows] == [NAMES[0], f"'{NAMES[1]}", *NAMES[2:]]
    assert rows[0]["说明"] == "'@电话 13812341234" and rows[0]["备注"] == "'+1 找 13812341234"
    sheet = load_workbook(made.files[0]).active
    assert sheet is not None
    head = {cell.value: place for place, cell in enumerate(sheet[1])}
    cells = [{name: row[place] for name, place in head.items()} for row in sheet.iter_rows(min_row=2)]
    assert [row["家长"].value for row in cells] == list(NAMES)
    assert {row["家长"].data_type for row in cells} == {"s"}
    assert (cells[0]["费用"].value, cells[0]["费用"].number_format, cells[0]["大人"].value) == (30.5, "#,##0.00", 1)
    assert cells[0]["报名时间"].is_date
    assert sheet.freeze_panes == "B2"


def test_lists_are_masked_unless_the_right_is_used(listed: Desk, tmp_path: Path) -> None:
    made = listed.lists.export("FAIR", tmp_path, ZH, formats=("csv",))
    text = made.files[0].read_text(encoding="utf-8-sig")
    assert "曾小满" not in text and "13812341234" not in text and "曾**" in text
    house, owner = listed.house, listed.actor
    before = exports(listed)
    for role, unmasked in ((OperatorRole.DOOR, False), (OperatorRole.READER, False), (OperatorRole.PLANNER, True)):
        house.actor = replace(owner, role=role)
        with pytest.raises(NotAllowed):
            listed.lists.export("FAIR", tmp_path / "no", ZH, formats=("csv",), unmasked=unmasked)
        with pytest.raises(NotAllowed):
            listed.lists.contacts("FAIR", unmasked=unmasked)
    house.actor = owner
    assert exports(listed) == before and not (tmp_path / "no").exists()
    assert [one.phone for one in listed.lists.contacts("FAIR", unmasked=True)] == [f"1380000000{n}" for n in range(4)]
    assert exports(listed) == before + 1


def test_the_sheet_for_the_wall_goes_by_the_sound_of_surnames(listed: Desk, tmp_path: Path) -> None:
    from eventdesk.services.registration_lists import _letter, _sounds

    sounds = _sounds(listed.house, listed.events.show("FAIR").id)
    assert sorted(_letter(sound) for sound in sounds.values()) == ["A", "H", "S", "Z"]
    made = listed.lists.export("FAIR", tmp_path, ZH, formats=("pdf",), slot="S1")
    assert made.files[0].name == "FAIR-S1-signin.pdf" and made.files[0].read_bytes().startswith(b"%PDF")


def test_parts_of_a_list_and_lists_that_cannot_be(listed: Desk, tmp_path: Path) -> None:
    some = [view.id for view in listed.registrations.list("FAIR")][:2]
    assert listed.lists.export("FAIR", tmp_path, ZH, formats=("csv",), only=some).count == 2
    with pytest.raises(InvalidInput):
        listed.lists.export("FAIR", tmp_path, ZH, formats=("doc",))
    with pytest.raises(NotFound):
        listed.lists.export("FAIR", tmp_path, ZH, formats=("csv",), slot="S9")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreProblem):
        listed.lists.export("FAIR", tmp_path / "file", ZH, formats=("csv",))
