"""What the command line says in words where it once showed what is stored."""

import json
from pathlib import Path

import pytest

from eventdesk.cli import run_line

BEGIN = ["--title", "露营", "--start", "2026-10-17T09:00", "--end", "2026-10-17T17:00", "--code", "CAMP"]


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> "Said":
    made = Said(tmp_path / "desk", capsys)
    made("init", "--plain", "--name", "小禾苗亲子社")
    made("events", "add", *BEGIN)
    return made


class Said:
    """Runs verbs in Chinese."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def __call__(self, *arguments: str, more: tuple[str, ...] = ()) -> str:
        run_line(["--desk", str(self._folder), "--lang", "zh", *more, *arguments])
        got = self._capsys.readouterr()
        return got.out + got.err


def test_a_history_is_told_in_words(said: Said) -> None:
    said("registrations", "add", "CAMP", "--name", "林晓梅", "--phone", "13800001234", "--child", "安安")
    id = said("registrations", "list", "CAMP", "--json").split('"registration": "')[1].split('"')[0]
    said("registrations", "edit", id, "--adults", "2")
    said("registrations", "cancel", id)
    told = said("registrations", "history", id)
    for word in ("登记", "取消", "状态：已确认 → 已取消", "大人：1 → 2"):
        assert word in told, told
    assert "registration." not in told and "state" not in told and "adults" not in told


def test_a_missing_right_is_told_by_what_it_lets_one_do(said: Said) -> None:
    said("operators", "add", "Gao", "--role", "reader")
    told = said("events", "add", *BEGIN[:6], "--code", "X", more=("--operator", "Gao"))
    assert "排活动" in told and "events" not in told


def test_what_a_venue_was_is_said_when_it_is_replaced(said: Said) -> None:
    assert "原来" not in said("venues", "put", "Park", "--capacity", "200", "--address", "1 Green Road")
    told = said("venues", "put", "Park", "--capacity", "100")
    assert "“Park”的容量原来是 200，现在是 100。" in told
    assert "“Park”的地址原来是 1 Green Road，现在是 空。" in told
    said("venues", "room", "Park", "Hall", "--capacity", "40")
    assert "容量原来是 40，现在是 30" in said("venues", "room", "Park", "Hall", "--capacity", "30")
    said("venues", "resource", "Projector", "--quantity", "2")
    assert "数量原来是 2，现在是 1" in said("venues", "resource", "Projector", "--quantity", "1")
    replaced = json.loads(said("venues", "resource", "Projector", "--quantity", "3", "--json"))["replaced"]
    assert replaced == [{"name": "Projector", "field": "quantity", "before": 1, "now": 3}]
    assert json.loads(said("venues", "list", "--json"))["replaced"] == []


def test_partners_are_listed_with_whole_phones_on_demand(said: Said) -> None:
    said("partners", "add", "--name", "绘本馆", "--phone", "13800006621")
    assert "13800006621" not in said("partners", "list", "--json")
    assert "13800006621" in said("partners", "list", "--json", "--unmasked")
