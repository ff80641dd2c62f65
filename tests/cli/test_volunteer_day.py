"""Volunteers' day, notices and files on the command line."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line
from eventdesk.clock import SetClock
from tests.services.duty_ground import NAMES, at, ids, staffed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    staffed(tmp_path / "desk", SetClock(at(8))).close()
    return tmp_path / "desk"


def run(folder: Path, capsys: pytest.CaptureFixture[str], *line: str, code: int = 0, language: str = "en") -> Any:
    assert run_line(["--desk", str(folder), "--lang", language, *line]) == code
    said = capsys.readouterr()
    return json.loads(said.out if code == 0 else said.err) if "--json" in line else said.out + said.err


def codes(folder: Path) -> dict[str, str]:
    with staffed_again(folder) as desk:
        texts = desk.roster_files.codes("FAIR")
        return {code: texts[id] for code, id in ids(desk).items() if id in texts}


def staffed_again(folder: Path) -> Any:
    from eventdesk.desk import open_desk

    return open_desk(folder, clock=SetClock(at(8)))


def test_the_door_answers_for_a_volunteer(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = codes(folder)["VOL003"]
    lines = [
        {"scan": code, "at": "2026-11-28T09:40:00+08:00"}, {"scan": code, "at": "2026-11-28T10:00:00+08:00"},
        {"scan": code, "at": "2026-11-28T10:30:00+08:00", "direction": "out"},
    ]  # fmt: skip
    stdin = io.TextIOWrapper(io.BytesIO("\n".join(map(json.dumps, lines)).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run_line(["--desk", str(folder), "checkin", "FAIR", "--stdin"]) == 0
    first, again, left = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["verdict"], first["code"], first["registration"], first["admitted"], first["inside"]) == (
        "admit", "volunteer", None, 0, 0,
    )  # fmt: skip
    assert first["journal"] is not None
    assert first["volunteer"]["shift"] == {
        "shift": "S02", "role": "引导", "room": "", "start": "2026-11-28T09:30:00+08:00", "end": "2026-11-28T11:00:00+08:00",
        "late_minutes": 10,
    }  # fmt: skip
    assert (first["volunteer"]["label"], first["volunteer"]["state"]) == ("林**", "came")
    assert (again["journal"], again["volunteer"]["state"]) == (None, "here")
    assert left["volunteer"]["state"] == "left"
    board = run(folder, capsys, "volunteers", "duty", "FAIR", "--at", "2026-11-28T12:00", "--json")
    row = next(row for row in board["rows"] if row["volunteer"] == "VOL003")
    assert (row["state"], row["late_minutes"], row["minutes"]) == ("done", 10, 50)
    undone = run(folder, capsys, "checkin", "FAIR", "undo", left["journal"], "--reason", "too early", "--json")
    assert undone["volunteer"]["code"] == "VOL003"


def test_names_are_masked_unless_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in (("notify", "FAIR"), ("notify", "FAIR", "--group"), ("duty", "FAIR")):
        text = run(folder, capsys, "volunteers", *line)
        assert all(name not in text for name in NAMES)
        assert "周敏" in run(folder, capsys, "--unmasked", "volunteers", *line)


def test_notices_are_written_noted_and_not_repeated(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(folder, capsys, "volunteers", "notify", "FAIR", "--test", str(folder.parent / "post"), "--json")
    assert (told["outcomes"], told["no_address"]) == ({"written": 3}, 1)
    assert all(Path(file).suffix == ".eml" for file in told["files"])
    assert run(folder, capsys, "volunteers", "notify", "FAIR", "--told", "wechat", "--json")["told"] == 4
    views = run(folder, capsys, "volunteers", "notify", "FAIR", "VOL001", "--json")
    assert [(view["standing"], view["answers"], view["channel"]) for view in views] == [("told", {"asked": 1}, "wechat")]
    error = run(folder, capsys, "volunteers", "notify", "FAIR", "--test", str(folder.parent), "--json", code=1)
    assert error["error"] == "nobody_to_tell"


def test_a_day_by_hand_ends_in_a_certificate(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark = run(folder, capsys, "volunteers", "mark", "FAIR", "VOL002", "no_show", "--shift", "S01", "--json")
    gone = run(folder, capsys, "volunteers", "mark", "FAIR", mark["mark"], "void", "--reason", "came", "--json")
    assert gone["voided"] is True
    board = run(folder, capsys, "volunteers", "step-in", "FAIR", "S01", "VOL002", "VOL005", "--reason", "ill", "--json")
    assert {row["volunteer"] for row in board["rows"] if row["shift"] == "S01"} == {"VOL001", "VOL005"}
    board = run(folder, capsys, "volunteers", "credit", "FAIR", "S01", "VOL001", "75", "--json")
    assert next(row["minutes"] for row in board["rows"] if row["volunteer"] == "VOL001") == 75
    with staffed_again(folder) as desk:
        person = next(one.id for one in desk.volunteers.list("卫一鸣"))
    out = str(folder.parent / "thanks.pdf")
    assert run(folder, capsys, "volunteers", "certificate", person, "--out", out, "--json", code=1)["error"] == "no_hours"
    assert "SHIFT" in run(folder, capsys, "volunteers", "credit", "FAIR", code=2)


def test_cards_and_calendars_are_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(folder.parent / "cards.pdf")
    assert run(folder, capsys, "volunteers", "cards", "FAIR", "--out", out, "--json") == {"files": [out], "people": 6}
    made = run(folder, capsys, "volunteers", "calendars", "FAIR", "VOL001", "--out", str(folder.parent), "--json")
    assert [Path(file).name for file in made["files"]] == ["FAIR-VOL001.ics"]
