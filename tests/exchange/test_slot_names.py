"""Answers that name no slot of the event: they are shown, a person says what they mean, and the next file knows it."""

from datetime import date
from pathlib import Path

from eventdesk.exchange.plan import ImportContext, ImportPlan, SlotChoice
from eventdesk.exchange.questionnaire import plan_import
from eventdesk.exchange.reader import read_workbook

CONTEXT = ImportContext(
    as_of=date(2026, 11, 1), event_date=date(2026, 11, 28), slots=(SlotChoice("A", "落叶拓印"), SlotChoice("B", "积木搭桥")),
)  # fmt: skip


def plan(folder: Path, *chosen: str, **said: str) -> ImportPlan:
    file = folder / "list.csv"
    rows = "".join(f"林梅{n},1380000111{n},林安,2021-04-01,{text}\n" for n, text in enumerate(chosen))
    file.write_text("家长姓名,手机号,孩子姓名,出生日期,选择场次\n" + rows, encoding="utf-8")
    mapping = {"csv": {f"={text}": field for text, field in said.items()}} if said else None
    return plan_import(read_workbook(file), CONTEXT, mapping=mapping)


def asked(found: ImportPlan) -> list[tuple[str, str, float]]:
    return [(g.heading, g.field, g.confidence) for g in found.columns if g.letter.startswith("=")]


def test_what_no_title_holds_is_asked_about_once(tmp_path: Path) -> None:
    found = plan(tmp_path, "落叶拓印", "搭积木", "搭积木┋落叶")
    assert asked(found) == [("搭积木", "ignored", 0.0)]
    assert [family.slots for family in found.families] == [("A",), (), ("A",)]
    assert "unknown_slot" in found.rows[1].warnings


def test_what_was_said_is_taken(tmp_path: Path) -> None:
    found = plan(tmp_path, "搭积木", "搭积木┋落叶", "随便", 搭积木="slots[B]", 随便="ignored")
    assert [family.slots for family in found.families] == [("B",), ("A", "B"), ()]
    assert not any("unknown_slot" in row.warnings for row in found.rows)
    assert asked(found) == [("搭积木", "slots[B]", 1.0), ("随便", "ignored", 1.0)]
    assert found.mapping["csv"]["A"] == "guardians[0].name"  # the columns are guessed as before


def test_a_slot_that_this_event_has_not_is_asked_about_again(tmp_path: Path) -> None:
    found = plan(tmp_path, "搭积木", 搭积木="slots[OLD]")
    assert asked(found) == [("搭积木", "ignored", 0.0)]
    assert "unknown_slot" in found.rows[0].warnings
