"""Imports through the service: the sample files to the last row, undo, repetition, and nothing half done."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import Unit
from eventdesk.errors import Conflict, NotFound, UnreadableFile
from eventdesk.services.checkins import Scan
from tests.conftest import SAMPLES, ZONE

FILES = {
    "p1_wjx_autumn_camp": ".xlsx",
    "p5_own_template_2026": ".xlsx",
    "p6_own_template_per_child": ".csv",
}


def truth(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SAMPLES / "truth" / f"{name}.truth.json").read_text(encoding="utf-8"))
    return document


def prepared(desk: Desk, name: str) -> dict[str, Any]:
    """The event that a sample was made for."""
    document = truth(name)
    context = document["context"]
    day = date.fromisoformat(context["event_date"])
    desk.events.add(
        title=context["event"], start=datetime(day.year, day.month, day.day, 9, tzinfo=ZONE),
        end=datetime(day.year, day.month, day.day, 17, tzinfo=ZONE), code="CAMP", band=AgeBand(*context["age_band_months"]),
    )  # fmt: skip
    for slot in context["slots"]:
        desk.events.add_slot(
            "CAMP", title=slot["label"], code=slot["code"], capacity=slot["capacity"],
            capacity_unit=Unit(context.get("capacity_unit", "children")),
        )  # fmt: skip
    return document


def bring(desk: Desk, name: str, **more: Any) -> Any:
    as_of = date.fromisoformat(truth(name)["context"]["as_of"])
    return desk.imports.run("CAMP", SAMPLES / f"{name}{FILES[name]}", as_of=as_of, **more)


@pytest.mark.parametrize("name", FILES)
def test_every_row_gets_its_fate(desk: Desk, name: str) -> None:
    document = prepared(desk, name)
    rows = {row.ref: row for row in bring(desk, name).rows}
    assert set(rows) == {str(row["row"]) for row in document["rows"]}
    for expected in document["rows"]:
        row = rows[str(expected["row"])]
        assert row.fate in (expected["fate"], *expected.get("alt_fates", ())), row.ref
        assert set(row.warnings) >= set(expected["warnings"]), row.ref


@pytest.mark.parametrize("name", FILES)
def test_every_family_gets_its_members(desk: Desk, name: str) -> None:
    document = prepared(desk, name)
    bring(desk, name)
    found = {ref: view for view in desk.registrations.list("CAMP", unmasked=True) for ref in view.source_rows}
    assert len({view.id for view in found.values()}) == len(document["families"])
    for family in document["families"]:
        view, free = found[str(family["rows"][0])], family["policy_dependent"]
        guardians = [(g.name, g.phone or None, g.relation) for g in view.guardians]
        if "relation" not in free:
            assert guardians == [(g["name"], g["phone"], g["relation"]) for g in family["guardians"]], family["rows"]
        children = [(c.name, c.nickname, c.sex, c.birthdate and c.birthdate.isoformat(), c.allergies) for c in view.children]
        assert children == [
            (c["name"], c["nickname"], c["sex"], c["birthdate"], c["allergies"]) for c in family["children"]
        ], family["rows"]
        status = {code: state.value for code, state in view.slot_status}
        for field, value, expected in (
            ("headcount", {"adults": view.adults, "children": view.children_count}, family["headcount"]),
            ("slots", status, family["slot_status"]),
            ("photo_consent", view.photo_consent, family["photo_consent"]),
            ("notes", view.notes, family["notes"]),
        ):
            assert field in free or value == expected, (field, family["rows"])


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    prepared(desk, "p1_wjx_autumn_camp")
    result = bring(desk, "p1_wjx_autumn_camp", dry_run=True)
    assert result.batch is None
    assert result.counts["accepted"] == 169
    assert not result.changes
    assert desk.families.count() == (0, 0)
    assert desk.registrations.list("CAMP") == ()
    assert desk.imports.batches("CAMP") == ()


def test_undo_leaves_no_trace_of_a_batch(desk: Desk) -> None:
    prepared(desk, "p1_wjx_autumn_camp")
    batch = bring(desk, "p1_wjx_autumn_camp").batch
    ticket = desk.registrations.list("CAMP")[0].ticket
    assert desk.imports.undo(batch).removed == 193
    assert desk.families.count() == (0, 0)
    assert desk.families.search("王") == ()
    assert desk.checkins.scan("CAMP", Scan(text=ticket)).code.value == "revoked"
    with pytest.raises(Conflict):
        desk.imports.undo(batch)
    with pytest.raises(NotFound):
        desk.imports.undo("none")
    assert desk.proofs.verify().ok


def test_undo_keeps_who_has_come_in(desk: Desk) -> None:
    prepared(desk, "p1_wjx_autumn_camp")
    batch = bring(desk, "p1_wjx_autumn_camp").batch
    came = next(view for view in desk.registrations.list("CAMP") if view.state.value == "confirmed")
    desk.checkins.scan("CAMP", Scan(text=came.ticket))
    done = desk.imports.undo(batch)
    assert (done.removed, done.kept) == (192, 1)
    assert [view.id for view in desk.registrations.list("CAMP")] == [came.id]
    assert desk.families.show(came.family).history[0].attended == came.persons


def test_the_same_file_again_adds_nobody(desk: Desk) -> None:
    prepared(desk, "p5_own_template_2026")
    bring(desk, "p5_own_template_2026")
    before = [(v.id, v.state, v.adults, v.children_count, v.slot_status, v.ticket) for v in desk.registrations.list("CAMP")]
    again = bring(desk, "p5_own_template_2026")
    assert again.counts["accepted"] == 0
    assert again.counts["updated"] == 99
    assert [(v.id, v.state, v.adults, v.children_count, v.slot_status, v.ticket) for v in desk.registrations.list("CAMP")] == before
    desk.imports.undo(again.batch)
    assert [(v.id, v.state, v.adults, v.children_count, v.slot_status, v.ticket) for v in desk.registrations.list("CAMP")] == before
    assert desk.proofs.verify().ok


def test_a_family_is_known_across_events(desk: Desk) -> None:
    prepared(desk, "p5_own_template_2026")
    bring(desk, "p5_own_template_2026")
    families = desk.families.count()
    start = datetime(2026, 12, 24, 9, tzinfo=ZONE)
    desk.events.add(title="冬至", start=start, end=start.replace(hour=12), code="WINTER")
    desk.imports.run("WINTER", SAMPLES / "p5_own_template_2026.xlsx", as_of=date(2026, 10, 1))
    assert desk.families.count() == families


def test_nothing_a_spreadsheet_would_run_is_evaluated_or_lost(desk: Desk) -> None:
    prepared(desk, "p5_own_template_2026")
    bring(desk, "p5_own_template_2026")
    notes = {view.notes for view in desk.registrations.list("CAMP", unmasked=True)}
    assert "=cmd|' /C calc'!A0" in notes


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.xlsx", None, "file_missing"),
        ("folder.xlsx", "folder", "file_is_directory"),
        ("empty.xlsx", b"", "file_empty"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(64), "file_not_workbook"),
        ("nothing.csv", "只有表头,没有数据\n".encode(), None),
        ("other.csv", b"a,b\n1,2\n3,4\n", "file_no_known_column"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_changes_nothing(
    desk: Desk, tmp_path: Path, name: str, content: bytes | str | None, code: str | None
) -> None:
    prepared(desk, "p1_wjx_autumn_camp")
    file = tmp_path / name
    if content == "folder":
        file.mkdir()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        desk.imports.run("CAMP", file)
    assert code is None or caught.value.code == code
    assert desk.families.count() == (0, 0)


def test_a_mapping_by_hand_is_remembered_for_files_of_the_same_headings(desk: Desk, tmp_path: Path) -> None:
    prepared(desk, "p6_own_template_per_child")
    lines = ["称谓,手机号,宝宝姓名,杂项", "林晓梅,13800001234,周予安,靠近出口"]
    file, other = tmp_path / "a.csv", tmp_path / "b.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    other.write_text("\n".join(["家长姓名,手机号,宝宝姓名,备注", "陈静,13900001234,陈可,无"]), encoding="utf-8")
    desk.imports.run("CAMP", file, mapping={"csv": {"A": "guardians[0].name", "D": "notes"}})
    file.write_text("\n".join([lines[0], "单小明,13700001234,单可,要轮椅"]), encoding="utf-8")
    again = desk.imports.run("CAMP", file)
    assert again.mapping["csv"]["D"] == "notes"
    assert again.mapping["csv"]["A"] == "guardians[0].name"
    notes = {view.notes for view in desk.registrations.list("CAMP")}
    assert notes == {"靠近出口", "要轮椅"}
    assert desk.imports.run("CAMP", file, remember=False, dry_run=True).mapping["csv"]["D"] != "notes"
    assert desk.imports.run("CAMP", other, dry_run=True).mapping["csv"]["A"] == "guardians[0].name"
