"""The verbs of calendar files, as the contract has them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest

from eventdesk.cli import run_line
from tests.exchange.calendar_files import HOSTILE, OFFICE, START, WEB, calendar, event

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a verb with ``--json`` on a desk with one event and one slot; gives what it printed."""

    def line(*arguments: object, code: int = 0) -> Any:
        ended = run_line(["--desk", str(tmp_path / "desk"), "--lang", "en", *map(str, arguments), "--json"])
        out, err = capsys.readouterr()
        assert ended == code, err
        if code:
            assert out == ""
            return json.loads(err)
        return json.loads(out)

    line("init", "--plain", "--name", "N")
    line(
        "events",
        "add",
        "--title",
        "春游",
        "--start",
        "2026-04-11T09:00",
        "--end",
        "2026-04-11T12:00",
        "--code",
        "SPRING",
    )
    line(
        "events",
        "slots",
        "SPRING",
        "add",
        "--title",
        "放风筝",
        "--start",
        "2026-04-11T10:00",
        "--end",
        "2026-04-11T11:00",
    )
    return line


def test_export_of_an_event(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "spring.ics"
    assert run("events", "export", "SPRING", "--ics", file) == {"file": str(file), "events": 1}
    found = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert [str(one["SUMMARY"]) for one in found] == ["春游", "放风筝"]
    assert all("DTEND" in one for one in found)
    assert str(found[1]["RELATED-TO"]) == str(found[0]["UID"])


def test_export_of_a_year_and_of_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "year.ics"
    assert run("events", "export", "--year", 2026, "--ics", file)["events"] == 1
    assert run("events", "export", "--year", 2031, "--ics", file)["events"] == 0
    assert icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT") == []
    assert run("events", "export", "--ics", file, code=2)["error"] == "bad_arguments"
    assert run("events", "export", "SPRING", "--year", 2026, "--ics", file, code=2)["error"] == "bad_arguments"
    assert run("events", "export", "NONE", "--ics", file, code=1)["error"] == "event_not_found"
    assert run("events", "export", "--registration", "none", "--ics", file, code=1)["error"] == "registration_not_found"
    assert run("events", "export", "--year", 99999, "--ics", file, code=1)["error"] == "bad_year"


def test_import(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.ics"
    file.write_bytes(calendar(f"{OFFICE}\n{WEB}\nBEGIN:VTODO\nUID:task\nEND:VTODO"))
    done = run("events", "import", file)
    assert (len(done["events"]), done["slots"], done["unchanged"], done["changes"]) == (4, 0, 0, [])
    assert [one["uid"] for one in done["skipped"]] == ["task"] and done["skipped"][0]["reason"]
    assert {"events": [], "slots": 0, "unchanged": 4}.items() <= run("events", "import", file).items()
    file.write_bytes(file.read_bytes().replace("亲子定向越野".encode(), "越野".encode()))
    asked = run("events", "import", file)
    assert asked["events"] == [] and len(asked["changes"]) == 1
    assert asked["changes"][0]["fields"] == {"title": ["亲子定向越野", "越野"]}
    assert asked["changes"][0]["uid"] in [one["uid"] for one in asked["skipped"]]
    assert run("events", "import", file, "--overwrite")["events"] == [asked["changes"][0]["event"]]


def test_an_export_comes_back_unchanged(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "spring.ics"
    run("events", "export", "SPRING", "--ics", file)
    assert run("events", "import", file) == {
        "batch": None, "dry_run": False, "events": [], "slots": 0, "unchanged": 2, "skipped": [], "changes": [],
        "overwritten": [], "endless": [],
    }  # fmt: skip


@pytest.mark.parametrize("name", ["nothing like it", "no such zone", "every minute"])
def test_a_hostile_file(run: Run, tmp_path: Path, name: str) -> None:
    data, code, _ = HOSTILE[name]
    (tmp_path / "bad.ics").write_bytes(data)
    error = run("events", "import", tmp_path / "bad.ics", code=1)
    assert error["error"] == code and "bad.ics" in error["message"] and error["hint"]
    assert [one["code"] for one in run("events", "list")] == ["SPRING"]


def test_it_is_said_in_words(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.ics"
    file.write_bytes(calendar(OFFICE))

    def spoken(*arguments: object) -> str:
        assert run_line(["--desk", str(tmp_path / "desk"), "--lang", "en", *map(str, arguments)]) == 0
        return capsys.readouterr().out

    assert "1 event" in spoken("events", "export", "SPRING", "--ics", tmp_path / "out.ics")
    assert "20261024" in spoken("events", "import", file)
    assert spoken("events", "import", file).startswith("Nothing new")
    file.write_bytes(calendar(OFFICE.replace("亲子定向越野", "越野")))
    text = spoken("events", "import", file)
    assert "title 亲子定向越野 → 越野" in text and "--overwrite" in text


def test_an_import_is_tried_done_and_taken_back(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.ics"
    file.write_bytes(calendar(f"{OFFICE}\n{event(START, 'DURATION:PT1H', 'RRULE:FREQ=YEARLY', 'SUMMARY:Y', uid='y')}"))
    tried = run("events", "import", file, "--dry-run")
    assert (tried["batch"], tried["dry_run"], len(run("events", "list"))) == (None, True, 1)
    done = run("events", "import", file)
    assert done["events"] == tried["events"]
    (endless,) = done["endless"]
    assert (endless["uid"], endless["taken"] + 1) == ("y", len(done["events"]))
    file.write_bytes(calendar(OFFICE.replace("亲子定向越野", "越野")))
    (told,) = run("events", "import", file, "--overwrite")["overwritten"]
    assert (told["event"], told["slot"], told["fields"]) == (done["events"][0], None, {"title": ["亲子定向越野", "越野"]})
    undone = run("events", "import", "--undo", done["batch"])
    assert undone["kept"] == [{"event": done["events"][0], "why": "edited"}]
    assert undone["removed"] == done["events"][1:]
    assert run("events", "import", "--undo", done["batch"], code=1)["error"] == "calendar_batch_undone"
    for wrong in (("--undo", "x", file), ("--undo", "x", "--dry-run"), ()):
        assert run("events", "import", *wrong, code=2)["error"] == "bad_arguments"
    assert run_line(["--desk", str(tmp_path / "desk"), "--lang", "en", "events", "import", str(file), "--overwrite"]) == 0
    assert "Nothing new" in capsys.readouterr().out
