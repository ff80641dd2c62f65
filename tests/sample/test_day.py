"""The sample's day, lived without a window."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.cli import run_line
from eventdesk.clock import SetClock
from eventdesk.desk import create_desk, open_desk
from eventdesk.errors import Conflict, StoreProblem
from eventdesk.sample.day import doors_open, live_day
from resources.words import Words

ZONE = ZoneInfo("Asia/Shanghai")
ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 30, 15, 0, tzinfo=ZONE)


def test_a_day_is_lived_to_its_report(tmp_path: Path) -> None:
    said: list[str] = []
    lived = live_day(tmp_path, clock=SetClock(NOW), words=Words("zh"), report=said.append)
    assert lived.verified
    assert all(file.is_file() for file in lived.files)
    kinds = sorted(file.suffix for file in lived.files if file.suffix != ".png")
    assert kinds == [".csv", ".csv", ".json", ".pdf", ".pdf", ".xlsx", ".xlsx", ".xlsx"]
    assert sum(file.suffix == ".png" for file in lived.files) == lived.tickets == 51
    verdicts = lived.door.verdicts
    for once in ("already_in", "cancelled", "forged", "other_event", "unknown", "waitlisted"):
        assert verdicts[once] == 1, once
    assert verdicts["no_consent"] == 2
    assert verdicts["ok_partial"] >= 3
    assert lived.door.undone == 1
    assert lived.door.pictures >= 20
    assert lived.door.searches >= 10
    attended, registered = lived.attendance["attended"], lived.attendance["registered"]
    assert registered["persons"] == 132
    assert 100 < attended["persons"] < 132
    assert lived.attendance["walk_ins"]["families"] == 1
    assert len(said) == 6
    with open_desk(lived.desk) as desk:
        assert desk.attendance.show(lived.event).digest == lived.attendance["digest"]
        report = next(file for file in lived.files if file.suffix == ".json")
        assert json.loads(report.read_text(encoding="utf-8"))["attendance"]["attended"] == attended
        hours = {entry.at.astimezone(ZONE).hour for entry in desk.attendance.door(lived.event).recent}
    assert hours <= {8, 9, 10}


def test_living_it_again_leaves_nothing_of_before(tmp_path: Path) -> None:
    for _ in range(2):
        lived = live_day(tmp_path, clock=SetClock(NOW), words=Words("en"), families=4)
    assert len(list((tmp_path / "tickets").glob("*.png"))) == lived.tickets


def test_a_real_desk_in_the_way_stays(tmp_path: Path) -> None:
    create_desk(tmp_path / "desk", name="real", passphrase=None).close()
    with pytest.raises(Conflict):
        live_day(tmp_path, clock=SetClock(NOW), words=Words("zh"), families=2)
    with open_desk(tmp_path / "desk") as desk:
        assert desk.organisation == "real"


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreProblem):
        live_day(tmp_path / "file", clock=SetClock(NOW), words=Words("zh"), families=2)
    with pytest.raises(StoreProblem) as problem:
        live_day(tmp_path / "file", clock=SetClock(NOW), words=Words("zh"), families=2, desk=tmp_path / "desk")
    assert problem.value.code == "sample_not_written"


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)))  # noqa: DTZ001 - given a zone below
def test_the_day_is_the_last_saturday_that_is_over(naive: datetime) -> None:
    now = naive.replace(tzinfo=ZONE)
    at = doors_open(now)
    assert (at.isoweekday(), at.hour, at.minute) == (6, 9, 1)
    assert timedelta(hours=3) < now - at < timedelta(days=8)


def verb(tmp_path: Path, before: str = "pass") -> dict[str, Any]:
    """The document that the verb prints; in a process of its own, because its screenshots bring Qt."""
    out, desk = tmp_path / "out", tmp_path / "elsewhere"
    line = [sys.executable, "-c", f"import sys; {before}; from eventdesk.cli.main import main; sys.exit(main())"]
    line += ["--desk", str(desk), "--json", "demo", "--headless", "--out", str(out), "--families", "2"]
    ended = subprocess.run(line, capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert ended.returncode == 0, ended.stderr
    document: dict[str, Any] = json.loads(ended.stdout)
    assert document["verified"]
    assert document["desk"] == str(desk)
    assert document["attendance"]["registered"]["families"] == 2
    assert all(Path(file).is_file() for file in [*document["files"], *document["screenshots"]])
    return document


def test_the_verb_prints_one_document_where_there_is_no_qt(tmp_path: Path) -> None:
    assert verb(tmp_path, before="sys.modules['PySide6'] = None")["screenshots"] == []


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_the_verb_takes_every_page_in_both_languages_and_themes(tmp_path: Path) -> None:
    """Over a hundred pictures. That one language and theme can be taken is tried with every change."""
    names = {Path(file).stem for file in verb(tmp_path)["screenshots"]}
    for language, theme in (("zh", "light"), ("zh", "dark"), ("en", "light"), ("en", "dark")):
        assert len([name for name in names if name.endswith(f"-{language}-{theme}")]) == len(names) / 4 > 20


@pytest.mark.parametrize("families", ["0", "-3", "many", "5001"])
def test_a_number_that_is_none_is_wrong_usage(families: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_line(["demo", "--headless", "--families", families]) == 2
    assert "--families" in capsys.readouterr().err
